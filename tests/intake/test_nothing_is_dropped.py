"""Completeness: everything in a document is imported or reported by name."""

from __future__ import annotations

import json

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows

CSV = "code,http_status,message,solution\n"


def test_a_quotation_mark_that_none_closes_costs_its_own_row_alone() -> None:
    reading = read(f'{CSV}L-1,400,x,"Lös es\nU-2,404,Weg,\nU-3,404,Weg,\n', format="csv")
    assert rows(reading) == [row("U-2", "404", "Weg"), row("U-3", "404", "Weg")]
    assert [(each.line, each.codes[0]) for each in reading.rejected] == [(2, "L-1")]
    assert "a quotation mark opens a cell" in reading.rejected[0].reason


@pytest.mark.parametrize("closing", ['U-2,404,Weg,"q"', 'U-2,404,Weg,Tu es\nU-3,404,Weg,"'])
def test_one_that_another_rows_mark_seems_to_close_is_none_closed(closing: str) -> None:
    reading = read(f'{CSV}L-0,400,"a\nb",c\nL-1,400,x,"Lös es\n{closing}\nU-9,404,Weg,\n', format="csv")
    codes = [each[0] for each in rows(reading)]
    assert (codes[0], codes[1], codes[-1]) == ("L-0", "U-2", "U-9")
    assert (reading.rejected[0].line, reading.rejected[0].codes[0]) == (4, "L-1")


def test_a_header_that_is_never_closed_is_refused_with_its_line() -> None:
    with pytest.raises(IntakeError, match="line 2 is not CSV: a quotation mark"):
        read('# x\ncode,"message\nA.1,One\n', format="csv")


@pytest.mark.slow
def test_many_marks_that_none_closes_take_linear_time() -> None:
    with pytest.raises(IntakeError, match="any of its 50001 rows; line 2"):
        read(CSV + "".join(f'L-{number},400,x,"open {number}\n' for number in range(50_001)), format="csv")


@pytest.mark.parametrize(
    ("value", "codes", "rejected"),
    [
        ({"M_ONE": {"message": "one"}, "M_TWO": "two words", "M_FOUR": ["x", "y"]}, ["M_ONE", "M_TWO"], ["M_FOUR"]),
        ({"A": {"message": "one"}, "B": "two words"}, ["A", "B"], []),
        ({"errors": {"auth": {"A1": "x failed"}, "disk": {"D1": {"message": "z"}}}}, ["A1", "D1"], []),
        ([{"code": "Y1", "message": "a"}, {"code": "Y2"}, {"code": "Y4", "message": ""}], ["Y1", "Y2", "Y4"], []),
    ],
    ids=["mixed values", "capitals", "a single message", "a code alone"],
)
def test_every_code_of_a_json_document_is_taken_or_told(value: object, codes: list[str], rejected: list[str]) -> None:
    reading = read(json.dumps(value))
    assert [each[0] for each in rows(reading)] == codes
    assert [each.codes for each in reading.rejected] == [(code,) for code in rejected]


def test_a_key_beside_codes_that_is_none_is_told_as_not_read() -> None:
    reading = read('{"version": "1.0", "A.1": {"message": "one", "description": "x"}}')
    assert (reading.rejected, [each.columns for each in reading.unread]) == ((), [("version",)])


def test_a_rejected_entry_says_which_it_is() -> None:
    value = {"list": [{"code": "Y1", "message": "a"}, {"code": "Y2", "message": "b", "http_status": "x"}, 3]}
    assert [each.reason for each in read(json.dumps(value)).rejected] == [
        "entry 2: 'x' is not an HTTP status from 100 to 599",
        "entry 3: it is not an object with an error code",
    ]


def test_a_bad_line_among_objects_is_told_with_its_fault() -> None:
    reading = read('{"code":"Y1","message":"a"}\n{"code":"Y2","message":"b}\n{"code":"Y3","message":"c"}\n')
    assert [each[0] for each in rows(reading)] == ["Y1", "Y3"]
    assert [(each.line, each.reason) for each in reading.rejected] == [
        (2, "entry 2: the line is not JSON: Unterminated string starting at")
    ]
    assert "Y2" in reading.rejected[0].codes


def test_a_json_document_that_is_cut_off_is_refused_as_such() -> None:
    with pytest.raises(IntakeError, match=r"the JSON is cut off: .* line 2 column 14"):
        read('[{"code":"Y1","message":"a"},\n{"code":"Y2","mess', format="json")


def test_a_term_for_several_codes_is_each_of_them() -> None:
    page = "<html><h1>Errors</h1><dl><dt>DISK_A, DISK_B</dt><dd>Two.</dd><dt>DISK_C</dt><dd>Three.</dd></dl>"
    assert rows(read(page)) == [
        row(code, tells=tells, section="Errors")
        for code, tells in (("DISK_A", "Two."), ("DISK_B", "Two."), ("DISK_C", "Three."))
    ]


MARKDOWN = "| Code | HTTP | Message | Description | Action |\n|---|---|---|---|---|\n| A-1 | 401 | Who | x | y |\n"


def test_a_bar_in_code_is_one_where_the_row_is_whole_with_it() -> None:
    reading = read(f"{MARKDOWN}| A-2 | 403 | Denied `a|b` | | Ask <br> admin |\n")
    assert rows(reading)[1:] == [row("A-2", "403", "Denied a|b", fix="Ask\nadmin")]


def test_a_markdown_row_of_too_many_cells_is_rejected() -> None:
    reading = read(f"{MARKDOWN}| A-2 | 403 | Denied | a | b | Ask |\n")
    assert (len(rows(reading)), [each.line for each in reading.rejected]) == (1, [4])
    assert "6 cells where the header has 5" in reading.rejected[0].reason


def test_headings_and_labels_of_their_own_are_those_of_the_code_above() -> None:
    page = (
        "# Errors\n\n## ERR_A\n\nSome prose.\n\n### Cause\n\nThe disk.\n\n### Solution\n\n1. Do\n2. That\n\n"
        "## ERR_B\n\nProse.\n\n**Solution**\n\n1. Do\n2. Those\n"
    )
    assert rows(read(page)) == [
        row("ERR_A", tells="Some prose.\nThe disk.", fix="1. Do\n2. That", section="Errors"),
        row("ERR_B", tells="Prose.", fix="1. Do\n2. Those", section="Errors"),
    ]


def test_a_table_that_lays_out_the_text_of_a_cell_is_that_text() -> None:
    page = "<table><tr><th>Error Code<th>Message<tr><td>A.1<td><table><tr><td>sub<td>message</table></table>"
    reading = read(page)
    assert (rows(reading), reading.left_alone) == ([row("A.1", "", "sub\nmessage")], ())


TABLE = (
    "<table><tr><th>Code</th><th>HTTP</th><th>Message</th></tr><tr><td>C1</td><td>400</td><td>m</td></tr>\n{}"
    "<tr><td>C3</td><td>500</td><td>x</td></tr></table>"
)


@pytest.mark.parametrize(
    "between",
    [
        "<tr><td>-</td><td>500</td><td>Unexpected</td></tr>",
        "<tr><td colspan=3>Section B</td></tr><tr><td></td><td>500</td><td>Unexpected</td></tr>",
    ],
    ids=["a dash", "behind a title"],
)
def test_a_row_without_a_code_is_no_case_of_the_row_above(between: str) -> None:
    reading = read(TABLE.format(between))
    assert [each[0] for each in rows(reading)] == ["C1", "C3"]
    assert [(each.line, each.reason) for each in reading.rejected] == [(2, "the row has no error code")]
