"""A table as every format gives it: a title, a header, rows of cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from catalog.intake.code_patterns import kind_of
from catalog.intake.columns import meaning_of, meanings_of

MOST_COLUMNS = 60
MOST_ROWS = 200_000
_DEEPEST_HEADER = 6
_MOST_LABELS = 20
_LONGEST_HEADING = 200

_TITLE_NUMBER = re.compile(
    r"^(?:table|tabla|tabelle|tableau|tabela|tabella|таблица|表|표)\s*(?:[A-Z][.-])?\d+(?:[.-]\d+)*\s*[:：.]?\s*",
    re.IGNORECASE,
)
_QUOTES = {"`": "`", '"': '"', "'": "'", "“": "”", "„": "“", "‘": "’", "«": "»", "「": "」"}
_DATED = re.compile(
    r"(?:updated|modified|published|时间|更新|发布|actualiz|aktualisiert|mis à jour)[^\n]*\d{4}|^[\d\W]+$", re.I
)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row and the line it begins on (0 where the format has no lines).

    ``fault`` is why the row cannot be taken, where its format shows that already.
    """

    line: int
    cells: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its title.

    ``closed`` says that its rows have ends of their own, so that none is cut off; ``spans`` that merged cells are
    marked as such, so that an empty cell is one; ``tabular`` that the rows are data, every one complete in itself;
    ``truncated`` that the document shows that rows of it are missing; ``details`` that its rows tell more of codes that
    another table may list. ``aside`` is why it is to be skipped, if it is; ``end`` the line on which it ends, 0 where
    the last of its rows does not go on in further lines.
    """

    title: str
    line: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    closed: bool = True
    spans: bool = False
    tabular: bool = False
    truncated: bool = False
    details: bool = False
    aside: str = ""
    end: int = 0


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
    headings = [tuple(map(_without_quotes, row.cells)) for row in filled[:_DEEPEST_HEADER]]
    at = next((number for number, cells in enumerate(headings) if is_header(cells)), None)
    if at is None and (labelled := _of_labels(filled)):
        return Table(plain_title(title), filled[0].line, *labelled, closed, spans)
    at = at or 0
    if at and not title:
        title = plain_title(" ".join(cell for cell in filled[at - 1].cells if cell))
    header, body = headings[at], filled[at + 1 :]
    if body and (deeper := _deeper(header, body[0].cells)):
        header, body = deeper, body[1:]
    return Table(plain_title(title), filled[at].line, header, tuple(body), closed, spans)


def _deeper(header: Sequence[str], below: Sequence[str]) -> tuple[str, ...] | None:
    """The header of two rows, of which the second says what the columns below a heading of several are."""
    if len(header) != len(below):
        return None
    both = tuple(under if under.strip() else over for over, under in zip(header, below, strict=True))
    if both == tuple(header) or any(meaning_of(cell) is None for cell in below if cell.strip()):
        return None
    counts = [sum(meaning is not None for meaning in meanings_of(cells)) for cells in (header, both)]
    return both if counts[1] > counts[0] else None


def _of_labels(rows: Sequence[Row]) -> tuple[tuple[str, ...], tuple[Row, ...]] | None:
    """Header and rows of a table on its side: its first column the headings, each other column one error."""
    width = len(rows[0].cells)
    if not 2 <= len(rows) <= _MOST_LABELS or width < 2 or any(len(row.cells) != width for row in rows):
        return None
    header = tuple(row.cells[0] for row in rows)
    if any(meaning_of(cell) for cell in rows[0].cells[1:]):
        return None
    if not is_header(header) or sum(meaning_of(cell) is None for cell in header) * 2 > len(header):
        return None
    return header, tuple(Row(rows[0].line, tuple(row.cells[at] for row in rows)) for at in range(1, width))


def unfolded(table: Table) -> Table:
    """A table whose columns come again beside each other, to save room, as the one below the other."""
    width = len(table.header)
    names = [" ".join(name.split()).casefold() for name in table.header]
    for times in range(2, width // 2 + 1):
        part = width // times
        if width % times or names != names[:part] * times or not is_header(table.header[:part]):
            continue
        rows = [
            replace(row, cells=row.cells[begin : begin + part])
            for begin in range(0, width, part)
            for row in table.rows
            if any(cell.strip() for cell in row.cells[begin : begin + part]) or (row.fault and not begin)
        ]
        return replace(table, header=table.header[:part], rows=tuple(rows))
    return table


def with_rows_apart(table: Table) -> Table:
    """A page's table in which a line with the cells of several rows, each with a code, is these rows."""
    width = len(table.header)
    meanings = meanings_of(table.header) if width > 1 and any(len(row.cells) >= 2 * width for row in table.rows) else ()
    if table.tabular or "code" not in meanings:
        return table
    code = meanings.index("code")
    return replace(table, rows=tuple(each for row in table.rows for each in _parts_of(row, width, code)))


def _parts_of(row: Row, width: int, code: int) -> list[Row]:
    """The rows that a line has the cells of, an empty cell between them left out; the row alone where it is one."""
    cells = row.cells
    step = width if len(cells) % width == 0 else width + 1
    begins = range(0, len(cells), step)
    parts = [cells[begin : begin + width] for begin in begins]
    gaps = [cells[begin + width : begin + step] for begin in begins]
    are_rows = (
        not row.fault
        and len(parts) > 1
        and all(len(part) == width and _is_built(part[code].strip("`* ")) for part in parts)
        and not any(cell.strip() for gap in gaps for cell in gap)
    )
    return [Row(row.line, part) for part in parts] if are_rows else [row]


def _is_built(text: str) -> bool:
    return kind_of(text) in ("numbered", "capitals", "joined", "delimited", "digits")


def unquoted(table: Table) -> Table:
    """A page's table, cells whose whole text stands in quotation marks or backticks without them; data as they are."""
    if table.tabular or not any(cell[:1] in _QUOTES for row in table.rows for cell in row.cells if cell):
        return table
    rows = (replace(row, cells=tuple(map(_without_quotes, row.cells))) for row in table.rows)
    return replace(table, rows=tuple(rows))


def _without_quotes(cell: str) -> str:
    closing = _QUOTES.get(cell[:1])
    inner = cell[1:-1].strip()
    if not inner or not closing or cell[-1] != closing or cell[0] in inner or closing in inner:
        return cell
    return inner


def lost_table(line: int, fault: str, texts: Sequence[str]) -> Table:
    """Return a placeholder for an unreadable table: its place, the fault, and the texts seen in it."""
    return Table("", line, (), (Row(line, tuple(texts), fault),), truncated=True)


def is_header(cells: Sequence[str]) -> bool:
    """Return whether these cells are the header of an error table: a code column and one more known column."""
    cells = cells[: MOST_COLUMNS + 1]
    if len(cells) < 2 or max(map(len, cells)) > _LONGEST_HEADING:
        return False
    meanings = [meaning for meaning in meanings_of(cells) if meaning]
    return "code" in meanings and len(meanings) >= 2


def plain_title(text: str) -> str:
    """A table's title without its number; empty where the text is a sentence, a date, or too long to be one."""
    title = " ".join(text.split()).strip("*_ ")
    numbered = _TITLE_NUMBER.sub("", title)
    if len(title) > 120 or _DATED.search(title) or (numbered == title and title[-1:] in ".。:：;；!?,，"):
        return ""
    return numbered.strip("*_ ").rstrip(".。")


def is_numbered_title(text: str) -> bool:
    """Return whether a text is certainly a table's title: "Table 3 …"."""
    return bool(_TITLE_NUMBER.match(" ".join(text.split()).strip("*_ ")))
