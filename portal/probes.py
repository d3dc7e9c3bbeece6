"""Health checks by address instead of host name, as load balancers and orchestrators send them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import resolve

PATHS = ("/healthz", "/readyz")


class ProbesMiddleware:
    """Answers health checks before the ``Host`` header is validated; their responses do not depend on it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in PATHS:
            return self._get_response(request)
        match = request.resolver_match = resolve(request.path_info)
        answer: HttpResponseBase = match.func(request)
        return answer
