"""Tables in text as people copy it out of a browser, a terminal or a viewer. The fourth stage.

Cells apart by tabs, by bars, by columns of spaces; or every cell a paragraph or a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from catalog.intake.columns import meaning_of, meanings_of
from catalog.intake.grid import Row, Table, is_header, plain_title

_STATUS = re.compile(r"[1-5]\d\d(?:\s+[A-Za-z][A-Za-z -]*)?(?:\s*(?:/|,|or)\s*[1-5]\d\d)*|[1-5]xx|-|", re.IGNORECASE)
_CODE = re.compile(r"[^\W_][\w.:/#()-]{0,199}(?: [\w.:/#-]{1,50})?")
_BULLET = re.compile(r"(?:[-*•·–]|\d{1,2}[.)、])\s*\S")
_RULE = re.compile(r"[\s|+:=_*─━—-]*(?:[-=_*─━—+]){3}[\s|+:=_*─━—-]*")
_NUMBERED = re.compile(r"[ \t]{0,8}(\d{1,6})(?:[:|.]?[ \t]|[:|]?$)")
_GAP = re.compile(r"(?<!\s)\s{2,}")


@dataclass(frozen=True, slots=True)
class _Cell:
    line: int
    text: str


def copied_tables(text: str) -> list[Table]:
    """The tables of a text, in their order; none where no header of an error table stands in it."""
    lines = _without_line_numbers(text.split("\n"))
    readers: tuple[Callable[[list[str]], list[Table]], ...] = (_tabbed, _barred, _ruled, _padded, _paragraphs)
    return next((tables for read in readers if (tables := read(lines))), [])


def _without_line_numbers(lines: list[str]) -> list[str]:
    """Lines without the numbers that a viewer put before each of them."""
    numbers = [_NUMBERED.match(line) for line in lines if line.strip()]
    counted = [int(found[1]) for found in numbers if found]
    if len(counted) < 5 or len(counted) < 0.9 * len(numbers):
        return lines
    if any(after - before not in (0, 1) for before, after in pairwise(counted)):
        return lines
    return [line[found.end() :] if (found := _NUMBERED.match(line)) else line for line in lines]


def _tabbed(lines: list[str]) -> list[Table]:
    """Tables as browsers copy them: a row a line, its cells apart by tabs."""
    return _by_line(lines, lambda line: tuple(cell.strip() for cell in line.split("\t")))


def _barred(lines: list[str]) -> list[Table]:
    """Rows of cells apart by bars, with or without bars around and rules between."""
    if sum(line.count("|") > 1 for line in lines) < 2:
        return []
    return _by_line(_between_rules(lines), _bars)


def _bars(line: str) -> tuple[str, ...]:
    if _RULE.fullmatch(line):
        return ()
    cells = [cell.strip() for cell in line.replace("\\|", "\x00").split("|")]
    if cells and not cells[0] and line.lstrip().startswith("|"):
        cells = cells[1:]
    if len(cells) > 1 and not cells[-1] and line.rstrip().endswith("|"):
        cells = cells[:-1]
    return tuple(cell.replace("\x00", "|") for cell in cells)


def _between_rules(lines: list[str]) -> list[str]:
    """Where rules stand between rows, and not only below the header, the lines of a row as one line."""
    rules = [number for number, line in enumerate(lines) if "|" not in line and _RULE.fullmatch(line)]
    gaps = [after - before for before, after in pairwise(rules)]
    if not any(gap > 2 for gap in gaps) or sum(gap == 2 for gap in gaps) + sum(gap > 2 for gap in gaps) < 3:
        return lines
    if sum(gap in (2, 3, 4, 5) for gap in gaps) < 0.8 * len(gaps):
        return lines
    joined = list(lines)
    for before, after in pairwise(rules):
        rows = [_bars(lines[number]) for number in range(before + 1, after)]
        if len(rows) > 1 and len({len(row) for row in rows}) == 1:
            cells = ("\u2028".join(filter(None, column)) for column in zip(*rows, strict=True))
            joined[before + 1 : after] = [" | ".join(cells), *[""] * (after - before - 2)]
    return joined


def _padded(lines: list[str]) -> list[Table]:
    """Columns apart by two spaces and more."""
    tables: list[Table] = []
    title, at = "", 0
    while at < len(lines):
        line = lines[at]
        names = _GAP.split(line.strip()) if "  " in line.strip() else []
        at += 1
        if not is_header(names):
            title = line.strip() or title
            continue
        begin, rows = at, list[Row]()
        while at < len(lines) and (lines[at].strip() or not rows):
            if lines[at].strip() and not _RULE.fullmatch(lines[at]):
                rows.append(Row(at + 1, _columns(lines[at], line, names)))
            at += 1
        tables.append(Table(plain_title(title), begin, tuple(names), tuple(rows)))
    return tables


def _columns(line: str, header: str, names: Sequence[str]) -> tuple[str, ...]:
    """The cells of a line: where the header's names begin, if spaces stand there; else wherever two spaces are."""
    starts = [header.index(names[0])]
    for name in names[1:]:
        starts.append(header.index(name, starts[-1] + 1))
    if all(line[begin - 1 : begin].isspace() for begin in starts[1:] if begin < len(line)):
        return tuple(line[begin:end].strip() for begin, end in zip(starts, [*starts[1:], None], strict=True))
    return tuple(_GAP.split(line.strip()))


