"""The first page: one box for both jobs, and what an answer looks like."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from catalog.audit import sample_body
from catalog.learning.popularity import most_asked
from catalog.printing.highlighting import marked_text
from catalog.response_cache import cached_response
from catalog.store.in_memory import all_catalogs, all_services, get_error_exactly
from catalog.troubleshoot import troubleshoot

MOST_SERVICES = 12
"""Services that have a card: those with the most codes."""

MOST_USED = 8

_MOST_COUNTED = 500
"""Codes among which the most used are looked for: internal ones take no place from those that everybody may see."""


def home(request: HttpRequest) -> HttpResponse:
    """The box, an example of an answer, what is asked most, and the largest services."""
    # The list of popular codes is refreshed every hour.
    return cached_response(
        request, lambda: _made(request), kind=f"{timezone.now():%Y%m%d%H}", vary=("Accept-Language",)
    )


def _made(request: HttpRequest) -> HttpResponse:
    services = all_services()
    context = {
        "services": sorted(services, key=lambda each: -each.codes)[:MOST_SERVICES],
        "all_services": len(services),
        "codes": sum(each.codes for each in services),
        "used": _most_used(),
    }
    return render(request, "pages/home.html", context | _example())


def _most_used() -> list[tuple[str, str, int]]:
    try:
        popular = most_asked(_MOST_COUNTED)
    except DatabaseError:
        # The page goes without while the database does not answer.
        return []
    return list(islice((each for each in popular if get_error_exactly(each[0], each[1])), MOST_USED))


def _example() -> dict[str, object]:
    """An error of the catalog whose message has values, as a first visitor may paste it, and its answer."""
    body = next((body for body in _bodies() if "[" in body), None) or next(_bodies(), None)
    if body is None:
        return {}
    guidance = troubleshoot(body)
    return {"example": body, "pieces": marked_text(body, guidance), "finding": guidance.findings[0]}


def _bodies() -> Iterator[str]:
    """A body of each error that has something to show: what it means and what to do."""
    return (
        sample_body(catalog.service, error, case)
        for catalog in all_catalogs()
        if catalog.service.slug != "portal"
        for error in catalog.errors
        for case in error.cases[:1]
        if case.description and case.solution and not case.withdrawn
    )
