"""The tables of an HTML page. A stage among those of the formats.

Before the parser sees a page, everything is taken off that tells nothing of a table: what is left cannot be nested so
deeply, or left open in such a way, that parsing would take more than linear time.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html.entities import html5

from selectolax.lexbor import LexborHTMLParser, LexborNode

from catalog.intake.code_patterns import raised
from catalog.intake.documents import IntakeError, is_docbook, is_mediawiki, is_of_functions
from catalog.intake.entries import TERM, Line
from catalog.intake.grid import Cell, Row, Table, is_numbered_title, lay_out, plain_title, table_of
from catalog.intake.mediawiki import mediawiki_html
from catalog.intake.progress import advance

_HIDDEN = re.compile(r"<!--|<(?P<name>script|style|template|noscript|svg|button|select)\b", re.IGNORECASE)
_PERMALINK = re.compile(r"<a\b[^<>]{0,500}>\s{0,20}(?:[#¶§🔗]|&para;|&#(?:182|xb6);)\s{0,20}</a>", re.IGNORECASE)
"""A heading's link to itself."""

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w:-]{0,40})(?P<rest>[^<>]{0,2000})>")
_TABLE_TAGS = frozenset(("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"))
_KEPT = _TABLE_TAGS | {"h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "ul", "ol", "br", "pre", "sup"}
_ROLES = {
    "table": "table", "grid": "table", "treegrid": "table", "row": "tr", "cell": "td", "gridcell": "td",
    "columnheader": "th", "rowheader": "th",
}  # fmt: skip
_ROLE = re.compile(r"\brole\s*=\s*[\"']?(?P<role>[a-z]+)", re.IGNORECASE)
_BREAKS = frozenset(
    ("div", "section", "article", "dt", "dd", "dl", "hr", "blockquote", "main", "header", "footer", "nav")
)
_SPAN = re.compile(r"\b(?P<name>rowspan|colspan)\s*=\s*[\"']?(?P<count>\d{1,5})", re.IGNORECASE)
_ITEM = "\x01"
"""Placeholder for the dash of a list item, dropped if the item turns out empty."""
_HIDING = re.compile(r"hidden|display", re.IGNORECASE)
_NO_DISPLAY = re.compile(r"\bstyle\s*=[^>]*?\bdisplay\s*:\s*none\b", re.IGNORECASE)
_HIDDEN_ALONE = re.compile(r"(?<![\w-])hidden(?![\w-])", re.IGNORECASE)
_VALUE = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_NOT_SHOWN = "the row is hidden on the page"
_BLOCKS = frozenset(("p", "pre", "ul", "ol"))
_PAGE = frozenset(("html", "body"))
_CUT_OFF = "the row is cut off: the page ends within it"
_MARKED = frozenset(("code", "b", "strong", "tt", "samp", "kbd"))
_MOST_OPEN = 200
_LONGEST_AT_ONCE = 1_000_000
"""Characters of a page, or of rows of a table, that become a tree at once."""
_FIRST_ROWS = 50
"""Rows of a long table that stay in the page: its header is among them."""
_MOST_PIECES = 50_000
_MOST_TAGS = 2_000_000
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

_CONSTANT_TYPE = re.compile(r"[ \t]{0,20}\([ ]?<type>[^<>]{1,60}</type>[ ]?\)")
_DECLARATION = re.compile(r"<\?[^<>\n]{0,500}\?>|^[ \t]{0,40}&[\w.-]{1,80};[ \t]*$", re.MULTILINE)
"""A declaration of XML, or a line that stands for a text of another document."""
_ENTITY = re.compile(r"&(?P<name>[A-Za-z][\w.-]{0,80});")
_OTHER_TERM = re.compile(
    r"<term\b[^<>]{0,200}>(?=\s{0,200}<(?:parameter|option|varname|envar|property|function|methodname|command)\b)"
)
"""A term that is marked as the name of something else than an error."""
_MORE_ROWS = re.compile(r"\bmorerows\s*=\s*[\"']?(\d{1,4})\b")
_OF_DOCBOOK = {
    "informaltable": "table", "row": "tr", "entry": "td", "title": "h2", "varlistentry": "div", "term": "dt",
    "para": "p", "simpara": "p", "programlisting": "pre", "screen": "pre", "itemizedlist": "ul", "orderedlist": "ol",
    "constant": "code", "literal": "code", "errorcode": "code", "errorname": "code",
}  # fmt: skip
_ITEMS_OF_DOCBOOK = {"varlistentry": "dd", "itemizedlist": "li", "orderedlist": "li"}
"""The element of HTML for an item of each list."""


def web_tables(text: str) -> list[Table]:
    """The tables of a page, each titled by its caption or by what stands before it.

    Raises:
        IntakeError: when tables or lists are nested more deeply than on any page.
    """
    pruned, truncated = _pruned(_as_html(text))
    batches: list[list[str]] = []
    if len(pruned) > _LONGEST_AT_ONCE and not truncated.tables:
        pruned, batches = _in_batches(pruned)
    root = LexborHTMLParser(pruned).root
    # The parser has a copy of its own.
    del pruned
    tables: list[Table] = []
    if root is None:
        return tables
    unended = _unended(root, most) if (most := truncated.tables) else frozenset()
    title, headed = "", False
    node: LexborNode | None = root
    while node is not None:
        tag = node.tag
        if tag == "table" and _is_within_cell(node):
            # It is told with the cell that it lays out.
            pass
        elif tag == "table":
            caption = next((each for each in _children(node) if each.tag == "caption"), None)
            laid = list(_laid_out(node))
            if batch := node.attributes.get("batch"):
                laid += [row for text in batches[int(batch)] for row in _rows_of(text)]
            table = table_of(_text(caption) if caption else title, laid, spans=True)
            if table is not None:
                last = table.rows[-1].line if table.rows else table.line
                table = replace(table, end=truncated.of_tables.get(last, 0))
                tables.append(_truncated(table, truncated) if node.mem_id in unended else table)
            headed = False
        elif tag in _HEADINGS or tag == "p":
            text = _text(node)
            if (plain := plain_title(text)) and (tag != "p" or not headed or is_numbered_title(text)):
                title, headed = plain, tag != "p"
        node = _after(node, root)
    return tables


def _as_html(text: str) -> str:
    """A page of DocBook or MediaWiki as one of HTML, each line at its place; any other as it is."""
    if is_mediawiki(text):
        return mediawiki_html(text)
    if not is_docbook(text):
        return text
    items: list[str] = []
    of_functions = is_of_functions(text)

    def element(tag: re.Match[str]) -> str:
        name = tag["name"]
        if name in _ITEMS_OF_DOCBOOK:
            if not tag["end"]:
                items.append(_ITEMS_OF_DOCBOOK[name])
            elif items:
                items.pop()
        item = items[-1] if items else "li"
        named = item if name == "listitem" else _OF_DOCBOOK.get(name, name)
        if named == "dt" and of_functions:
            # The terms are the function's parameters, whatever they are marked as.
            named = "p"
        rest = _MORE_ROWS.sub(lambda more: f'rowspan="{int(more[1]) + 1}"', tag["rest"])
        return f"<{tag['end']}{named}{rest}>"

    plain = _ENTITY.sub(_by_name, _DECLARATION.sub("", text)) if "&" in text else _DECLARATION.sub("", text)
    return _TAG.sub(element, _OTHER_TERM.sub("<para>", _CONSTANT_TYPE.sub("", plain)))


def _by_name(entity: re.Match[str]) -> str:
    """An entity that the page does not declare as its name: ``&null;``; one of HTML as it is."""
    return entity[0] if f"{entity['name']};" in html5 else entity["name"]


def _laid_out(table: LexborNode) -> Iterator[Row]:
    """The rows of a table, merged cells laid out."""
    trs = list(_rows(table))
    for row, tr in zip(lay_out((int(tr.attributes.get("line") or 0), _cells(tr)) for tr in trs), trs, strict=True):
        yield replace(row, fault=_NOT_SHOWN) if "hidden" in tr.attributes else row


def _rows_of(text: str) -> Iterator[Row]:
    """The rows of a part of a table."""
    root = LexborHTMLParser(f"<table>{text}</table>").root
    table = root.css_first("table") if root is not None else None
    if table is not None:
        for row in _laid_out(table):
            advance(1)
            yield row


def _in_batches(pruned: str) -> tuple[str, list[list[str]]]:
    """A page without most rows of its longest tables, and these rows by tables, as much at once as takes little room.

    A tree of a whole page takes six times the room of its text. Tables with merged rows, or with tables in them, stay
    as they are.
    """
    pieces: list[str] = []
    batches: list[list[str]] = []
    at = 0
    while (begin := pruned.find("<table>", at)) >= 0 and (end := pruned.find("</table>", begin)) >= 0:
        first = begin
        for _ in range(_FIRST_ROWS):
            first = pruned.find("</tr>", first + 1, end)
            if first < 0:
                break
        plain = first >= 0 and pruned.find("<table", begin + 1, end) < 0 and pruned.find(" rowspan=", begin, end) < 0
        if not plain or end - first < _LONGEST_AT_ONCE:
            pieces.append(pruned[at:end])
            at = end
            continue
        cut = first + len("</tr>")
        pieces += (pruned[at:begin], f'<table batch="{len(batches)}">', pruned[begin + len("<table>") : cut])
        rows: list[str] = []
        while cut < end:
            stop = pruned.find("</tr>", min(cut + _LONGEST_AT_ONCE, end), end)
            stop = end if stop < 0 else stop + len("</tr>")
            rows.append(pruned[cut:stop])
            cut = stop
        batches.append(rows)
        at = end
    pieces.append(pruned[at:])
    return "".join(pieces), batches


def web_lines(text: str) -> Iterator[Line]:
    """The lines of a page, its headings and terms with their levels, its blocks of code told as such."""
    line, end, level = 1, 0, 0
    code = item = False
    pieces: list[str] = []
    text = _without_hidden(_as_html(text))
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        between = text[end : match.start()]
        pieces.append(between)
        end = match.end()
        if name in _KEPT or name in _BREAKS:
            yield from _visible_lines(line, "".join(pieces), level, code=code)
            if name not in ("br", "sup"):
                yield Line(line, "")
                level = 0 if match["end"] else _level(name)
            code = (not match["end"]) if name == "pre" else code
            item = name == "li" and not match["end"]
            pieces = ["- "] if item else []
        elif item and name in _MARKED and not match["end"] and not "".join(pieces).strip(" -\n"):
            # A list whose items begin with a marked code is one of terms.
            level, item = TERM, False
        line += between.count("\n") + match[0].count("\n")
    yield from _visible_lines(line, "".join((*pieces, text[end:])), level, code=code)


def _visible_lines(number: int, text: str, level: int, *, code: bool) -> Iterator[Line]:
    if code:
        yield from (
            Line(number + at, html.unescape(line), literal=True) for at, line in enumerate(text.split("\n")) if line
        )
    elif (visible := " ".join(html.unescape(text).split())) and visible != "-":
        yield Line(number, visible, level)


def _level(name: str) -> int:
    """The level of the heading or term that an element is; 0 for any other."""
    return int(name[1]) if name in _HEADINGS else TERM if name == "dt" else 0


@dataclass(frozen=True, slots=True)
class _End:
    """How a page ends: within how many tables, and at which line the row begins that it ends within (0 for none).

    ``of_tables`` are the lines on which its tables end, by the lines on which their last rows begin.
    """

    tables: int = 0
    row: int = 0
    of_tables: Mapping[int, int] = field(default_factory=dict)


def _unended(root: LexborNode, most: int) -> frozenset[int]:
    """The tables that the page ends within: on the way to its last node, the outermost."""
    nodes: list[int] = []
    node: LexborNode | None = root
    while node is not None and len(nodes) < most:
        if node.tag == "table":
            nodes.append(node.mem_id)
        node = node.last_child
    return frozenset(nodes)


def _truncated(table: Table, end: _End) -> Table:
    """A table within which the page ends: its last row may not be whole, nor are all rows there."""
    rows = [replace(row, fault=_CUT_OFF) if row.line == end.row else row for row in table.rows[-1:]]
    return replace(table, rows=(*table.rows[:-1], *rows), truncated=True)


def _pruned(text: str) -> tuple[str, _End]:
    """The page's tables, headings and paragraphs alone, each row with the line it stands on; and how the page ends."""
    pieces: list[str] = []
    joined: list[str] = []
    end = line = 0
    open_tags = dict.fromkeys(("table", "ul", "ol"), 0)
    text = _without_hidden(text)
    kept = row_line = 0
    page_ends = False
    last_rows: list[int] = []
    ends_of_tables: dict[int, int] = {}
    roles: dict[str, list[str]] | None = {} if _ROLE.search(text) else None
    as_written = False
    for match in _TAG.finditer(text):
        between = text[end : match.start()]
        if len(pieces) > _MOST_PIECES:
            # Each piece takes more room than its letters.
            joined.append("".join(pieces))
            pieces.clear()
        visible = between.replace("<", "&lt;")
        ends = between.count("\n")
        if as_written and ends:
            visible = visible.replace("\n", "<br>")
            kept += ends
        pieces.append(visible)
        line += ends
        name = match["name"].lower()
        if roles is not None and name not in _TABLE_TAGS:
            name = _by_role(name, match, roles)
            # An element that is one by its role is seen twice: here, and by the parser.
            kept += name in _TABLE_TAGS
        if name in open_tags:
            open_tags[name] += -1 if match["end"] else 1
            if open_tags[name] > _MOST_OPEN:
                raise IntakeError(f"the page has {_MOST_OPEN} elements <{name}> one inside another: no error page has")
        if name == "table" and not match["end"]:
            last_rows.append(0)
        elif name == "table" and last_rows:
            ends_of_tables[last_rows.pop()] = line + 1
        if name == "tr" and not match["end"]:
            row_line = line + 1
            last_rows[-1:] = [row_line]
            pieces.append(f'<tr line="{row_line}"{" hidden" if _is_hidden(match["rest"]) else ""}>')
        elif name in _KEPT:
            kept += 1
            if kept > _MOST_TAGS:
                raise IntakeError(f"the page has more than {_MOST_TAGS:,} elements; split it")
            written = match["rest"]
            spans = "".join(f' {each["name"]}="{each["count"]}"' for each in _SPAN.finditer(written)) if written else ""
            pieces.append(f"<{match['end']}{name}{spans}>")
            if match["end"] and name in _BLOCKS:
                # Text after a block begins a line of its own.
                pieces.append("<br>")
            as_written = not match["end"] if name == "pre" else as_written and name not in _TABLE_TAGS
            row_line = 0 if name == "tr" else row_line
        elif name in _BREAKS:
            pieces.append("<br>")
        elif name in _PAGE:
            page_ends = page_ends or bool(match["end"])
        line += match[0].count("\n")
        end = match.end()
    rest = text[end:]
    ending = _End(of_tables=ends_of_tables)
    if open_tags["table"] > 0 and not page_ends:
        # The tag that the page ends within says nothing.
        rest = rest.partition("<")[0]
        ending = _End(open_tags["table"], row_line, ends_of_tables)
    pieces.append(rest.replace("<", "&lt;"))
    return "".join((*joined, *pieces)), ending


def _is_hidden(attributes: str) -> bool:
    """Return whether an element is hidden by its attributes or its style."""
    return bool(_HIDING.search(attributes)) and bool(
        _NO_DISPLAY.search(attributes) or _HIDDEN_ALONE.search(_VALUE.sub("=", attributes))
    )


def _by_role(name: str, tag: re.Match[str], open_roles: dict[str, list[str]]) -> str:
    """The table's element that another element stands for by its role; else its own name."""
    stack = open_roles.setdefault(name, [])
    if tag["end"]:
        return (stack.pop() if stack else "") or name
    role = _ROLE.search(tag["rest"])
    meant = _ROLES.get(role["role"].lower(), "") if role else ""
    if not tag["rest"].endswith("/") and name not in ("br", "img", "input", "meta", "link", "hr"):
        stack.append(meant)
    return meant or name


def _without_hidden(text: str) -> str:
    """The page without its comments, scripts and styles, their line ends kept, and without links to its headings."""
    pieces: list[str] = []
    text = _PERMALINK.sub("", text)
    folded = text.lower() if text.isascii() else text
    unclosed: set[str] = set()
    end = 0
    for match in _HIDDEN.finditer(text):
        name = (match["name"] or "").lower()
        if match.start() < end or name in unclosed:
            continue
        closing = f"</{name}" if name else "-->"
        at = folded.find(closing, match.end())
        if at < 0:
            # Each is looked for once: what is never closed hides nothing.
            unclosed.add(name)
            continue
        after = text.find(">", at)
        pieces += (text[end : match.start()], "\n" * text.count("\n", match.start(), at))
        end = after + 1 if after >= 0 else len(text)
    pieces.append(text[end:])
    return "".join(pieces)


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for part in _children(table):
        if part.tag == "tr":
            yield part
        elif part.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in _children(part) if row.tag == "tr")


