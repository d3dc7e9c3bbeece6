"""The vendor's page as a browser copies it: every cell a paragraph."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from catalog.intake import IntakeError, Reading, read_document
from catalog.known_error import BodyFormat, Referral

PAGE = (Path(__file__).parent.parent / "samples" / "imetal-error-codes.txt").read_bytes()
BUNDLED = Path(__file__).parent.parent.parent / "catalog" / "bundled" / "imetal.json"
TODAY = date(2026, 1, 2)


def read(data: bytes = PAGE, name: str = "page.txt") -> Reading:
    return read_document(data, name=name, service="imetal", today=TODAY)


def test_copied_page_gives_all_cases() -> None:
    reading = read()
    assert (reading.format, reading.sections, reading.codes, reading.cases) == ("text", 3, 23, 23)
    assert (reading.rejected, reading.left_alone) == ((), ())
    service = reading.catalogs[0].service
    assert service.updated == date(2025, 7, 25)
    assert service.body == BodyFormat("error_code", "error_msg")
    assert service.referrals == (Referral("APIGW", "Error Codes"),)
    assert service.prefixes == ("iMetal.",)


def test_the_bundled_file_has_the_page_word_for_word() -> None:
    bundled = json.loads(BUNDLED.read_text())["services"][0]["errors"]
    items = {
        (error["code"], case["http_status"], case["message"], case["description"], case["solution"], case["section"])
        for error in bundled
        for case in error["cases"]
    }
    page = {
        (error.code, case.http_status, case.message, case.description, case.solution, case.section)
        for error in read().catalogs[0].errors
        for case in error.cases
    }
    assert items == page
    lines = set(PAGE.decode().split("\n"))
    assert all(text in lines for code, _, message, *words in page for text in (code, message, *words[:2]))


def test_line_ends_of_windows_and_a_mark_at_the_beginning_change_nothing() -> None:
    windows = b"\xef\xbb\xbf" + PAGE.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert read(windows).catalogs == read().catalogs


def test_a_page_without_blank_lines_is_read_as_well() -> None:
    dense = b"\n".join(line for line in PAGE.split(b"\n") if line.strip())
    assert read(dense).cases == 23


def test_rows_pasted_with_tabs_are_read() -> None:
    text = "Table 7 Disks\nStatus Code\tError Code\tError Message\n404\tDisk.01\tNo disk {id}\n400\tDisk.02\tFull\n"
    reading = read_document(text.encode(), name="-", format="text", service="disk", today=TODAY)
    assert [
        (error.code, error.cases[0].http_status, error.cases[0].section) for error in reading.catalogs[0].errors
    ] == [
        ("Disk.01", 404, "Disks"),
        ("Disk.02", 400, "Disks"),
    ]


def test_a_page_that_ends_in_a_row_says_which() -> None:
    cut = PAGE[: PAGE.index(b"Create VPC ports overload")]
    reading = read(cut)
    assert reading.cases == 22
    assert [(row.field, row.reason) for row in reading.rejected] == [
        ("row", "the row is cut off: 2 cells where the header has 5")
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"Once upon a time there was no table.", "looked for a table with a column of error codes"),
        (b"\x00\x01\x02PNG", "is not text"),
        (b"[" * 50_000, "nested"),
        (b"{}", "looked for an export"),
        (b"null", "looked for"),
        (b"x" * (60 * 1024 * 1024 + 1), "split it"),
    ],
    ids=["empty", "prose", "bytes", "deep", "object", "null", "large"],
)
def test_what_is_no_error_page_says_what_was_looked_for(data: bytes, message: str) -> None:
    with pytest.raises(IntakeError, match=message):
        read(data)


@pytest.mark.slow
def test_long_and_hostile_pages_are_read_in_linear_time() -> None:
    for text in ("Error Code\n\n" * 60_000, "| " * 200_000, "{" * 300_000, "updated " * 100_000, "\t" * 500_000):
        with pytest.raises(IntakeError):
            read(text.encode())
