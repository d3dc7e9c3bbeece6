"""What stands behind a copied table and is laid out like its rows: told by name, and none of its codes."""

from __future__ import annotations

import pytest

from tests.intake.reading_rows import read, row, rows

FOUR = "Error Code\tHTTP Status\tMessage\tSolution\nA-1\t400\tOne thing\tFix it\nA-2\t500\tTwo things\tFix them\n"
THREE = "Error Code\tMessage\tSolution\nA-1\tOne thing\tFix it\nA-2\tTwo things\tFix them\n"
TWO = "Error Code\tMessage\nA-1\tOne thing\nA-2\tTwo things\n"
WORDS = "Error Code\tMessage\tSolution\nAccessDenied\tOne thing\tFix it\nThrottling\tTwo things\tFix them\n"


@pytest.mark.parametrize("table", [FOUR, THREE, TWO, WORDS], ids=["four", "three", "two", "words"])
@pytest.mark.parametrize(
    ("foot", "name"),
    [
        ("\nPrevious\tNext\n", "Previous"),
        ("Previous\tNext\n", "Previous"),
        ("\nErrors\tGlossary\n", "Errors"),
        ("\nEnglish\tDeutsch\tFrançais\n", "English"),
        ("Was this page helpful?\nYes\tNo\n© 2024 Example\n", "Yes"),
    ],
    ids=["links", "links at once", "pages", "languages", "question"],
)
def test_the_foot_of_a_page_is_no_code(table: str, foot: str, name: str) -> None:
    reading = read(table + foot, format="text")
    assert rows(reading) == rows(read(table, format="text"))
    assert [each.reason for each in reading.rejected] == [f"'{name}' follows the table and looks like no row of it"]


def test_rows_behind_a_blank_line_are_rows() -> None:
    more = "\nA-3\t404\tThree\tDo\n500\tMerged\tAsk\n"
    reading = read(FOUR + more, format="text")
    assert rows(reading)[2:] == [row("A-3", "404", "Three", fix="Do"), row("A-3", "500", "Merged", fix="Ask")]


def test_a_code_that_is_a_word_is_one_where_codes_are_words() -> None:
    assert [each[0] for each in rows(read(f"{WORDS}Busy\tWait\tRetry\n", format="text"))][2:] == ["Busy"]


RULE = "+------+----------+---------+\n"
DRAWN = f"{RULE}| Code | Message  | Action  |\n{RULE}| E1   | One      | do      |\n"
LONG = "| E2   | Two very | do this |\n|      | long     | and so  |\n"
THIRD = "| E3   | Three    | x       |\n"


@pytest.mark.parametrize(
    "table",
    [
        DRAWN + RULE + LONG + RULE + THIRD + RULE,
        DRAWN + LONG + RULE + THIRD + RULE,
        DRAWN + LONG + THIRD + RULE,
    ],
    ids=["rules between rows", "a rule is missing", "no rules between rows"],
)
def test_the_lines_of_a_drawn_row_are_one_row(table: str) -> None:
    assert rows(read(table, format="text")) == [
        row("E1", "", "One", fix="do"),
        row("E2", "", "Two very\nlong", fix="do this\nand so"),
        row("E3", "", "Three", fix="x"),
    ]


def test_a_code_wrapped_in_a_drawn_table_is_one() -> None:
    rule = "+----------+-------+\n"
    page = (
        f"{rule}| Code     | Message |\n{rule}| Disk     | Full    |\n| IsFull   | up      |\n{rule}| X1 | y |\n{rule}"
    )
    assert rows(read(page, format="text"))[0][2] == "Full\nup"


def test_a_drawn_row_that_no_rule_closes_is_cut_off() -> None:
    reading = read(DRAWN + RULE + LONG, format="text")
    assert rows(reading) == [row("E1", "", "One", fix="do")]
    assert [(each.line, "no rule closes it" in each.reason) for each in reading.rejected] == [(6, True)]
    assert reading.truncated
