"""The tables of a Markdown page: pipe tables, and HTML tables written into it. A stage among those of the formats."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from markdown_it import MarkdownIt

from catalog.intake.code_patterns import kind_of, raised
from catalog.intake.columns import meaning_of
from catalog.intake.documents import IntakeError
from catalog.intake.entries import CODE_TERM, TERM, Line
from catalog.intake.grid import MOST_COLUMNS, Row, Table, is_header, is_numbered_title, plain_title, table_of
from catalog.intake.magic_blocks import without_magic_blocks
from catalog.intake.markdown_extensions import plain_markdown
from catalog.intake.progress import advance
from catalog.intake.web_pages import web_tables

MOST_LINES = 2_000_000
"""Lines of a Markdown page that are read."""

_LINES_AT_ONCE = 10_000
"""Lines that the parser is given at once: it keeps more than a kilobyte of each cell."""

_FIRST_ROWS = 500
"""Rows of a table that the parser is given; the cells of more are told apart by their bars alone."""

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_RAISED = re.compile(r"<sup>([^<>]{0,20})</sup>", re.IGNORECASE)
# A tag that is no HTML element is a placeholder of the message: <name>, List<String>.
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|center|cite|code|del|details|div|dd|dl|dt|em|font|h[1-6]|hr|i|img|ins|kbd|label|li|"
    r"mark|nobr|ol|p|pre|q|s|samp|small|span|strike|strong|sub|summary|sup|table|tbody|td|th|thead|tr|tt|u|ul|var|wbr)"
    r"(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
_PARTED = re.compile(
    r"[ \t]*<(?P<end>/?)(?P<name>dt|dd|li|p|div|dl|ul|ol|tr)(?:\s[^<>]{0,300})?/?>[ \t]*", re.IGNORECASE
)
_LINK = re.compile(r"!?\[(?P<text>[^\[\]]{0,1000})\]\([^()\s]{0,2000}\)")
_CODED_LINK = re.compile(r"!?\[(?P<text>[^\[\]`]{0,200}`[^\[\]`]{1,200}`[^\[\]`]{0,200})\]\([^()\s]{0,2000}\)")
"""A link whose text is marked as code, or has code in it."""
_MARKS = re.compile(
    r"(?<!\\)(?:\*\*|__|~~)|(?<![\w*\\])\*(?=\S)(?P<star>[^*\n]{1,500})(?<=\S)\*(?![\w*])"
    r"|(?<![\w\\])_(?=[^\W_])(?P<line>[^_\n]{1,500})(?<=\S)_(?!\w)"
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>-])")
_ITEM = re.compile(r"^[ \t]*(?:[-*•])\s+", re.MULTILINE)
_HEADING = re.compile(r"[ ]{0,3}(?P<marks>#{1,6})[ \t]+")
_QUOTED_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+`[^`\s]{1,200}`[ \t]*")
_UNDERLINE = re.compile(r"[ ]{0,3}(=+|-{2,})[ \t]*")
_TERM = re.compile(
    r"[ ]{0,3}[-*+][ ]+(?:(?:\*\*)?`[^`\s]{1,200}`(?:\*\*)?|\*\*[^*\s]{1,200}\*\*)\s*(?:\([^()\n]{1,80}\)\s*)?"
    r"(?::|[-–—]\s)"
)
_MARKED_CODE = re.compile(
    r"(?P<indent>[ ]{0,12})[-*+][ ]+(?:`(?P<code>[^`\s]{1,200})`|\*\*(?P<bold>[^*\s:]{1,200})\*\*)(?=[ \t:]|\Z)"
)
"""An item that begins with a code: ``- **TEA-1** `no water```."""
_BOLD = re.compile(r"[ ]{0,3}(?:\*\*|__)(?P<text>[^\s*][^*\n]{0,300})(?:\*\*|__)[ \t]*:?[ \t]*")
_DEFINITION = re.compile(r"[ ]{0,3}:[ \t]+\S")
_QUOTED = re.compile(r"\A[ ]{0,3}(?:>[ \t]?)+")
_FENCE = re.compile(r"[ \t]*(?P<mark>`{3,}|~{3,})")
_TABLE = re.compile(r"<(/?)table\b", re.IGNORECASE)
_OF_LIST = re.compile(r"<(/?(?:dl|dt|dd|li))\b", re.IGNORECASE)
_PART_OF_LIST = re.compile(r"(?=</?(?:dl|dt|dd|li)\b)", re.IGNORECASE)
_MARKED_ITEM = re.compile(
    r"<li\b[^<>]{0,300}>\s{0,20}(?:<p>\s{0,20})?(?:(?P<code><code\b|`)|<(?:b|strong|tt|samp|kbd)\b|\*\*)", re.IGNORECASE
)
_IN_CODE = re.compile(r"`[^`\n]{1,1000}`")
_BLANK_LINES = re.compile(r"(?:\n(?:[ \t]|- ?(?=\n))*)+\n|\n-[ \t]*(?=\n|\Z)")
_BAR = "\x00"
_Numbered: TypeAlias = tuple[int, str]
"""A line and its number."""
_RULE = re.compile(r"[ \t]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")


def markdown_tables(text: str) -> list[Table]:
    """The tables of a page, each titled by the heading or paragraph before it.

    Raises:
        IntakeError: when the page is too long.
    """
    if text.count("\n") > MOST_LINES:
        raise IntakeError(f"the Markdown page has more than {MOST_LINES:,} lines; split it")
    lines, numbers = _apart(_without_additions(text))
    lines, numbers, rest = _without_rows(lines, numbers)
    return _Page(lines, numbers, rest).tables()


def markdown_lines(text: str) -> Iterator[Line]:
    """The lines of a page without their marks, its headings and terms with their levels, its code told as such."""
    lines = _without_additions(text).split("\n")
    fence = ""
    underlined = awaits_term = False
    lists = 0
    for number, (line, below) in enumerate(zip(lines, [*lines[1:], ""], strict=True), 1):
        mark = _FENCE.match(line)
        if fence or mark:
            if mark and (not fence or mark["mark"].startswith(fence)):
                fence = "" if fence else mark["mark"]
            else:
                yield Line(number, line, literal=True)
            continue
        if underlined:
            underlined = False
            yield Line(number, "")
            continue
        heading = _HEADING.match(line)
        level = len(heading["marks"]) if heading else 0
        if not level and line.strip() and (rule := _UNDERLINE.fullmatch(below)) and "|" not in line:
            level, underlined = 1 if rule[1][0] == "=" else 2, True
        bold = _BOLD.fullmatch(_TAG.sub("", line) if "<" in line else line) if not level else None
        if not level and (term := _TERM.match(line)) and not _is_label(term[0]):
            level = CODE_TERM if "`" in term[0] else TERM
        elif not level and (term := _MARKED_CODE.match(line)) and _has_labels_below(term, lines[number : number + 2]):
            level = TERM
        if bold or (line.strip() and _DEFINITION.match(below) and not line.startswith(":")):
            level = level or TERM
        visible = line[heading.end() :].rstrip("# ") if heading else bold["text"] if bold else line
        if _DEFINITION.match(line):
            visible = line.strip()[1:]
        visible = _plain(_QUOTED.sub("", visible))
        indent = len(line) - len(line.lstrip())
        quoted = bool(heading and _QUOTED_HEADING.fullmatch(line))
        has_list = "<" in line and _OF_LIST.search(_IN_CODE.sub("", line))
        for part in filter(str.strip, _PART_OF_LIST.split(line)) if has_list else (visible,):
            part_level = level
            if tag := _OF_LIST.match(part) if has_list else None:
                lists = max(0, lists + {"dl": 1, "/dl": -1}.get(tag[1].lower(), 0))
                # A term of a list within another list's text is a part of that text.
                awaits_term = tag[1].lower() == "dt" and lists <= 1
            text = _plain(part) if has_list else part
            if (
                has_list
                and (item := _MARKED_ITEM.match(part))
                and (item["code"] or not _is_label(text.partition(":")[0]))
            ):
                # As on a page of HTML, a list whose items begin with a marked code is one of terms.
                text, part_level = text.removeprefix("- "), level or TERM
            elif awaits_term and text.strip():
                part_level, awaits_term = level or TERM, False
            elif lists > 1 and level == TERM:
                part_level = 0
            if part_level == TERM and bold and meaning_of(text.strip(" :")):
                part_level = 0
            yield Line(number, text, part_level, indent=indent, quoted=quoted)


def _without_additions(text: str) -> str:
    """A page without what site builders add to Markdown."""
    return plain_markdown(without_magic_blocks(text, _plain))


def _has_labels_below(term: re.Match[str], lines: Sequence[str]) -> bool:
    """Return whether an item that begins with a code has items with labels of an error below it."""
    below = next(filter(str.strip, lines), "")
    item = _ITEM.match(below)
    label = below[item.end() :].partition(":")[0] if item and ":" in below else ""
    is_inner = len(below) - len(below.lstrip()) > len(term["indent"])
    return is_inner and kind_of(term["code"] or term["bold"]) != "word" and meaning_of(label.strip("*_")) is not None


def _is_label(term: str) -> bool:
    """Return whether the bold word that an item begins with says what follows it, and is no code: ``- **Action**:``."""
    word = term.strip(" \t-–—*+:")
    return "`" not in term and (kind_of(word) == "word" or meaning_of(word) is not None)


def _apart(text: str) -> tuple[list[str], list[int]]:
    """The page's lines and their numbers, with a blank line wherever a line without bars follows a table's row.

    A parser takes such a line as a row of one cell; on the pages of vendors it is the next table's title.
    """
    lines: list[str] = []
    numbers: list[int] = []
    inside = False
    for number, line in _whole_rows(text.split("\n")):
        if lines and "-" in line and _RULE.fullmatch(line):
            line = _fitted(line, lines[-1])
        if inside and line.strip() and "|" not in line:
            lines.append("")
            numbers.append(number)
        inside = bool(line.strip()) and "|" in line and (inside or bool(_RULE.fullmatch(line)))
        lines.append(line)
        numbers.append(number)
    return lines, numbers


def _whole_rows(lines: list[str]) -> Iterator[_Numbered]:
    """The lines and their numbers, a row of bars around it that is broken within a cell as a single line."""
    at = bars = 0
    while at < len(lines):
        line, below = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
        if _RULE.fullmatch(line) and line.rstrip().endswith("|"):
            bars = line.count("|")
        begins = 1 < line.count("|") < bars and line.lstrip().startswith("|") and not line.rstrip().endswith("|")
        is_broken = begins and below.rstrip().endswith("|") and line.count("|") + below.count("|") == bars
        yield at + 1, f"{line.rstrip()} {below.lstrip()}" if is_broken else line
        at += 1 + is_broken


def _without_rows(lines: list[str], numbers: list[int]) -> tuple[list[str], list[int], dict[int, list[_Numbered]]]:
    """A page without all but the first rows of its longest tables, and the others by the last line before them."""
    kept: list[str] = []
    kept_numbers: list[int] = []
    rest: dict[int, list[_Numbered]] = {}
    fence = ""
    count = -1
    for number, line in zip(numbers, lines, strict=True):
        if mark := _FENCE.match(line):
            fence = mark["mark"] if not fence else "" if mark["mark"].startswith(fence) else fence
        if fence or "|" not in line or not line.strip():
            count = -1
        elif count >= 0:
            count += 1
        elif "-" in line and kept and "|" in kept[-1] and _RULE.fullmatch(line):
            count = 0
        if count > _FIRST_ROWS:
            rest.setdefault(kept_numbers[-1], []).append((number, line))
            continue
        kept.append(line)
        kept_numbers.append(number)
    return kept, kept_numbers, rest


def _parts(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a long page, divided before headings outside of code blocks."""
    begin = 0
    fence = ""
    for at, line in enumerate(lines):
        if mark := _FENCE.match(line):
            fence = mark["mark"] if not fence else "" if mark["mark"].startswith(fence) else fence
        elif at - begin >= _LINES_AT_ONCE and not fence and _HEADING.match(line) and not lines[at - 1].strip():
            yield begin, at
            begin = at
    yield begin, len(lines)


