"""Names that a page of reStructuredText has defined texts for."""

from __future__ import annotations

from catalog.intake.restructured import restructured_tables

_TABLE = """
======  =======
Code    Message
======  =======
{rows}
======  =======
"""


def _cells(definition: str, *messages: str) -> list[str]:
    rows = "\n".join(f"A{number}      {message}" for number, message in enumerate(messages, 1))
    (table,) = restructured_tables(f".. |Product| replace:: {definition}\n{_TABLE.format(rows=rows)}")
    return [row.cells[1] for row in table.rows]


def test_name_is_the_text_that_the_page_defines_and_else_stays_as_it_is() -> None:
    assert _cells("Acme", "|Product| is away", "|Other| is away") == ["Acme is away", "|Other| is away"]


def test_link_and_footnote_are_their_text() -> None:
    assert _cells("Acme", "it is away_", "`there <http://a.example>`_ it is") == ["it is away", "there it is"]


def test_long_text_in_place_of_many_names_does_not_multiply_the_page() -> None:
    (cell,) = _cells("word " * 10_000, " ".join(["|Product|"] * 500))
    assert len(cell) <= 500 * 201
