"""Secrets in a table's columns, recognised by their header."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from catalog.diagnosis.numbers import LONGEST_SECRET_HEADER, MOST_COLUMNS

_CALLED = (
    r"(?:password|passwd|pwd|passphrase|secret|token|密码|口令"
    r"|(?:api|access|secret)[ _-]?key|secret[ _-]access[ _-]key|client[ _-]secret)"
)
_NAME = re.compile(r"[\w][\w ./()-]{0,40}")
_SECRET_NAME = re.compile(rf"(?:[\w.-]{{1,20}}[ _-])?{_CALLED}", re.IGNORECASE)
_MAY_BE_HEADER = re.compile(_CALLED, re.IGNORECASE)
_CELL = {
    mark: re.compile(
        r'[ ]{0,200}(?:"(?P<quoted>(?>(?:[^"\n]|""){0,2000}))"[ ]{0,200}'
        rf"|(?P<bare>[^{mark}\n]{{0,4000}}+))(?P<more>[{mark}])?"
    )
    for mark in (",", ";", "|", "\t")
}
_MARK = re.compile(r"[,;|\t]")
_RULE = re.compile(r"[ \t|+:=-]{3,2000}")
_NO_HEADER = re.compile(r"[{=:<]")

Cells = list[tuple[int, int]]


def in_columns(text: str, words: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The places of secrets in tables in whose header one of ``words`` stands; each line is looked at once."""
    at = 0
    for word in words:
        if word < at:
            continue
        begin = text.rfind("\n", max(0, word - LONGEST_SECRET_HEADER), word) + 1
        end = text.find("\n", word, word + LONGEST_SECRET_HEADER)
        if end < 0 or (begin == 0 and word > LONGEST_SECRET_HEADER):
            # The last line has nothing below it; a very long one is no header.
            at = word + LONGEST_SECRET_HEADER if end < 0 else end
            continue
        at = end
        if not _MARK.search(text, begin, end):
            continue
        if _NO_HEADER.search(text, begin, end) or not _MAY_BE_HEADER.search(text, begin, end):
            continue
        for mark in _CELL:
            if text.find(mark, begin, end) < 0:
                continue
            names = _cells(text, begin, end, mark)
            called = [_of(text, span) for span in names]
            if len(names) < 2 or not all(name == "" or _NAME.fullmatch(name) for name in called):
                continue
            secret = [number for number, name in enumerate(called) if _SECRET_NAME.fullmatch(name)]
            if secret:
                at, spans = _below(text, end + 1, mark, len(names), secret)
                yield from spans
            break


def _below(text: str, at: int, mark: str, width: int, secret: list[int]) -> tuple[int, Cells]:
    """Return the end of the table and the secrets in it."""
    spans: Cells = []
    while at < len(text):
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        if not _RULE.fullmatch(text, at, end):
            row = _cells(text, at, end, mark)
            if len(row) != width:
                break
            spans += [row[number] for number in secret]
        at = end + 1
    return at, spans


def _cells(text: str, at: int, end: int, mark: str) -> Cells:
    """The cells of one line, without the spaces and quotes around them."""
    cells: Cells = []
    while len(cells) < MOST_COLUMNS and (cell := _CELL[mark].match(text, at, end)):
        start, stop = cell.span("quoted") if cell["quoted"] is not None else cell.span("bare")
        value = text[start:stop]
        cells.append((start + len(value) - len(value.lstrip()), start + len(value.rstrip())))
        at = cell.end()
        if not cell["more"]:
            break
    return cells


def _of(text: str, span: tuple[int, int]) -> str:
    return text[span[0] : span[1]]
