"""What a mistyped word may have meant: the known words nearest to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

MOST_NEAR = 3
"""Known words that are tried in the place of a mistyped one."""

EDGE = 2
"""Characters by which the beginnings, and the ends, of two words are compared."""

FURTHEST = 2
"""How far apart a mistyped word and a known one may be."""


class Vocabulary:
    """Known words, kept by how they begin and end: a slip of the fingers mostly leaves one of the two as it was."""

    def __init__(self, words: Iterable[str], *, edition: int) -> None:
        self.edition = edition
        self._by_edge: dict[str, list[str]] = defaultdict(list)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in words:
            self._by_length[len(word)].append(word)
            self._by_edge[word[:EDGE]].append(word)
            self._by_edge[f"-{word[-EDGE:]}"].append(word)

    def near(self, word: str) -> list[str]:
        """Words that share their beginning or their end with ``word``, and have about its length."""
        edges = (word[:EDGE], f"-{word[-EDGE:]}")
        least, most = len(word) - FURTHEST, len(word) + FURTHEST
        return [known for edge in edges for known in self._by_edge.get(edge, ()) if least <= len(known) <= most]

    def further(self, word: str) -> list[str]:
        """All words of about its length: for one that is mistyped at both ends."""
        lengths = range(len(word) - FURTHEST, len(word) + FURTHEST + 1)
        return [known for length in lengths for known in self._by_length.get(length, ())]


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """The known words at the least distance from ``word``, if that is small enough to be a slip of the fingers.

    The distance counts letters that are missing, added, exchanged, or swapped with their neighbour: one in a short
    word, two in a long one.
    """
    allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else FURTHEST
    if not allowed:
        return []
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=allowed, limit=20, processor=None)  # type: ignore[arg-type]
    least = min((distance for _, distance, _ in found), default=0)
    return sorted({near for near, distance, _ in found if distance == least and near != word})[:MOST_NEAR]
