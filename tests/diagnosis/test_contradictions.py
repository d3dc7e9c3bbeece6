"""Codes that stand beside a message and are none of its error's: they say that it is another error."""

from __future__ import annotations

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.diagnosis.guidance import Finding
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog


def _catalog(slug: str, code: str, message: str, *aliases: str) -> ServiceCatalog:
    return ServiceCatalog(Service(slug), (KnownError(slug, code, (ErrorCase(message),), aliases),))


INDEX = CatalogIndex(
    [
        _catalog("database", "1698", "Access denied for user '{user}'@'{host}'", "ER_ACCESS_DENIED_NO_PASSWORD"),
        _catalog("shop", "OrderLocked", "The order {id} is locked by another session"),
        _catalog("volumes", "Volume.0230", "The disk {id} is still attached to a server"),
    ]
)
DENIED = "Access denied for user 'x'@'localhost'"
LOCKED = "The order 17 is locked by another session"
ATTACHED = "The disk v1 is still attached to a server"


def first(text: str) -> Finding:
    return diagnose(text, INDEX).findings[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"error 1044: {DENIED} to database 'y'", "1044"),
        (f"ERROR 1044 (42000): {DENIED} to database 'y'", "1044"),
        (f"mysqli_connect(): (42000/1044): {DENIED} to database 'y'", "1044"),
        (f'driver.OperationalError: (1044, "{DENIED} to database ")', "1044"),
        (f'(1044, "{DENIED}")', "1044"),
        (f"Msg 1044, Level 16, State 1: {DENIED}", "1044"),
        (f"{DENIED}, Error Code 1044", "1044"),
        (f"errno: 1044\nsqlMessage: {DENIED}", "1044"),
        (f'{{"code": 1044, "message": "{DENIED}"}}', "1044"),
        (f'{{"message": "error 1044: {DENIED}"}}', "1044"),
        (f'{{"level": "error", "msg": "query failed", "err": "Error 1044 (42000): {DENIED}"}}', "1044"),
        (f"#1044 - {DENIED}", "1044"),
        (f"ERROR 1044 (42000) at line 12: {DENIED}", "1044"),
        (f"{DENIED} to database 'y' (errno: 1044)", "1044"),
        (f"java.sql.SQLException: {DENIED} to database 'y'\n  SQLState: 42000, ErrorCode: 1044", "1044"),
        (f"10:00:01 WARN a.B - SQL Error: 1044, SQLState: 42000\n10:00:01 ERROR a.B - {DENIED}", "1044"),
        (
            f"2026-01-12 10:00:01.123 WARN 1 --- [main] o.h.SqlExceptionHelper : SQL Error: 1044, SQLState: 42000\n"
            f"2026-01-12 10:00:01.124 ERROR 1 --- [main] o.h.SqlExceptionHelper : {DENIED} to database 'y'",
            "1044",
        ),
        (f"Volume.0777: {ATTACHED}", "Volume.0777"),
        (f"ERROR Volume.0777 {ATTACHED}", "Volume.0777"),
    ],
)
def test_message_with_another_code_is_another_error(text: str, code: str) -> None:
    finding = first(text)
    assert (finding.outcome, finding.read.code) == ("unknown", code)
    assert finding.suggestions[0].why == "its message is the same"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(f"error 998: {DENIED}", "1698", id="a number of other length"),
        pytest.param(f"{DENIED} (1044)", "1698", id="a number that nothing calls a code"),
        pytest.param(f"SQLSTATE[42000] [1044] {DENIED}", "1698", id="a number behind a SQLSTATE"),
        pytest.param(f"OrderStuck: {LOCKED}", "OrderLocked", id="a word that may be a part of a program"),
    ],
)
def test_what_may_be_another_code_leaves_a_doubt(text: str, code: str) -> None:
    best = first(text).matches[0]
    assert (best.code, best.confidence) == (code, 0.6)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(DENIED, id="no code"),
        pytest.param(f"HTTP 403: {DENIED}", id="a status"),
        pytest.param(f"error 504: {DENIED}", id="a status that is called an error"),
        pytest.param(f"app.py line 1044: {DENIED}", id="a line number"),
        pytest.param(f"app.py:1044: {DENIED}", id="a line number behind a colon"),
        pytest.param(f"2026-01-01 10:00:00 1044 [Warning] {DENIED}", id="a thread's number"),
        pytest.param(f"[Errno 13] {DENIED}", id="a system's short number"),
        pytest.param(f"SQLSTATE[28000]: {DENIED}", id="a SQLSTATE"),
        pytest.param(f"0x80004005: {DENIED}", id="an HRESULT"),
        pytest.param(f"error -2147467259: {DENIED}", id="an HRESULT in decimal"),
        pytest.param(f"GatewayFailed: {DENIED}", id="a word where the codes are numbers"),
        pytest.param(f"error 1044: {LOCKED}", id="a number where the codes are words"),
        pytest.param(f"ORDER_STUCK: {LOCKED}", id="a word in capitals where the codes have humps"),
        pytest.param(f"OrderGateway failed for shop a: {LOCKED}", id="a gateway's words"),
        pytest.param(f"Volume.0777: request to volumes failed: {ATTACHED}", id="a gateway's code"),
        pytest.param(f"Gateway.0777: {ATTACHED}", id="another service's code"),
        pytest.param(f"{DENIED}; error 2002: cannot connect", id="the next error's code"),
        pytest.param(f"gave up with error 1044\n2026-01-01 10:00:00 {DENIED}", id="another line's code"),
    ],
)
def test_other_numbers_and_words_say_nothing_against_a_message(text: str) -> None:
    confidences = [each.matches[0].confidence for each in diagnose(text, INDEX).findings if each.matches]
    assert confidences
    assert confidences[0] >= 0.9


@pytest.mark.parametrize("before", [f"error 1044: {DENIED}", f"10:00:00 ERROR 1044: {DENIED}", DENIED])
def test_values_are_those_of_the_line_with_the_code(before: str) -> None:
    text = f"{before}\n10:00:01 ERROR 1698: Access denied for user 'root'@'db.example'"
    best = next(each.matches[0] for each in diagnose(text, INDEX).findings if each.matches)
    assert best.code == "1698"
    values = {each.parameters for each in diagnose(text, INDEX).findings[0].variants} or {best.parameters}
    assert ("root", "db.example") in {tuple(one.values[0] for one in each) for each in values}


def test_line_with_another_code_is_an_error_of_its_own() -> None:
    text = f"ERROR 1044 (42000): {DENIED} to database 'y'\nERROR 1698 (28000): Access denied for user 'r'@'db.example'"
    findings = diagnose(text, INDEX).findings
    assert [(each.outcome, each.read.code) for each in findings] == [("known", "1698"), ("unknown", "1044")]


@pytest.mark.parametrize(
    "text",
    [
        f"error 1698 (code 1044): {DENIED}",
        f"ER_ACCESS_DENIED_NO_PASSWORD (1044): {DENIED}",
        f"SQLSTATE[HY000] [1698] {DENIED}",
    ],
)
def test_own_name_beside_another_number_tells_the_error(text: str) -> None:
    finding = first(text)
    assert finding.matches[0].code == "1698"
    assert finding.matches[0].confidence >= 0.9
