"""What changed in the catalog: a log for programs that keep a copy, a feed for people."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from catalog.api import shapes
from catalog.api.asked import asked_query
from catalog.api.documented import KEPT, NOT_MODIFIED, examples, refusals
from catalog.api.look_up import CatalogView
from catalog.api.renderers import AtomRenderer, XMLRenderer, json_response
from catalog.printing.feed import atom_feed
from catalog.printing.json_answer import change_object
from catalog.printing.links import links_for
from catalog.store.changes import changes_since, latest_changes

LARGEST_PIECE = 1000
"""Entries of the log in one answer."""


class ChangesView(CatalogView):
    """The log of the catalog's changes."""

    @extend_schema(
        operation_id="list_changes",
        tags=["Follow the changes"],
        summary="What changed since an edition",
        description=(
            "Every change of the catalog begins an edition, which has a number. Ask with the `edition` of the last "
            "answer; follow `next` to the end. Where `complete` is false the log does not reach back that far: "
            "download the catalog anew."
        ),
        parameters=[shapes.ChangesQuery, *KEPT],
        responses={200: shapes.ChangesShape, **NOT_MODIFIED, **refusals(400, 401, 406, 500, 503)},
        examples=examples("list_changes"),
    )
    def get(self, request: Request) -> HttpResponse:
        """The changes, oldest first."""
        return self.kept(request, lambda: _changes(request))


class ChangesFeedView(CatalogView):
    """The latest changes as a feed."""

    renderer_classes = (AtomRenderer, XMLRenderer)

    @extend_schema(
        operation_id="changes_feed",
        tags=["Follow the changes"],
        summary="The latest changes as an Atom feed",
        parameters=KEPT,
        responses={
            (200, "application/atom+xml"): OpenApiTypes.STR,
            (200, "application/xml"): OpenApiTypes.STR,
            **NOT_MODIFIED,
            **refusals(401, 406, 500, 503),
        },
    )
    def get(self, request: Request) -> HttpResponse:
        """The feed, newest first."""
        kind = f"{request.accepted_renderer.media_type}; charset=utf-8"
        return self.kept(
            request,
            lambda: HttpResponse(
                atom_feed(latest_changes(), links_for(request._request), reverse("api_changes_feed")), content_type=kind
            ),
        )


def _changes(request: Request) -> HttpResponse:
    asked = asked_query(shapes.ChangesQuery, request)
    log = changes_since(asked["since"], after=asked["after"], most=LARGEST_PIECE)
    links = links_for(request._request)
    following = urlencode({"since": asked["since"], "after": log.last})
    return json_response(
        {
            "edition": log.edition,
            "since": asked["since"],
            "complete": log.complete,
            "next": f"{links.base}{request.path}?{following}" if log.last else None,
            "changes": [change_object(each, links) for each in log.changes],
        }
    )
