"""Tables of which every cell became a paragraph, or a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from catalog.intake.codes import kind_of
from catalog.intake.columns import meaning_of, meanings_of
from catalog.intake.grid import Row, Table, is_header, is_numbered_title, plain_title
from catalog.intake.row_starts import Shape, continues, cut_rows, is_bullet
from catalog.intake.statuses import is_status

_LONGEST_HEADING = 60
_MOST_HEADINGS = 12
_MOST_ABOVE = 4
_MOST_TRIED = 300
_TRIED = 150
"""Cells of a run that are looked at to find out which cells before it are its header."""
_TITLE_WITHIN = 5


@dataclass(frozen=True, slots=True)
class TextCell:
    """A cell and the line it stands on."""

    line: int
    text: str


def paragraph_tables(lines: Sequence[str]) -> list[Table]:
    """The tables of a text, each cell a paragraph, or a line where no blank lines stand between."""
    cells = _cells(lines)
    texts = [cell.text for cell in cells]
    headers = _headers(texts)
    tables: list[Table] = []
    free = 0
    for number, (start, end) in enumerate(headers):
        title = _title(texts, free, start)
        behind = headers[number + 1][0] if number + 1 < len(headers) else len(cells)
        body = cells[end:behind]
        if number + 1 < len(headers) and body and is_numbered_title(body[-1].text):
            body = body[:-1]
        header = tuple(texts[start:end])
        rows, used, whole = _rows(body, header)
        free = end + used
        tables.append(Table(title, cells[start].line, header, tuple(rows), closed=whole))
    return tables


def header_at_end(texts: Sequence[str]) -> int | None:
    """Return the index at which the error table's header begins that ends a block of cells."""
    for start in range(max(0, len(texts) - _MOST_HEADINGS), len(texts) - 1):
        if is_header(texts[start:]) and all(meaning_of(text) for text in texts[start:]):
            return start if meanings_of(texts[start:])[0] else start + 1
    return None


def joined(texts: Sequence[str], width: int) -> list[str]:
    """The paragraphs of a row as ``width`` cells: lists with what announces them first, what is over in the last."""
    cells: list[str] = []
    over = len(texts) - width
    for text in texts:
        if over > 0 and len(cells) > 1 and continues(cells[-1], text):
            cells[-1] = f"{cells[-1]}\n{text}"
            over -= 1
        else:
            cells.append(text)
    again: list[str] = []
    for text in cells:
        if over > 0 and len(again) > 1 and is_bullet(text):
            again[-1] = f"{again[-1]}\n{text}"
            over -= 1
        else:
            again.append(text)
    return [*again[: width - 1], "\n".join(again[width - 1 :])] if len(again) > width else again


def _cells(lines: Sequence[str]) -> list[TextCell]:
    lines = [line.replace("\u00a0", " ").strip() for line in lines]
    single = [TextCell(number, line) for number, line in enumerate(lines, 1) if line]
    if "" not in lines[1:-1]:
        return single
    cells: list[TextCell] = []
    pieces: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line:
            pieces.append(line)
        elif pieces:
            cells.append(TextCell(number - len(pieces), "\n".join(pieces)))
            pieces = []
    if not any(is_header((one.text, other.text)) for one, other in pairwise(cells)):
        # No header stands in paragraphs: blank lines separate rows or sections, and each line is a cell.
        return single
    return cells