def _fitted(rule: str, above: str) -> str:
    """A rule with as many cells as the header above it; a parser would throw away the table without them."""
    names = _cells(above)
    if "|" not in above or len(names) == len(_cells(rule)) or not is_header(names):
        return rule
    return "|" + "---|" * len(names)


def _cells(line: str) -> list[str]:
    """The cells of a line between its bars."""
    inner = line.strip().replace("\\|", "").removeprefix("|")
    return inner.removesuffix("|").split("|")


class _Page:
    """A page on its way through the parser: its tables so far, and the title of the next one."""

    def __init__(self, lines: list[str], numbers: list[int], rest: dict[int, list[_Numbered]]) -> None:
        self._lines = self._all_lines = lines
        self._numbers = self._all_numbers = numbers
        self._rest = rest
        self._title = ""
        self._headed = False
        self._html: list[str] = []
        self._html_lines = 0
        self._open = 0
        self._tables: list[Table] = []

    def tables(self) -> list[Table]:
        """Every table, in order."""
        # Inline marks are taken off below, in linear time; the parser is asked for blocks alone.
        parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 30}).enable("table").disable("inline")
        for begin, end in _parts(self._all_lines):
            self._lines, self._numbers = self._all_lines[begin:end], self._all_numbers[begin:end]
            if self._open or self._has_tables():
                self._read(parser)
            else:
                self._close_html()
                heading = next((line for line in reversed(self._lines) if _HEADING.match(line)), "")
                self._take_title(_plain(heading.strip("# \t")), heading=True)
        self._close_html()
        return self._tables

    def _has_tables(self) -> bool:
        """Return whether the lines can contain a table, which needs a bar or a tag."""
        return any("|" in line or "<t" in line.lower() for line in self._lines)

    def _read(self, parser: MarkdownIt) -> None:
        """Take the tables of the present lines."""
        rows: list[Row] = []
        cells: list[str] = []
        at = 0
        inside = heading = False
        for token in parser.parse("\n".join(self._lines)):
            if token.type == "html_block":
                self._take_html(token.content, self._number(token.map))
                continue
            if self._html and (not self._open or token.type == "table_open"):
                self._close_html()
            if token.type == "table_open":
                inside, rows = True, []
            elif token.type == "table_close":
                inside = False
                self._close_table(rows, at)
            elif token.type == "tr_open":
                cells, at = [], (token.map or [0])[0]
            elif token.type == "tr_close":
                rows.append(Row(self._numbers[at], tuple(self._as_written(cells, at))))
            elif token.type == "heading_open":
                heading = True
            elif token.type == "inline" and inside:
                cells.append(_plain(token.content))
            elif token.type == "inline" and self._html:
                self._take_html(f"<p>{html.escape(_plain(token.content))}</p>", self._number(token.map))
            elif token.type == "inline":
                self._take_title(_plain(token.content), heading=heading)
                heading = False
            elif token.type == "list_item_open" and self._html:
                self._html.append("<li>")

    def _number(self, lines: list[int] | None) -> int:
        return self._numbers[lines[0]] if lines and lines[0] < len(self._numbers) else 0

    def _as_written(self, cells: list[str], at: int) -> list[str]:
        """The cells of a row as many as are written, where the parser made up those that are missing or left some out.

        A bar in code ends a cell to the parser; where the row then has too many, and without that as many as it should
        have, it is a bar of the code.
        """
        line = self._lines[at].strip()
        written = line.replace("\\|", "").removeprefix("|")
        ended = written.endswith("|") and not line.endswith("\\|")
        count = written.count("|") + (not ended)
        if count <= len(cells):
            return cells[:count]
        inner = line.removeprefix("|")[: -1 if ended else None]
        coded = _IN_CODE.sub(lambda match: match[0].replace("|", _BAR), inner.replace("\\|", _BAR))
        pieces = coded.split("|")
        if len(pieces) != len(cells):
            pieces = inner.replace("\\|", _BAR).split("|")
        return [_plain(piece.replace(_BAR, "\\|").strip()) for piece in pieces[: MOST_COLUMNS + 1]]

    def _close_table(self, rows: list[Row], at: int) -> None:
        rest = self._rest.get(self._numbers[at], [])
        last = rest[-1][1] if rest else self._lines[at]
        ends = at + 1 == len(self._lines) and self._numbers[at] == self._all_numbers[-1]
        head = self._lines[self._numbers.index(rows[0].line)] if rows and ends else ""
        rows = (
            [*rows, *(Row(number, tuple(_split(line, len(rows[0].cells)))) for number, line in rest)] if rows else rows
        )
        cut = head.rstrip().endswith("|") and not last.rstrip().endswith("|") and len(rows) > 1
        if cut:
            # The page ends within a cell that was never closed: it is none.
            rows = [*rows[:-1], Row(rows[-1].line, rows[-1].cells[:-1])]
        table = table_of(self._title, rows, closed=not cut)
        self._tables += [table] if table else []
        self._headed = False

    def _take_title(self, text: str, *, heading: bool) -> None:
        """A heading is the title of what follows it; a paragraph where it is a table's own, or there is no heading."""
        title = plain_title(text) or plain_title(text.rpartition("\n")[2])
        if title and (heading or not self._headed or is_numbered_title(text)):
            self._title, self._headed = title, heading

    def _take_html(self, content: str, number: int) -> None:
        self._html.append("\n" * max(0, number - 1 - self._html_lines) + content)
        self._html_lines = max(self._html_lines, number - 1) + content.count("\n")
        self._open = max(0, self._open + sum(-1 if end else 1 for end in _TABLE.findall(content)))

    def _close_html(self) -> None:
        """The tables of the HTML collected so far."""
        if self._html:
            title = f"<h1>{html.escape(self._title)}</h1>" if self._title else ""
            self._tables += map(_without_links, web_tables(title + "".join(self._html)))
        self._html, self._html_lines, self._open = [], 0, 0


