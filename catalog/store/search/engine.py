"""Searching an index: a query and filters in, a page of hits out, in one order for every interface."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tantivy import DocAddress, Order, Query

from catalog.store.search.analysis import NOISE, cut, folded, mentioned_codes, terms, word_terms
from catalog.store.search.marking import Marker
from catalog.store.search.query_plan import LEAST_OF_A_CODE, QueryPlan, all_of, any_of, filter_query, plan_query
from catalog.store.search.results import Facet, Facets, Filters, Hit, SectionHit, ServiceHit
from catalog.store.search.search_entries import PRIOR_UNITS
from catalog.store.search.search_index import SearchIndex

_FACETS = {
    "services": ("service", "service", 10_000),
    "vendors": ("vendor", "vendor", 1_000),
    "statuses": ("status", "http_status", 500),
    "sections": ("section", "section", 40),
    "categories": ("category", "category", 50),
    "retryable": ("retryable", "retryable", 10),
    "has_solution": ("has_solution", "has_solution", 2),
}
"""Of each facet: the field of the index, the filter that it offers, and how many choices are counted."""

_SORT_FIELDS = {"code": "code_rank", "catalog": "catalog_rank", "status": "status_rank"}
_WEIGHED = 200
"""The best hits, which are weighed once more."""
_REPEATED = 0.85
"""Factor of a hit's score for each earlier hit with the same code."""
_SAME_VENDOR, _MOST_OF_A_VENDOR = 0.9, 2
"""Factor of a hit's score for each earlier hit of the same vendor, up to two of them."""
_ENOUGH = 3
"""Hits without some word of the query, from which others with fewer of its words are not looked for."""
_MANY_WORDS = 8
"""Words of a query above which hits are not looked for with one less of them each time."""
_MOST_SERVICES, _MOST_SECTIONS = 5, 3


@dataclass(frozen=True, slots=True)
class Found:
    """Result of a query: its plan, the query finally run, and the number of hits.

    ``unfiltered`` is the query without the filters. ``complete`` is how many of the hits have all words. ``places`` are
    those of the hits, in the order of the catalog, where they are neighbours: then nothing has to be looked for.
    """

    plan: QueryPlan
    query: Query
    unfiltered: Query
    count: int
    complete: int
    places: Sequence[int] | None = None


def find(index: SearchIndex, plans: Iterator[QueryPlan], filters: Filters) -> Found | None:
    """Return what the first of some plans finds that finds anything; None where none does.

    A plan is asked for hits with most of its words first, then with fewer; of a service that is named, also where only
    a few are found and none has all words.
    """
    for plan in plans:
        result = None
        for least in _fewer(plan.least):
            result = find_at_least(index, plan, least, filters) or result
            if result is not None and (result.complete or result.count >= _ENOUGH or not plan.within):
                break
        if result is not None:
            return result
    return None


def _fewer(most: int) -> Iterator[int]:
    """Yield how many words a hit must have: fewer by one each time, of very many by half, and one at last."""
    while True:
        yield most
        if most <= 1:
            break
        most = most // 2 if most > _MANY_WORDS else most - 1


def find_at_least(index: SearchIndex, plan: QueryPlan, least: int, filters: Filters) -> Found | None:
    """Return what has at least ``least`` of a plan's words; None where nothing has."""
    kept = filter_query(index, filters)
    unfiltered = plan.hits(least)
    query = _within(unfiltered, kept)
    count = index.number_of(query)
    if not count:
        return None
    every = len(plan.units)
    complete = count if least >= every else index.number_of(_within(plan.hits(every), kept))
    return Found(plan, query, unfiltered, count, 0 if plan.missing else complete)


