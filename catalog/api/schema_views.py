"""Views of the OpenAPI schema and of the reference page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.gzip import gzip_page
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.api.reference import reference_of
from catalog.api.renderers import PageRenderer
from catalog.api.schema import interface_schema
from catalog.api.team_views import TEAM_TAG
from catalog.printing.links import links_for
from catalog.response_cache import cached_response


class SchemaView(SpectacularAPIView):
    """The OpenAPI schema."""

    schema = None
    # The first is what a client gets that does not say: plain JSON, which every tool reads.
    renderer_classes = [  # noqa: RUF012 - declared so by its base
        OpenApiJsonRenderer2,
        OpenApiJsonRenderer,
        OpenApiYamlRenderer,
    ]


# Long, the same for everybody and without a secret: compressed also where no proxy does it.
@method_decorator(gzip_page, name="dispatch")
class ReferenceView(APIView):
    """Reference page of the REST interface; public, as the schema is."""

    schema = None
    renderer_classes = (PageRenderer,)
    authentication_classes = ()
    permission_classes = ()

    for_team = False
    """Document the operations that need a key with a scope; False documents all others."""

    def get(self, request: Request) -> HttpResponse:
        """Return the page."""
        # The setting is no part of the revision, so it is part of the cache key.
        kind = "open" if settings.PORTAL_READ_OPEN else "closed"
        return cached_response(
            request._request, lambda: _page(request, self.for_team), kind=kind, vary=("Accept-Language",)
        )


def _page(request: Request, for_team: bool) -> HttpResponse:
    base = links_for(request._request).base
    schema = interface_schema()
    tags = [tag["name"] for tag in schema.get("tags", ()) if (tag["name"] == TEAM_TAG) == for_team]
    context = {
        "reference": reference_of(schema, base, tags),
        "for_team": for_team,
        "base": base,
        "is_open": settings.PORTAL_READ_OPEN,
    }
    return render(request._request, "api/docs.html", context)
