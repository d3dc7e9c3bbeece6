"""The catalog to take along: whole, and its codes as enums for programs."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from catalog.api import shapes
from catalog.api.documented import KEPT, NOT_MODIFIED, examples, refusals
from catalog.api.errors import Refused
from catalog.api.look_up import CatalogView
from catalog.api.renderers import PythonRenderer, SourceRenderer, TypeScriptRenderer
from catalog.export import export_json
from catalog.known_error import ServiceCatalog
from catalog.printing import portal_errors
from catalog.printing.enums import python_enum, typescript_enum
from catalog.store.held import held_catalog, held_slug


class CatalogDownloadView(CatalogView):
    """The whole catalog as one file."""

    @extend_schema(
        operation_id="download_catalog",
        tags=["Take along"],
        summary="The whole catalog",
        description="The export format, as `manage.py export_catalog` writes it and `import_docs` reads it.",
        parameters=KEPT,
        responses={200: shapes.ExportShape, **NOT_MODIFIED, **refusals(401, 406, 500, 503)},
    )
    def get(self, request: Request) -> HttpResponse:
        """The export of every service."""
        return self.kept(
            request,
            lambda: HttpResponse(
                export_json(),
                content_type="application/json",
                headers={"Content-Disposition": 'attachment; filename="catalog.json"'},
            ),
        )


class PythonEnumView(CatalogView):
    """The codes of a service for Python."""

    renderer_classes = (PythonRenderer, SourceRenderer)

    @extend_schema(
        operation_id="python_enum",
        tags=["Take along"],
        summary="The codes of a service as a Python enum",
        parameters=KEPT,
        responses={
            (200, "text/x-python"): OpenApiTypes.STR,
            (200, "text/plain"): OpenApiTypes.STR,
            **NOT_MODIFIED,
            **refusals(401, 404, 406, 500, 503),
        },
        examples=examples("python_enum"),
    )
    def get(self, request: Request, service: str) -> HttpResponse:
        """A module with one enum."""
        return self.kept(request, lambda: _source(request, service, python_enum))


class TypeScriptEnumView(CatalogView):
    """The codes of a service for TypeScript."""

    renderer_classes = (TypeScriptRenderer, SourceRenderer)

    @extend_schema(
        operation_id="typescript_enum",
        tags=["Take along"],
        summary="The codes of a service for TypeScript",
        parameters=KEPT,
        responses={
            (200, "text/x-typescript"): OpenApiTypes.STR,
            (200, "text/plain"): OpenApiTypes.STR,
            **NOT_MODIFIED,
            **refusals(401, 404, 406, 500, 503),
        },
        examples=examples("typescript_enum"),
    )
    def get(self, request: Request, service: str) -> HttpResponse:
        """A module with one object and its type."""
        return self.kept(request, lambda: _source(request, service, typescript_enum))


def _source(request: Request, service: str, write: Callable[[ServiceCatalog], str]) -> HttpResponse:
    found = held_catalog(held_slug(service) or service)
    if found is None:
        raise Refused(portal_errors.NO_SERVICE, service)
    kind = f"{request.accepted_renderer.media_type}; charset=utf-8"
    return HttpResponse(write(found), content_type=kind)
