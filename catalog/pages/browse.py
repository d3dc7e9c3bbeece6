"""Lists of errors: searched, narrowed, paged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from catalog.printing.links import Links, links_for
from catalog.printing.serializers import ServiceSerializer
from catalog.store.held import held_catalog, held_slug
from catalog.store.lookup import ServiceSummary
from catalog.store.search import Facet, SearchPage, codes_of_status, codes_spelled, search
from catalog.troubleshoot import troubleshoot

PAGE_SIZE = 25


def error_list(request: HttpRequest) -> HttpResponse:
    """The errors that fit a query; a query that is just one code, however spelled, goes straight to its page."""
    query = _text(request, "q")
    narrowed = any(request.GET.get(name) for name in ("service", "http_status", "section", "page"))
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
        return JsonResponse(ServiceSerializer(ServiceSummary(service, codes), context={"links": links}).data)
    return _listed(request, _text(request, "q"), service.slug, about=service, codes=codes)


def _listed(request: HttpRequest, query: str, slug: str, **more: object) -> HttpResponse:
    status, section = _number(request, "http_status", 100, 599), _text(request, "section")
    page = _number(request, "page", 1, 1_000_000) or 1
    found = search(
        query,
        service=slug or None,
        http_status=status,
        section=section or None,
        page=page,
        page_size=PAGE_SIZE,
        facets=True,
        any_word=True,
    )
    if page > found.pages:
        raise Http404(request.path)
    asked = {"q": query, "service": "" if more else slug, "http_status": str(status or ""), "section": section}
    context = {
        "found": found,
        "choices": {
            "service": _with_asked(found.services, slug),
            "http_status": _with_asked(found.statuses, asked["http_status"]),
            "section": _with_asked(found.sections, section),
        },
        "query": query,
        "slug": slug,
        "asked": asked,
        "is_code": any(letter.isdigit() for letter in query),
        "of_status": codes_of_status(query) if not (slug or status or section) else 0,
        "narrowed": any(asked[name] for name in ("service", "http_status", "section")),
        "pages": {
            "previous": _page_link(asked, page - 1) if page > 1 else None,
            "next": _page_link(asked, page + 1) if page < found.pages else None,
        },
        "finding": _read_as_error(query, found),
        **more,
    }
    return render(request, "pages/list.html", context)


def _with_asked(facets: Sequence[Facet], value: str) -> Sequence[Facet]:
    """What a list can be narrowed to; what it is narrowed to already stays to be seen, even where nothing has it."""
    return [Facet(value, 0), *facets] if value and value not in {each.value for each in facets} else facets


def _read_as_error(query: str, found: SearchPage) -> Finding | None:
    """What a query is when it is no search but an error, typed or pasted into the wrong box."""
    if not query or (found.count and not found.any_word):
        return None
    finding = troubleshoot(query).findings[0]
    return finding if finding.matches or finding.suggestions or finding.reference else None


def _page_link(asked: Mapping[str, str], page: int) -> str:
    return "?" + urlencode({name: value for name, value in asked.items() if value} | {"page": str(page)})


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
