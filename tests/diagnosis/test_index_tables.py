"""The index as flat tables, and read back from them."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.diagnosis.index_tables import read_tables, written
from catalog.diagnosis.key_table import KeyTable
from catalog.folding import TextSpan
from catalog.known_error import BodyFormat, ErrorCase, KnownError, Marks, Referral, Service, ServiceCatalog, Source
from tests.diagnosis.conftest import METAL

FULL_CASE = ErrorCase(
    "Volume {id} of host %s is gone",
    404,
    "Described 描述.",
    "Solved.",
    "Section",
    Source("https://example.com", date(2026, 1, 2), date(2026, 3, 4), "ab" * 32),
    date(2026, 5, 6),
    "Full.0002",
    "after_change",
    30,
    "caller",
    "category",
    "severity",
    ("Volume {id} went",),
    "their description",
    "their solution",
    '{"a": 1}',
    "1.2",
    "3.4",
    vendor_decisions=(("fault", "service"),),
)
FULL = ServiceCatalog(
    Service(
        "full",
        "Full",
        "Vendor",
        ("Full.",),
        "https://example.com/full",
        date(2026, 1, 2),
        "https://example.com/support",
        BodyFormat("code", "message"),
        (Referral("GATE", "Gateway"),),
        Marks(hosts=("full.*.example.com",), names=("Full SDK",)),
    ),
    (
        KnownError("full", "Full.0001", (FULL_CASE, ErrorCase("Second")), ("F1", "17")),
        KnownError("full", "Forbidden", (ErrorCase("Not yours"),)),
    ),
)
EMPTY = ServiceCatalog(Service("empty"), ())


def read_back(*catalogs: ServiceCatalog) -> CatalogIndex:
    sections = {name: memoryview(bytes(data)) for name, data in written(CatalogIndex(catalogs).tables)}
    return CatalogIndex.of_tables(read_tables(sections), revision=7)


def test_catalogs_are_read_back_as_they_were() -> None:
    index = read_back(EMPTY, FULL, METAL)

    assert index.revision == 7
    assert [(each.service, tuple(each.errors)) for each in index.catalogs.values()] == [
        (each.service, tuple(each.errors)) for each in (EMPTY, FULL, METAL)
    ]


def test_the_full_case_says_something_in_every_field() -> None:
    empty = ErrorCase("")

    assert [each.name for each in fields(ErrorCase) if getattr(FULL_CASE, each.name) == getattr(empty, each.name)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Full.0001: Volume v-1 of host h-2 is gone",
        "2026-03-02 ERROR volume v-1 went",
        '{"error_code": "metal-0100", "error_msg": "Physical servers ID not found: [a, b]"}',
        "F1",
        "Not yours",
        "Metal.0O01",
        "Forbidden",
        "no error at all",
    ],
)
def test_answers_are_those_of_the_index_that_was_built(text: str) -> None:
    assert diagnose(text, read_back(EMPTY, FULL, METAL)) == diagnose(text, CatalogIndex([EMPTY, FULL, METAL]))


def test_index_without_errors_is_read_back() -> None:
    for index in (read_back(), read_back(EMPTY)):
        assert index.with_code("Full.0001") == ()
        assert list(index.codes_in(TextSpan("Full.0001"))) == []
        assert diagnose("Full.0001", index).outcome == "unknown"


def test_keys_that_share_a_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.diagnosis.key_table.hash_of", lambda key: 1)
    index = CatalogIndex([FULL, METAL])

    assert [error.code for error in index.with_code("full.0001")] == ["Full.0001"]
    assert [error.code for error in index.spelled_like("FULL 1")] == ["Full.0001"]
    assert [each.message for each in index.with_message("Second")] == ["Second"]


def test_numbers_of_one_key_stay_in_order() -> None:
    table = KeyTable.of(["b", "a", "b", "c", "b"], [5, 4, 3, 2, 1])

    assert [table.find(key) for key in "abcd"] == [[4], [5, 3, 1], [2], []]


@pytest.mark.parametrize("missing", ["errors", "services", "codes.hashes", "code_automaton", "shared"])
def test_sections_that_are_not_whole_are_refused(missing: str) -> None:
    sections = {
        name: memoryview(bytes(data)) for name, data in written(CatalogIndex([METAL]).tables) if name != missing
    }

    with pytest.raises(ValueError, match="not whole"):
        read_tables(sections)
