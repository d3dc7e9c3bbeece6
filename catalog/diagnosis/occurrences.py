"""Occurrences of texts that were taken from a pasted text, found in linear time and little memory whatever they are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from catalog.diagnosis.numbers import LONGEST_PATTERN


class Occurrence(NamedTuple):
    """The text of this ``number`` stands at ``start`` to ``end``; of a long one, perhaps only its beginning."""

    number: int
    start: int
    end: int


class Needles:
    """Texts to be looked for: leftmost first, the longest where several begin, none inside another.

    Of a text longer than ``LONGEST_PATTERN`` its beginning is an occurrence, too, as far as it goes on: each hit then
    takes at least so many characters, which is what keeps the comparing linear, and half of a long secret is one.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        numbers: dict[str, list[int]] = {}
        for number, text in enumerate(texts):
            if text:
                numbers.setdefault(text[:LONGEST_PATTERN], []).append(number)
        self._texts = texts
        self._numbers = [sorted(each, key=texts.__getitem__) for each in numbers.values()]
        # The default would be a DFA for few patterns: quadratic in one that repeats itself, and 46 times the memory.
        self._automaton = (
            AhoCorasick(
                list(numbers),
                matchkind=MatchKind.LeftmostLongest,
                implementation=Implementation.ContiguousNFA,
                store_patterns=False,
            )
            if numbers
            else None
        )

    def __bool__(self) -> bool:
        return self._automaton is not None

    def found_in(self, text: str) -> Iterator[Occurrence]:
        """The occurrences in ``text``, from left to right."""
        if self._automaton is None:
            return
        done = 0
        for pattern, start, end in self._automaton.find_matches_as_indexes(text):
            if start < done:
                continue
            number = self._numbers[pattern][0]
            if end - start == LONGEST_PATTERN:
                number, end = self._longest(self._numbers[pattern], text, start)
            done = end
            yield Occurrence(number, start, end)

    def _longest(self, numbers: Sequence[int], text: str, start: int) -> tuple[int, int]:
        """The text that stands at ``start`` the furthest, of those that begin alike and are sorted."""
        if len(numbers) == 1:
            return numbers[0], start + _common(self._texts[numbers[0]], text, start)
        longest = max(len(self._texts[number]) for number in numbers)
        here = text[start : start + longest]
        at = bisect_right(numbers, here, key=self._texts.__getitem__)
        # In sorted order, the entry with the longest common prefix is a neighbour.
        near = numbers[max(0, at - 1) : at + 1]
        shared = {number: _common(self._texts[number], text, start) for number in near}
        number = max(shared, key=shared.__getitem__)
        return number, start + shared[number]


def _common(pattern: str, text: str, start: int) -> int:
    """How many characters of ``pattern`` stand at ``start`` of the text."""
    if text.startswith(pattern, start):
        return len(pattern)
    low, high = 0, min(len(pattern), len(text) - start)
    while low < high:
        middle = (low + high + 1) // 2
        if text.startswith(pattern[:middle], start):
            low = middle
        else:
            high = middle - 1
    return low
