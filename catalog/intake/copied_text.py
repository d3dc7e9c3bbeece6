"""Tables in text as people copy it out of a browser, a terminal or a viewer. A stage among those of the formats.

Cells apart by tabs, by bars, by columns of spaces; or every cell a paragraph or a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from catalog.intake.code_patterns import is_token, kind_of, pattern_of
from catalog.intake.column_values import CODE_WORD
from catalog.intake.columns import meaning_of, meanings_of, nearest_code_heading
from catalog.intake.documents import IntakeError
from catalog.intake.grid import MOST_COLUMNS, Row, Table, is_header, plain_title
from catalog.intake.line_rows import by_line, is_rule
from catalog.intake.paragraph_cells import TextCell, header_at_end, joined, paragraph_tables
from catalog.intake.spreadsheet_paste import without_quotes

MOST_LINES = 500_000
"""Lines of a copied text that are read."""

_NUMBERED = re.compile(r"[ \t]{0,8}(\d{1,6})(?:[:|.]?[ \t]|[:|]?$)")
_GAP = re.compile(r"(?<!\s)\s{2,}")
_COLUMNS = re.compile(r"[ \u00a0]{2,}|\t+")
_TITLE_WORD = re.compile(r"(?:section|group|category|chapter)\s*[:：]\s*", re.IGNORECASE)
_FEWEST_ROWS = 3
_UPRIGHT = re.compile("[│┃║]")
_DRAWN = {ord(sign): drawn for signs, drawn in (("│┃║", "|"), ("─━═", "-")) for sign in signs} | dict.fromkeys(
    [*range(0x250C, 0x254C), *range(0x2552, 0x2571)], "+"
)
"""The signs that tables are drawn with, as those that are read."""
_MOST_CELLS = MOST_COLUMNS + 2
_MOST_PENDING = 100


def copied_tables(text: str) -> list[Table]:
    """The tables of a text, in their order; none where no header of an error table stands in it.

    Raises:
        IntakeError: when it has more lines than are read.
    """
    if text.count("\n") > MOST_LINES:
        raise IntakeError(f"the text has more than {MOST_LINES:,} lines; split it")
    lines = _without_line_numbers((text.translate(_DRAWN) if _UPRIGHT.search(text) else text).split("\n"))
    whole = text.endswith("\n")
    readers: tuple[Callable[[], list[Table]], ...] = (
        lambda: _tabbed(lines, whole=whole),
        lambda: _barred(lines, whole=whole),
        lambda: _bar_a_cell(lines),
        lambda: _ruled(lines),
        lambda: _padded(lines),
        lambda: paragraph_tables(lines),
        lambda: _spaced(lines),
        lambda: _without_header(lines),
    )
    return next((tables for read in readers if (tables := read())), [])


def _without_line_numbers(lines: list[str]) -> list[str]:
    """Lines without the numbers that a viewer put before each of them."""
    numbers = [_NUMBERED.match(line) for line in lines if line.strip()]
    counted = [int(match[1]) for match in numbers if match]
    if len(counted) < 5 or len(counted) < 0.9 * len(numbers):
        return lines
    if any(after - before not in (0, 1) for before, after in pairwise(counted)):
        return lines
    return [line[match.end() :] if (match := _NUMBERED.match(line)) else line for line in lines]


def _tabbed(lines: list[str], *, whole: bool) -> list[Table]:
    """Tables as browsers copy them: a row a line, its cells apart by tabs."""
    if not any("\t" in line for line in lines):
        return []
    unquoted = without_quotes(lines)
    tables = by_line(unquoted, lambda line: tuple(map(str.strip, line.split("\t", _MOST_CELLS))), whole=whole)
    return tables or tabbed_blocks(unquoted)


def tabbed_blocks(lines: Sequence[str]) -> list[Table]:
    """Rows of as many tabs in lines one below the other, under a row of which every cell is a heading that is known.

    The line above is their title. It reads tables whose codes have a heading that may mean statuses, too.
    """
    tables: list[Table] = []
    at = 0
    while at < len(lines):
        header = tuple(map(str.strip, lines[at].split("\t", _MOST_CELLS)))
        end = at + 1
        while end < len(lines) and lines[end].count("\t") == len(header) - 1 > 0:
            end += 1
        rows = [Row(below + 1, tuple(map(str.strip, lines[below].split("\t")))) for below in range(at + 1, end)]
        if len(rows) > 1 and len(header) > 1 and all(_may_head(name) for name in header):
            above = next((line for line in reversed(lines[max(0, at - 3) : at]) if line.strip()), "")
            tables.append(Table(plain_title(above), at + 1, header, tuple(rows)))
        at = end
    return tables


def _may_head(name: str) -> bool:
    return meaning_of(name) is not None or bool(nearest_code_heading(name))


def _barred(lines: list[str], *, whole: bool) -> list[Table]:
    """Rows of cells apart by bars, with or without bars around and rules between."""
    if sum(line.count("|") > 1 for line in lines) < 2 and sum(" | " in line for line in lines) < 2:
        return []
    return _without_end(by_line(_between_rules(lines), _bars, whole=whole), lines)


def _bars(line: str) -> tuple[str, ...]:
    if is_rule(line):
        return ()
    cells = [cell.strip() for cell in line.replace("\\|", "\x00").split("|", _MOST_CELLS)]
    if cells and not cells[0] and line.lstrip().startswith("|"):
        cells = cells[1:]
    if len(cells) > 1 and not cells[-1] and line.rstrip().endswith("|"):
        cells = cells[:-1]
    return tuple(cell.replace("\x00", "|") for cell in cells)


def _between_rules(lines: list[str]) -> list[str]:
    """The lines of a row as one line, where a drawn table has rows of several; all others as they are."""
    rules = [number for number, line in enumerate(lines) if "|" not in line and is_rule(line)]
    gaps = [after - before for before, after in pairwise(rules)]
    # Rules stand between rows, and not only below the header.
    between_rows = (
        any(gap > 2 for gap in gaps)
        and sum(gap == 2 for gap in gaps) + sum(gap > 2 for gap in gaps) >= 3
        and sum(gap in (2, 3, 4, 5) for gap in gaps) >= 0.8 * len(gaps)
    )
    if not between_rows and not any("+" in lines[number] for number in rules):
        return lines
    barred = (_bars(line) for line in lines if "|" in line)
    header: tuple[str, ...] = next((cells for cells in barred if is_header(cells)), ())
    joined_lines = list(lines)
    for before, after in pairwise(rules):
        rows = [_bars(lines[number]) for number in range(before + 1, after)]
        if len(rows) < 2 or len({len(row) for row in rows}) > 1:
            continue
        starts = _starts_of_rows(rows, header, between_rows=between_rows)
        for start, end in pairwise([*starts, len(rows)]):
            if end - start > 1:
                cells = ("\u2028".join(filter(None, column)) for column in zip(*rows[start:end], strict=True))
                joined_lines[before + 1 + start : before + 1 + end] = [" | ".join(cells), *[""] * (end - start - 1)]
    return joined_lines


def _starts_of_rows(rows: Sequence[Sequence[str]], header: Sequence[str], *, between_rows: bool) -> list[int]:
    """At which of the lines between two rules a row begins."""
    if len(header) != len(rows[0]):
        return [0] if between_rows else list(range(len(rows)))
    meanings = meanings_of(header)
    code = meanings.index("code")
    if not between_rows:
        # A line without code and status goes on with the one above it.
        marks = [at for at, meaning in enumerate(meanings) if meaning in ("code", "http_status")]
        return [at for at, row in enumerate(rows) if not at or any(row[mark] for mark in marks)]
    # A rule is missing where another code follows that is numbered like the first; letters may be a wrapped word.
    first = rows[0][code]
    if kind_of(first) not in ("numbered", "digits"):
        return [0]
    return [at for at, row in enumerate(rows) if not at or pattern_of(row[code]) == pattern_of(first)]


def _without_end(tables: list[Table], lines: Sequence[str]) -> list[Table]:
    """The tables, the last row as cut off where rules stand around rows and none behind the last."""
    last = next((number for number in range(len(lines) - 1, -1, -1) if lines[number].strip()), 0)
    rules = [number for number in range(last, -1, -1) if "|" not in lines[number] and is_rule(lines[number])][:2]
    drawn = len(rules) == 2 and all("+" in lines[number] for number in rules)
    if not drawn or rules[0] == last or not tables or any("|" not in line for line in lines[rules[0] + 1 : last + 1]):
        return tables
    rows = [row for row in tables[-1].rows if row.line <= rules[0]]
    truncated = tables[-1].rows[len(rows) :]
    if not rows or not truncated:
        return tables
    fault = "the row is cut off: no rule closes it, as one does the others"
    row = Row(truncated[0].line, tuple(cell for row in truncated for cell in row.cells), fault)
    return [*tables[:-1], replace(tables[-1], rows=(*rows, row), truncated=True)]


def _bar_a_cell(lines: list[str]) -> list[Table]:
    """One cell a line, each closed by a bar, as programs that extract a page's text leave a table."""
    barred = [line.rstrip().endswith("|") and line.count("|") == 1 for line in lines]
    if sum(barred) < 2:
        return []
    tables: list[Table] = []
    header: list[TextCell] = []
    title = ""
    cells: list[TextCell] = []
    pending: list[str] = []

    def close() -> None:
        width = len(header)
        names = tuple(cell.text for cell in header)
        if is_header(names) and cells:
            starts = range(0, len(cells), width)
            rows = (Row(cells[at].line, tuple(cell.text for cell in cells[at : at + width])) for at in starts)
            tables.append(Table(title, header[0].line, names, tuple(rows), closed=False))

    for number, (line, ends) in enumerate(zip(lines, barred, strict=True), 1):
        text = line.strip()
        if not ends:
            if "|" in text and not is_rule(text) and len(header) > 1:
                # Rows that are whole, under a header that is not.
                cells += [TextCell(number, each) for each in _bars(line)]
            # Else either a cell of several lines, or a text behind the table.
            elif text and "|" not in text and not is_rule(text):
                pending = [*pending[-_MOST_PENDING:], text]
            continue
        name = text[:-1].strip()
        if meaning_of(name) and (pending or not header or cells):
            # A heading: more of a header, or the first of another table.
            close()
            header, cells, title = [TextCell(number, name)], [], plain_title(pending[-1]) if pending else ""
        elif meaning_of(name) and not cells:
            header.append(TextCell(number, name))
        elif len(header) > 1 and (name or pending or cells):
            cells.append(TextCell(number, "\n".join(filter(None, (*pending, name)))))
        pending = []
    close()
    return tables


