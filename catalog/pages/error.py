"""The page of a code, with all its cases; the same as Markdown and as JSON, for who asks for that."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from functools import partial
from typing import TypeVar
from urllib.parse import urlencode

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from catalog.audit import sample_body
from catalog.known_error import CodeChange, KnownError, Service, common_solution
from catalog.learning.popularity import lookups_of
from catalog.pages.errors import MOST_ELSEWHERE, no_such_code, no_such_service
from catalog.pages.representations import HTML, JSON, preferred_form
from catalog.printing.entry import entry_facts, entry_markdown, entry_title
from catalog.printing.links import Links, links_for
from catalog.printing.serializers import ErrorCodeSerializer
from catalog.response_cache import cached_response
from catalog.store.changes import changes_of
from catalog.store.in_memory import canonical_slug, errors_with_code, get_error, get_service
from catalog.store.search import LONGEST_QUERY, Filters, search
from catalog.tally import LOOKED_UP, tell

MOST_SIMILAR = 6

_LONGEST_MEANING = 110

_NO_CHANGES: tuple[CodeChange, ...] = ()

Read = TypeVar("Read")


def error_page(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A code in its canonical spelling; another letter case is sent there."""
    media_type = preferred_form(request)
    spelled = canonical_slug(slug) or slug
    if (error := get_error(spelled, code)) is not None and error.code == code:
        tell(LOOKED_UP, service=error.service, code=error.code)
    make = partial(_made, request, slug, code, media_type)
    # The number of look-ups is refreshed every hour.
    kind = f"{media_type} {timezone.now():%Y%m%d%H}" if media_type == HTML else media_type
    return cached_response(request, make, kind=kind, vary=("Accept", "Accept-Language"))


def _made(request: HttpRequest, slug: str, code: str, media_type: str) -> HttpResponse:
    spelled = canonical_slug(slug) or slug
    error, service = get_error(spelled, code), get_service(spelled)
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
        body = json.dumps(ErrorCodeSerializer(error, context={"links": links}).data, ensure_ascii=False)
        return HttpResponse(body, content_type=media_type)
    if media_type == "text/markdown":
        return HttpResponse(entry_markdown(error, service, links), content_type=f"{media_type}; charset=utf-8")
    return render(request, "pages/error.html", _context(request, error, service, links))


def _successor(error: KnownError) -> KnownError | None:
    """The code that a withdrawn one was renamed to, if that one is in use."""
    replaced_by = next((case.replaced_by for case in error.cases if case.replaced_by), None)
    if replaced_by is None or not all(case.withdrawn for case in error.cases):
        return None
    successor = get_error(error.service, replaced_by)
    if successor is None or successor.code == error.code or all(case.withdrawn for case in successor.cases):
        return None
    return successor


def _context(request: HttpRequest, error: KnownError, service: Service, links: Links) -> dict[str, object]:
    samples = [(case, sample_body(service, error, case)) for case in error.cases]
    diagnose = f"{links.base}/api/v1/diagnose"
    alike = errors_with_code(error.code)
    elsewhere = [each for each in alike if each.service != error.service]
    first = error.cases[0]
    return {
        "error": error,
        "service": service,
        "title": entry_title(error, service),
        "meaning": (meaning := _meaning(error)),
        "meaning_is_all": meaning == " ".join(first.description.split()).rstrip("."),
        "summary": " ".join(f"{first.description} {first.solution}".split())[:300],
        "facts": entry_facts(error, service, links),
        "cases": [(case, sample, f"curl --data-binary {shlex.quote(sample)} {diagnose}") for case, sample in samples],
        "first": first,
        "common": common_solution(service, error.code, alike, get_service),
        "statuses": sorted({case.http_status for case in error.cases if case.http_status}),
        "withdrawn": all(case.withdrawn for case in error.cases),
        "replaced_by": next((case.replaced_by for case in error.cases if case.replaced_by), None),
        "former_code": request.GET.get("was", "")[:100],
        "elsewhere": elsewhere[:MOST_ELSEWHERE],
        "elsewhere_count": len(elsewhere),
        "similar": _similar(error),
        "changes": _unless_away(lambda: changes_of(error.service, error.code), _NO_CHANGES),
        "lookups": _unless_away(lambda: lookups_of(error.service, error.code), 0),
        "canonical": links.error(error.service, error.code),
    }


def _meaning(error: KnownError) -> str:
    """Return the first sentence of the description, if it is short and the code has a single case."""
    description = " ".join(error.cases[0].description.split())
    sentence = re.split(r"(?<=[.!?])\s", description, maxsplit=1)[0]
    # Of several cases none is what the code means; a message says it in the heading of its case.
    one = len(error.cases) == 1 and not error.cases[0].message
    return sentence.rstrip(".") if one and len(sentence) <= _LONGEST_MEANING else ""


def _similar(error: KnownError) -> list[KnownError]:
    """Other codes of its service with the same words, the most alike first."""
    words = f"{error.code} {error.cases[0].message} {error.cases[0].description}"[:LONGEST_QUERY]
    hits = search(words, Filters(service=error.service), page_size=MOST_SIMILAR + 1).hits
    return [hit.error for hit in hits if hit.error.code != error.code][:MOST_SIMILAR]


def _unless_away(read: Callable[[], Read], otherwise: Read) -> Read:
    """Return what ``read`` reads from the database, or ``otherwise`` while the database is unavailable."""
    try:
        return read()
    except DatabaseError:
        return otherwise
