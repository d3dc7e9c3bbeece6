"""Content-Security-Policy header as in Django 6, until the project runs on it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

_HEADER = "Content-Security-Policy"


class ContentSecurityPolicyMiddleware:
    """Sends ``settings.SECURE_CSP`` with every response that has no policy of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._policy = "; ".join(
            " ".join([directive, *sources]) for directive, sources in sorted(settings.SECURE_CSP.items())
        )

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        response.headers.setdefault(_HEADER, self._policy)
        return response
