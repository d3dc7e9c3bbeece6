"""The portal's addresses, and one more: a view that returns fixed bytes, which others are compared with."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

_BYTES = b"<!doctype html><title>bare</title>" + b"x" * 4000


def bare(request: HttpRequest) -> HttpResponse:
    """The least that a view can do."""
    return HttpResponse(_BYTES)


urlpatterns = [path("bare", bare), path("", include("portal.urls"))]
