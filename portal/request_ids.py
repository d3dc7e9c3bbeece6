"""Request ids: in the response, in the log lines, and on error pages."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

from django.http import HttpRequest

HEADER = "X-Request-Id"

_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,128}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def begin_request(request: HttpRequest, *, trusted: bool) -> str:
    """Set this thread's request id: the one from a ``trusted`` proxy, or a new one."""
    given = request.META.get("HTTP_X_REQUEST_ID", "") if trusted else ""
    request_id = given if _WELL_FORMED.fullmatch(given) else secrets.token_hex(16)
    # It stays until the thread's next request: what is logged when an answer is sent in pieces belongs to it too.
    _current.set(request_id)
    request.request_id = request_id  # type: ignore[attr-defined]
    return request_id


def current_id() -> str:
    """Return this thread's request id; empty outside of a request."""
    return _current.get()
