"""Packs: every one can be read, says where it was read, and has solutions for what people meet most."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.intake import IntakeError, packs, read_pack
from catalog.known_error import KnownError

TODAY = date(2026, 1, 1)


def errors(name: str) -> dict[str, KnownError]:
    return {error.code: error for error in read_pack(name, today=TODAY).catalogs[0].errors}


@pytest.mark.parametrize("name", [pack.name for pack in packs()])
def test_a_pack_is_whole(name: str) -> None:
    pack = next(each for each in packs() if each.name == name)
    catalog = read_pack(name, today=TODAY).catalogs[0]
    solved = [error for error in catalog.errors if error.cases[0].solution]
    assert pack.title
    assert pack.read_from
    assert pack.licence
    assert catalog.service.documentation
    assert len(solved) >= min(50, len(catalog.errors)) or name in ("grpc", "http")
    assert all(error.cases[0].description for error in solved)
    names = [each for error in catalog.errors for each in error.names]
    assert len(names) == len(set(names)), "a name leads to one code"


@pytest.mark.parametrize(
    ("name", "code", "alias"),
    [
        ("errno", "ENOENT", "Errno 2"),
        ("errno", "ENOENT", "error 2"),
        ("windows", "E_ACCESSDENIED", "0x80070005"),
        ("windows", "STATUS_ACCESS_VIOLATION", "0xC0000005"),
        ("windows", "ERROR_FILE_NOT_FOUND", "WinError 2"),
        ("windows", "WSAECONNREFUSED", "10061"),
        ("windows", "WSAECONNRESET", "0x80072746"),
        ("postgresql", "23505", "unique_violation"),
        ("postgresql", "23505", "UniqueViolation"),
        ("curl", "CURLE_COULDNT_RESOLVE_HOST", "curl: (6)"),
        ("grpc", "DEADLINE_EXCEEDED", "DeadlineExceeded"),
        ("grpc", "DEADLINE_EXCEEDED", "StatusCode.DEADLINE_EXCEEDED"),
    ],
)
def test_a_code_is_found_by_its_other_names(name: str, code: str, alias: str) -> None:
    assert alias in errors(name)[code].aliases


@pytest.mark.parametrize(
    ("name", "code", "category", "retryable"),
    [
        ("errno", "EACCES", "permission", "after_change"),
        ("errno", "ETIMEDOUT", "capacity", "yes"),
        ("windows", "ERROR_ALREADY_EXISTS", "conflict", "after_change"),
        ("curl", "CURLE_OPERATION_TIMEDOUT", "capacity", "yes"),
        ("aws", "Throttling", "rate_limit", "yes"),
    ],
)
def test_category_and_retryability_follow_by_rule(name: str, code: str, category: str, retryable: str) -> None:
    case = errors(name)[code].cases[0]
    assert (case.category, case.retryable) == (category, retryable)


def test_a_pack_that_is_none_is_refused_with_the_names_of_those_there_are() -> None:
    with pytest.raises(IntakeError, match=r"no pack 'oracle'; there are aws, curl, errno"):
        read_pack("oracle", today=TODAY)


@pytest.fixture(scope="module")
def postgresql() -> CatalogIndex:
    return CatalogIndex(read_pack("postgresql", today=TODAY).catalogs)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # As psql, drivers and the server's own log print them: none of them prints the SQLSTATE.
        ('ERROR:  duplicate key value violates unique constraint "t_a_key"\nDETAIL:  Key (a)=(1) exists.', "23505"),
        ('psycopg2.errors.UniqueViolation: duplicate key value violates unique constraint "t_a_key"', "23505"),
        ('ERROR:  relation "t" does not exist at character 15\nSTATEMENT:  select * from t', "42P01"),
        ('PG::UndefinedTable: ERROR:  relation "t" does not exist', "42P01"),
        ('pq: password authentication failed for user "ada"', "28P01"),
        ("2026-01-02 10:00:00.1 UTC [7] a@b ERROR:  canceling statement due to statement timeout", "57014"),
    ],
)
def test_a_message_without_its_sqlstate_is_known(postgresql: CatalogIndex, text: str, code: str) -> None:
    (finding,) = diagnose(text, postgresql).findings
    assert (finding.outcome, finding.matches[0].code) == ("known", code)


@pytest.mark.parametrize("text", ["The relation between them does not exist", "ORA-00060: deadlock detected by it"])
def test_words_of_others_are_no_message_of_the_database(postgresql: CatalogIndex, text: str) -> None:
    assert all(finding.outcome == "unknown" for finding in diagnose(text, postgresql).findings)
