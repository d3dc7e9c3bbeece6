"""Headers of every response: what a page may load, which browser features it may use, and who may embed it."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class PolicyHeadersMiddleware:
    """Sends the policies of the settings with every response that has none of its own.

    Django's own middleware sends ``nosniff``, too, but not where it refuses a request for its host.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        directives = (" ".join([name, *sources]) for name, sources in sorted(settings.SECURE_CSP.items()))
        self._headers = {
            "Content-Security-Policy": "; ".join(directives),
            "Permissions-Policy": ", ".join(f"{feature}=()" for feature in settings.PERMISSIONS_POLICY),
            "Cross-Origin-Resource-Policy": settings.SECURE_CROSS_ORIGIN_RESOURCE_POLICY,
            "X-Content-Type-Options": "nosniff",
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        return response
