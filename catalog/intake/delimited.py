"""CSV and TSV documents as one table. The fourth stage."""

from __future__ import annotations

import csv
import io

from catalog.intake.columns import meanings_of
from catalog.intake.documents import Document, IntakeError
from catalog.intake.grid import MOST_COLUMNS, MOST_ROWS, Row, Table, is_header

_DEEPEST_HEADER = 30
"""Lines that may stand before the header: titles, comments, ``sep=;``."""
_MARKS = ",;\t|"


def delimited_table(document: Document) -> Table:
    """The rows of a CSV or TSV document.

    Raises:
        IntakeError: when it is no CSV, or has more columns or rows than are read.
    """
    above, mark = _header_line(document.text, "\t" if document.format == "tsv" else _MARKS)
    text = "\n".join(document.text.split("\n", above)[above:]) if above else document.text
    # A stray quotation mark must not swallow more than this.
    csv.field_size_limit(200_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    header: tuple[str, ...] | None = None
    rows: list[Row] = []
    begin = line = above + 1
    try:
        for cells in reader:
            begin, line = line, above + reader.line_num + 1
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
        raise IntakeError(f"line {above + reader.line_num} is no CSV: {problem}") from problem
    if header is None:
        raise IntakeError("the document is empty")
    return Table("", header_line, header, tuple(rows), spans=True, tabular=True)


def _header_line(text: str, marks: str) -> tuple[int, str]:
    """How many lines stand before the header, and the mark between its cells."""
    first: tuple[int, str] | None = None
    for above, line in enumerate(text[:200_000].split("\n")[:_DEEPEST_HEADER]):
        if not line.strip():
            continue
        split = {mark: [cell.strip().strip('"') for cell in line.split(mark, MOST_COLUMNS + 2)] for mark in marks}
        known = {mark: sum(1 for meaning in meanings_of(cells) if meaning) for mark, cells in split.items()}
        mark = max(marks, key=lambda each: known[each])
        if is_header(split[mark]) or (known[mark] and "code" in meanings_of(split[mark])):
            return above, mark
        first = first or (above, mark)
    return first or (0, marks[0])
