"""The tables of a document: titled, with a header and rows of cells, each with its line. The third stage."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.intake.columns import meanings_of
from catalog.intake.documents import Document, IntakeError

MOST_COLUMNS = 60
MOST_ROWS = 200_000

_TITLE_NUMBER = re.compile(r"^(?:table|tabla|tabelle|tableau|表)\s*\d+(?:[.-]\d+)*\s*[:：.]?\s*", re.IGNORECASE)
_STATUS = re.compile(r"[1-5]\d\d(?:\s+[A-Za-z][A-Za-z -]*)?|[1-5]xx|-", re.IGNORECASE)
_CODE = re.compile(r"[^\W_][\w.:/#()-]{0,199}(?: [\w.:/#-]{1,50})?")
_BULLET = re.compile(r"(?:[-*•·–]|\d{1,2}[.)、])\s*\S")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row and the line it begins on."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its title. ``closed`` says that its rows have ends of their own, so that none is cut off."""

    title: str
    line: int
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    closed: bool = True


@dataclass(frozen=True, slots=True)
class _Cell:
    line: int
    text: str


def find_tables(document: Document) -> list[Table]:
    """The tables of a text, CSV or TSV document, in their order.

    Raises:
        IntakeError: when a table has more columns or rows than are read.
    """
    if document.format in ("csv", "tsv"):
        return [_delimited(document)]
    tables = _tabbed(document.text) or _paragraphs(document.text)
    if any(len(table.header) > MOST_COLUMNS for table in tables):
        raise IntakeError(f"a table has more than {MOST_COLUMNS} columns: no error table has")
    if sum(len(table.rows) for table in tables) > MOST_ROWS:
        raise IntakeError(f"the document has more than {MOST_ROWS} rows; split it")
    return tables


def _delimited(document: Document) -> Table:
    mark = "\t" if document.format == "tsv" else _separator(document.text)
    # A stray quotation mark must not swallow more than this.
    csv.field_size_limit(200_000)
    reader = csv.reader(io.StringIO(document.text, newline=""), delimiter=mark)
    header: tuple[str, ...] | None = None
    rows: list[Row] = []
    begin = line = 1
    try:
        for cells in reader:
            begin, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header, header_line = tuple(cells), begin
                if len(header) > MOST_COLUMNS:
                    raise IntakeError(f"line {begin} has more than {MOST_COLUMNS} columns: no error table has")
                continue
            if len(rows) >= MOST_ROWS:
                raise IntakeError(f"the document has more than {MOST_ROWS} rows; split it")
            rows.append(Row(begin, tuple(cell.strip() for cell in cells)))
    except csv.Error as problem:
        raise IntakeError(f"line {reader.line_num} is no CSV: {problem}") from problem
    if header is None:
        raise IntakeError("the document is empty")
    return Table("", header_line, header, tuple(rows))


def _separator(text: str) -> str:
    first = text.lstrip("\n").split("\n", 1)[0]
    return max(",;\t|", key=lambda mark: sum(1 for meaning in meanings_of(first.split(mark)) if meaning))


def _tabbed(text: str) -> list[Table]:
    """Tables as browsers copy them: a row a line, its cells apart by tabs."""
    tables: list[Table] = []
    header: tuple[str, ...] | None = None
    title, header_title, header_line = "", "", 0
    rows: list[Row] = []

    def close() -> None:
        if header is not None:
            tables.append(Table(header_title, header_line, header, tuple(rows)))

    for number, line in enumerate(text.split("\n"), 1):
        cells = tuple(cell.strip() for cell in line.split("\t"))
        if len(cells) < 2:
            if line.strip():
                title = _title(line)
            continue
        if _is_header(cells):
            close()
            header, header_title, header_line, rows = cells, title, number, []
        elif header is not None:
            rows.append(Row(number, cells))
    close()
    return tables