def _padded(lines: list[str]) -> list[Table]:
    """Columns apart by two spaces and more."""
    tables: list[Table] = []
    title, at = "", 0
    while at < len(lines):
        line = lines[at]
        names = _GAP.split(line.strip()) if "  " in line.strip() and len(line) < 2_000 else []
        at += 1
        if not is_header(names):
            title = plain_title(line) or title
            continue
        begin, rows = at, list[Row]()
        starts = _starts(line, names)
        code = meanings_of(names).index("code")
        while at < len(lines) and (lines[at].strip() or not rows):
            if lines[at].strip() and not is_rule(lines[at]):
                cells = _columns(lines[at], starts)
                if rows and len(cells) == len(names) == len(rows[-1].cells) and _wraps(cells, names, code):
                    above = (" ".join(filter(None, pair)) for pair in zip(rows[-1].cells, cells, strict=True))
                    rows[-1] = Row(rows[-1].line, tuple(above))
                else:
                    rows.append(Row(at + 1, cells))
            at += 1
        tables.append(Table(title, begin, tuple(names), tuple(rows)))
    return tables


def _without_header(lines: list[str]) -> list[Table]:
    """Columns apart by blanks or tabs under no header: a code first in each line, headings between them."""
    split = [_COLUMNS.split(line.strip(), _MOST_CELLS) for line in lines]
    rows = [cells for cells in split if len(cells) > 1 and is_token(cells[0]) and kind_of(cells[0]) not in ("", "word")]
    width = max((len(cells) for cells in rows), default=0)
    count = sum(1 for line in lines if line.strip() and not line.lstrip().startswith(("#", "//", ";")))
    if len(rows) < _FEWEST_ROWS or not 1 < width <= MOST_COLUMNS or len(rows) * 2 < count:
        return []
    if not any(letter.isdigit() for cells in rows for letter in cells[0]):
        # Names alone may be those of settings.
        named = sum(bool(CODE_WORD.search(" ".join(cells[:2]))) for cells in rows)
        if named * 3 < len(rows):
            return []
    kept_rows: list[Row] = []
    for number, (line, cells) in enumerate(zip(lines, split, strict=True), 1):
        if not line.strip() or line.lstrip().startswith(("#", "//", ";")) or is_rule(line):
            continue
        title = len(cells) == 1
        cells = [_TITLE_WORD.sub("", cells[0])] if title else cells
        kept_rows.append(Row(number, (*cells, *[""] * (width - len(cells)))))
    return [Table("", kept_rows[0].line, ("",) * width, tuple(kept_rows), tabular=True)]


