"""What a mistyped word may have meant: the known words nearest to it."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

MOST_NEAR = 3
"""Known words that are tried in the place of a mistyped one."""


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """The known words at the least distance from ``word``, if that is small enough to be a slip of the fingers.

    The distance counts letters that are missing, added, exchanged, or swapped with their neighbour: one in a short
    word, two in a long one.
    """
    allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    if not allowed:
        return []
    found = process.extract(word, known, scorer=OSA.distance, score_cutoff=allowed, limit=20, processor=None)  # type: ignore[arg-type]
    least = min((distance for _, distance, _ in found), default=0)
    return sorted(near for near, distance, _ in found if distance == least and near != word)[:MOST_NEAR]
