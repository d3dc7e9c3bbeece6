"""A text of any size, read in pieces that end where a record of it does."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from catalog.diagnosis.numbers import LONGEST_RECORD, PIECE
from catalog.diagnosis.prefilter import begins_record


class Readable(Protocol):
    """A file of bytes."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, none at the end."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of whole lines. ``first_line`` is the number of its first, from 1; ``size`` the bytes read for it."""

    text: str
    first_line: int
    size: int
    is_last: bool


def pieces_of(file: Readable, decoder: Callable[[bytes], codecs.IncrementalDecoder] | None = None) -> Iterator[Piece]:
    """Yield the pieces of a file: at least one, which may be empty."""
    first = file.read(PIECE)
    decode = (decoder or decoder_of)(first).decode
    waiting = ""
    line = 1
    data = first
    while True:
        following = file.read(PIECE) if data else b""
        waiting += decode(data, final=not following)
        if not following:
            yield Piece(waiting, line, len(data), is_last=True)
            return
        end = _record_end(waiting)
        yield Piece(waiting[:end], line, len(data), is_last=False)
        line += waiting.count("\n", 0, end)
        waiting = waiting[end:]
        data = following


def decoder_of(beginning: bytes) -> codecs.IncrementalDecoder:
    """Return the decoder of a text: UTF-8, or UTF-16 where its mark says so; what is neither is replaced."""
    is_utf16 = beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return codecs.getincrementaldecoder("utf-16" if is_utf16 else "utf-8-sig")("replace")


def _record_end(text: str) -> int:
    """Return where the last whole record of ``text`` ends; without one, its last whole line; else all of it."""
    last = text.rfind("\n") + 1
    at = last
    while at > max(0, len(text) - LONGEST_RECORD):
        # Text after the last line end may be half a line; the record before it is whole.
        before = text.rfind("\n", 0, at - 1) + 1
        if before and begins_record(text[before : before + 200]):
            return before
        at = before
    return last or len(text)
