"""Health checks: liveness, and readiness of database and catalog."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from catalog.store.lookup import services

_PLAIN = "text/plain; charset=utf-8"


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nothing of the database."""
    return HttpResponse("ok\n", content_type=_PLAIN)


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and the catalog has codes; 503 and what is missing otherwise."""
    try:
        codes = sum(summary.codes for summary in services())
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type=_PLAIN)
    if not codes:
        return HttpResponse("the catalog is empty: import a document\n", status=503, content_type=_PLAIN)
    # Without a number: it would count internal entries as well.
    return HttpResponse("ready\n", content_type=_PLAIN)
