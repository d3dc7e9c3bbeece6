"""The words of a query as they stand in a hit: what to mark, and the piece of its texts that shows most of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from catalog.known_error import ErrorCase, KnownError
from catalog.store.search.analysis import NOISE, words
from catalog.store.search.query_plan import Unit
from catalog.store.search.synonyms import Thesaurus

_MOST_CASES = 40
"""Cases of an error that are looked at: a code may have thousands."""

_MOST_CHARACTERS = 2_000
_EXCERPT = 160
_BEFORE = 40


class _Place(NamedTuple):
    """Position of a query word in a text, and the number of its unit."""

    start: int
    end: int
    unit: int


class Marker:
    """Finds a query's units in texts, and remembers how they are written there."""

    def __init__(self, thesaurus: Thesaurus, units: Sequence[Unit]) -> None:
        """Prepare to look for ``units``."""
        self._terms = {term: number for number, unit in enumerate(units) for term in unit.terms if term not in NOISE}
        self._phrases = {
            phrase: number
            for number, unit in enumerate(units)
            for concept in unit.concepts
            for phrase in thesaurus.phrases(concept)
        }
        self._longest = max(map(len, self._phrases), default=0)
        self._marks: dict[str, None] = {}

    @property
    def marks(self) -> tuple[str, ...]:
        """How the units are written in the texts that were looked at."""
        return tuple(self._marks)

    def excerpt(self, error: KnownError) -> str:
        """Return the piece of an error's descriptions and solutions that shows most of what its messages do not."""
        if not (self._terms or self._phrases):
            return ""
        cases = error.cases[:_MOST_CASES]
        in_message = {place.unit for case in cases for place in self._look(case.message)}
        best, most = "", 0
        for text in _texts(cases):
            places = [place for place in self._look(text) if place.unit not in in_message]
            for number, first in enumerate(places):
                end = first.start + _EXCERPT
                # Of further ones none can end before it.
                units = {each.unit for each in places[number : number + _EXCERPT] if each.end <= end}
                if len(units) > most:
                    best, most = _piece(text, first.start), len(units)
        return best

    def _look(self, text: str) -> list[_Place]:
        text = text[:_MOST_CHARACTERS]
        places = list(self._places(text))
        self._marks.update(dict.fromkeys(text[place.start : place.end] for place in places))
        return places

    def _places(self, text: str) -> Iterator[_Place]:
        sequence = [
            (part, word.start, word.end)
            for word in words(text)
            for part in ((word.whole,) if word.whole in self._terms else word.parts)
            if part not in NOISE
        ]
        at = 0
        while at < len(sequence):
            length, number = self._phrase(sequence, at)
            if length:
                yield _Place(sequence[at][1], sequence[at + length - 1][2], number)
            at += length or 1

    def _phrase(self, sequence: Sequence[tuple[str, int, int]], at: int) -> tuple[int, int]:
        """Return the length of the longest phrase that begins here, and the number of its unit; 0 for none."""
        for length in range(min(self._longest, len(sequence) - at), 0, -1):
            number = self._phrases.get(tuple(part for part, _, _ in sequence[at : at + length]))
            if number is not None:
                return length, number
        number = self._terms.get(sequence[at][0])
        return (1, number) if number is not None else (0, 0)


def _texts(cases: Iterable[ErrorCase]) -> Iterator[str]:
    for case in cases:
        yield from (each for each in (case.description, case.solution) if each)


def _piece(text: str, at: int) -> str:
    """Return the piece of a text around a place, cut at spaces, with signs of what is left out."""
    text = " ".join(text[: at + 2 * _EXCERPT].split()) if at < _BEFORE else text
    start = 0 if at <= _BEFORE else text.rfind(" ", 0, at - _BEFORE // 2) + 1
    end = start + _EXCERPT if len(text) > start + _EXCERPT else len(text)
    if end < len(text):
        end = max(text.rfind(" ", start, end), at + 1)
    piece = " ".join(text[start:end].split())
    return f"{'… ' if start else ''}{piece}{' …' if end < len(text) else ''}"
