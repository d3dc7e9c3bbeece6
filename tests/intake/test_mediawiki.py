"""Pages in the markup of MediaWiki: tables in all their spellings, terms, and what is no part of a text."""

from __future__ import annotations

import contextlib
import time

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows

PAGE = """{{DISPLAYTITLE:Pots: error codes}}
__NOTOC__
== Lids ==
{| class="wikitable"
|+ Codes of lids
! scope="col" | Error code !! HTTP status || Message !! Description
|-
! scope="row" | POT-1
| rowspan="2" | 400
| The [[lid]] is '''open''' || Close [[Pots/Lids|the lid]].<ref name="a">Old pots have none.</ref>
|- style="background:#fee"
| {{code|POT-2}}
| No lid: <nowiki>{{lid}} | ''x''</nowiki> <!-- really -->
| The pot has no lid,
as of [https://pots.example/2 version 2]:
* a lid
* a <pot>{{Citation needed|date=May}}
|-
| colspan="4" | Cold pots
|-
|POT-3||409||Pot is cold||<code>a = b</code>
|-
| - || 410 || No code ||
|}
[[Category:Pots]]
"""


def test_table_of_mediawiki_is_one() -> None:
    reading = read(PAGE, name="pots.wiki")
    assert rows(reading) == [
        row("POT-1", "400", "The lid is open", tells="Close the lid.", section="Codes of lids"),
        row(
            "POT-2",
            "400",
            "No lid: {{lid}} | ''x''",
            tells="The pot has no lid,\nas of version 2:\n- a lid\n- a <pot>",
            section="Codes of lids",
        ),
        row("POT-3", "409", "Pot is cold", tells="a = b", section="Cold pots"),
    ]
    assert [each.line for each in reading.rejected] == [22]
    assert not reading.untaken


@pytest.mark.parametrize("name", ["pots", "pots.txt", "pots.mediawiki"])
def test_page_that_begins_with_a_table_is_no_json(name: str) -> None:
    page = "{|\n!Code\n!Message\n|-\n|POT-1\n|Lid open\n|}\n"
    assert rows(read(page, name=name)) == [row("POT-1", "", "Lid open")]
    with pytest.raises(IntakeError, match="not JSON"):
        read("{'a': 1}\n", name=name)


def test_terms_and_headings_beside_a_table_are_entries() -> None:
    page = (
        "= Error codes =\n{|\n! Field !! Meaning\n|-\n| <code>LID</code> || The lid\n|}\n"
        "; POT-1 : The lid is open.\n; POT-2 : The pot is cold.\n; POT-3\n: The pot is gone.\n"
    )
    assert [each[:4:3] for each in rows(read(page, name="errors.wiki"))] == [
        ("POT-1", "The lid is open."),
        ("POT-2", "The pot is cold."),
        ("POT-3", "The pot is gone."),
    ]


@pytest.mark.parametrize(
    "page",
    [
        "== Fields ==\n{|\n! Field !! Meaning\n|-\n| LID || The lid\n|-\n| POT || The pot\n|}\n",
        "<html><body><pre>\n{|\n! Code !! Message\n|-\n| POT-1 || Lid open\n|}\n</pre></body></html>",
        "== Sample ==\n<pre>\n{|\n! Code !! Message\n|-\n| POT-1 || Lid open\n|}\n</pre>\n",
        "pots.each_with_object({\n{|code, message|\n  pots << code\n|}\n})\n",
    ],
    ids=["fields", "page about tables", "sample", "program"],
)
def test_other_tables_and_samples_of_markup_are_no_errors(page: str) -> None:
    with pytest.raises(IntakeError):
        read(page, name="pots")


@pytest.mark.parametrize("part", ["{{a|", "[[a|", "<ref>", "<nowiki>", "<pre>", "''' ", "{|\n", "[http://a ", "== "])
def test_marks_that_are_never_closed_take_linear_time(part: str) -> None:
    page = "{|\n! Code !! Message\n|-\n| POT-1 || Lid open\n|}\n" + part * 20_000
    begin = time.perf_counter()
    with contextlib.suppress(IntakeError):
        read(page, name="pots.wiki")
    assert time.perf_counter() - begin < 10
