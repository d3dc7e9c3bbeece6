"""Search results: a page of hits, and the facets that narrow them."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.known_error import KnownError, Service

SORTS = ("relevance", "code", "catalog", "status")
"""The orders of hits: best first; by code; by service and in the vendor's order; by HTTP status."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of a search; None means no filter.

    ``http_status``, ``section``, ``category`` and ``retryable`` keep the codes that have such a case; ``has_solution``
    those with a case that says what to do, or, if it is False, those without. ``prefix`` keeps the codes that begin
    with it, in any letter case.
    """

    service: str | None = None
    vendor: str | None = None
    http_status: int | None = None
    section: str | None = None
    category: str | None = None
    retryable: str | None = None
    has_solution: bool | None = None
    prefix: str | None = None

    @property
    def narrow(self) -> bool:
        """True if any filter is set."""
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice of a filter and how many of the hits it would keep."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The choices of each filter, counted over the hits that the other filters keep; the most frequent first.

    Statuses are in their order. ``has_solution`` has the values ``yes`` and ``no``.
    """

    services: tuple[Facet, ...] = ()
    vendors: tuple[Facet, ...] = ()
    statuses: tuple[Facet, ...] = ()
    sections: tuple[Facet, ...] = ()
    categories: tuple[Facet, ...] = ()
    retryable: tuple[Facet, ...] = ()
    has_solution: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """An error that was found.

    ``missing`` are the words of the query that it does not have. ``excerpt`` is the piece of its description or
    solution in which most of the words stand; empty where the message shows them all.
    """

    error: KnownError
    missing: tuple[str, ...] = ()
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class NearEntry:
    """An entry that has many of a text's words, and which of them."""

    error: KnownError
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceHit:
    """A service that the query names, with the number of its codes."""

    service: Service
    codes: int


@dataclass(frozen=True, slots=True)
class SectionHit:
    """A section whose title has the words of the query, with the number of its codes."""

    service: Service
    title: str
    codes: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits, how many there are in all, and what they could be narrowed to.

    ``complete`` is how many of them have all words of the query; they are ``partial`` where none has. ``services`` and
    ``sections`` are those that the query names, and are on the first page only; ``within`` are the services that the
    hits were narrowed to because the query names them. ``corrected`` is what was searched for in the place of a query
    with mistyped words. ``marks`` are the words to mark in the hits.
    """

    hits: tuple[Hit, ...] = ()
    count: int = 0
    complete: int = 0
    page: int = 1
    page_size: int = 20
    services: tuple[ServiceHit, ...] = ()
    sections: tuple[SectionHit, ...] = ()
    within: tuple[Service, ...] = ()
    facets: Facets = Facets()
    marks: tuple[str, ...] = ()
    corrected: str | None = None

    @property
    def results(self) -> tuple[KnownError, ...]:
        """The errors of the hits."""
        return tuple(hit.error for hit in self.hits)

    @property
    def partial(self) -> bool:
        """True if no hit has all words of the query."""
        return bool(self.count) and not self.complete

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // self.page_size))
