"""HTTP caching of catalog responses: conditional requests, and copies that last as long as the revision."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.response_cache import cached_response

GetMethod = Callable[..., Response]


def cached(method: GetMethod) -> Callable[..., HttpResponse]:
    """Answer a view's GET with 304, with the cached response, or with what ``method`` returns."""

    @wraps(method)
    def answer(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        def render() -> HttpResponse:
            response = view.finalize_response(request, method(view, request, *args, **kwargs))
            return HttpResponse(response.rendered_content, headers=response.headers)

        return cached_response(request._request, render, kind=request.accepted_renderer.media_type, vary=("Accept",))

    answer.is_cached = True  # type: ignore[attr-defined]
    return answer
