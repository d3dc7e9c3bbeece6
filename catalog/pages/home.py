"""The first page: one box for both jobs, and what an answer looks like."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.audit import sample_body
from catalog.kept import kept
from catalog.printing.marks import marked_text
from catalog.store.held import held_catalogs, held_services
from catalog.troubleshoot import troubleshoot

MOST_SERVICES = 24
"""Services that have a card; of more, those with the most codes."""


def home(request: HttpRequest) -> HttpResponse:
    """The box, an example of an answer, and the services there are."""
    return kept(request, lambda: _made(request), vary=("Accept-Language",))


def _made(request: HttpRequest) -> HttpResponse:
    known = held_services()
    largest = sorted(known, key=lambda each: -each.codes)[:MOST_SERVICES]
    context = {
        "services": [each for each in known if each in largest],
        "more": len(known) - len(largest),
        "codes": sum(each.codes for each in known),
    }
    return render(request, "pages/home.html", context | _example())


def _example() -> dict[str, object]:
    """An error of the catalog whose message has values, as a first visitor may paste it, and its answer."""
    body = next((body for body in _bodies() if "[" in body), None) or next(_bodies(), None)
    if body is None:
        return {}
    guidance = troubleshoot(body)
    return {"example": body, "pieces": marked_text(body, guidance), "finding": guidance.findings[0]}


def _bodies() -> Iterator[str]:
    return (
        sample_body(catalog.service, error, case)
        for catalog in held_catalogs()
        if catalog.service.slug != "portal"
        for error in catalog.errors
        for case in error.cases[:1]
    )
