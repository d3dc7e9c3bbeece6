"""Scope of an import: cases within it that the document does not list are withdrawn, all others stay."""

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
    """Part of a service that a document, or several read as one, covers completely.

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
        """True if the import covers the whole service."""
        return self.pages is None

    @property
    def is_part(self) -> bool:
        """True if the import covers a part of the service with no known end."""
        return self.pages is not None and not self.pages

    def holds(self, row: models.Case) -> bool:
        """Return whether the document would list a stored case that is still valid."""
        return self.pages is None or row.source_url in self.pages

    def may_continue(self, row: models.Case) -> bool:
        """Return whether a stored case may be a former version of one in the document: same page, or no page."""
        return self.pages is None or row.source_url in self.pages or bool(self.pages and not row.source_url)


def is_much(withdrawn: int, total: int) -> bool:
    """Return whether so many cases would be withdrawn that the document is more likely broken than changed."""
    return withdrawn >= _FEW and withdrawn * 2 > total


def is_too_much(withdrawn: int, total: int) -> bool:
    """Return whether a withdrawal is so large that it needs an explicit confirmation."""
    return withdrawn >= _MANY and is_much(withdrawn, total)


def in_order(stored: Sequence[T], listed: Sequence[T]) -> list[T]:
    """Merge the listed items of a part into the stored order: listed ones keep the slots they had, new ones go next to
    them.

    A new one stands behind the one it is listed behind, the first before the one it is listed before; where none of
    them is known, all stand at the end. A second run moves nothing.
    """
    places = set(stored)
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
        return [*stored, *listed]
    merged: list[T] = []
    waiting = iter(order)
    for each in stored:
        if each not in among:
            merged.append(each)
            continue
        each = next(waiting)
        merged += behind.pop(None, [])
        merged.append(each)
        merged += behind.pop(each, [])
    return merged
