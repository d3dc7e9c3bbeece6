"""The catalog, looked up: searched, one code, the services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.api import shapes
from catalog.api.asked import asked_query
from catalog.api.documented import KEPT, NOT_MODIFIED, examples, refusals
from catalog.api.errors import Refused
from catalog.api.renderers import json_response
from catalog.kept import kept
from catalog.printing import portal_errors
from catalog.printing.json_answer import error_object, service_object
from catalog.printing.links import links_for
from catalog.store.held import held_error, held_services, held_slug
from catalog.store.search import Filters, search
from catalog.tally import LOOKED_UP, tell


class CatalogView(APIView):
    """A GET of the catalog, whose answer is kept as long as the catalog stays as it is."""

    renderer_classes: tuple[type[BaseRenderer], ...] = (JSONRenderer,)

    def kept(self, request: Request, make: Callable[[], HttpResponse]) -> HttpResponse:
        """304, the kept answer, or the one that ``make`` makes."""
        return kept(request._request, make, kind=request.accepted_renderer.media_type, vary=("Accept",))


class ErrorListView(CatalogView):
    """The catalog, searched and paged."""

    @extend_schema(
        operation_id="list_errors",
        tags=["Look up"],
        summary="Search the catalog",
        parameters=[shapes.ErrorListQuery, *KEPT],
        responses={200: shapes.ErrorListShape, **NOT_MODIFIED, **refusals(400, 401, 404, 406, 500, 503)},
        examples=examples("list_errors"),
    )
    def get(self, request: Request) -> HttpResponse:
        """One page of the errors that fit."""
        return self.kept(request, lambda: _error_list(request))


class ErrorView(CatalogView):
    """One code with all its cases."""

    @extend_schema(
        operation_id="get_error",
        tags=["Look up"],
        summary="One error code with its cases",
        parameters=[
            OpenApiParameter("service", location=OpenApiParameter.PATH, description="The service's slug."),
            OpenApiParameter(
                "code",
                location=OpenApiParameter.PATH,
                description="In any letter case, percent-encoded: `iMetal.0100`.",
            ),
            *KEPT,
        ],
        responses={200: shapes.ErrorShape, **NOT_MODIFIED, **refusals(401, 404, 406, 500, 503)},
        examples=examples("get_error"),
    )
    def get(self, request: Request, service: str, code: str) -> HttpResponse:
        """The code in its canonical spelling, whatever letter case it was asked in."""
        if (slug := held_slug(service)) is not None and (error := held_error(slug, code)) is not None:
            tell(LOOKED_UP, service=error.service, code=error.code)
        return self.kept(request, lambda: _error(request, service, code))


class ServiceListView(CatalogView):
    """The services of the catalog."""

    @extend_schema(
        operation_id="list_services",
        tags=["Look up"],
        summary="The services of the catalog",
        parameters=KEPT,
        responses={200: shapes.ServiceListShape, **NOT_MODIFIED, **refusals(401, 406, 500, 503)},
        examples=examples("list_services"),
    )
    def get(self, request: Request) -> HttpResponse:
        """Every service, by its slug."""
        return self.kept(request, lambda: _service_list(request))


def _error_list(request: Request) -> HttpResponse:
    asked = asked_query(shapes.ErrorListQuery, request)
    page, size = asked["page"], min(asked["page_size"], shapes.LARGEST_PAGE)
    filters = Filters(service=asked.get("service"), http_status=asked.get("http_status"))
    found = search(asked.get("q", ""), filters, page=page, page_size=size)
    if page > found.pages:
        raise Refused(portal_errors.NO_PAGE, found.pages)
    links = links_for(request._request)
    answer: dict[str, Any] = {
        "count": found.count,
        "next": _page_url(request, links.base, page + 1) if page < found.pages else None,
        "previous": _page_url(request, links.base, page - 1) if page > 1 else None,
        "results": [error_object(error, links) for error in found.results],
    }
    return json_response(answer)


def _error(request: Request, service: str, code: str) -> HttpResponse:
    slug = held_slug(service)
    if slug is None:
        raise Refused(portal_errors.NO_SERVICE, service)
    error = held_error(slug, code)
    if error is None:
        raise Refused(portal_errors.NO_ERROR, code, service)
    return json_response(error_object(error, links_for(request._request)))


def _service_list(request: Request) -> HttpResponse:
    links = links_for(request._request)
    return json_response({"results": [service_object(each.service, each.codes, links) for each in held_services()]})


def _page_url(request: Request, base: str, page: int) -> str:
    query = request.query_params.copy()
    query["page"] = str(page)
    return f"{base}{request.path}?{urlencode(list(query.lists()), doseq=True)}"
