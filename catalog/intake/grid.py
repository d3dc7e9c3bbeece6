"""A table as every format gives it: a title, a header, rows of cells. The third stage, beside columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from catalog.intake.columns import meanings_of

MOST_COLUMNS = 60
MOST_ROWS = 200_000
_DEEPEST_HEADER = 6

_TITLE_NUMBER = re.compile(r"^(?:table|tabla|tabelle|tableau|表)\s*\d+(?:[.-]\d+)*\s*[:：.]?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row and the line it begins on (0 where the format has no lines)."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its title.

    ``closed`` says that its rows have ends of their own, so that none is cut off; ``spans`` that merged cells are
    marked as such, so that an empty cell is one; ``tabular`` that the rows are data, every one complete in itself.
    """

    title: str
    line: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    closed: bool = True
    spans: bool = False
    tabular: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a grid, before merged cells are laid out."""

    text: str
    rows: int = 1
    columns: int = 1


def lay_out(rows: Iterable[tuple[int, Sequence[Cell]]]) -> Iterator[Row]:
    """Rows with every merged cell's text in each row it covers; in the columns it covers, only in the first.

    A row wider than can be an error table's is cut one cell behind the limit.
    """
    hanging: dict[int, tuple[int, str]] = {}
    for line, cells in rows:
        laid: list[str] = []
        coming: dict[int, tuple[int, str]] = {}
        waiting = iter(cells)
        cell = next(waiting, None)
        while cell is not None or any(column >= len(laid) for column in hanging):
            at = len(laid)
            if at > MOST_COLUMNS:
                break
            if at in hanging:
                left, text = hanging.pop(at)
                laid.append(text)
                if left > 1:
                    coming[at] = (left - 1, text)
                continue
            if cell is None:
                laid.append("")
                continue
            for number in range(min(max(cell.columns, 1), MOST_COLUMNS + 1)):
                text = cell.text if number == 0 else ""
                laid.append(text)
                if cell.rows > 1:
                    coming[at + number] = (cell.rows - 1, text)
            cell = next(waiting, None)
        hanging = coming
        yield Row(line, tuple(laid))


def table_of(title: str, rows: Sequence[Row], *, closed: bool = True, spans: bool = False) -> Table | None:
    """A table whose header is the first of its rows that reads like one; else its first row. None without rows."""
    filled = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not filled:
        return None
    at = next((number for number, row in enumerate(filled[:_DEEPEST_HEADER]) if is_header(row.cells)), 0)
    if at and not title:
        title = plain_title(" ".join(cell for cell in filled[at - 1].cells if cell))
    header = filled[at]
    return Table(plain_title(title), header.line, header.cells, tuple(filled[at + 1 :]), closed, spans)


def is_header(cells: Sequence[str]) -> bool:
    """Whether these cells are the header of an error table: a code column and one more that is known."""
    meanings = [meaning for meaning in meanings_of(cells[: MOST_COLUMNS + 1]) if meaning]
    return "code" in meanings and len(meanings) >= 2


def plain_title(text: str) -> str:
    """A table's title without its number; empty where the text is too long to be one."""
    title = _TITLE_NUMBER.sub("", " ".join(text.split()).strip("*_ "))
    return title.strip("*_ ") if len(title) <= 120 else ""
