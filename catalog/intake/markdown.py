"""The tables of a Markdown page: pipe tables, and HTML tables written into it. The fourth stage."""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt

from catalog.intake.documents import IntakeError
from catalog.intake.grid import Row, Table, table_of
from catalog.intake.web_pages import web_tables

LONGEST_PAGE = 4_000_000
"""Characters of a Markdown page that are read."""

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_LINK = re.compile(r"!?\[(?P<text>[^\[\]]{0,1000})\]\([^()\s]{0,2000}\)")
_MARKS = re.compile(r"(?<!\\)(?:\*\*|__|``?|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*]))")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>-])")
_ITEM = re.compile(r"^(?:[-*•])\s+", re.MULTILINE)


def markdown_tables(text: str) -> list[Table]:
    """The tables of a page, each titled by the heading or paragraph before it.

    Raises:
        IntakeError: when the page is too long.
    """
    if len(text) > LONGEST_PAGE:
        raise IntakeError(f"the Markdown page has more than {LONGEST_PAGE:,} characters; split it")
    # Inline marks are taken off below, in linear time; the parser is asked for blocks alone.
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 30}).enable("table").disable("inline")
    tables: list[Table] = []
    title = ""
    rows: list[Row] = []
    cells: list[str] = []
    line = 0
    inside = False
    page: list[str] = []
    for token in parser.parse(text):
        if token.type == "html_block":
            page.append(token.content)
            continue
        if page:
            tables += _of_html(page, title)
        if token.type == "table_open":
            inside, rows = True, []
        elif token.type == "table_close":
            inside = False
            table = table_of(title, rows)
            tables += [table] if table else []
        elif token.type == "tr_open":
            cells, line = [], (token.map or [0])[0] + 1
        elif token.type == "tr_close":
            rows.append(Row(line, tuple(cells)))
        elif token.type == "inline" and inside:
            cells.append(_plain(token.content))
        elif token.type == "inline":
            title = _plain(token.content) or title
    if page:
        tables += _of_html(page, title)
    return tables


def _of_html(page: list[str], title: str) -> list[Table]:
    """The tables of the HTML collected so far, which is cleared."""
    found = web_tables(f"<p>{html.escape(title)}</p>" + "".join(page))
    page.clear()
    return found


def _plain(text: str) -> str:
    """A cell's text without its inline marks."""
    text = _TAG.sub("", _BREAK.sub("\n", text))
    text = _MARKS.sub("", _LINK.sub(lambda found: found["text"], text))
    return _ITEM.sub("- ", html.unescape(_ESCAPE.sub(r"\1", text))).strip()