def plans_for(index: SearchIndex, text: str, spelled_alike: Sequence[str], *, in_service: bool) -> Iterator[QueryPlan]:
    """Yield the ways to read a query, the likeliest first.

    As it is; without phrases, and without the services that it seems to name; as a code that is spelled like it; and at
    last for those services alone.
    """
    plan = plan_query(text, index, in_service=in_service)
    if plan.is_empty:
        return
    yield plan
    if plan.within and plan.units:
        by_word = plan_query(text, index, by_word=True)
        if by_word.units:
            yield by_word
        yield replace(plan, within=())
    for code in spelled_alike:
        yield replace(plan_query(code, index, in_service=True), corrected=code)
    if plan.within and plan.units:
        yield replace(plan, units=(), missing=tuple(unit.text for unit in plan.units))


def listed(index: SearchIndex, filters: Filters) -> Found:
    """Return the whole catalog as far as filters keep it."""
    query = filter_query(index, filters) or Query.all_query()
    places = index.errors.places(filters.service) if replace(filters, service=None) == Filters() else None
    count = index.number_of(query) if places is None else len(places)
    return Found(QueryPlan(index, "", ""), query, Query.all_query(), count, count, places)


def ordinals(index: SearchIndex, result: Found, first: int, count: int, sort: str) -> list[int]:
    """Return the places of the errors of some hits, in the order of ``sort``."""
    if first >= result.count:
        return []
    if sort == "catalog" and result.places is not None:
        return list(result.places[first : first + count])
    if sort == "relevance" and first < _WEIGHED:
        places = _weighed(index, result)[first : first + count]
        return [*places, *_places(index, result, max(first, _WEIGHED), count - len(places), sort)]
    return _places(index, result, first, count, sort)


def _places(index: SearchIndex, result: Found, first: int, count: int, sort: str) -> list[int]:
    if count < 1 or first >= result.count:
        return []
    ordered: dict[str, Any] = {}
    if field := _SORT_FIELDS.get(sort):
        ordered = {"order_by_field": field, "order": Order.Asc}
    hits = index.searcher.search(result.query, limit=count, offset=first, count=False, **ordered).hits
    return _values(index, "ordinal", [address for _, address in hits])


def _weighed(index: SearchIndex, result: Found) -> list[int]:
    """Return the places of the best hits, weighed once more: an entry's prior is added to its score.

    Unless the query names services, of a code that several of them have each counts less than the one before it, and so
    do the second and third hit of a vendor. Codes that are the query or begin with it stay in their order.
    """
    hits = index.searcher.search(result.query, limit=_WEIGHED, count=False).hits
    addresses = [address for _, address in hits]
    priors, groups, vendors, codes, places = (
        _values(index, field, addresses) for field in ("prior", "code_group", "vendor_group", "code_rank", "ordinal")
    )
    scores = [
        score if score >= LEAST_OF_A_CODE else score + prior / PRIOR_UNITS
        for (score, _), prior in zip(hits, priors, strict=True)
    ]
    best_first = sorted(range(len(hits)), key=lambda at: (-scores[at], codes[at]))
    if not result.plan.within:
        seen: Counter[int] = Counter()
        for at in best_first:
            if scores[at] < LEAST_OF_A_CODE:
                scores[at] *= _REPEATED ** seen[groups[at]]
                scores[at] *= _SAME_VENDOR ** min(seen[vendors[at]], _MOST_OF_A_VENDOR)
            seen.update((groups[at], vendors[at]))
        best_first.sort(key=lambda at: (-scores[at], codes[at]))
    return [places[at] for at in best_first]


def _values(index: SearchIndex, field: str, addresses: list[DocAddress]) -> list[int]:
    return [int(value) for value in index.searcher.fast_field_values(field, addresses) if value is not None]


def hits_of(index: SearchIndex, result: Found, places: Sequence[int]) -> tuple[tuple[Hit, ...], tuple[str, ...]]:
    """Return the hits at these places, with what each of them lacks, and the words to mark in all of them."""
    missing = _missing(index, result, places)
    marker = Marker(index.thesaurus, (*result.plan.units, *result.plan.names))
    hits = tuple(
        Hit(error, missing.get(place, ()), marker.excerpt(error)) for place in places for error in [index.errors[place]]
    )
    return hits, marker.marks


