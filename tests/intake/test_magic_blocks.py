"""Blocks of JSON in Markdown, as ReadMe writes them: tables are read, and of all others what is seen of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows

CELLS = {
    "h-0": "Error code",
    "h-1": "HTTP status",
    "h-2": "Description",
    "0-0": "`POT-1`",
    "0-1": "400",
    "0-2": "The **lid** of <pot> is `a|b`,\nsee [lids](doc:lids).",
    "1-0": "`POT-2`",
    "1-1": "404",
    "1-2": "",
}


def block(kind: str, value: Any, indent: int | None = 2) -> str:
    return f"[block:{kind}]\n{json.dumps(value, indent=indent)}\n[/block]\n"


@pytest.mark.parametrize("indent", [2, None])
@pytest.mark.parametrize("name", ["pots.md", "document"])
def test_table_in_a_block_is_one(name: str, indent: int | None) -> None:
    page = block("callout", {"type": "info", "title": "Code", "body": "`POT-9`: none"})
    page += block("api-header", {"title": "Lids"}) + block("parameters", {"data": CELLS, "cols": 3, "rows": 2}, indent)
    reading = read(page, name=name)
    assert rows(reading) == [
        row("POT-1", "400", tells="The lid of <pot> is a|b,\nsee lids.", section="Lids"),
        row("POT-2", "404", section="Lids"),
    ]
    assert not reading.untaken


def test_rows_of_a_block_are_told_with_their_lines() -> None:
    broken = {**CELLS, "1-0": "-", "1-2": "No code"}
    reading = read("Pots\n\n" + block("parameters", {"data": broken, "cols": 3, "rows": 2}), name="pots.md")
    assert [each.line for each in reading.rejected] == [12]


def test_header_of_a_block_may_stand_behind_its_rows() -> None:
    data = dict(reversed(CELLS.items()))
    assert [each[0] for each in rows(read(block("parameters", {"data": data}), name="pots.md"))] == ["POT-1", "POT-2"]


@pytest.mark.parametrize(
    "text",
    [
        block("parameters", {"data": {"h-0": "Field", "h-1": "Meaning", "0-0": "`LID`", "0-1": "The lid"}}),
        block("code", {"codes": [{"code": '{"code": "POT-1"}', "language": "json"}]}),
        '[block:parameters]\n{\n"data": {"h-0": "Code"\n[/block]\n',
        "[block:parameters]\n" * 3,
    ],
    ids=["table of fields", "code", "broken", "never closed"],
)
def test_other_blocks_are_no_errors(text: str) -> None:
    with pytest.raises(IntakeError):
        read("# Pots\n\n" + text, name="pots.md")
