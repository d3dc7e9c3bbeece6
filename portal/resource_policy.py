"""Headers against content sniffing and embedding by other sites."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ResourcePolicyMiddleware:
    """Sends ``settings.SECURE_CROSS_ORIGIN_RESOURCE_POLICY`` and ``nosniff`` with every response.

    Django's own middleware sends ``nosniff``, too, but not where it refuses a request for its host.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", settings.SECURE_CROSS_ORIGIN_RESOURCE_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response
