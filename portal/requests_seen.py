"""Seeing inside: each request has an id, is timed, is counted, and is written down when it was slow or failed."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from catalog.tally import listen
from portal.request_ids import HEADER, begin_request

logger = logging.getLogger("portal.requests")

_REFUSED = (401, 403)
"""Statuses of requests that were refused for want of a permission, a key or a session."""

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


class _Refusals:
    """Which refusals are written: each of an account's, and one a second of strangers', who can make any number."""

    EVERY = 1.0

    def __init__(self) -> None:
        self._silent_until = 0.0

    def may_be_written(self, request: HttpRequest) -> bool:
        """Whether to write this one."""
        if _account_of(request) is not None:
            return True
        now = time.monotonic()
        if now < self._silent_until:
            return False
        self._silent_until = now + self.EVERY
        return True


class RequestsSeenMiddleware:
    """The outermost middleware: what it sees of a request is all that there is of it, and never what was pasted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._trusted = settings.PORTAL_TRUSTED_PROXIES > 0
        self._slow = settings.PORTAL_SLOW_MS / 1000
        self._all = settings.PORTAL_ACCESS_LOG
        self._refusals = _Refusals()
        self._timed: Callable[[str, int, float], None] | None = None
        if settings.PORTAL_METRICS:
            # Where the counters are kept is settled when this is imported: in a worker, not before it.
            from portal import metrics

            listen(metrics.count)
            self._timed = metrics.timed

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begin = time.perf_counter()
        request_id = begin_request(request, trusted=self._trusted)
        response = self._get_response(request)
        response.headers[HEADER] = request_id
        seconds = time.perf_counter() - begin
        status = response.status_code
        if self._timed is not None:
            self._timed(route_of(request), status, seconds)
        if status >= 500:
            _write(logging.ERROR, "failed", request, response, seconds)
        elif status in _REFUSED and self._refusals.may_be_written(request):
            _write(logging.WARNING, "refused", request, response, seconds)
        elif seconds >= self._slow:
            _write(logging.WARNING, "slow", request, response, seconds)
        elif self._all:
            _write(logging.INFO, "answered", request, response, seconds)
        return response


def route_of(request: HttpRequest) -> str:
    """The name of the address that was asked for, never the address itself: that may hold what somebody pasted."""
    match = request.resolver_match
    if match is not None:
        return match.view_name if match.url_name else match.route
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def _account_of(request: HttpRequest) -> int | None:
    """The number of the account that asked, by its session or its key; None where nobody can say."""
    with contextlib.suppress(DatabaseError):
        user = getattr(request, "user", None)
        return user.pk if user is not None and user.is_authenticated else None
    return None


def _write(level: int, what: str, request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    facts = {
        "method": request.method if request.method in _METHODS else "other",
        "route": route_of(request),
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "bytes": len(response.content) if isinstance(response, HttpResponse) else None,
        "account": _account_of(request) if what == "refused" else None,
    }
    pairs = " ".join(f"{name}={value}" for name, value in facts.items() if value is not None)
    logger.log(level, "%s %s", what, pairs, extra={"facts": {"event": what, **facts}})
