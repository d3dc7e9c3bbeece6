"""Spelling correction: the nearest words of the vocabulary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

MOST_NEAR = 3
"""Known words that are tried in the place of a mistyped one."""

_EDGE = 2
_FURTHEST = 2
_SHORTEST = 4


class Vocabulary:
    """Known words, kept by how they begin and end: a slip of the fingers mostly leaves one of the two as it was."""

    def __init__(self, words: Iterable[str]) -> None:
        """Sort ``words``, which are in small letters."""
        self._by_edge: dict[str, list[str]] = defaultdict(list)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in words:
            self._by_length[len(word)].append(word)
            self._by_edge[word[:_EDGE]].append(word)
            self._by_edge[f"-{word[-_EDGE:]}"].append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._by_edge.get(word[:_EDGE], ())

    def near(self, word: str) -> list[str]:
        """Return the known words that a mistyped one may have meant, the nearest; none for one that is too short."""
        if len(word) < _SHORTEST:
            return []
        return nearest(word, self._of_an_edge(word)) or nearest(word, self._of_its_length(word))

    def _of_an_edge(self, word: str) -> list[str]:
        edges = (word[:_EDGE], f"-{word[-_EDGE:]}")
        least, most = len(word) - _FURTHEST, len(word) + _FURTHEST
        return [entry for edge in edges for entry in self._by_edge.get(edge, ()) if least <= len(entry) <= most]

    def _of_its_length(self, word: str) -> list[str]:
        """Return all words of about its length: for one that is mistyped at both ends."""
        lengths = range(len(word) - _FURTHEST, len(word) + _FURTHEST + 1)
        return [entry for length in lengths for entry in self._by_length.get(length, ())]


def nearest(word: str, vocabulary: Iterable[str]) -> list[str]:
    """Return the words of ``vocabulary`` nearest to a mistyped one.

    The distance counts letters that are missing, added, exchanged, or swapped with their neighbour: one in a short
    word, two in a long one.
    """
    allowed = 1 if len(word) < 8 else _FURTHEST
    matches = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=allowed, limit=20, processor=None)  # type: ignore[arg-type]
    least = min((distance for _, distance, _ in matches), default=0)
    return sorted({near for near, distance, _ in matches if distance == least and near != word})[:MOST_NEAR]
