"""When a session of the admin ends, and which others an account has."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from portal.cookies import SIGNED_IN
from portal.lockout import client_address

BEGAN, SEEN, ADDRESS = "began", "seen", "address"
_NOTED_EVERY = 60
"""Seconds: so often at most a session is written only to say that it is in use."""


class SessionLimitsMiddleware:
    """End a session that is too old; one that is not used ends by itself, when its age of Django's has passed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Only there: a session that is looked at makes an answer depend on a cookie.
        if request.path_info.startswith(SIGNED_IN) and (began := request.session.get(BEGAN)) is not None:
            now = int(time.time())
            if now - began >= settings.PORTAL_SESSION_SECONDS:
                request.session.flush()
            elif now - request.session.get(SEEN, 0) >= _NOTED_EVERY:
                request.session[SEEN] = now
        return self._get_response(request)


def _begin(request: HttpRequest, **_: object) -> None:
    """Note when and where from somebody logged in, and throw away what has ended."""
    request.session.update({BEGAN: int(time.time()), SEEN: int(time.time()), ADDRESS: client_address(request) or ""})
    SessionStore.clear_expired()


user_logged_in.connect(_begin, dispatch_uid="portal.sessions")


@dataclass(frozen=True)
class OpenSession:
    """Somewhere else where an account is logged in."""

    key: str
    began: datetime
    seen: datetime
    address: str


def others(request: HttpRequest) -> list[OpenSession]:
    """The sessions of the account that asks, but for the one it asks with; the last used first."""
    return sorted(_others(request), key=lambda each: each.seen, reverse=True)


def _others(request: HttpRequest) -> Iterator[OpenSession]:
    # What a session holds is sealed, so all that are open are read; there are few, since only the admin has any.
    for row in Session.objects.filter(expire_date__gt=timezone.now()).exclude(pk=request.session.session_key):
        held = row.get_decoded()
        if held.get(SESSION_KEY) == str(request.user.pk):
            began, seen = (datetime.fromtimestamp(held.get(name, 0), UTC) for name in (BEGAN, SEEN))
            yield OpenSession(row.pk, began, seen, held.get(ADDRESS, ""))


def end_others(request: HttpRequest) -> int:
    """End them; how many there were."""
    keys = [each.key for each in others(request)]
    Session.objects.filter(pk__in=keys).delete()
    return len(keys)
