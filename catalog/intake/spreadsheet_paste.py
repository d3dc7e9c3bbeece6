"""Cells as a spreadsheet puts them on the clipboard: quoted where they have line ends or quotes in them. A stage."""

from __future__ import annotations

from collections.abc import Sequence

_MOST_LINES = 200
"""Lines that one quoted cell may have; a quote that stays open longer is none of these."""

SOFT_END = "\u2028"
"""Placeholder for a line end within a cell."""


def without_quotes(lines: Sequence[str]) -> Sequence[str]:
    """Lines of cells apart by tabs, without the quotes of a spreadsheet; as they are where no cell needs any.

    A cell that went over several lines stands in the first of them, the others are blank, so that lines keep their
    numbers.
    """
    if not any('\t"' in line or line.startswith('"') for line in lines):
        return lines
    result: list[str] = []
    needed = False
    at = 0
    while at < len(lines):
        whole, used = _whole_row(lines, at)
        needed = needed or used > 1 or '""' in whole
        cells = [_unquoted(cell) for cell in whole.split("\t")]
        result += ["\t".join(cells), *[""] * (used - 1)]
        at += used
    return result if needed else lines


def _whole_row(lines: Sequence[str], at: int) -> tuple[str, int]:
    """The row that begins at a line, and how many lines it has."""
    row = lines[at]
    if not _opens(row):
        return row, 1
    for used in range(1, min(_MOST_LINES, len(lines) - at)):
        line = lines[at + used]
        row = f"{row}{SOFT_END}{line}"
        if line.count('"') % 2 and not _opens(row):
            return row, used + 1
    return lines[at], 1


def _opens(row: str) -> bool:
    """Return whether the last quoted cell of a row is still open."""
    cell = row.rsplit("\t", 1)[-1] if row.count('"') % 2 else ""
    return cell.startswith('"') and cell.count('"') % 2 == 1


def _unquoted(cell: str) -> str:
    inner = cell[1:-1]
    if len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner.replace('""', ""):
        return inner.replace('""', '"')
    return cell
