"""Progress reports while a long document is read."""

from __future__ import annotations

import pytest

from catalog.intake import reading_steps
from tests.intake.reading_rows import read, rows

pytestmark = pytest.mark.slow

COUNT = 3_000
TABLE = "| Code | Message |\n|---|---|\n"


def markdown() -> str:
    return f"# Errors\n\n{TABLE}" + "".join(f"| `AB.{at:05d}` | Disk a\\|b {at} |\n" for at in range(COUNT))


def web_page() -> str:
    filler = "word " * 120
    body = "".join(f"<tr><td>AB.{at:05d}</td><td>Disk a|b {at}</td><td>{filler}</td></tr>" for at in range(COUNT))
    header = "<tr><th>Code</th><th>Message</th><th>Description</th></tr>"
    return f"<html><h1>Errors</h1><table>{header}{body}</table></html>"


def delimited() -> str:
    return "code,message\n" + "".join(f"AB.{at:05d},Disk a|b {at}\n" for at in range(COUNT))


@pytest.mark.parametrize("document", [markdown, web_page, delimited], ids=["Markdown", "HTML", "CSV"])
def test_rows_are_counted_while_they_are_read(document: object) -> None:
    steps: list[int] = []
    with reading_steps(steps.append):
        reading = read(document())  # type: ignore[operator]
    assert [each[2] for each in rows(reading)] == [f"Disk a|b {at}" for at in range(COUNT)]
    assert sum(steps) >= COUNT
    assert max(steps) <= COUNT


def test_rows_of_a_long_table_keep_their_lines() -> None:
    bad = markdown() + "| - | none |\n"
    assert [each.line for each in read(bad).rejected] == [COUNT + 5]


def test_headings_behind_a_long_page_are_read_with_their_sections() -> None:
    text = markdown() + "".join(f"\n## Part {at}\n\n{TABLE}| CD.{at:05d} | Disk {at} |\n" for at in range(4_000))
    result = rows(read(text))
    assert len(result) == COUNT + 4_000
    assert (result[0][5], result[-1][5]) == ("Errors", "Part 3999")
