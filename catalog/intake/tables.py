"""The tables of a document, whatever its format; where it has none of errors, its entries."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from catalog.intake.asciidoc import asciidoc_lines, asciidoc_tables
from catalog.intake.code_patterns import codes_of
from catalog.intake.columns import meanings_of
from catalog.intake.constants import constant_tables
from catalog.intake.copied_text import copied_tables, tabbed_blocks
from catalog.intake.delimited import delimited_table
from catalog.intake.documents import Document, IntakeError
from catalog.intake.entries import Line, entry_tables, text_lines
from catalog.intake.gettext_catalogs import message_table
from catalog.intake.grid import MOST_ROWS, Table, is_header
from catalog.intake.line_rows import coded_lines, listed_tables, nested_tables
from catalog.intake.manual_pages import manual_lines
from catalog.intake.markdown import markdown_lines, markdown_tables
from catalog.intake.properties import properties_within, property_table
from catalog.intake.restructured import restructured_lines, restructured_tables
from catalog.intake.sample_bodies import lines_of_samples, sections_of_samples, with_statuses
from catalog.intake.sql_inserts import insert_tables
from catalog.intake.web_pages import web_lines, web_tables
from catalog.intake.wiki_markup import wiki_lines, wiki_tables
from catalog.intake.workbooks import workbook_tables
from catalog.intake.xml_records import element_tables

_READ_LINES: dict[str, Callable[[str], Iterable[Line]]] = {
    "text": text_lines,
    "markdown": markdown_lines,
    "html": web_lines,
    "rst": restructured_lines,
    "asciidoc": asciidoc_lines,
    "wiki": wiki_lines,
    "man": manual_lines,
}

_LONGEST_CELL = 1_000
_NESTED_ITEMS = re.compile(r"^[ \t]{0,8}[-*+][ \t][^\n]{1,200}\n[ \t]{1,12}[-*+][ \t]", re.MULTILINE)


def find_tables(document: Document, *, about_errors: bool) -> list[Table]:
    """The tables of a document, in their order. ``about_errors`` says that it is about errors as a whole.

    Raises:
        IntakeError: when it cannot be read as its format, or has more rows than are read.
    """
    if document.format == "xml":
        if tables := element_tables(document.text, about_errors=about_errors):
            return tables
        # A page that somebody wrote with tags of their own still has its lines.
        document = replace(document, format="text")
    tables = _tables(document)
    if document.format in ("text", "markdown"):
        tables += properties_within(document, about_errors=about_errors)
    if document.format == "markdown" and _NESTED_ITEMS.search(document.text):
        tables += nested_tables(markdown_lines(document.text))
    errors = [table for table in tables if is_header(table.header) or (table.tabular and document.format == "text")]
    # Where the cells of a copied text end, nobody knows.
    if document.format in _READ_LINES and not (errors and document.format == "text"):
        read_lines = _READ_LINES[document.format]
        listed = listed_tables(read_lines(document.text), _lines_of(errors), about_errors=about_errors)
        tables += listed
        errors += listed
        sections = sections_of_samples(read_lines(document.text)) if about_errors and "{" in document.text else []
        lines = lines_of_samples(sections, set(_codes_of(errors))) if sections else read_lines(document.text)
        tables = [with_statuses(table, sections) for table in tables]
        tables += entry_tables(lines, about_errors=about_errors, taken=_lines_of(errors), like=_codes_of(errors))
        if about_errors and document.format == "text" and not tables:
            tables = coded_lines(document.text.split("\n"))
    if sum(len(table.rows) for table in tables) > MOST_ROWS:
        raise IntakeError(f"the document has more than {MOST_ROWS:,} rows; split it")
    return tables


def lines_of(document: Document) -> Iterable[Line]:
    """The lines of a document that is a text; none of a workbook."""
    return _READ_LINES.get(document.format, text_lines)(document.text)


def _lines_of(tables: Sequence[Table]) -> Callable[[int], bool]:
    """Return a function that tells whether a line belongs to one of these tables."""
    ranges = sorted((table.line, max((table.end, table.line, *(row.line for row in table.rows)))) for table in tables)
    begins = [begin for begin, _ in ranges]

    def taken(number: int) -> bool:
        at = bisect_right(begins, number) - 1
        return at >= 0 and number <= ranges[at][1]

    return taken


def _codes_of(tables: Sequence[Table]) -> Iterator[str]:
    """The codes of tables, as far as words tell their column."""
    for table in tables:
        meanings = meanings_of(table.header)
        code = meanings.index("code") if "code" in meanings else 0
        for row in table.rows:
            if code < len(row.cells) and len(row.cells[code]) < _LONGEST_CELL:
                yield from codes_of(row.cells[code])


def _tables(document: Document) -> list[Table]:
    match document.format:
        case "csv" | "tsv":
            return [delimited_table(document)]
        case "html":
            return web_tables(document.text)
        case "markdown":
            # A text copied out of a browser may be called Markdown, too.
            return markdown_tables(document.text) or tabbed_blocks(document.text.split("\n"))
        case "rst":
            return restructured_tables(document.text)
        case "asciidoc":
            return asciidoc_tables(document.text)
        case "wiki":
            return wiki_tables(document.text)
        case "man":
            return []
        case "properties":
            return property_table(document)
        case "source":
            return constant_tables(document)
        case "sql":
            return insert_tables(document)
        case "po":
            return message_table(document)
        case "xlsx":
            return workbook_tables(document.data)
        case _:
            return copied_tables(document.text)