def _paragraphs(text: str) -> list[Table]:
    """Tables of which each cell became a paragraph, or a line where no blank lines stand between."""
    cells = _cells(text)
    headers = _headers(cells)
    tables = []
    for number, (start, length) in enumerate(headers):
        behind = headers[number + 1][0] if number + 1 < len(headers) else len(cells)
        body = cells[start + length : behind]
        if number + 1 < len(headers) and body:
            # The last cell before the next header is that table's title.
            body = body[:-1]
        title = _title(cells[start - 1].text) if start else ""
        header = tuple(cell.text for cell in cells[start : start + length])
        tables.append(Table(title, cells[start].line, header, tuple(_rows(body, header)), closed=False))
    return tables


def _cells(text: str) -> list[_Cell]:
    lines = [line.strip().replace("\u00a0", " ").strip() for line in text.split("\n")]
    if "" not in lines[1:-1]:
        return [_Cell(number, line) for number, line in enumerate(lines, 1) if line]
    cells: list[_Cell] = []
    open_cell = False
    for number, line in enumerate(lines, 1):
        if not line:
            open_cell = False
        elif open_cell:
            cells[-1] = _Cell(cells[-1].line, f"{cells[-1].text}\n{line}")
        else:
            cells.append(_Cell(number, line))
            open_cell = True
    if not any(_is_header(tuple(cell.text for cell in cells[at : at + 2])) for at in range(len(cells) - 1)):
        # No header stands in paragraphs: blank lines separate rows or sections, and each line is a cell.
        return [_Cell(number, line) for number, line in enumerate(lines, 1) if line]
    return cells


def _headers(cells: Sequence[_Cell]) -> list[tuple[int, int]]:
    """Where headers start and how many cells each has."""
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(cells):
        meanings = meanings_of([cell.text for cell in cells[at : at + 8] if len(cell.text) < 60])
        length = next((number for number, meaning in enumerate(meanings) if meaning is None), len(meanings))
        if length >= 2 and "code" in meanings[:length]:
            found.append((at, length))
            at += length
        else:
            at += 1
    return found


def _is_header(cells: Sequence[str]) -> bool:
    meanings = [meaning for meaning in meanings_of(cells) if meaning]
    return "code" in meanings and len(meanings) >= 2


def _rows(cells: Sequence[_Cell], header: Sequence[str]) -> list[Row]:
    """Rows from a run of cells: each begins where a status and a code stand as far apart as in the header."""
    meanings = meanings_of(header)
    places = [number for number, meaning in enumerate(meanings) if meaning in ("code", "http_status")]
    width = len(header)
    starts: list[int] = []
    at = 0
    while at < len(cells):
        if all(at + place < len(cells) and _fits(cells[at + place].text, meanings[place]) for place in places):
            starts.append(at)
            # The cells of a row are no beginnings, however much they look like one, up to its first free cell.
            at += max(places) + 1
        else:
            at += 1
    rows = []
    for number, start in enumerate(starts):
        last = number + 1 == len(starts)
        end = len(cells) if last else starts[number + 1]
        texts = [cell.text for cell in cells[start:end]]
        if last:
            # Whatever follows the last row is the page's, not the table's.
            texts = texts[:width]
        rows.append(Row(cells[start].line, tuple(_joined(texts, width))))
    if not starts and cells:
        rows.append(Row(cells[0].line, tuple(cell.text for cell in cells[:width])))
    return rows


def _fits(text: str, meaning: str | None) -> bool:
    if meaning == "http_status":
        return bool(_STATUS.fullmatch(text))
    return bool(_CODE.fullmatch(text)) and any(letter.isdigit() or letter in "._-" for letter in text)


def _joined(texts: list[str], width: int) -> list[str]:
    """Put bulleted paragraphs back into the cell they belong to."""
    while len(texts) > width:
        bullet = next((at for at in range(1, len(texts)) if _BULLET.match(texts[at])), None)
        if bullet is None:
            break
        texts[bullet - 1 : bullet + 1] = [f"{texts[bullet - 1]}\n{texts[bullet]}"]
    return texts


def _title(text: str) -> str:
    """A table's title without its number; empty where the text is too long to be one."""
    title = _TITLE_NUMBER.sub("", " ".join(text.split()))
    return title if len(title) <= 120 else ""
