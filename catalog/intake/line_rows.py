"""Tables of which each row is a line, however its cells are apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from catalog.intake.code_patterns import has_shape, is_number, is_token, kind_of
from catalog.intake.column_values import ABOUT_ERRORS
from catalog.intake.columns import meaning_of, meanings_of
from catalog.intake.entries import Line
from catalog.intake.grid import Row, Table, is_header, plain_title
from catalog.intake.row_starts import is_bullet
from catalog.intake.spreadsheet_paste import SOFT_END
from catalog.intake.trailing_content import with_trailing_content_reported

_FEWEST_ITEMS = 3
_BULLET = re.compile(r"[-*+•]\s{1,8}")
_CODED = re.compile(r"(?P<code>[^\s:：=]{1,60})\s{0,4}(?:[:：=](?!\d)|[-–—](?=\s))\s{0,20}(?P<text>.*)", re.DOTALL)
_OF_CODES = re.compile(r"\bcodes?\b|代码|码$", re.IGNORECASE)
_LISTED_HEADER = ("Error Code", "Error Message", "Section")
_RULE_SIGNS = "|+:=_*─━—- \t\u00a0"
_DRAWN = re.compile(r"[-=_*─━—+]{3}")


def is_rule(line: str) -> bool:
    """Return whether a line is a drawn rule without content."""
    return not line.strip(_RULE_SIGNS) and bool(_DRAWN.search(line))


def by_line(lines: Sequence[str], split: Callable[[str], tuple[str, ...]], *, whole: bool) -> list[Table]:
    """Rows a line each, their cells as ``split`` tells them; a cell may go on in the lines below.

    ``whole`` says that the text ends with a line's end; where it does not, its last row may be cut off.
    """
    tables: list[Table] = []
    header: tuple[str, ...] | None = None
    title, header_title, header_line = "", "", 0
    rows: list[Row] = []
    barred = gap = False
    apart: set[int] = set()

    def close(*, closed: bool = True) -> None:
        if header is not None:
            rows_left = with_trailing_content_reported(rows, header, apart)
            tables.append(Table(header_title, header_line, header, tuple(rows_left), closed))

    for number, line in enumerate(lines, 1):
        cells = tuple(cell.replace(SOFT_END, "\n") for cell in split(line))
        if is_header(cells):
            close()
            header, header_title, header_line, rows, gap = cells, title, number, [], False
            apart.clear()
            barred = line.rstrip().endswith("|")
        elif header is not None and rows and not (gap and len(cells) > 1) and _goes_on(cells, rows[-1], header, line):
            before = rows[-1].cells
            joined_cell = "\n".join(filter(None, (before[-1], cells[0])))
            rows[-1] = Row(rows[-1].line, (*before[:-1], joined_cell, *cells[1:]))
        elif len(cells) < 2:
            title = (plain_title(line) or title) if line.strip() and not is_rule(line) else title
            gap = gap or not is_rule(line) or not line.strip()
        elif header is not None:
            if gap:
                apart.add(len(rows))
            gap = False
            rows.append(Row(number, cells))
    last = next((line for line in reversed(lines) if line.strip()), "")
    cut = not whole and header is not None and bool(rows) and len(split(last)) > 1
    if cut and barred and not last.rstrip().endswith("|"):
        # The last cell was never closed: it is none.
        rows[-1] = Row(rows[-1].line, rows[-1].cells[:-1])
    close(closed=not (cut and header is not None and len(rows[-1].cells) < len(header) and _is_cut(rows, header)))
    return tables


def _is_cut(rows: Sequence[Row], header: Sequence[str]) -> bool:
    """Return whether the last row is truncated, and not short like the rows above it."""
    return all(len(row.cells) >= len(header) for row in rows[:-1]) or len(rows) == 1


def _goes_on(cells: Sequence[str], above: Row, header: Sequence[str], line: str) -> bool:
    """Return whether a line continues the row above: that row has free cells, or the line is a bullet."""
    if not line.strip() or not cells:
        return False
    room = len(header) - len(above.cells)
    if len(cells) < 2 and room <= 0:
        return is_bullet(line.strip()) and bool(above.cells[-1])
    if room < len(cells) - 1 or room <= 0:
        return False
    meanings = meanings_of(header)
    places = [number for number, meaning in enumerate(meanings) if meaning in ("code", "http_status")]
    code = meanings.index("code")
    looks = [place - shift for shift in (0, 1) for place in (code,) if 0 <= place - shift < len(cells)]
    return not any(_may_begin(cells[at]) for at in looks) or (len(cells) < 2 and len(places) > 1)


def _may_begin(text: str) -> bool:
    return has_shape(text) and any(letter.isdigit() or letter in "._-" for letter in text)


@dataclass(slots=True)
class _List:
    """The items of lists under one heading: their codes with their texts.

    ``others`` counts those without a code, ``labelled`` the items below them that say what they tell of an error.
    """

    title: str
    about_errors: bool
    indent: int = 0
    others: int = 0
    labelled: int = 0
    rows: list[tuple[int, str, str]] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """True if nearly every item has a code of its own."""
        count = len({code for _, code, _ in self.rows})
        if self.labelled >= len(self.rows):
            # Each is an entry with its own fields, and no text.
            return False
        return count >= _FEWEST_ITEMS and count * 10 >= len(self.rows) * 9 and self.others * 10 <= len(self.rows)

    def go_on(self, text: str, between: str = " ") -> None:
        """Let a line continue the text of the last item."""
        if self.rows:
            line, code, before = self.rows[-1]
            self.rows[-1] = (line, code, f"{before}{between}{text}".strip())

    def table(self) -> Table:
        rows = tuple(Row(line, (code, text, self.title)) for line, code, text in self.rows)
        return Table(self.title, rows[0].line, _LISTED_HEADER, rows, spans=True, tabular=True)


def listed_tables(lines: Iterable[Line], taken: Callable[[int], bool], *, about_errors: bool) -> list[Table]:
    """The lists of a page whose items are codes with their texts, under headings of errors: ``- -9: out of range``."""
    lists = [_List("", about_errors)]
    titles: list[tuple[int, str]] = []
    goes_on = False
    for line in lines:
        text = line.text.strip()
        if line.literal or not text or taken(line.number):
            goes_on = False
            continue
        bullet = _BULLET.match(text)
        item = _coded(text[bullet.end() :]) if bullet else None
        if line.head and item is None:
            titles = [*(each for each in titles if each[0] < line.level), (line.level, text)]
            about = about_errors or any(ABOUT_ERRORS.search(title) for _, title in titles)
            lists.append(_List(plain_title(text), about))
        elif item is not None and (not lists[-1].rows or line.indent <= lists[-1].indent):
            lists[-1].indent = line.indent
            lists[-1].rows.append((line.number, *item))
        elif bullet and line.indent <= lists[-1].indent:
            lists[-1].others += 1
        elif bullet or goes_on or line.indent > lists[-1].indent:
            lists[-1].labelled += bool(bullet and ":" in text and meaning_of(text[bullet.end() :].partition(":")[0]))
            lists[-1].go_on(text, "\n" if bullet else " ")
        goes_on = bullet is not None or goes_on
    whole = [each for each in lists if each.is_whole and (each.about_errors or _OF_CODES.search(each.title))]
    # Among lists of errors, another one of codes is of errors, too.
    most = sum(each.about_errors for each in whole) * 2 > len(whole)
    return [each.table() for each in whole if each.about_errors or most]


def nested_tables(lines: Iterable[Line]) -> list[Table]:
    """The tables that are written as lists within a list: an item and those below it are a row, the first the header.

    ``- Code``, ``  - Description``, then ``- no_tea``, ``  - There is no tea.``
    """
    tables: list[Table] = []
    # Each row is its line and its cells; each cell its pieces.
    items: list[tuple[int, list[list[str]]]] = []
    title = ""
    outer = inner = 0
    goes_on = False

    def close() -> None:
        rows = [(number, tuple("".join(pieces) for pieces in cells)) for number, cells in items]
        items.clear()
        width = len(rows[0][1]) if rows else 0
        whole = sum(len(cells) == width for _, cells in rows) - 1
        if whole > 0 and whole * 3 >= 2 * (len(rows) - 1) and is_header(rows[0][1]):
            header, *below = (
                Row(number, cells, "" if len(cells) == width else f"the item has {len(cells)} of {width} cells")
                for number, cells in rows
            )
            tables.append(Table(title, header.line, header.cells, tuple(below), spans=True))

    for line in lines:
        text = line.text.strip()
        bullet = None if line.literal else _BULLET.match(text)
        if not text:
            goes_on = False
        elif bullet and items and line.indent > outer:
            inner = inner or line.indent
            content = text[bullet.end() :]
            if line.indent > inner:
                items[-1][1][-1].append(f"\n- {content}")
            else:
                items[-1][1].append([content])
            goes_on = True
        elif bullet:
            if line.indent < outer:
                close()
            outer, inner, goes_on = line.indent, inner if items else 0, True
            items.append((line.number, [[text[bullet.end() :]]]))
        elif items and not line.head and (goes_on or line.indent > outer):
            items[-1][1][-1].append(f" {text}" if goes_on else f"\n{text}")
        else:
            close()
            outer = 0
            title = plain_title(text) if line.head else title
    close()
    return tables


def coded_lines(lines: Sequence[str]) -> list[Table]:
    """The codes of a text copied out of a manual, each before a colon, its text behind it or in the next line.

    ``0x40E200: Door``, ``open``; what else stands between them is a title.
    """
    result = _List("", about_errors=True)
    rows: list[Row] = []
    title, count, open_ = "", 0, False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        count += bool(text)
        item = _coded(text)
        if item is not None:
            result.rows.append((number, *item))
            rows.append(Row(number, (title,)))
            open_ = True
        elif open_ and text and (not result.rows[-1][2] or text[0].islower()):
            result.go_on(text)
        elif text and not text.isdigit():
            title, open_ = plain_title(text) or title, False
    if not result.is_whole or len(rows) * 4 < count or not all(text for _, _, text in result.rows):
        return []
    listed = zip(result.rows, rows, strict=True)
    cells = (Row(line, (code, text, *row.cells)) for (line, code, text), row in listed)
    return [Table("", rows[0].line, _LISTED_HEADER, tuple(cells), spans=True, tabular=True)]


def _coded(text: str) -> tuple[str, str] | None:
    """The code that a line begins with and the text behind its colon; None for any other line."""
    match = _CODED.fullmatch(text.lstrip("*`")) if text[:1] not in (":", "=") else None
    code = match["code"].strip("*`") if match else ""
    if match is None or not is_token(code.lstrip("-")):
        return None
    is_code = is_number(code) or (kind_of(code) == "numbered" and code.isupper())
    return (code, match["text"].strip("*` ")) if is_code else None
