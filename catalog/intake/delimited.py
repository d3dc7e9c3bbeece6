"""CSV and TSV documents as one table."""

from __future__ import annotations

import csv

from catalog.intake.code_patterns import kind_of, pattern_of
from catalog.intake.columns import meanings_of
from catalog.intake.documents import Document, IntakeError
from catalog.intake.grid import MOST_COLUMNS, MOST_ROWS, Row, Table, is_header
from catalog.intake.progress import advance

_DEEPEST_HEADER = 30
"""Lines that may stand before the header: titles, comments, ``sep=;``."""
_MARKS = ",;\t|"
_MOST_LINES = 500
"""Lines that one row may have; a quotation mark that stays open longer was never closed."""
_UNCLOSED = "a quotation mark opens a cell of it that none closes"


def delimited_table(document: Document) -> Table:
    """The rows of a CSV or TSV document.

    Raises:
        IntakeError: when it is no CSV, or has more columns or rows than are read.
    """
    above, mark = _header_line(document.text, "\t" if document.format == "tsv" else _MARKS)
    # A stray quotation mark must not swallow more than this.
    csv.field_size_limit(200_000)
    lines = document.text.split("\n")
    header: tuple[str, ...] | None = None
    rows: list[Row] = []
    at = above
    while at < len(lines):
        begin, (cells, used, fault) = at + 1, _row(lines, at, mark)
        at += used
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            if fault:
                raise IntakeError(f"line {begin} is not CSV: {fault}")
            header, header_line = tuple(cells), begin
            if len(header) > MOST_COLUMNS:
                raise IntakeError(f"line {begin} has more than {MOST_COLUMNS} columns: no error table has")
            continue
        if len(rows) >= MOST_ROWS:
            raise IntakeError(f"the document has more than {MOST_ROWS} rows; split it")
        if used > 1 and _has_row_within(lines[begin : begin + used - 1], cells, header, mark):
            # The mark that closes the cell is one that opens another row's.
            cells, used, fault = _alone(lines[begin - 1], mark), 1, _UNCLOSED
            at = begin
        advance(1)
        rows.append(Row(begin, tuple(cell.strip() for cell in cells), fault))
    if header is None:
        raise IntakeError("the document is empty")
    whole = document.text.endswith("\n")
    return Table("", header_line, header, tuple(rows), closed=whole, spans=True, tabular=True)


def _row(lines: list[str], at: int, mark: str) -> tuple[list[str], int, str]:
    """The row that begins at a line: its cells, how many lines it has, and what is wrong with it."""
    if '"' not in lines[at]:
        return _alone(lines[at], mark), 1, ""
    within = range(at, min(len(lines), at + _MOST_LINES))
    reader = csv.reader((f"{lines[number]}\n" for number in within), delimiter=mark, strict=True)
    try:
        cells = next(reader)
    except (csv.Error, StopIteration):
        cells = _alone(lines[at], mark)
        # Marks in pairs close what they open, however they stand.
        return cells, 1, _UNCLOSED if lines[at].count('"') % 2 else ""
    return cells, reader.line_num, ""


def _alone(line: str, mark: str) -> list[str]:
    """The cells of a line without those below it."""
    try:
        return next(csv.reader([line], delimiter=mark), [])
    except csv.Error as problem:
        raise IntakeError(f"the document is not CSV: {problem}") from problem


def _has_row_within(lines: list[str], cells: list[str], header: tuple[str, ...], mark: str) -> bool:
    """Return whether a cell of several lines contains a whole row: as many cells, and a code of the same pattern."""
    meanings = meanings_of(header)
    if "code" not in meanings or len(cells) <= (code := meanings.index("code")):
        return False
    pattern = pattern_of(cells[code].strip()) if kind_of(cells[code].strip()) not in ("", "word") else ""
    for line in lines:
        if not pattern or line.count(mark) < len(header) - 1:
            continue
        row = _alone(line, mark)
        if len(row) == len(header) and pattern_of(row[code].strip()) == pattern:
            return True
    return False


def _header_line(text: str, marks: str) -> tuple[int, str]:
    """How many lines stand before the header, and the mark between its cells."""
    first: tuple[int, str] | None = None
    for above, line in enumerate(text[:200_000].split("\n")[:_DEEPEST_HEADER]):
        if not line.strip():
            continue
        split = {mark: [cell.strip().strip('"') for cell in line.split(mark, MOST_COLUMNS + 2)] for mark in marks}
        counts = {mark: sum(1 for meaning in meanings_of(cells) if meaning) for mark, cells in split.items()}
        mark = max(marks, key=lambda each: counts[each])
        if is_header(split[mark]) or (counts[mark] and "code" in meanings_of(split[mark])):
            return above, mark
        first = first or (above, mark)
    return first or (0, marks[0])
