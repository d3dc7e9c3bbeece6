"""Hints given by a person, and reports of lines that were not imported."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.intake import Hints, IntakeError, Reading, columns_in, read_document
from tests.intake.reading_rows import read, row, rows

PAGE = (
    "# Error codes\n\n## Old\n\n| Nr | Wording |\n|---|---|\n| 7 | Gone |\n\n"
    "## New\n\n| Error code | Message |\n|---|---|\n| A-100 | First |\n| A-101 | Second |\n"
)


def by_hand(document: str, name: str = "page.md", **text: object) -> Reading:
    hints = Hints(**text)  # type: ignore[arg-type]
    return read_document(document.encode(), name=name, service="x", today=date(2026, 1, 1), hints=hints)


def test_columns_are_what_a_person_says() -> None:
    reading = by_hand(PAGE, columns=columns_in("code=nr, message=Wording"))
    assert rows(reading)[0] == row("7", "", "Gone", section="Old")
    text = "a,b\nX-1,Bad\nX-2,Worse\n"
    assert rows(by_hand(text, "a.csv", columns=columns_in("code=a,solution=b")))[0] == row("X-1", fix="Bad")


@pytest.mark.parametrize("text", ["code", "code=", "place=ID", ""])
def test_columns_that_name_no_field_are_refused(text: str) -> None:
    with pytest.raises(IntakeError, match="not FIELD=HEADING"):
        columns_in(text)


def test_a_table_is_skipped_and_a_section_is_asked_for_by_its_title() -> None:
    both = PAGE.replace("Nr | Wording", "Error code | Message")
    assert [each[0] for each in rows(by_hand(both))] == ["7", "A-100", "A-101"]
    assert [each[0] for each in rows(by_hand(both, skipped_tables=("old",)))] == ["A-100", "A-101"]
    reading = by_hand(both, only_sections=("New",))
    assert ([each[0] for each in rows(reading)], reading.skipped) == (["A-100", "A-101"], 1)


def test_a_status_is_that_of_cases_that_state_none() -> None:
    assert {each[1] for each in rows(by_hand(PAGE, http_status=422))} == {"422"}
    stated = "code,http_status\nA-1,404\nA-2,\n"
    assert [each[1] for each in rows(by_hand(stated, "a.csv", http_status=422))] == ["404", "422"]


def test_the_first_row_is_a_row_where_it_is_said() -> None:
    columns = columns_in("code=1,message=2")
    assert rows(by_hand("7,Gone\n8,Late\n", "a.csv", no_header=True, columns=columns)) == [
        row("7", "", "Gone"),
        row("8", "", "Late"),
    ]


def test_a_line_that_begins_like_a_code_and_was_not_taken_is_told() -> None:
    page = PAGE + "\nText between.\n\nA-102 | Third\n\n* A-103: Fourth\n"
    reading = read(page, name="page.md")
    assert [(each.line, each.code) for each in reading.untaken] == [(18, "A-102"), (20, "A-103")]
    assert reading.named >= {"A-102", "A-103"}, "known rows of that name are not withdrawn"


def test_nothing_is_told_of_a_page_that_was_taken_whole() -> None:
    assert read(PAGE, name="page.md").untaken == ()
    assert read("code,message\nA-1,See A-2\nA-2,First\n", name="a.csv").untaken == ()


def test_constants_of_programs_are_codes_with_their_comments() -> None:
    header = "#define ERR_FULL 5 /* the disk is full */\n#define ERR_GONE 6L // it is gone\n#define SIZE 7\n"
    assert rows(read(header, name="errors.h"))[:2] == [
        row("ERR_FULL", tells="the disk is full"),
        row("ERR_GONE", tells="it is gone"),
    ]
    source = (
        'const (\n\t// StatusReasonGone means that the item is gone.\n\tStatusReasonGone StatusReason = "Gone"\n'
        '\tErrFull = errors.New("the disk is full")\n)\n'
    )
    assert [each[:4] for each in rows(read(source, name="errors.go"))] == [
        ("Gone", "", "", "StatusReasonGone means that the item is gone."),
        ("ErrFull", "", "the disk is full", ""),
    ]
    java = 'public enum ErrorCode {\n  NOT_FOUND(404, "It is not there"),\n  GONE(410, "It is gone");\n}\n'
    assert [each[0::2][:2] for each in rows(read(java, name="ErrorCode.java"))] == [
        ("NOT_FOUND", "It is not there"),
        ("GONE", "It is gone"),
    ]
    python = 'class TeaError(Exception):\n    """The kettle is empty."""\n\nER_CUP = 1001  # no cup\n'
    assert [each[0] for each in rows(read(python, name="errors.py"))] == ["TeaError", "ER_CUP"]


def test_a_gettext_catalog_of_codes_is_one_of_messages() -> None:
    text = '#. cup\nmsgid "TEA-1"\nmsgstr "No cup"\n\nmsgid "TEA-2"\nmsgstr ""\n"No "\n"tea"\n'
    assert rows(read(text, name="tea.po"))[1] == row("TEA-2", "", "No tea")
    with pytest.raises(IntakeError):
        read('msgid "Hello"\nmsgstr "Hallo"\n', name="tea.po")
