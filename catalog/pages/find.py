"""Suggestions below the box while somebody types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from catalog.store.search import LONGEST_QUERY, codes_of_status, search

MOST_HITS = 8


@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Show the best hits for what was typed so far; nothing for an empty box."""
    # Of a text that was pasted into the box, the beginning is enough to show while it is sent.
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    context = {
        "typed": typed,
        "found": search(typed, page_size=MOST_HITS) if typed else None,
        "is_code": any(letter.isdigit() for letter in typed),
        "of_status": codes_of_status(typed),
    }
    return render(request, "pages/find.html", context)