def _without_links(table: Table) -> Table:
    """A table of HTML without the Markdown links that site builders read in its cells."""
    rows = (
        replace(row, cells=tuple(_LINK.sub(lambda match: match["text"], cell) for cell in row.cells))
        if any("](" in cell for cell in row.cells)
        else row
        for row in table.rows
    )
    return replace(table, rows=tuple(rows))


def _split(line: str, width: int) -> list[str]:
    """The cells of a row; a bar in code ends none where the row has too many without it."""
    advance(1)
    line = line.strip().removeprefix("|")
    inner = line.removesuffix("|") if not line.endswith("\\|") else line
    pieces = inner.replace("\\|", _BAR).split("|")
    if len(pieces) > width and "`" in inner:
        coded = _IN_CODE.sub(lambda match: match[0].replace("|", _BAR), inner.replace("\\|", _BAR)).split("|")
        pieces = coded if len(coded) == width else pieces
    return [_plain(piece.replace(_BAR, "\\|").strip()) for piece in pieces[: MOST_COLUMNS + 1]]


def _plain(text: str) -> str:
    """A cell's text without its inline marks; code is left as it is written."""
    text = _BREAK.sub("\n", text).replace("``", "`")
    if "](" in text and "`" in text:
        text = _CODED_LINK.sub(lambda match: match["text"], text)
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        pieces[-2:] = ["`".join(pieces[-2:])]
    for at, piece in enumerate(pieces):
        pieces[at] = piece.replace("\\|", "|") if at % 2 else _without_marks(piece)
    plain = _ITEM.sub("- ", "".join(pieces)).strip()
    return _BLANK_LINES.sub("\n", plain) if "\n" in plain else plain


def _part(tag: re.Match[str]) -> str:
    """The end of a line where a tag begins or ends a part of a cell; an item gets its dash."""
    return "\n- " if tag["name"].lower() == "li" and not tag["end"] else "\n"


def _without_marks(text: str) -> str:
    text = _PARTED.sub(_part, text) if "<" in text else text
    text = _TAG.sub("", _RAISED.sub(lambda match: raised(match[1]), text))
    # A single star marks nothing: it is a footnote's, or stands for the rest of a name.
    text = _MARKS.sub(lambda match: match["star"] or match["line"] or "", _LINK.sub(lambda match: match["text"], text))
    return html.unescape(_ESCAPE.sub(r"\1", text))
