"""Columns that hold more, or less, than the code of each row."""

from __future__ import annotations

import pytest

from catalog.intake.columns import meaning_of
from tests.intake.reading_rows import read, row, rows

GROUPED = (
    "<h1>Errors</h1><table><tr><th>{}</th><th>{}</th><th>Description</th></tr>"
    "<tr><td rowspan=2>T01</td><td>{}</td><td>The cup is broken.</td></tr>"
    "<tr><td>{}</td><td>The cup is gone.</td></tr><tr><td>T02</td><td>{}</td><td>The tea is cold.</td></tr></table>"
)


@pytest.mark.parametrize("headings", [("Error code", "Detail code"), ("エラーコード", "エラー詳細コード")])
def test_whole_codes_beside_the_groups_that_they_begin_with_identify_errors(headings: tuple[str, str]) -> None:
    reading = read(GROUPED.format(*headings, "T010001", "T010008", "T020001"))
    assert [each[0] for each in rows(reading)] == ["T010001", "T010008", "T020001"]


def test_codes_beside_others_that_do_not_begin_with_them_stay_codes() -> None:
    reading = read(GROUPED.format("Error code", "Detail code", "K1", "K2", "K3"))
    assert [each[0] for each in rows(reading)] == ["T01", "T01", "T02"]


STATUSES = "# Errors\n\n| {} | Description |\n|---|---|\n| `TEA-001` (401) | Who? |\n| TEA-002 ({}) | Full. |\n"


@pytest.mark.parametrize("heading", ["Error code (HTTP status)", "错误码（状态码）"])
def test_status_in_brackets_behind_a_code_is_read_where_the_heading_says_so(heading: str) -> None:
    assert rows(read(STATUSES.format(heading, "507 Full"), format="markdown")) == [
        row("TEA-001", "401", tells="Who?", section="Errors"),
        row("TEA-002", "507", tells="Full.", section="Errors"),
    ]


def test_number_in_brackets_behind_a_code_is_no_status_under_another_heading() -> None:
    reading = read(STATUSES.format("Error code (number)", "402"), format="markdown")
    assert [each[1] for each in rows(reading)] == ["", ""]


def test_japanese_contents_and_joined_words_are_texts_of_errors() -> None:
    assert [meaning_of(each) for each in ("エラー内容", "errorText", "errorTextId")] == ["description", "message", None]
