"""AsciiDoc: tables in their several spellings, headings, terms, and one document for each code."""

from __future__ import annotations

from datetime import date

import pytest

from catalog.intake import IntakeError, read_folder
from tests.intake.reading_rows import read, row, rows

LINES = '[cols="1,1,2", options="header"]\n|===\n|Code |HTTP status |Description\n\n'
ROWS = [row("AB.1001", "400", tells="First of all."), row("AB.1002", "404", tells="Second of all.")]


@pytest.mark.parametrize(
    "body",
    [
        "|AB.1001 |400 |First of all.\n|AB.1002 |404 |Second of all.\n",
        "|AB.1001\n|400\n|First of all.\n\n|AB.1002\n|404\n|Second of all.\n",
        "|`AB.1001` ^|*400* a|First of all.\n| AB.1002 | 404\n| Second\nof all.\n",
        "m|AB.1001 |400 |link:/one[First] of all.\n|[[b]]AB.1002 |404 |Second xref:x.adoc[of] all.\n",
    ],
    ids=["a line a row", "a line a cell", "marks and styles", "links and anchors"],
)
def test_table_is_read_however_its_cells_are_laid(body: str) -> None:
    result = rows(read(f"= Errors\n\n{LINES}{body}|===\n", name="errors.adoc"))
    assert [(*each[:3], each[3].replace("\n", " "), *each[4:]) for each in result] == [
        (*each[:5], "Errors") for each in ROWS
    ]


def test_references_below_a_code_are_no_codes() -> None:
    body = "a|*AB.1001*\n\n<<One, 3D>>, <<Two, X-3D>>\n|400 |First of all.\n|AB.1002 |404 |Second\n<<b, of all>>.\n"
    result = rows(read(f"= Errors\n\n{LINES}{body}|===\n", name="errors.adoc"))
    assert [(each[0], each[3]) for each in result] == [("AB.1001", "First of all."), ("AB.1002", "Second\nof all.")]


def test_merged_cells_hold_for_the_rows_that_they_cover() -> None:
    body = "|AB.1001 .2+|404 |First of all.\n|AB.1002 |Second of all.\n"
    result = rows(read(f"= Errors\n\n{LINES}{body}|===\n", name="errors.adoc"))
    assert [each[1] for each in result] == ["404", "404"]


def test_delimited_table_is_read() -> None:
    text = '= Errors\n\n,===\nCode,Description\n\nAB.1001,"First, of all."\nAB.1002,Second.\n,===\n'
    assert [each[3] for each in rows(read(text, name="e.adoc"))] == ["First, of all.", "Second."]


def test_bar_within_a_word_ends_no_cell() -> None:
    body = "|AB.1001 |400 |Write a\\|b.\n|AB.1002 |404 |Second.\n"
    assert rows(read(f"= Errors\n\n{LINES}{body}|===\n", name="e.adoc"))[0][3] == "Write a|b."


def test_headings_and_terms_begin_entries() -> None:
    text = (
        "= Errors\n:toc:\n\n== AB-1001 Disk is gone\n\nIt was deleted.\n\n"
        "== AB-1002 Disk is full\n\n----\nAB-1003\n----\n"
        "\n[discrete]\n== Others\n\n`AB-1004`:: The disk is in use.\n`AB-1005`:: The disk is new.\n"
    )
    mapping = {each[0]: (each[2], each[3]) for each in rows(read(text, name="errors.adoc"))}
    assert mapping["AB-1001"] == ("Disk is gone", "It was deleted.")
    assert mapping["AB-1004"][1] == "The disk is in use."
    assert set(mapping) == {"AB-1001", "AB-1002", "AB-1004", "AB-1005"}


def test_heading_with_a_number_sign_begins_an_entry() -> None:
    text = "= Errors\n\n=== # 1 Timeout\nRaised late.\n\n=== # 12 Cancelled\nRaised early.\n\n=== # 13 Lost\nGone.\n"
    result = rows(read(text, name="errors.adoc"))
    assert [(each[0], each[2]) for each in result] == [("1", "Timeout"), ("12", "Cancelled"), ("13", "Lost")]


def test_page_for_each_code_takes_its_first_chapter_where_no_label_tells() -> None:
    glossary = "ifndef::backend[]\n== Glossary\nWords.\nendif::[]\n"
    page = f"= 08N0{{}}\n\n== Status description\nerror: the {{}} is away.\n\n{glossary}"
    documents = [(f"{at}.adoc", page.format(at, at).encode()) for at in range(1, 5)]
    result = read_folder(documents, service="x", service_name=None, today=date(2026, 1, 1))
    errors = result.readings[0][1].catalogs[0].errors
    assert [each.cases[0].description for each in errors] == [f"error: the {at} is away." for at in range(1, 5)]


def test_page_of_settings_is_refused() -> None:
    text = (
        "= Settings\n\n|===\n|Name |Default |Description\n\n|max_size |10 |The size.\n|min_size |1 |The size.\n|===\n"
    )
    with pytest.raises(IntakeError):
        read(text, name="settings.adoc")


def test_word_in_square_brackets_before_the_end_of_code_is_a_placeholder_and_no_role() -> None:
    text = (
        "= Errors\n\n|===\n| Code | Error Message | Description\n\n"
        "| `100`\n| `NO_HOST [string]`\n| No host.\n\n| `101`\n| [.red]`NO_PORT [port] there`\n| No port.\n|===\n"
    )
    assert [each[2] for each in rows(read(text, name="errors.adoc"))] == ["NO_HOST [string]", "NO_PORT [port] there"]