def _headers(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Return the start and end of each header."""
    is_heading = [len(text) < _LONGEST_HEADING and meaning_of(text) is not None for text in texts]
    headers: list[tuple[int, int]] = []
    at = tried = 0
    while at < len(texts):
        if not is_heading[at]:
            at += 1
            continue
        end = at
        while end < len(texts) and is_heading[end]:
            end += 1
        options = _options(texts, at, end, is_heading) if end - at <= _MOST_HEADINGS else []
        tried += len(options) > 1
        best = options[0] if options else None
        if len(options) > 1 and tried < _MOST_TRIED:
            best = max(options, key=lambda option: (_fit(texts, option), -option[0]))
        if best is not None:
            headers.append(best)
            at = best[1]
        else:
            at = end
    return headers


def _options(texts: Sequence[str], start: int, end: int, is_heading: Sequence[bool]) -> list[tuple[int, int]]:
    """Which cells of a run of known headings may be a header.

    A heading above the table may say the same words as one of its columns; a column may have unknown words.
    """
    options = [(begin, end) for begin in range(start, min(max(start + 1, end - 1), start + _MOST_ABOVE))]
    for more in (1, 2):
        # A column of unknown words, between known ones or the last of all.
        if end + more <= len(texts) and all(_may_be_heading(text) for text in texts[end : end + more]):
            wider = end + more
            while wider < len(texts) and is_heading[wider] and wider - start < _MOST_HEADINGS:
                wider += 1
            options += [(begin, wider) for begin in (start, start + 1)]
    return [(begin, stop) for begin, stop in options if is_header(texts[begin:stop])]


def _fit(texts: Sequence[str], option: tuple[int, int]) -> float:
    """How well the cells behind a header fit it."""
    begin, stop = option
    body = texts[stop : stop + _TRIED]
    shape = _shape(texts[begin:stop])
    score = cut_rows(body, shape).score / max(1, len(body))
    first = body[: shape.width]
    if len(first) > shape.code and not kind_of(first[shape.code]):
        score -= 1
    if shape.status is not None and len(first) > shape.status and not is_status(first[shape.status]):
        score -= 0.5
    # Unknown words are a column's only where much speaks for it, and so are the words of another column.
    return round(score - 0.25 * meanings_of(texts[begin:stop]).count(None), 3)


def _may_be_heading(text: str) -> bool:
    return (
        len(text) < 40
        and "\n" not in text
        and kind_of(text) in ("", "word")
        and bool(plain_title(text))
        and not is_numbered_title(text)
    )


def _shape(header: Sequence[str]) -> Shape:
    meanings = meanings_of(header)
    return Shape(
        len(header), meanings.index("code"), meanings.index("http_status") if "http_status" in meanings else None
    )


def _title(texts: Sequence[str], free: int, start: int) -> str:
    """The title above a header: the nearest text that can be one and is no part of the table before."""
    for at in range(start - 1, max(free, start - _TITLE_WITHIN) - 1, -1):
        if title := plain_title(texts[at]):
            return title
    return ""


def _rows(cells: Sequence[TextCell], header: Sequence[str]) -> tuple[list[Row], int, bool]:
    """The rows of a run of cells, how many cells they take, and whether the last of them is whole."""
    texts = [cell.text for cell in cells]
    shape = _shape(header)
    cut = cut_rows(texts, shape)
    if not cut.rows:
        # Not even one code: as many rows as fill the run, or the first, which is told of as no row.
        whole = (
            range(0, len(texts), shape.width) if texts and len(texts) % shape.width == 0 else range(min(1, len(texts)))
        )
        return [Row(cells[at].line, tuple(texts[at : at + shape.width])) for at in whole], len(texts), False
    rows: list[Row] = []
    for number, (begin, place) in enumerate(cut.rows):
        width = shape.width - (shape.code - (place - begin))
        if number + 1 < len(cut.rows):
            row = texts[begin : cut.rows[number + 1][0]]
        else:
            row = texts[begin : begin + _last_length(texts[begin:], width)]
        rows.append(Row(cells[begin].line, tuple(joined(row, width))))
        end = begin + len(row)
    # A row that lacks its first cells is whole: merged ones stand in the row above.
    return rows, end, len(rows[-1].cells) >= width


def _last_length(texts: Sequence[str], width: int) -> int:
    """How many paragraphs the last row has: its cells with their lists. What follows is the page's."""
    cells = at = 0
    while at < len(texts):
        more = at > 1 and continues(texts[at - 1], texts[at])
        if at > 1 and cells >= width and is_bullet(texts[at]):
            more = True
        if not more:
            if cells == width:
                break
            cells += 1
        at += 1
    return at
