"""Tables of which each row is a line, however its cells are apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from catalog.intake.codes import has_shape
from catalog.intake.columns import meanings_of
from catalog.intake.grid import Row, Table, is_header, plain_title
from catalog.intake.row_starts import is_bullet
from catalog.intake.spreadsheet_paste import SOFT_END
from catalog.intake.trailing_content import with_trailing_content_reported

_RULE_SIGNS = "|+:=_*─━—- \t\u00a0"
_DRAWN = re.compile(r"[-=_*─━—+]{3}")


def is_rule(line: str) -> bool:
    """Return whether a line is a drawn rule without content."""
    return not line.strip(_RULE_SIGNS) and bool(_DRAWN.search(line))


def by_line(lines: Sequence[str], split: Callable[[str], tuple[str, ...]], *, whole: bool) -> list[Table]:
    """Rows a line each, their cells as ``split`` tells them; a cell may go on in the lines below.

    ``whole`` says that the text ends with a line's end; where it does not, its last row may be cut off.
    """
    tables: list[Table] = []
    header: tuple[str, ...] | None = None
    title, header_title, header_line = "", "", 0
    rows: list[Row] = []
    barred = gap = False
    apart: set[int] = set()

    def close(*, closed: bool = True) -> None:
        if header is not None:
            rows_left = with_trailing_content_reported(rows, header, apart)
            tables.append(Table(header_title, header_line, header, tuple(rows_left), closed))

    for number, line in enumerate(lines, 1):
        cells = tuple(cell.replace(SOFT_END, "\n") for cell in split(line))
        if is_header(cells):
            close()
            header, header_title, header_line, rows, gap = cells, title, number, [], False
            apart.clear()
            barred = line.rstrip().endswith("|")
        elif header is not None and rows and not (gap and len(cells) > 1) and _goes_on(cells, rows[-1], header, line):
            before = rows[-1].cells
            joined_cell = "\n".join(filter(None, (before[-1], cells[0])))
            rows[-1] = Row(rows[-1].line, (*before[:-1], joined_cell, *cells[1:]))
        elif len(cells) < 2:
            title = (plain_title(line) or title) if line.strip() and not is_rule(line) else title
            gap = gap or not is_rule(line) or not line.strip()
        elif header is not None:
            if gap:
                apart.add(len(rows))
            gap = False
            rows.append(Row(number, cells))
    last = next((line for line in reversed(lines) if line.strip()), "")
    cut = not whole and header is not None and bool(rows) and len(split(last)) > 1
    if cut and barred and not last.rstrip().endswith("|"):
        # The last cell was never closed: it is none.
        rows[-1] = Row(rows[-1].line, rows[-1].cells[:-1])
    close(closed=not (cut and header is not None and len(rows[-1].cells) < len(header) and _is_cut(rows, header)))
    return tables


def _is_cut(rows: Sequence[Row], header: Sequence[str]) -> bool:
    """Return whether the last row is truncated, and not short like the rows above it."""
    return all(len(row.cells) >= len(header) for row in rows[:-1]) or len(rows) == 1


def _goes_on(cells: Sequence[str], above: Row, header: Sequence[str], line: str) -> bool:
    """Return whether a line continues the row above: that row has free cells, or the line is a bullet."""
    if not line.strip() or not cells:
        return False
    room = len(header) - len(above.cells)
    if len(cells) < 2 and room <= 0:
        return is_bullet(line.strip()) and bool(above.cells[-1])
    if room < len(cells) - 1 or room <= 0:
        return False
    meanings = meanings_of(header)
    places = [number for number, meaning in enumerate(meanings) if meaning in ("code", "http_status")]
    code = meanings.index("code")
    looks = [place - shift for shift in (0, 1) for place in (code,) if 0 <= place - shift < len(cells)]
    return not any(_may_begin(cells[at]) for at in looks) or (len(cells) < 2 and len(places) > 1)


def _may_begin(text: str) -> bool:
    return has_shape(text) and any(letter.isdigit() or letter in "._-" for letter in text)
