"""Repair of merged cells: cells that are empty, and rows that are shorter, because the cell above covers them.

A stage between tables and rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from catalog.intake.codes import codes_of, has_shape, kind_of, pattern_of
from catalog.intake.grid import Row, Table
from catalog.intake.statuses import is_status, statuses_of


def merged_columns(table: Table, meanings: Sequence[str | None]) -> frozenset[int]:
    """The columns in which an empty cell is part of the one above it."""
    if table.tabular:
        return frozenset()
    code = meanings.index("code")
    columns = {code, *(column for column, meaning in enumerate(meanings) if meaning == "section" and not table.spans)}
    if "http_status" in meanings and not table.spans and (status := meanings.index("http_status")) < code:
        cells = [row.cells[status].strip() for row in table.rows if len(row.cells) == len(meanings)]
        blanks = cells.count("")
        repeated = any(before and before == after for before, after in pairwise(cells))
        if cells and cells[0] and blanks * 4 >= len(cells) and not repeated:
            columns.add(status)
    return frozenset(columns)


def completed(
    cells: tuple[str, ...], meanings: Sequence[str | None], above: tuple[str, ...], *, table: Table, cut: bool
) -> tuple[str, ...] | None:
    """A row with as many cells as the header, those that merging took away put in from the row above; else None."""
    width = len(meanings)
    end = len(cells)
    while end > width and not cells[end - 1].strip():
        end -= 1
    cells = cells[:end]
    missing = width - end
    if missing == 0:
        return cells
    if missing < 0 or cut or table.tabular:
        return None
    padded = (*cells, *[""] * missing)
    options = [(_similarity(padded, above, meanings), 1, padded)] if _fit_all(padded, meanings) else []
    if above:
        code = meanings.index("code")
        has_own_code = any(_alike(cell, above[code]) for cell in cells)
        for place in range(end):
            if place <= code < place + missing and has_own_code:
                # A row that has a code of its own does not go on with the one above.
                continue
            filled = (*cells[:place], *above[place : place + missing], *cells[place:])
            if _fit_all(filled, meanings):
                options.append((_similarity(filled, above, meanings), -place, filled))
    # Where several would do, cells that are left out at the end are empty ones.
    return max(options)[2] if options else None


def is_title(cells: Sequence[str], table: Table, kinds: frozenset[str]) -> bool:
    """Return whether a row is one cell over the whole width: the title of the rows below it.

    ``kinds`` are the kinds of code that the table's other rows have.
    """
    headed = any(name.strip() for name in table.header)
    if (table.tabular and headed) or len(cells) < 2 or not cells[0].strip() or any(cell.strip() for cell in cells[1:]):
        return False
    kind = kind_of(cells[0].strip())
    return not kind or (kind == "word" and kind not in kinds)


def kinds_in(table: Table, code: int) -> frozenset[str]:
    """The kinds of code in the rows that say anything beside their code."""
    kinds: set[str] = set()
    for row in table.rows:
        if code < len(row.cells) and sum(1 for cell in row.cells if cell.strip()) > 1:
            kinds.update(kind_of(each) for each in codes_of(row.cells[code]))
    return frozenset(kinds)


def misshapen(row: Row, meanings: Sequence[str | None], *, cut: bool) -> str:
    """Return the fault of a row whose number of cells differs from the header's."""
    shape = f"{len(row.cells)} cells where the header has {len(meanings)}"
    return f"the row is cut off: {shape}" if cut and len(row.cells) < len(meanings) else shape


def _fit_all(cells: Sequence[str], meanings: Sequence[str | None]) -> bool:
    return all(_fits(cell, meaning) for cell, meaning in zip(cells, meanings, strict=True))


def _fits(cell: str, meaning: str | None) -> bool:
    text = cell.strip()
    if meaning == "code":
        return has_shape(text) or kind_of(text) == "joined"
    return meaning != "http_status" or statuses_of(text) is not None


def _alike(one: str, other: str) -> bool:
    return pattern_of(one.strip()) == pattern_of(other.strip())


def _similarity(cells: Sequence[str], above: Sequence[str], meanings: Sequence[str | None]) -> int:
    """How much a row looks like the one above: its code of the same shape, its status a number."""
    code = meanings.index("code")
    alike = bool(above) and _alike(cells[code], above[code])
    status = meanings.index("http_status") if "http_status" in meanings else None
    return 2 * alike + (status is not None and is_status(cells[status]))
