"""Lists of errors: searched, narrowed, paged."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from catalog.diagnosis.guidance import Finding
from catalog.kept import kept
from catalog.known_error import ServiceCatalog
from catalog.pages.errors import no_such_service
from catalog.pages.forms import JSON, MARKDOWN, preferred_form
from catalog.printing.entry import service_markdown
from catalog.printing.json_answer import service_object
from catalog.printing.links import Links, links_for
from catalog.store.held import held_catalog, held_slug
from catalog.store.search import (
    LONGEST_QUERY,
    SORTS,
    Facet,
    Filters,
    SearchPage,
    codes_of_status,
    codes_spelled,
    search,
)
from catalog.troubleshoot import troubleshoot

PAGE_SIZE = 25
FILTERS = ("service", "vendor", "http_status", "section", "category", "retryable", "has_solution")
VIEWS = ("list", "table")
YES_OR_NO = {"yes": True, "no": False}


def error_list(request: HttpRequest) -> HttpResponse:
    """The errors that fit a query; a query that is just one code, however spelled, goes straight to its page."""
    query = _query(request)
    narrowed = any(request.GET.get(name) for name in (*FILTERS, "page", "sort", "view"))
    exact = codes_spelled(query) if query and not narrowed else []
    if len(exact) == 1:
        return redirect(Links().error(exact[0].service, exact[0].code))
    return kept(request, lambda: _listed(request, query, _text(request, "service")), vary=("Accept-Language",))


def service_errors(request: HttpRequest, slug: str) -> HttpResponse:
    """All errors of a service, or those of it that fit a query; another letter case is sent to the canonical one."""
    form = preferred_form(request)
    spelled = held_slug(slug)
    catalog = held_catalog(spelled) if spelled else None
    if catalog is None:
        return no_such_service(request, slug, form)
    if spelled != slug:
        query = request.GET.urlencode()
        return redirect(Links().service(catalog.service.slug) + (f"?{query}" if query else ""), permanent=True)
    make = partial(_service_as, request, catalog, form)
    return kept(request, make, kind=form, vary=("Accept", "Accept-Language"))


def _service_as(request: HttpRequest, catalog: ServiceCatalog, form: str) -> HttpResponse:
    service, codes, links = catalog.service, len(catalog.errors), links_for(request)
    if form == MARKDOWN:
        return HttpResponse(service_markdown(catalog, links), content_type=f"{MARKDOWN}; charset=utf-8")
    if form == JSON:
        return JsonResponse(service_object(service, codes, links))
    return _listed(request, _query(request), service.slug, about=service, codes=codes)


def _listed(request: HttpRequest, query: str, slug: str, **more: object) -> HttpResponse:
    filters = _filters(request, slug)
    page = _number(request, "page", 1, 1_000_000) or 1
    sort, view = _choice(request, "sort", SORTS), _choice(request, "view", VIEWS)
    found = search(query, filters, page=page, page_size=PAGE_SIZE, sort=sort, facets=True)
    if page > found.pages:
        raise Http404(request.path)
    asked = {name: _text(request, name) for name in FILTERS} | {"service": "" if more else slug}
    context = {
        "found": found,
        "choices": {name: _with_asked(choices, asked[name]) for name, choices in _choices(found).items()},
        "query": query,
        "slug": slug,
        "asked": asked,
        "sort": sort,
        "sorts": SORTS,
        "view": view,
        "is_code": any(letter.isdigit() for letter in query),
        "of_status": 0 if filters.narrow else codes_of_status(query),
        "narrowed": any(asked.values()),
        "pages": {
            "previous": _page_link(request, page - 1) if page > 1 else None,
            "next": _page_link(request, page + 1) if page < found.pages else None,
        },
        "finding": _read_as_error(query, found),
        **more,
    }
    return render(request, "pages/list.html", context)


def _filters(request: HttpRequest, slug: str) -> Filters:
    solution = _choice(request, "has_solution", ("", *YES_OR_NO))
    return Filters(
        service=slug or None,
        vendor=_text(request, "vendor") or None,
        http_status=_number(request, "http_status", 100, 599),
        section=_text(request, "section") or None,
        category=_text(request, "category") or None,
        retryable=_text(request, "retryable") or None,
        has_solution=YES_OR_NO.get(solution),
    )


def _choices(found: SearchPage) -> dict[str, Sequence[Facet]]:
    """Return what each filter offers, by its name in the address."""
    facets = found.facets
    return {
        "service": facets.services,
        "vendor": facets.vendors,
        "http_status": facets.statuses,
        "section": facets.sections,
        "category": facets.categories,
        "retryable": facets.retryable,
        "has_solution": facets.has_solution,
    }


def _with_asked(facets: Sequence[Facet], value: str) -> Sequence[Facet]:
    """What a list can be narrowed to; what it is narrowed to already stays to be seen, even where nothing has it."""
    return [Facet(value, 0), *facets] if value and value not in {each.value for each in facets} else facets


def _read_as_error(query: str, found: SearchPage) -> Finding | None:
    """What a query is when it is no search but an error, typed or pasted into the wrong box."""
    if not query or (found.count and not found.partial):
        return None
    finding = troubleshoot(query).findings[0]
    return finding if finding.matches or finding.suggestions or finding.reference else None


def _page_link(request: HttpRequest, page: int) -> str:
    given = {name: value for name, value in request.GET.items() if value and name != "page"}
    return "?" + urlencode(given | {"page": str(page)})


def _query(request: HttpRequest) -> str:
    query = _text(request, "q")
    if len(query) > LONGEST_QUERY:
        raise BadRequest(_("This is too long to search for. If it is an error, paste it into the box to diagnose it."))
    return query


def _choice(request: HttpRequest, name: str, choices: Sequence[str]) -> str:
    """Return one of some values, the first where none is given."""
    text = _text(request, name) or choices[0]
    if text not in choices:
        problem = _("%(name)s should be one of: %(choices)s.")
        raise BadRequest(problem % {"name": name, "choices": ", ".join(filter(None, choices))})
    return text


def _text(request: HttpRequest, name: str) -> str:
    text = request.GET.get(name, "").strip()
    if "\x00" in text:
        raise BadRequest(_("The address has a character in it that cannot be searched."))
    return text


def _number(request: HttpRequest, name: str, least: int, most: int) -> int | None:
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and least <= int(text) <= most):
        problem = _("%(name)s should be a number from %(least)s to %(most)s.")
        raise BadRequest(problem % {"name": name, "least": least, "most": most})
    return int(text)
