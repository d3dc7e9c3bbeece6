"""The REST interface: each view checks what it was given, asks one question, and prints the answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api import portal_errors, shapes
from catalog.api.errors import Refused
from catalog.api.renderers import GuidanceJSONRenderer, MarkdownRenderer, PlainTextRenderer
from catalog.limits import too_many
from catalog.printing.json_answer import day, error_object
from catalog.printing.links import links_for
from catalog.store.lookup import find_error, find_service, services
from catalog.store.search import search
from catalog.troubleshoot import text_of, troubleshoot

LARGEST_PAGE = 100

_EXAMPLE_BODY = {"error_msg": "Physical servers ID not found: [srv-1, srv-2]", "error_code": "iMetal.0100"}


def _refusals(*statuses: int) -> dict[int, type[shapes.ApiError]]:
    return dict.fromkeys(statuses, shapes.ApiError)


class DiagnoseView(APIView):
    """A raw error in, guidance out."""

    renderer_classes = (GuidanceJSONRenderer, PlainTextRenderer, MarkdownRenderer)

    @extend_schema(
        operation_id="diagnose",
        summary="Diagnose a raw error",
        description="The request body is the raw error itself, of any content type: JSON, text, a piece of a log.",
        parameters=[shapes.DiagnoseQuery],
        request={
            "application/json": OpenApiTypes.ANY,
            "text/plain": OpenApiTypes.STR,
            "application/octet-stream": OpenApiTypes.BINARY,
        },
        responses={
            (200, "application/json"): shapes.GuidanceShape,
            (200, "text/plain"): OpenApiTypes.STR,
            (200, "text/markdown"): OpenApiTypes.STR,
            **_refusals(400, 406, 413, 415, 429, 503),
        },
    )
    def post(self, request: Request) -> Response:
        """Diagnose the request's body."""
        wait = too_many(request._request)
        if wait is not None:
            raise Refused(portal_errors.TOO_MANY, wait, retry_after=wait)
        hints = _checked(shapes.DiagnoseQuery, request)
        if "service" in hints and find_service(hints["service"]) is None:
            raise Refused(portal_errors.BAD_PARAMETER, "service", "the catalog has no service of this name")
        guidance = troubleshoot(
            text_of(_body(request)), service=hints.get("service"), http_status=hints.get("http_status")
        )
        return Response(guidance)


class ErrorListView(APIView):
    """The catalog, searched and paged."""

    renderer_classes = (JSONRenderer,)

    @extend_schema(
        operation_id="list_errors",
        summary="Search the catalog",
        parameters=[shapes.ErrorListQuery],
        responses={200: shapes.ErrorListShape, **_refusals(400, 404, 406, 503)},
    )
    def get(self, request: Request) -> Response:
        """One page of the errors that fit."""
        asked = _checked(shapes.ErrorListQuery, request)
        size = min(asked["page_size"], LARGEST_PAGE)
        found = search(
            asked.get("q", ""),
            service=asked.get("service"),
            http_status=asked.get("http_status"),
            page=asked["page"],
            page_size=size,
        )
        if found.page > found.pages:
            raise Refused(portal_errors.NO_PAGE, found.pages)
        links = links_for(request._request)
        return Response(
            {
                "count": found.count,
                "next": _page_url(request, links.base, found.page + 1) if found.page < found.pages else None,
                "previous": _page_url(request, links.base, found.page - 1) if found.page > 1 else None,
                "results": [error_object(error, links) for error in found.results],
            }
        )


class ErrorView(APIView):
    """One code with all its cases."""

    renderer_classes = (JSONRenderer,)

    @extend_schema(
        operation_id="get_error",
        summary="One error code with its cases",
        responses={200: shapes.ErrorShape, **_refusals(404, 406, 503)},
    )
    def get(self, request: Request, service: str, code: str) -> Response:
        """The code in its canonical spelling, whatever letter case it was asked in."""
        error = find_error(service, code)
        if error is None:
            if find_service(service) is None:
                raise Refused(portal_errors.NO_SERVICE, service)
            raise Refused(portal_errors.NO_ERROR, code, service)
        return Response(error_object(error, links_for(request._request)))


class ServiceListView(APIView):
    """The services of the catalog."""

    renderer_classes = (JSONRenderer,)

    @extend_schema(
        operation_id="list_services",
        summary="The services of the catalog",
        responses={200: shapes.ServiceListShape, **_refusals(406, 503)},
    )
    def get(self, request: Request) -> Response:
        """Every service, by its slug."""
        links = links_for(request._request)
        return Response(
            {
                "results": [
                    {
                        "service": each.service.slug,
                        "name": each.service.name,
                        "vendor": each.service.vendor,
                        "codes": each.codes,
                        "url": links.service(each.service.slug),
                        "documentation": each.service.documentation,
                        "updated": day(each.service.updated),
                    }
                    for each in services()
                ]
            }
        )


def _body(request: Request) -> bytes:
    """The raw body, bounded: the error itself, whatever the content type says."""
    raw = request._request
    encoding = raw.META.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if encoding not in ("", "identity"):
        raise Refused(portal_errors.NOT_ENCODED, encoding)
    limit = settings.PORTAL_MAX_BODY_BYTES
    if int(raw.META.get("CONTENT_LENGTH") or 0) > limit:
        raise Refused(portal_errors.TOO_LARGE, limit)
    body = raw.read(limit + 1)
    if len(body) > limit:
        raise Refused(portal_errors.TOO_LARGE, limit)
    if not body.strip():
        raise Refused(portal_errors.EMPTY_BODY)
    return body


def _checked(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    query = shape(data=request.query_params.dict())
    if not query.is_valid():
        name, problems = next(iter(query.errors.items()))
        raise Refused(portal_errors.BAD_PARAMETER, name, problems[0])
    checked: dict[str, Any] = query.validated_data
    return checked


def _page_url(request: Request, base: str, page: int) -> str:
    query = request.query_params.copy()
    query["page"] = str(page)
    return f"{base}{request.path}?{urlencode(list(query.lists()), doseq=True)}"
