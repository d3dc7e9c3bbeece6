"""Pages of wikis, whose tables mark their headings."""

from __future__ import annotations

import time

import pytest

from tests.intake.reading_rows import read, row, rows

CONFLUENCE = """h1. Kettle errors

{toc}

h2. Water

||Code||Message||Description||What to do||
|*7*|No water|The kettle is empty.\\\\ Or it leaks.|Call {{fill(a|b)}} as [told|https://tea.example/a].|
|204|Too hot|It boils
over.| |

h2. Cups

||Code||Message||Description||What to do||
|53|{color:red}Broken{color}|The cup fell.|Buy one.|

{note}Wash *all* cups.{note}
"""
EXPECTED = [
    row(
        "7", "", "No water", tells="The kettle is empty.\nOr it leaks.", fix="Call fill(a|b) as told.", section="Water"
    ),
    row("204", "", "Too hot", tells="It boils\nover.", section="Water"),
    row("53", "", "Broken", tells="The cup fell.", fix="Buy one.", section="Cups"),
]


@pytest.mark.parametrize("name", ["kettle.wiki", "kettle.txt", "kettle"])
def test_headings_between_two_bars_are_those_of_a_table(name: str) -> None:
    reading = read(CONFLUENCE, name=name)
    assert reading.format == "wiki"
    assert rows(reading) == EXPECTED


@pytest.mark.parametrize(
    "page",
    [
        "= Kettle errors =\n\n||= Code =||= Message =||\n|| TEA-1 || No water ||\n|| TEA-2 || Too hot ||\n",
        "|| ''Code'' || Message ||\n|| TEA-1 || No water ||\n|| TEA-2 || Too hot ||\n",
        "====== Kettle ======\n\n^ Code ^ Message ^\n| TEA-1 | No water |\n^ TEA-2 | **Too hot** |\n",
        "= Kettle\n\n|=Code|=Message|\n|TEA-1|No water|\n|[[a|TEA-2]]|Too hot|\n",
        "h1. Kettle\n\n|_. Code |_. Message |\n| @TEA-1@ | No water |\n|_. TEA-2 | Too hot |\n",
    ],
    ids=["trac", "moin", "dokuwiki", "creole", "textile"],
)
def test_tables_of_every_wiki_are_read(page: str) -> None:
    assert [each[:3] for each in rows(read(page))] == [("TEA-1", "", "No water"), ("TEA-2", "", "Too hot")]


def test_headings_of_a_wiki_are_entries_below_those_of_their_chapter() -> None:
    page = (
        "====== Kettle errors ======\n\n^ Code ^ Message ^\n| TEA-1 | No water |\n\n===== Cups =====\n\n"
        "==== TEA-21: Broken ====\nIt fell.\n\n==== TEA-22: Lost ====\nIt is gone.\n<code>\nTEA-23: no code\n</code>\n"
    )
    assert rows(read(page))[1:] == [
        row("TEA-21", "", "Broken", tells="It fell.", section="Cups"),
        row("TEA-22", "", "Lost", tells="It is gone.\nTEA-23: no code", section="Cups"),
    ]


def test_empty_cells_between_two_bars_of_other_tables_stay() -> None:
    text = "|Code|Message|Description|Solution|\n|TEA-1||The kettle is empty.|Fill it.|\n|TEA-2|||Wait.|\n"
    expected = [row("TEA-1", tells="The kettle is empty.", fix="Fill it."), row("TEA-2", fix="Wait.")]
    assert rows(read(text)) == expected
    assert rows(read(text.replace("\n", "\n|---|---|---|---|\n", 1), name="a.md")) == expected


@pytest.mark.parametrize("line", ["= a" + " " * 200 + "b=c", "|" + "*a" * 100, "||a" * 60, "{note:" * 50, "[a|" * 80])
def test_many_lines_of_a_wiki_take_linear_time(line: str) -> None:
    begin = time.process_time()
    read(CONFLUENCE + f"{line}\n" * 2_000)
    assert time.process_time() - begin < 5
