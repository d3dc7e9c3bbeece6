"""The page of a code, with all its cases; the same as Markdown and as JSON, for who asks for that."""

from __future__ import annotations

import json
import shlex
from functools import partial
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from catalog.audit import sample_body
from catalog.kept import kept
from catalog.known_error import KnownError, Service
from catalog.pages.errors import no_such_code, no_such_service
from catalog.pages.forms import JSON, preferred_form
from catalog.printing.entry import entry_facts, entry_markdown, entry_title
from catalog.printing.json_answer import error_object
from catalog.printing.links import Links, links_for
from catalog.store.held import held_error, held_neighbours, held_service, held_slug
from catalog.tally import LOOKED_UP, tell


def error_page(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A code in its canonical spelling; another letter case is sent there."""
    media_type = preferred_form(request)
    spelled = held_slug(slug) or slug
    if (error := held_error(spelled, code)) is not None and error.code == code:
        tell(LOOKED_UP, service=error.service, code=error.code)
    make = partial(_made, request, slug, code, media_type)
    return kept(request, make, kind=media_type, vary=("Accept", "Accept-Language"))


def _made(request: HttpRequest, slug: str, code: str, media_type: str) -> HttpResponse:
    spelled = held_slug(slug) or slug
    error, service = held_error(spelled, code), held_service(spelled)
    if service is None and media_type == JSON:
        return no_such_service(request, slug, media_type)
    if error is None or service is None:
        return no_such_code(request, code, service=slug, media_type=media_type)
    if (error.service, error.code) != (slug, code):
        return redirect(Links().error(error.service, error.code), permanent=True)
    successor = _successor(error)
    if successor is not None:
        address = Links().error(successor.service, successor.code)
        return redirect(f"{address}?{urlencode({'was': code})}", permanent=True)
    links = links_for(request)
    if media_type == "application/json":
        told = json.dumps(error_object(error, links), ensure_ascii=False)
        return HttpResponse(told, content_type=media_type)
    if media_type == "text/markdown":
        return HttpResponse(entry_markdown(error, service, links), content_type=f"{media_type}; charset=utf-8")
    return render(request, "pages/error.html", _context(request, error, service, links))


def _successor(error: KnownError) -> KnownError | None:
    """The code that a withdrawn one was renamed to, if that one is in use."""
    replaced_by = next((case.replaced_by for case in error.cases if case.replaced_by), None)
    if replaced_by is None or not all(case.withdrawn for case in error.cases):
        return None
    found = held_error(error.service, replaced_by)
    if found is None or found.code == error.code or all(case.withdrawn for case in found.cases):
        return None
    return found


def _context(request: HttpRequest, error: KnownError, service: Service, links: Links) -> dict[str, object]:
    samples = [(case, sample_body(service, error, case)) for case in error.cases]
    diagnose = f"{links.base}/api/v1/diagnose"
    return {
        "error": error,
        "service": service,
        "title": entry_title(error, service),
        "facts": entry_facts(error, service, links),
        "cases": [(case, sample, f"curl --data-binary {shlex.quote(sample)} {diagnose}") for case, sample in samples],
        "first": error.cases[0],
        "withdrawn": all(case.withdrawn for case in error.cases),
        "replaced_by": next((case.replaced_by for case in error.cases if case.replaced_by), None),
        "former_code": request.GET.get("was", "")[:100],
        "near": held_neighbours(error),
        "canonical": links.error(error.service, error.code),
    }
