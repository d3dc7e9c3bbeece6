"""Removal of trailing page content that is laid out like a table's rows: links to other pages, language menus."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from catalog.intake.codes import codes_of, kind_of
from catalog.intake.columns import meanings_of
from catalog.intake.grid import Row
from catalog.intake.row_starts import is_furniture
from catalog.intake.statuses import is_status

_WORDS = frozenset(("word", "joined", "capitals"))
_MOST_WORDS = 3


def with_trailing_content_reported(rows: Sequence[Row], header: Sequence[str], apart: Collection[int]) -> list[Row]:
    """The rows, those at the end that are none of the table's marked as such.

    A row of the table shows a code that is built like one, or a status; where codes are plain words, a whole row with a
    text in it. What shows nothing of the kind behind the last row that does is none where it stands ``apart``, by the
    numbers of such rows, or where all it says are single words. A table none of whose rows shows anything is left as
    it is.
    """
    meanings = meanings_of(header)
    code = meanings.index("code")
    status = "http_status" in meanings
    shows_code = [_shows_code(row, code) or (status and any(map(is_status, row.cells))) for row in rows]
    if not any(shows_code):
        return list(rows)
    plain = {at for at, row in enumerate(rows) if len(row.cells) == len(header) and kind_of(row.cells[code]) == "word"}
    with_sentences = {at for at in plain if any(" " in cell.strip() for cell in row_texts(rows[at], code))}
    kinds = {
        kind_of(row.cells[code]) for row, shows in zip(rows, shows_code, strict=True) if shows and code < len(row.cells)
    }
    if kinds & _WORDS:
        shows_code = [shows or (at in with_sentences and at not in apart) for at, shows in enumerate(shows_code)]
        plain = plain if any(shows_code[at] for at in plain) else set()
    else:
        plain = set()
    last = max(at for at, shows in enumerate(shows_code) if shows)
    result = list(rows[: last + 1])
    is_trailing = False
    for at in range(last + 1, len(rows)):
        row = rows[at]
        is_trailing = is_trailing or at in apart or (at not in plain and all(map(_is_short, row.cells)))
        fault = f"{row.cells[0][:60]!r} follows the table and looks like no row of it"
        result.append(replace(row, fault=fault) if is_trailing else row)
    return result


def row_texts(row: Row, code: int) -> list[str]:
    """The cells of a row beside its code."""
    return [cell for at, cell in enumerate(row.cells) if at != code]


def _shows_code(row: Row, code: int) -> bool:
    """Return whether the code cell, or one before it if merged cells are missing, is built like a code."""
    return any(
        kind_of(each) not in ("", "word") and not is_furniture(each)
        for cell in row.cells[: code + 1]
        if len(cell) < 1_000
        for each in codes_of(cell)
    )


def _is_short(cell: str) -> bool:
    return len(cell.split()) <= _MOST_WORDS and cell[-1:] not in ".。!?！？"
