"""Session lifetime, and the requests that may have a session."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from portal.cookies import reads_cookies

BEGAN, SEEN = "began", "seen"
_NOTED_EVERY = 60
"""Seconds: so often at most a session is written only to say that it is in use."""


class SessionLimitsMiddleware:
    """Ends sessions at their maximum age; Django ends idle ones by their own age."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Only there: a session that is looked at makes a response depend on a cookie.
        if reads_cookies(request) and (began := request.session.get(BEGAN)) is not None:
            now = int(time.time())
            if now - began >= settings.PORTAL_SESSION_SECONDS:
                request.session.flush()
            elif now - request.session.get(SEEN, 0) >= _NOTED_EVERY:
                request.session[SEEN] = now
                UserSession.objects.create_from_request(request)
        return self._get_response(request)
