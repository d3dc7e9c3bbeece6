"""The catalog as a list, with nothing searched for: out of the held index, so that it goes on without the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from catalog.known_error import KnownError
from catalog.store.held import held_catalogs
from catalog.store.search.finding import Narrowing
from catalog.store.search.found import Facet, SearchPage

MOST_SECTIONS = 40
"""Sections that hits can be narrowed to; the rarest are left out."""


def listed(narrowing: Narrowing, *, page: int, page_size: int, facets: bool) -> SearchPage:
    """A page of all errors that the filters keep, by service and in the vendor's order."""
    kept = _kept(narrowing)
    first = (page - 1) * page_size
    found = SearchPage(tuple(kept[first : first + page_size]), len(kept), page, page_size)
    if not facets:
        return found
    services = Counter(error.service for error in _kept(replace(narrowing, service=None)))
    statuses = Counter(
        status
        for error in _kept(replace(narrowing, http_status=None))
        for status in {case.http_status for case in error.cases if case.http_status is not None}
    )
    sections = Counter(
        section
        for error in _kept(replace(narrowing, section=None))
        for section in {case.section for case in error.cases if case.section}
    )
    most = sorted(sections.items(), key=lambda each: (-each[1], each[0]))[:MOST_SECTIONS]
    return replace(
        found,
        services=_facets(sorted(services.items())),
        statuses=_facets((str(status), count) for status, count in sorted(statuses.items())),
        sections=_facets(most),
    )


def _kept(narrowing: Narrowing) -> list[KnownError]:
    catalogs = [each for each in held_catalogs() if narrowing.service in (None, each.service.slug)]
    return [error for catalog in catalogs for error in catalog.errors if _fits(error, narrowing)]


def _fits(error: KnownError, narrowing: Narrowing) -> bool:
    status, section = narrowing.http_status, narrowing.section
    return (status is None or any(case.http_status == status for case in error.cases)) and (
        section is None or any(case.section == section for case in error.cases)
    )


def _facets(counted: Iterable[tuple[str, int]]) -> tuple[Facet, ...]:
    return tuple(Facet(value, count) for value, count in counted)