def _starts(header: str, names: Sequence[str]) -> list[int]:
    starts = [header.index(names[0])]
    for name in names[1:]:
        starts.append(header.index(name, starts[-1] + 1))
    return starts


def _wraps(cells: Sequence[str], names: Sequence[str], code: int) -> bool:
    """Return whether a line continues the cells of the line above: it has no code or status of its own."""
    meanings = meanings_of(names)
    return not cells[code] and not any(
        cell for cell, meaning in zip(cells, meanings, strict=True) if meaning in ("http_status", "section")
    )


def _columns(line: str, starts: Sequence[int]) -> tuple[str, ...]:
    """The cells of a line: where the header's names begin, if spaces stand there; else wherever two spaces are."""
    if all(line[begin - 1 : begin].isspace() for begin in starts[1:] if begin < len(line)):
        return tuple(line[begin:end].strip() for begin, end in zip(starts, [*starts[1:], None], strict=True))
    return tuple(_GAP.split(line.strip(), _MOST_CELLS))


def _ruled(lines: list[str]) -> list[Table]:
    """One cell a line, the rows apart by rules."""
    blocks: list[list[TextCell]] = [[]]
    for number, line in enumerate(lines, 1):
        if is_rule(line) and line.strip():
            blocks.append([])
        elif line.strip():
            blocks[-1].append(TextCell(number, line.strip()))
    headers = [header_at_end([cell.text for cell in block]) for block in blocks] if len(blocks) > 1 else []
    tables: list[Table] = []
    at = 0
    while at < len(headers):
        start = headers[at]
        if start is None or at + 1 >= len(blocks):
            at += 1
            continue
        block = blocks[at]
        names = tuple(cell.text for cell in block[start:])
        title = block[start - 1].text if start else blocks[at - 1][-1].text if at and blocks[at - 1] else ""
        rows: list[Row] = []
        at += 1
        while at < len(headers) and headers[at] is None:
            if len(blocks[at]) > 1:
                rows.append(Row(blocks[at][0].line, tuple(joined([each.text for each in blocks[at]], len(names)))))
            at += 1
        if len(rows) > 1 or (rows and len(rows[0].cells) == len(names)):
            tables.append(Table(plain_title(title), block[start].line, names, tuple(rows)))
    return tables


def _spaced(lines: list[str]) -> list[Table]:
    """Two columns with a single space between: each line a code and what it means."""
    for number, line in enumerate(lines):
        words = line.split()
        if not 2 <= len(words) <= 6 or len(line) > 80:
            continue
        halves = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))
        header = next((half for half in halves if is_header(half) and meaning_of(half[0]) == "code"), None)
        if header is None:
            continue
        rows: list[Row] = []
        for below in range(number + 1, len(lines)):
            text = lines[below].strip()
            code, _, meaning = text.partition(" ")
            if meaning.strip() and is_token(code) and kind_of(code) not in ("", "word"):
                rows.append(Row(below + 1, (code, meaning.strip())))
            elif text:
                break
        if len(rows) > 1:
            return [Table("", number + 1, header, tuple(rows))]
    return []
