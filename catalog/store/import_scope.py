"""How much of a service a document speaks of: what is within and not listed is withdrawn, all else is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from catalog import models

T = TypeVar("T")

_FEW = 2
"""A single case may vanish from a page without a warning, whatever share of it that is."""

_MANY = 50
"""So many are refused where they are most of what is known; fewer are soon put right by the next import."""


@dataclass(frozen=True, slots=True)
class ImportScope:
    """What of a service a document, or several that are read as one, can tell the end of.

    ``pages`` are the addresses of the documents: what was known from another is none of theirs. None stands for the
    whole service, the empty set for a part of it of which nothing says where it ends. ``spared`` are codes that the
    document names in rows that could not be read: they are not withdrawn. ``withdraws`` is false for a document of
    which rows are missing, cut off or in a table that could not be read.
    """

    pages: frozenset[str] | None = None
    spared: frozenset[str] = frozenset()
    withdraws: bool = True

    @property
    def is_whole(self) -> bool:
        """Whether the whole service is meant."""
        return self.pages is None

    @property
    def is_part(self) -> bool:
        """Whether a part is meant of which nothing says where it ends."""
        return self.pages is not None and not self.pages

    def holds(self, row: models.Case) -> bool:
        """Whether a stored case would stand in the document if it were still true."""
        return self.pages is None or row.source_url in self.pages

    def may_continue(self, row: models.Case) -> bool:
        """Whether a stored case may be one of the document's in other words: known from there, or from nowhere."""
        return self.pages is None or row.source_url in self.pages or bool(self.pages and not row.source_url)


def is_much(withdrawn: int, known: int) -> bool:
    """Whether so many of the known cases vanish that the document is rather broken than changed."""
    return withdrawn >= _FEW and withdrawn * 2 > known


def is_too_much(withdrawn: int, known: int) -> bool:
    """Whether that is refused until somebody says that it is meant."""
    return withdrawn >= _MANY and is_much(withdrawn, known)


def in_order(known: Sequence[T], listed: Sequence[T]) -> list[T]:
    """What is known with what a part of it lists: the listed in their order in the places they had, new ones beside.

    A new one stands behind the one it is listed behind, the first before the one it is listed before; where none of
    them is known, all stand at the end. A second run moves nothing.
    """
    places = set(known)
    order = [each for each in listed if each in places]
    among = set(order)
    behind: dict[T | None, list[T]] = {}
    last: T | None = None
    for each in listed:
        if each in places:
            last = each
        else:
            behind.setdefault(last, []).append(each)
    if not order:
        return [*known, *listed]
    found: list[T] = []
    waiting = iter(order)
    for each in known:
        if each not in among:
            found.append(each)
            continue
        each = next(waiting)
        found += behind.pop(None, [])
        found.append(each)
        found += behind.pop(each, [])
    return found