def _cells(row: LexborNode) -> list[Cell]:
    return [
        Cell(_text(cell), _count(cell, "rowspan"), _count(cell, "colspan"))
        for cell in _children(row)
        if cell.tag in ("td", "th")
    ]


def _count(cell: LexborNode, name: str) -> int:
    return max(1, min(int(cell.attributes.get(name) or 1), 10_000))


def _text(top: LexborNode) -> str:
    """The text of a cell: its blocks a line each, its list items with a dash; tables inside it left out.

    One that does but lay out the text is none.
    """
    pieces: list[str] = []
    node: LexborNode | None = top.child
    while node is not None:
        tag = node.tag
        if tag == "-text":
            pieces.append(re.sub(r"\s+", " ", node.text_content or ""))
        elif tag == "li":
            pieces.append(f"\n{_ITEM} ")
        elif tag == "sup":
            note = node.text() or ""
            pieces.append(raised(" ".join(note.split())))
            node = _after(node, top, inside=False)
            continue
        elif tag in _KEPT:
            pieces.append("\n")
        node = _after(node, top, inside=tag != "table" or _is_layout(node))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line not in ("", _ITEM)).replace(_ITEM, "-")


def _is_layout(table: LexborNode) -> bool:
    """Return whether a table is used for layout only: one row or one column, and no table inside."""
    rows = [sum(1 for cell in _children(row) if cell.tag in ("td", "th")) for row in _rows(table)]
    if len(rows) > 1 and max(rows) > 1:
        return False
    node = _after(table, table)
    while node is not None and node.tag != "table":
        node = _after(node, table)
    return node is None


def _is_within_cell(table: LexborNode) -> bool:
    parent = table.parent
    while parent is not None and parent.tag not in ("td", "th", "table"):
        parent = parent.parent
    return parent is not None and parent.tag in ("td", "th") and _is_layout(table)


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _after(node: LexborNode, top: LexborNode, *, inside: bool = True) -> LexborNode | None:
    """The next node in the order of the page, as far as it is inside ``top``."""
    if inside and node.child is not None:
        return node.child
    while node.next is None:
        parent = node.parent
        if parent is None or parent.mem_id == top.mem_id:
            return None
        node = parent
    return node.next if node.mem_id != top.mem_id else None
