"""Finding errors by what a person types: one engine for every interface and either database.

``search`` takes a query and filters and gives a page of hits; all the rest is how it does that.
"""

from __future__ import annotations

from dataclasses import replace

from catalog.known_error import KnownError
from catalog.models import fold_code
from catalog.store.in_memory import errors_spelled_like
from catalog.store.search.analysis import code_key, code_key_without_zeros
from catalog.store.search.current import build_files, current_search_index, forget
from catalog.store.search.engine import (
    Found,
    facets_of,
    find,
    find_at_least,
    hits_of,
    listed,
    named_sections,
    named_services,
    ordinals,
    plans_for,
)
from catalog.store.search.query_plan import LONGEST_QUERY, plan_query, read_of
from catalog.store.search.results import (
    SORTS,
    Facet,
    Facets,
    Filters,
    Hit,
    NearEntry,
    SearchPage,
    SectionHit,
    ServiceHit,
)
from catalog.store.search.search_index import SearchIndex
from catalog.store.search.synonyms import bundled_groups

__all__ = [
    "LONGEST_QUERY",
    "SORTS",
    "Facet",
    "Facets",
    "Filters",
    "Hit",
    "NearEntry",
    "QueryTooLong",
    "SearchPage",
    "SectionHit",
    "ServiceHit",
    "build_files",
    "bundled_synonyms",
    "codes_of_status",
    "codes_spelled",
    "find_errors",
    "forget",
    "nearest_entries",
    "read_of",
    "search",
]

_NO_FILTERS = Filters()
_MOST_EXACT = 200
_LONGEST_CODE = 200


class QueryTooLong(ValueError):
    """A query that is longer than anybody types: perhaps an error that was meant to be diagnosed."""

    def __init__(self) -> None:
        """Say how long a query may be."""
        super().__init__(f"A query has at most {LONGEST_QUERY} characters.")


def search(
    query: str = "",
    filters: Filters = _NO_FILTERS,
    *,
    page: int = 1,
    page_size: int = 20,
    sort: str = "relevance",
    facets: bool = False,
) -> SearchPage:
    """Return a page of the errors that fit a query and filters; without a query all of them, by service and code.

    ``sort`` is one of ``SORTS``. Mistyped words are corrected; of a longer query a hit need not have every word. A page
    behind the last one has no hits.

    Raises:
        QueryTooLong: when the query is longer than ``LONGEST_QUERY``.
        DatabaseError: when the catalog is not loaded yet and the database does not answer.
    """
    index = current_search_index()
    matched = _run(index, query, filters)
    if matched is None:
        return SearchPage(page=page, page_size=page_size)
    if matched.plan.is_empty and sort == "relevance":
        sort = "catalog"
    places = ordinals(index, matched, (page - 1) * page_size, page_size, sort)
    hits, marks = hits_of(index, matched, places)
    result = SearchPage(
        hits=hits,
        count=matched.count,
        complete=matched.complete,
        page=page,
        page_size=page_size,
        within=tuple(index.catalogs[slug].service for slug in matched.plan.within),
        facets=facets_of(index, matched, filters) if facets else Facets(),
        marks=marks,
        corrected=matched.plan.corrected,
    )
    if page > 1 or matched.plan.is_empty:
        return result
    return replace(
        result,
        services=() if filters.service else named_services(index, matched.plan),
        sections=named_sections(index, matched.plan, filters),
    )


def find_errors(query: str, *, first: int = 0, count: int = 20) -> list[KnownError]:
    """Return the errors of some hits of a query, the best first, and nothing else of them."""
    index = current_search_index()
    result = _run(index, query, _NO_FILTERS)
    return [index.errors[place] for place in ordinals(index, result, first, count, "relevance")] if result else []


def nearest_entries(text: str, *, service: str | None = None, most: int = 3) -> tuple[NearEntry, ...]:
    """Return the entries nearest to a message that the catalog does not have: those with at least half of its words.

    A text of fewer than two telling words is near to nothing.
    """
    index = current_search_index()
    plan = plan_query(text[:LONGEST_QUERY], index, in_service=service is not None)
    plan = replace(plan, key="", is_code=False, within=(), corrected=None)
    least = max(2, -(-len(plan.units) // 2))
    if len(plan.units) < least:
        return ()
    result = find_at_least(index, plan, least, Filters(service=service))
    if result is None:
        return ()
    hits, _ = hits_of(index, result, ordinals(index, result, 0, most, "relevance"))
    words = [unit.text for unit in plan.units]
    return tuple(NearEntry(hit.error, tuple(word for word in words if word not in hit.missing)) for hit in hits)


def codes_spelled(text: str) -> list[KnownError]:
    """Return the errors whose code this is, the nearest spelling: case, delimiters and leading zeros are ignored."""
    key = code_key(text[:LONGEST_QUERY])
    if not key:
        return []
    index = current_search_index()
    errors = _with_key(index, "key", key)
    if not errors and not index.begins_codes(key):
        errors = _with_key(index, "bare", code_key_without_zeros(text))
    by_case = [error for error in errors if fold_code(text) in map(fold_code, error.names)]
    by_zeros = [error for error in errors if key in map(code_key, error.names)]
    return by_case or by_zeros or errors


def codes_of_status(text: str) -> int:
    """Return how many codes have a case with this HTTP status; 0 where the text is none."""
    status = text.strip()
    if not (len(status) == 3 and status.isascii() and status.isdigit()):
        return 0
    return current_search_index().count("status", int(status))


def bundled_synonyms() -> list[str]:
    """Return the groups of synonyms that come with the portal, a line each."""
    return [str(group) for group in bundled_groups()]


def _run(index: SearchIndex, query: str, filters: Filters) -> Found | None:
    if len(query) > LONGEST_QUERY:
        raise QueryTooLong
    if not query.strip():
        return listed(index, filters)
    spelled_alike = list(dict.fromkeys(error.code for error in errors_spelled_like(query[:_LONGEST_CODE])))
    return find(index, plans_for(index, query, spelled_alike, in_service=filters.service is not None), filters)


def _with_key(index: SearchIndex, field: str, key: str) -> list[KnownError]:
    hits = index.searcher.search(index.term(field, key), limit=_MOST_EXACT).hits
    places = index.searcher.fast_field_values("ordinal", [address for _, address in hits])
    return [index.errors[int(place)] for place in places if place is not None]
