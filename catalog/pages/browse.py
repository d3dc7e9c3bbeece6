"""Lists of errors: searched, narrowed, paged."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from catalog.printing.links import Links
from catalog.store.lookup import errors_with_code, find_service
from catalog.store.search import search

PAGE_SIZE = 25


def error_list(request: HttpRequest) -> HttpResponse:
    """The errors that fit a query; a query that is exactly one code goes straight to its page."""
    query = _text(request, "q")
    narrowed = _text(request, "service") or request.GET.get("http_status") or request.GET.get("page")
    if query and not narrowed:
        exact = errors_with_code(query)
        if len(exact) == 1:
            return redirect(Links().error(exact[0].service, exact[0].code))
    return _listed(request, query, _text(request, "service"))


def service_errors(request: HttpRequest, slug: str) -> HttpResponse:
    """All errors of a service, or those of it that fit a query."""
    summary = find_service(slug)
    if summary is None:
        raise Http404(slug)
    return _listed(request, _text(request, "q"), slug, service=summary.service, codes=summary.codes)


def _listed(request: HttpRequest, query: str, slug: str, **about: object) -> HttpResponse:
    status = _number(request, "http_status", 100, 599)
    page = _number(request, "page", 1, 1_000_000) or 1
    found = search(query, service=slug or None, http_status=status, page=page, page_size=PAGE_SIZE, facets=True)
    if page > found.pages:
        raise Http404(request.path)
    kept = {"q": query, "http_status": status or ""} | ({} if about else {"service": slug})
    context = {
        "found": found,
        "query": query,
        "words": query.split(),
        "slug": slug,
        "http_status": str(status or ""),
        "pages": {
            "previous": _page_link(kept, page - 1) if page > 1 else None,
            "next": _page_link(kept, page + 1) if page < found.pages else None,
        },
        **about,
    }
    return render(request, "pages/list.html", context)


def _page_link(kept: Mapping[str, int | str], page: int) -> str:
    return "?" + urlencode({name: value for name, value in kept.items() if value} | {"page": page})


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
