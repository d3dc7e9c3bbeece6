"""What search gives: a page of hits, and what they could be narrowed to."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.known_error import KnownError


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice of a filter and how many of the hits it would keep."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits, how many there are in all, and what they could be narrowed to.

    ``marks`` are the words to mark in the hits. ``instead`` is what was searched for where the query itself has no hit:
    the same with words spelled as they are known; ``any_word`` says that no entry has all words, and these have some.
    """

    results: tuple[KnownError, ...]
    count: int
    page: int
    page_size: int
    services: tuple[Facet, ...] = ()
    statuses: tuple[Facet, ...] = ()
    sections: tuple[Facet, ...] = ()
    marks: tuple[str, ...] = ()
    instead: str | None = None
    any_word: bool = False

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // self.page_size))
