"""The first page: one box for both jobs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.audit import sample_body
from catalog.store.lookup import services
from catalog.store.search import search


def home(request: HttpRequest) -> HttpResponse:
    """A box to paste an error into, a field to search, and the services there are."""
    known = services()
    return render(request, "pages/home.html", {"services": known, "example": _example()})


def _example() -> str | None:
    """The sample body of an error whose message has values: what a first visitor may try."""
    for error in search("not found", page_size=5).results or search(page_size=1).results:
        for summary in services([error.service]):
            return sample_body(summary.service, error, error.cases[0])
    return None
