"""Documents that end too soon, and tables that are drawn badly: told by name, never silently gone."""

from __future__ import annotations

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows
from tests.intake.test_layouts import REAL

GRID = (
    "Gates\n=====\n\n+------+---------+\n| Code | Message |\n+======+=========+\n"
    "| G-1  | good    |\n+------+---------+\n"
)
HTML = "<html><body><table>\n<tr><th>Error Code</th><th>Message</th></tr>\n<tr><td>C1</td><td>One</td></tr>\n"


@pytest.mark.parametrize(
    ("page", "line", "code"),
    [
        (f"{GRID}| G-2  | ba", 9, "G-2"),
        (f"{GRID}| G-2  | bad     |\n|      | thi", 9, "G-2"),
        (f"{HTML}<tr><td>C2</td><td>Tw", 4, "C2"),
        (f"{HTML}<tr><td>C2</td>\n<td>Two</td", 4, "C2"),
        ("# Page\n\n" + HTML.removeprefix("<html><body>") + "<tr><td>C2</td><td>Tw", 6, "C2"),
    ],
    ids=["grid", "grid of two lines", "html", "within a tag", "html in markdown"],
)
def test_the_row_that_a_page_ends_within_is_rejected_by_name(page: str, line: int, code: str) -> None:
    reading = read(page)
    assert [each[0] for each in rows(reading)] in (["G-1"], ["C1"])
    assert [(each.line, "cut off" in each.reason, code in each.codes) for each in reading.rejected] == [
        (line, True, True)
    ]
    assert reading.truncated


def test_a_page_that_ends_between_two_rows_is_torn_too() -> None:
    reading = read(HTML)
    assert (rows(reading), reading.rejected, reading.truncated) == ([row("C1", "", "One")], (), True)


@pytest.mark.parametrize("end", ["<tr><td>C2</td><td>Two</td></tr></table>", "<tr><td>C2<td>Two</body></html>"])
def test_a_page_with_an_end_is_whole(end: str) -> None:
    reading = read(HTML + end)
    assert (len(rows(reading)), reading.rejected, reading.truncated) == (2, (), False)


def test_a_table_behind_the_errors_that_is_torn_is_none_of_them() -> None:
    reading = read(f"{HTML}<tr><td>C2<td>Two</table><table><tr><td>Layout</td>")
    assert (len(rows(reading)), reading.rejected, reading.truncated) == (2, (), False)


@pytest.mark.parametrize("size", [30_000, 60_000, 100_000])
@pytest.mark.parametrize("name", ["auto-scaling--api-ref_source_appendix", "image-management-service--api-ref_source"])
def test_a_real_page_cut_in_the_middle_names_its_torn_row(name: str, size: int) -> None:
    path = REAL / f"{name}_error_codes.rst"
    if not path.exists():
        pytest.skip("the vendor's page is not beside the project")
    reading = read(path.read_bytes()[:size], format="rst")
    assert len(rows(reading)) > 20
    assert reading.truncated
    assert ["cut off" in each.reason for each in reading.rejected] == [True]
    assert reading.rejected[0].codes[1].startswith(("AS.", "IMG."))


@pytest.mark.parametrize(
    ("table", "line", "code", "why"),
    [
        ("+------+---+\n| Code | M |\n+======+===+\n| B wide | c |\n+------+---+\n", 16, "B wide", "Right border"),
        ("====  ===\nCode  M\n====  ===\nB1234567  xx\n====  ===\n", 16, "B1234567", "Text in column margin"),
        ("====  ===\nCode  M\n====  ===\nB-1   xx", 13, "Code", "No bottom table border"),
        (".. list-table::\n\n   * - Code\n     - Message\n   * - A.1\n", 13, "A.1", "row 2 does not contain"),
        ('.. csv-table::\n   :header: Code,Message\n\n   A.1,"c\n', 13, "A.1", "unexpected end of data"),
    ],
    ids=["grid", "simple", "simple without end", "list", "csv"],
)
def test_a_table_that_is_drawn_badly_is_told_with_its_line(table: str, line: int, code: str, why: str) -> None:
    reading = read(f"{GRID}\nFences\n======\n\n{table}", format="rst")
    assert rows(reading) == [row("G-1", "", "good", section="Gates")]
    assert [(each.line, why in each.reason, code in each.codes) for each in reading.rejected] == [(line, True, True)]
    assert reading.truncated


def test_a_page_of_nothing_but_a_bad_table_says_so() -> None:
    with pytest.raises(IntakeError, match="line 1, row: the table cannot be read: Malformed table"):
        read("====  ===\nCode  M\n====  ===\nB-1   xx", format="rst")