def _ruled(lines: list[str]) -> list[Table]:
    """One cell a line, the rows apart by rules."""
    blocks: list[list[_Cell]] = [[]]
    for number, line in enumerate(lines, 1):
        if _RULE.fullmatch(line) and line.strip():
            blocks.append([])
        elif line.strip():
            blocks[-1].append(_Cell(number, line.strip()))
    tables: list[Table] = []
    at = 0
    while at < len(blocks):
        header = _header_in(blocks[at])
        if header is None or at + 1 >= len(blocks):
            at += 1
            continue
        names = tuple(cell.text for cell in header)
        before = blocks[at][: len(blocks[at]) - len(header)]
        title = before[-1].text if before else blocks[at - 1][-1].text if at and blocks[at - 1] else ""
        rows: list[Row] = []
        at += 1
        while at < len(blocks) and _header_in(blocks[at]) is None:
            if len(blocks[at]) > 1:
                rows.append(Row(blocks[at][0].line, tuple(_joined([each.text for each in blocks[at]], len(names)))))
            at += 1
        if len(rows) > 1 or (rows and len(rows[0].cells) == len(names)):
            tables.append(Table(plain_title(title), header[0].line, names, tuple(rows)))
    return tables


def _header_in(cells: list[_Cell]) -> list[_Cell] | None:
    """The last cells of a block, as far as they are the header of an error table and nothing stands behind them."""
    found = _headers(cells)
    if not found or sum(found[-1]) != len(cells):
        return None
    return cells[found[-1][0] :]


def _by_line(lines: list[str], split: Callable[[str], tuple[str, ...]]) -> list[Table]:
    """Rows a line each, their cells as ``split`` tells them; a cell may go on in the lines below."""
    tables: list[Table] = []
    header: tuple[str, ...] | None = None
    title, header_title, header_line = "", "", 0
    rows: list[Row] = []

    def close() -> None:
        if header is not None:
            tables.append(Table(header_title, header_line, header, tuple(rows)))

    for number, line in enumerate(lines, 1):
        cells = tuple(cell.replace("\u2028", "\n") for cell in split(line))
        if is_header(cells):
            close()
            header, header_title, header_line, rows = cells, title, number, []
        elif header is not None and rows and _goes_on(cells, rows[-1], header, line):
            before = rows[-1].cells
            joined = "\n".join(filter(None, (before[-1], cells[0])))
            rows[-1] = Row(rows[-1].line, (*before[:-1], joined, *cells[1:]))
        elif len(cells) < 2:
            title = plain_title(line) if line.strip() and not _RULE.fullmatch(line) else title
        elif header is not None:
            rows.append(Row(number, cells))
    close()
    return tables


def _goes_on(cells: Sequence[str], above: Row, header: Sequence[str], line: str) -> bool:
    """Whether a line is more of the row above: it begins no row and that one has room, or it is a bullet."""
    if not line.strip() or not cells:
        return False
    room = len(header) - len(above.cells)
    if len(cells) < 2 and room <= 0:
        return bool(_BULLET.match(line.strip())) and bool(above.cells[-1])
    if room < len(cells) - 1 or room <= 0:
        return False
    meanings = meanings_of(header)
    places = [number for number, meaning in enumerate(meanings) if meaning in ("code", "http_status")]
    code = meanings.index("code")
    looks = [place - shift for shift in (0, 1) for place in (code,) if 0 <= place - shift < len(cells)]
    return not any(_fits(cells[at], "code") for at in looks) or (len(cells) < 2 and len(places) > 1)


