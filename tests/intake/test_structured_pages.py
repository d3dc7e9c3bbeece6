"""Markup beside a table's plain cells in HTML, Markdown and reStructuredText."""

from __future__ import annotations

import pytest

from tests.intake.reading_rows import read, row, rows


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Parameter `<name>` is missing.", "Parameter <name> is missing."),
        ("Use `List<String>`", "Use List<String>"),
        ("use <name>", "use <name>"),
        ("a <b>bold</b> word", "a bold word"),
        ("`a \\| b`", "a | b"),
        ("2 * 3 `*`", "2 * 3 *"),
    ],
)
def test_placeholders_in_a_markdown_cell_stay(written: str, meant: str) -> None:
    assert rows(read(f"| Code | Message |\n|---|---|\n| EL.1 | {written} |\n")) == [row("EL.1", "", meant)]


def test_a_row_of_one_cell_is_the_title_of_those_below_it() -> None:
    page = (
        "| Error Code | HTTP | Description |\n|---|---|---|\n| **Gates** | | |\n| `GA-1` | 401 | Shut |\n"
        "| **Fences** | | |\n| `FE-1` | 507 | Low |\n"
    )
    assert rows(read(page)) == [
        row("GA-1", "401", tells="Shut", section="Gates"),
        row("FE-1", "507", tells="Low", section="Fences"),
    ]


def test_an_html_table_with_blank_lines_in_markdown_is_whole() -> None:
    page = (
        "# Errors\n\n<table>\n\n<tr><th>Error Code</th><th>Description</th></tr>\n\n<tr>\n<td>\n\n`OAK-1`\n\n</td>\n"
        "<td>\n\nFirst.\n\nSecond with **weight**.\n\n</td>\n</tr>\n\n</table>\n"
    )
    assert rows(read(page)) == [row("OAK-1", tells="First.\nSecond with weight.", section="Errors")]


def test_a_table_made_of_roles_is_one() -> None:
    page = (
        "<html><div role='table'><div role='row'><div role='columnheader'>Error Code</div>"
        "<div role='columnheader'>Description</div></div><div role='row'><div role='cell'><div>ELM-1</div></div>"
        "<span role='cell'>One</span></div></div>"
    )
    assert rows(read(page)) == [row("ELM-1", tells="One")]


def test_a_button_in_a_heading_says_nothing() -> None:
    page = "<table><tr><th>Error Code <button>Copy</button><th>Message<tr><td>ASH-1<td>Burnt</table>"
    assert rows(read(page)) == [row("ASH-1", "", "Burnt")]


def test_roles_of_restructured_text_are_what_a_reader_sees() -> None:
    page = (
        "Trees\n=====\n\nErrors\n------\n\n=====  =====================================\nCode   Description\n"
        "=====  =====================================\nFIR-1  See :ref:`this <errors>` and :doc:`/a/b`.\n"
        "=====  =====================================\n"
    )
    assert rows(read(page)) == [row("FIR-1", tells="See this and /a/b.", section="Errors")]


@pytest.mark.parametrize("sign", ["#", "¶", "&para;"])
def test_link_of_a_heading_to_itself_is_no_part_of_its_code(sign: str) -> None:
    page = "<h1>Error codes</h1>" + "".join(
        f'<h3><code>ERR_{name}</code><span><a class="mark" href="#{name}">{sign}</a></span></h3><p>It is {name}.</p>'
        for name in ("GONE", "LOST", "FULL")
    )
    assert [(each[0], each[3]) for each in rows(read(page, name="errors.html"))] == [
        ("ERR_GONE", "It is GONE."),
        ("ERR_LOST", "It is LOST."),
        ("ERR_FULL", "It is FULL."),
    ]
