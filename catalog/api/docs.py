"""The page on which the REST interface is read: made of its own schema, by this server, without a script."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.api.reference import reference_of
from catalog.api.renderers import PageRenderer
from catalog.kept import kept
from catalog.printing.links import links_for


class ReferenceView(APIView):
    """The reference of the REST interface; to be read by anybody, as the schema is."""

    schema = None
    renderer_classes = (PageRenderer,)
    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request) -> HttpResponse:
        """The page."""
        # Whether a key is needed is no part of the edition.
        kind = "open" if settings.PORTAL_READ_OPEN else "closed"
        return kept(request._request, lambda: _made(request), kind=kind, vary=("Accept-Language",))


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return schema


def _made(request: Request) -> HttpResponse:
    base = links_for(request._request).base
    context = {"reference": reference_of(_schema(), base), "base": base, "is_open": settings.PORTAL_READ_OPEN}
    return render(request._request, "api/docs.html", context)