def _paragraphs(lines: list[str]) -> list[Table]:
    """Tables of which each cell became a paragraph, or a line where no blank lines stand between."""
    cells = _cells(lines)
    headers = _headers(cells)
    tables = []
    for number, (start, length) in enumerate(headers):
        behind = headers[number + 1][0] if number + 1 < len(headers) else len(cells)
        body = cells[start + length : behind]
        if number + 1 < len(headers) and body:
            # The last cell before the next header is that table's title.
            body = body[:-1]
        title = plain_title(cells[start - 1].text) if start else ""
        header = tuple(cell.text for cell in cells[start : start + length])
        tables.append(Table(title, cells[start].line, header, tuple(_rows(body, header)), closed=False))
    return tables


def _cells(lines: list[str]) -> list[_Cell]:
    lines = [line.replace("\u00a0", " ").strip() for line in lines]
    if "" not in lines[1:-1]:
        return [_Cell(number, line) for number, line in enumerate(lines, 1) if line]
    cells: list[_Cell] = []
    open_cell = False
    for number, line in enumerate(lines, 1):
        if not line:
            open_cell = False
        elif open_cell:
            cells[-1] = _Cell(cells[-1].line, f"{cells[-1].text}\n{line}")
        else:
            cells.append(_Cell(number, line))
            open_cell = True
    if not any(is_header(tuple(cell.text for cell in cells[at : at + 2])) for at in range(len(cells) - 1)):
        # No header stands in paragraphs: blank lines separate rows or sections, and each line is a cell.
        return [_Cell(number, line) for number, line in enumerate(lines, 1) if line]
    return cells


def _headers(cells: Sequence[_Cell]) -> list[tuple[int, int]]:
    """Where headers start and how many cells each has."""
    found: list[tuple[int, int]] = []
    known = [len(cell.text) < 60 and meaning_of(cell.text) is not None for cell in cells]
    at = 0
    while at < len(cells):
        if not known[at]:
            at += 1
            continue
        meanings = meanings_of([cell.text for cell in cells[at : at + 8] if len(cell.text) < 60])
        length = next((number for number, meaning in enumerate(meanings) if meaning is None), len(meanings))
        if length >= 2 and "code" in meanings[:length]:
            found.append((at, length))
            at += length
        else:
            at += 1
    return found


def _rows(cells: Sequence[_Cell], header: Sequence[str]) -> list[Row]:
    """Rows from a run of cells: each begins where a status and a code stand as far apart as in the header."""
    meanings = meanings_of(header)
    places = [number for number, meaning in enumerate(meanings) if meaning in ("code", "http_status")]
    width = len(header)
    starts: list[int] = []
    at = 0
    while at < len(cells):
        if all(at + place < len(cells) and _fits(cells[at + place].text, meanings[place]) for place in places):
            starts.append(at)
            # The cells of a row are no beginnings, however much they look like one, up to its first free cell.
            at += max(places) + 1
        else:
            at += 1
    rows = []
    for number, start in enumerate(starts):
        last = number + 1 == len(starts)
        end = len(cells) if last else starts[number + 1]
        texts = [cell.text for cell in cells[start:end]]
        if last:
            # Whatever follows the last row is the page's, not the table's.
            texts = texts[:width]
        rows.append(Row(cells[start].line, tuple(_joined(texts, width))))
    if not starts and cells:
        rows.append(Row(cells[0].line, tuple(cell.text for cell in cells[:width])))
    return rows


def _fits(text: str, meaning: str | None) -> bool:
    if meaning == "http_status":
        return bool(_STATUS.fullmatch(text))
    return bool(_CODE.fullmatch(text)) and any(letter.isdigit() or letter in "._-" for letter in text)


def _joined(texts: list[str], width: int) -> list[str]:
    """Put the paragraphs of a cell together again: bullets first, then what is left over into the last cell."""
    while len(texts) > width:
        bullets = [at for at in range(1, len(texts)) if _BULLET.match(texts[at])]
        after_bullet = [at for at in bullets if _BULLET.match(texts[at - 1])]
        if not bullets:
            return [*texts[: width - 1], "\n".join(texts[width - 1 :])]
        at = (after_bullet or bullets)[0]
        texts[at - 1 : at + 1] = [f"{texts[at - 1]}\n{texts[at]}"]
    return texts