def facets_of(index: SearchIndex, result: Found, filters: Filters) -> Facets:
    """Return each filter's choices, counted over the hits that the other filters keep."""
    counted: dict[str, tuple[Facet, ...]] = {}
    unfiltered = [name for name, (_, own, _) in _FACETS.items() if getattr(filters, own) is None]
    counted |= _counts(index, result.query, unfiltered)
    for name in _FACETS.keys() - set(unfiltered):
        others = replace(filters, **{_FACETS[name][1]: None})
        counted |= _counts(index, _within(result.unfiltered, filter_query(index, others)), [name])
    return Facets(**counted)


def named_services(index: SearchIndex, plan: QueryPlan) -> tuple[ServiceHit, ...]:
    """Return the services that a query names, whose names it begins, or whose fields it has.

    There are none for what is written like a code.
    """
    if plan.is_code or mentioned_codes(plan.text):
        return ()
    typed = terms(plan.text)
    spelled = [folded(word) for word in cut(plan.text) for _ in word_terms(word).parts]
    mentioned = [slug for each in index.names.mentions(typed, spelled) for slug in each.slugs]
    having = [slug for word in plan.text.split() for slug in index.names.of_field(word)]
    slugs = dict.fromkeys((*mentioned, *index.names.beginning_with(typed), *having))
    catalogs = [index.catalogs[slug] for slug in slugs if slug in index.catalogs]
    return tuple(ServiceHit(each.service, len(each.errors)) for each in catalogs[:_MOST_SERVICES])


def named_sections(index: SearchIndex, plan: QueryPlan, filters: Filters) -> tuple[SectionHit, ...]:
    """Return the sections whose titles have all words of a query, those with most codes first."""
    wanted = {term for unit in plan.units for term in unit.terms} - NOISE
    if not wanted:
        return ()
    services = (filters.service,) if filters.service else plan.within
    titles = [
        SectionHit(index.catalogs[slug].service, title, codes)
        for (slug, title), (own, codes) in index.sections.items()
        if wanted <= own and (not services or slug in services)
    ]
    return tuple(sorted(titles, key=lambda each: (-each.codes, each.service.slug, each.title))[:_MOST_SECTIONS])


def _within(query: Query, kept: Query | None) -> Query:
    return query if kept is None else all_of([query, kept])


def _missing(index: SearchIndex, result: Found, places: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the words that hits lack, by their places."""
    always = result.plan.missing
    if result.complete == result.count or not places:
        return dict.fromkeys(places, always) if always else {}
    these = any_of([index.term("ordinal", place) for place in places])
    lacking: dict[int, tuple[str, ...]] = dict.fromkeys(places, always)
    codes = Query.disjunction_max_query(result.plan.named)
    named = _among(index, codes, these, len(places)) if result.plan.named else set()
    for unit in result.plan.units:
        having = _among(index, unit.query, these, len(places)) | named
        for place in places:
            # The parts of one word are looked for one by one, and told as the word.
            if place not in having and unit.text not in lacking[place]:
                lacking[place] += (unit.text,)
    return lacking


def _among(index: SearchIndex, query: Query, these: Query, most: int) -> set[int]:
    hits = index.searcher.search(all_of([query, these]), limit=most, count=False).hits
    return set(_values(index, "ordinal", [address for _, address in hits]))


def _counts(index: SearchIndex, query: Query, names: Sequence[str]) -> dict[str, tuple[Facet, ...]]:
    wanted = {name: {"terms": {"field": _FACETS[name][0], "size": _FACETS[name][2]}} for name in names}
    if not wanted:
        return {}
    buckets = index.searcher.aggregate(query, wanted)
    return {name: tuple(_in_order(name, buckets[name]["buckets"])) for name in names}


def _in_order(name: str, buckets: Sequence[dict[str, Any]]) -> list[Facet]:
    if name == "statuses":
        return [
            Facet(str(int(each["key"])), each["doc_count"]) for each in sorted(buckets, key=lambda each: each["key"])
        ]
    facets = (Facet(each["key"], each["doc_count"]) for each in buckets)
    return sorted(facets, key=lambda facet: (-facet.count, facet.value))
