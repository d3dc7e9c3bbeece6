"""Views of the OpenAPI schema and of the reference page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.decorators.gzip import gzip_page
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.api.reference import reference_of
from catalog.api.renderers import PageRenderer
from catalog.api.schema import interface_schema
from catalog.api.team_views import CURATION_TAG, TEAM_TAG
from catalog.printing.links import links_for
from catalog.response_cache import cached_response

_TITLES = {
    "": gettext_lazy("REST interface"),
    TEAM_TAG: gettext_lazy("REST interface of the team"),
    CURATION_TAG: gettext_lazy("REST interface of curators"),
}


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

    part = ""
    """Tag of the operations to document; empty documents all that have no page of their own."""

    def get(self, request: Request) -> HttpResponse:
        """Return the page."""
        # The setting is no part of the revision, so it is part of the cache key.
        kind = "open" if settings.PORTAL_READ_OPEN else "closed"
        return cached_response(
            request._request, lambda: _page(request, self.part), kind=kind, vary=("Accept-Language",)
        )


def _page(request: Request, part: str) -> HttpResponse:
    base = links_for(request._request).base
    schema = interface_schema()
    names = [tag["name"] for tag in schema.get("tags", ())]
    tags = [part] if part else [name for name in names if name not in (TEAM_TAG, CURATION_TAG)]
    context = {
        "reference": reference_of(schema, base, tags),
        "title": _TITLES[part],
        "is_for_everybody": not part,
        "base": base,
        "is_open": settings.PORTAL_READ_OPEN,
    }
    return render(request._request, "api/docs.html", context)
