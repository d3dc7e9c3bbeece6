"""CSV and TSV documents as one table. The fourth stage."""

from __future__ import annotations

import csv
import io

from catalog.intake.columns import meanings_of
from catalog.intake.documents import Document, IntakeError
from catalog.intake.grid import MOST_COLUMNS, MOST_ROWS, Row, Table


def delimited_table(document: Document) -> Table:
    """The rows of a CSV or TSV document.

    Raises:
        IntakeError: when it is no CSV, or has more columns or rows than are read.
    """
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
    return Table("", header_line, header, tuple(rows), spans=True, tabular=True)


def _separator(text: str) -> str:
    first = text.lstrip("\n").split("\n", 1)[0]
    return max(",;\t|", key=lambda mark: sum(1 for meaning in meanings_of(first.split(mark)) if meaning))
