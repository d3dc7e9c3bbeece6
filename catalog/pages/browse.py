"""Lists of errors: searched, narrowed, sorted, paged; and the page of a service, which is such a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from catalog.diagnosis.guidance import Finding
from catalog.known_error import MARK_KINDS, Service, ServiceCatalog
from catalog.pages.addresses import number_parameter, page_numbers, query_string, text_parameter, without_empty
from catalog.pages.beginnings import beginnings
from catalog.pages.errors import no_such_service
from catalog.pages.representations import JSON, MARKDOWN, preferred_form
from catalog.printing.entry import service_markdown
from catalog.printing.links import Links, links_for
from catalog.printing.serializers import ServiceSerializer
from catalog.response_cache import cached_response
from catalog.store.in_memory import canonical_slug, get_catalog
from catalog.store.lookup import ServiceSummary
from catalog.store.overview import coverage_of
from catalog.store.search import (
    LONGEST_QUERY,
    SORTS,
    Facet,
    Filters,
    SearchPage,
    codes_of_status,
    codes_spelled,
    read_of,
    search,
)
from catalog.troubleshoot import troubleshoot

PAGE_SIZE = 25
FILTERS = ("vendor", "service", "section", "prefix", "http_status", "category", "retryable", "has_solution")
VIEWS = ("list", "table")
YES_OR_NO = {"yes": True, "no": False}
_SPELLED_AS_IN_REST = {"true": "yes", "false": "no"}

MOST_CHOICES = 12
"""Choices of one filter that are offered, the most frequent; the rest is found by searching."""

MOST_MARKS = 12
"""Marks of each kind that a service's page names."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a filter: its value, how many hits it would keep, and the address that makes it."""

    value: str
    count: int
    link: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and the address without it."""

    name: str
    value: str
    without: str


def error_list(request: HttpRequest) -> HttpResponse:
    """The errors that fit a query; a query that is just one code, however spelled, goes straight to its page."""
    query = _query(request)
    narrowed = any(request.GET.get(name) for name in (*FILTERS, "page", "sort", "view"))
    exact = codes_spelled(query) if query and not narrowed else []
    if len(exact) == 1:
        return redirect(Links().error(exact[0].service, exact[0].code))
    make = partial(_listed, request, query, text_parameter(request, "service"))
    return without_empty(request) or cached_response(request, make, vary=("Accept-Language",))


def service_errors(request: HttpRequest, slug: str) -> HttpResponse:
    """All errors of a service, or those of it that fit a query; another letter case is sent to the canonical one."""
    form = preferred_form(request)
    spelled = canonical_slug(slug)
    catalog = get_catalog(spelled) if spelled else None
    if catalog is None:
        return no_such_service(request, slug, form)
    if spelled != slug:
        query = request.GET.urlencode()
        return redirect(Links().service(catalog.service.slug) + (f"?{query}" if query else ""), permanent=True)
    make = partial(_service_as, request, catalog, form)
    return without_empty(request) or cached_response(request, make, kind=form, vary=("Accept", "Accept-Language"))


def _service_as(request: HttpRequest, catalog: ServiceCatalog, form: str) -> HttpResponse:
    service, codes, links = catalog.service, len(catalog.errors), links_for(request)
    if form == MARKDOWN:
        return HttpResponse(service_markdown(catalog, links), content_type=f"{MARKDOWN}; charset=utf-8")
    if form == JSON:
        return JsonResponse(ServiceSerializer(ServiceSummary(service, codes), context={"links": links}).data)
    return _listed(
        request,
        _query(request),
        service.slug,
        about=service,
        codes=codes,
        covered=coverage_of(catalog),
        marks=_marks(service),
    )


def _marks(service: Service) -> list[tuple[str, Sequence[str], int]]:
    """The marks of a service by kind: the first of them, and how many more there are."""
    kinds = ((kind, getattr(service.marks, kind)) for kind in MARK_KINDS)
    return [(kind, marks[:MOST_MARKS], max(0, len(marks) - MOST_MARKS)) for kind, marks in kinds if marks]


def _listed(request: HttpRequest, query: str, slug: str, **about: object) -> HttpResponse:
    filters = _filters(request, slug)
    page = number_parameter(request, "page", 1, 1_000_000) or 1
    sort, view = _choice(request, "sort", SORTS), _choice(request, "view", VIEWS)
    results = search(query, filters, page=page, page_size=PAGE_SIZE, sort=sort, facets=True)
    if page > results.pages:
        raise Http404(request.path)
    chosen = {name: text_parameter(request, name) for name in FILTERS}
    chosen |= {"service": "" if about else slug, "has_solution": _has_solution(request)}
    offered = _facets(results, about) | {"prefix": _beginnings(slug, query, chosen)}
    # Everything of the query but the page number: another choice begins on the first page. Of a long query, each link
    # has what is read of it.
    searched = read_of(query)
    state = {"q": searched, **chosen, "sort": text_parameter(request, "sort"), "view": text_parameter(request, "view")}
    context = {
        "found": results,
        "choices": {name: _choices(name, facets, state, chosen) for name, facets in offered.items()},
        "chips": [
            Chip(name, value, query_string(state, **{name: ""}))
            for name, value in {"q": query, **chosen}.items()
            if value
        ],
        "clear": query_string({"sort": state["sort"], "view": state["view"]}),
        "query": query,
        "slug": slug,
        "asked": chosen,
        "kept": {name: value for name, value in state.items() if value and name != "q"},
        "sort": sort,
        "sorts": [(each, query_string(state, sort="" if each == SORTS[0] else each)) for each in _sorts(query)],
        "view": view,
        "views": [(each, query_string(state, view="" if each == VIEWS[0] else each)) for each in VIEWS],
        "is_code": any(letter.isdigit() for letter in query),
        "of_status": 0 if filters.narrow else codes_of_status(query),
        "narrowed": any(chosen.values()),
        "page": page,
        "pages": [
            (number, query_string(state, page=str(number) if number and number > 1 else ""))
            for number in page_numbers(page, results.pages)
        ],
        "finding": _read_as_error(query, results),
        **about,
    }
    return render(request, "pages/list.html", context)


def _filters(request: HttpRequest, slug: str) -> Filters:
    return Filters(
        service=slug or None,
        vendor=text_parameter(request, "vendor") or None,
        http_status=number_parameter(request, "http_status", 100, 599),
        section=text_parameter(request, "section") or None,
        category=text_parameter(request, "category") or None,
        retryable=text_parameter(request, "retryable") or None,
        has_solution=YES_OR_NO.get(_has_solution(request)),
        prefix=text_parameter(request, "prefix") or None,
    )


def _has_solution(request: HttpRequest) -> str:
    value = _choice(request, "has_solution", ("", *YES_OR_NO, *_SPELLED_AS_IN_REST))
    return _SPELLED_AS_IN_REST.get(value, value)


def _sorts(query: str) -> Sequence[str]:
    """The orders that differ: without a query there is no best hit."""
    return SORTS if query else [each for each in SORTS if each != "catalog"]


def _facets(results: SearchPage, about: object) -> dict[str, Sequence[Facet]]:
    """Return what each filter offers, by its name in the address; of one service its own is no choice."""
    facets = results.facets
    return {
        "vendor": () if about else facets.vendors,
        "service": () if about else facets.services,
        "section": facets.sections,
        # In its place among the others; of what codes begin with, the index counts nothing.
        "prefix": (),
        "http_status": facets.statuses,
        "category": facets.categories,
        "retryable": facets.retryable,
        "has_solution": facets.has_solution,
    }


def _beginnings(slug: str, query: str, chosen: dict[str, str]) -> Sequence[Facet]:
    """Return what the codes of a service begin with; none where other filters keep some only, and counts would lie."""
    catalog = get_catalog(slug) if slug else None
    others = any(value for name, value in chosen.items() if name not in ("service", "prefix"))
    if catalog is None or query or others:
        return ()
    return [Facet(*each) for each in beginnings((error.code for error in catalog.errors), chosen["prefix"])]


def _choices(name: str, facets: Sequence[Facet], state: dict[str, str], chosen: dict[str, str]) -> list[Choice]:
    """The choices of a filter; one that is made stays in sight, even where no hit has it. One choice is none."""
    value = chosen[name]
    if len(facets) < 2 and not value:
        return []
    often = sorted(facets, key=lambda each: -each.count)[:MOST_CHOICES]
    listed = [each for each in facets if each in often or each.value == value]
    if value and value not in {each.value for each in listed}:
        listed = [Facet(value, 0), *listed]
    return [
        Choice(
            each.value,
            each.count,
            query_string(state, **{name: "" if each.value == value else each.value}),
            each.value == value,
        )
        for each in listed
    ]


def _read_as_error(query: str, results: SearchPage) -> Finding | None:
    """Return the diagnosis of a query that is an error pasted into the search box; None for a search."""
    if not query or (results.count and not results.partial):
        return None
    finding = troubleshoot(query).findings[0]
    return finding if finding.matches or finding.suggestions or finding.reference else None


def _query(request: HttpRequest) -> str:
    query = text_parameter(request, "q")
    if len(query) > LONGEST_QUERY:
        raise BadRequest(_("This is too long to search for. If it is an error, paste it into the box to diagnose it."))
    return query


def _choice(request: HttpRequest, name: str, choices: Sequence[str]) -> str:
    """Return one of some values, the first where none is given."""
    text = text_parameter(request, name) or choices[0]
    if text not in choices:
        problem = _("%(name)s should be one of: %(choices)s.")
        raise BadRequest(problem % {"name": name, "choices": ", ".join(filter(None, choices))})
    return text
