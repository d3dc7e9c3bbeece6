"""The tables of a document, whatever its format; where it has none of errors, its entries.."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from catalog.intake.copied_text import copied_tables
from catalog.intake.delimited import delimited_table
from catalog.intake.documents import Document, IntakeError
from catalog.intake.entries import Line, entry_tables, text_lines
from catalog.intake.grid import MOST_ROWS, Table, is_header
from catalog.intake.markdown import markdown_lines, markdown_tables
from catalog.intake.restructured import restructured_lines, restructured_tables
from catalog.intake.web_pages import web_lines, web_tables
from catalog.intake.workbooks import workbook_tables

_LINES: dict[str, Callable[[str], Iterable[Line]]] = {
    "text": text_lines,
    "markdown": markdown_lines,
    "html": web_lines,
    "rst": restructured_lines,
}


def find_tables(document: Document) -> list[Table]:
    """The tables of a document, in their order.

    Raises:
        IntakeError: when it cannot be read as its format, or has more rows than are read.
    """
    tables = _tables(document)
    if document.format in _LINES and not any(is_header(table.header) for table in tables):
        tables += entry_tables(_LINES[document.format](document.text))
    if sum(len(table.rows) for table in tables) > MOST_ROWS:
        raise IntakeError(f"the document has more than {MOST_ROWS:,} rows; split it")
    return tables


def _tables(document: Document) -> list[Table]:
    match document.format:
        case "csv" | "tsv":
            return [delimited_table(document)]
        case "html":
            return web_tables(document.text)
        case "markdown":
            return markdown_tables(document.text)
        case "rst":
            return restructured_tables(document.text)
        case "xlsx":
            return workbook_tables(document.data)
        case _:
            return copied_tables(document.text)
