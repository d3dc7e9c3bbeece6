"""Text prepared for comparison: in lower case, with plain quotes, blanks and letters, its offsets kept."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence

_LOOKALIKES = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("\u00a0\u2007\u202f\u3000", " "),
    "：": ":",
    "，": ",",
    "（": "(",
    "）": ")",
    "［": "[",
    "］": "]",
}
"""Typographic characters that stand for a plain one; each is one character, so that offsets stay."""

_ACCENTED = {
    letter: plain
    for letter in map(chr, range(0xE0, 0x180))
    if letter.islower() and (plain := unicodedata.normalize("NFD", letter)[0]).isascii() and plain.isalpha()
} | {"ø": "o", "đ": "d", "ł": "l"}
"""Small Latin letters with accents, which many programs print without: ``Rejeição``, ``Rejeicao``."""

_SOME_ACCENTED = re.compile(f"[{''.join(_ACCENTED)}]")

_SPACES = dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029", " ")

_RUN_OF_SPACE = re.compile(r"  +")

_OPENING = " \"'([{<*"
"""Characters allowed between the start of a message and its first word."""


def fold(text: str) -> str:
    """Return the text in lower case with plain quotes and without accents, of the same length, so that offsets stay
    valid.
    """
    if text.isascii():
        return text.lower()
    text = _exchanged(text, _LOOKALIKES)
    # There is one letter whose small form is longer.
    lowered = "İ".join(map(str.lower, text.split("İ")))
    return _exchanged(lowered, _ACCENTED) if _SOME_ACCENTED.search(lowered) else lowered


def _exchanged(text: str, characters: Mapping[str, str]) -> str:
    # Of a long text that is not ASCII, translate() looks each character up: many times what these passes cost together.
    for character, plain in characters.items():
        text = text.replace(character, plain)
    return text


class TextSpan:
    """Text prepared for comparison: folded, white space collapsed, offsets kept.

    ``whole`` says that the text is one complete field (a JSON value, a line's message); otherwise it is
    running text in which a message may stand anywhere.
    """

    __slots__ = ("_folded_breaks", "_original_breaks", "begins", "folded", "original", "whole")

    def __init__(self, text: str, *, whole: bool = True, begins: Sequence[int] = ()) -> None:
        self.original = text
        self.whole = whole
        folded = fold(text)
        self._folded_breaks: list[int] = []
        self._original_breaks: list[int] = []
        if not folded.isprintable():
            folded = _exchanged(folded, _SPACES)
        if "  " in folded:
            pieces: list[str] = []
            end = length = 0
            for run in _RUN_OF_SPACE.finditer(folded):
                pieces += (folded[end : run.start()], " ")
                length += run.start() - end + 1
                end = run.end()
                self._folded_breaks.append(length)
                self._original_breaks.append(end)
            pieces.append(folded[end:])
            folded = "".join(pieces)
        self.folded = folded
        self.begins = tuple(map(self.offset, begins))

    def place(self, offset: int) -> int:
        """Return the offset in ``original`` of an offset in ``folded``."""
        if not self._folded_breaks:
            return offset
        at = bisect_right(self._folded_breaks, offset) - 1
        if at < 0:
            return offset
        return self._original_breaks[at] + offset - self._folded_breaks[at]

    def offset(self, place: int) -> int:
        """Return the offset in ``folded`` of an offset in ``original``."""
        if not self._original_breaks:
            return place
        at = bisect_right(self._original_breaks, place)
        end = place if at == 0 else self._folded_breaks[at - 1] + place - self._original_breaks[at - 1]
        # Inside a run of white space, all of the run has become one space.
        return min(end, self._folded_breaks[at] - 1) if at < len(self._folded_breaks) else end

    def line_end(self, offset: int) -> int:
        """Return the offset in ``folded`` at which the line of ``offset`` ends."""
        newline = self.original.find("\n", self.place(offset))
        return len(self.folded) if newline < 0 else self.offset(newline)

    def begins_at(self, offset: int) -> bool:
        """Return whether a message can begin at an offset of ``folded``; an opening quote or bracket before it is
        ignored.
        """
        return not self.folded[max((each for each in self.begins if each <= offset), default=0) : offset].strip(
            _OPENING
        )

    def cut(self, start: int, end: int) -> str:
        """Return the original text between two offsets of ``folded``, a line wrap as one space."""
        value = self.original[self.place(start) : self.place(end)].strip()
        return re.sub(r"\s*\n\s*", " ", value) if "\n" in value else value
