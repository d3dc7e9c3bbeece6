"""REST views of the catalog: search, codes, services, changes, and downloads."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api import renderers
from catalog.api.caching import cached
from catalog.api.exceptions import PortalException
from catalog.api.filters import ErrorFilter, ErrorSearch
from catalog.api.pagination import ChangePagination, ErrorPagination, ServicePagination
from catalog.export import export_json
from catalog.known_error import KnownError
from catalog.printing import portal_errors
from catalog.printing.feed import atom_feed
from catalog.printing.links import links_for
from catalog.printing.serializers import (
    MOST_CASES_LISTED,
    ChangeSerializer,
    ErrorCodeSerializer,
    ExportSerializer,
    ServiceSerializer,
)
from catalog.store.changes import latest_changes
from catalog.store.in_memory import all_services, canonical_slug, get_catalog, get_error
from catalog.tally import LOOKED_UP, tell


class CatalogView(GenericAPIView[Any]):
    """A view of the catalog; its serializers print addresses of the portal."""

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "links": links_for(self.request._request)}


class ErrorListView(ListModelMixin, CatalogView):
    """The error codes of the catalog."""

    serializer_class = ErrorCodeSerializer
    filter_backends = (ErrorFilter,)
    pagination_class = ErrorPagination

    def get_serializer_context(self) -> dict[str, Any]:
        """Return what serializers need: of very many cases of a code, the first are printed."""
        return {**super().get_serializer_context(), "most_cases": MOST_CASES_LISTED}

    def get_queryset(self) -> Any:
        return ErrorSearch()

    @extend_schema(operation_id="list_errors", tags=["Look up"], summary="Search the catalog")
    @cached
    def get(self, request: Request) -> Response:
        """Search the catalog; without `q` it is all error codes, by service and code."""
        return self.list(request)


class ErrorView(RetrieveModelMixin, CatalogView):
    """One error code with all its cases."""

    serializer_class = ErrorCodeSerializer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Count the look-up, whether its answer is cached or not."""
        super().initial(request, *args, **kwargs)
        if "HTTP_IF_NONE_MATCH" in request._request.META:
            # A client that asks whether its copy still holds has looked the code up before.
            return
        slug = canonical_slug(kwargs["service"])
        error = get_error(slug, kwargs["code"]) if slug is not None else None
        if error is not None:
            tell(LOOKED_UP, service=error.service, code=error.code)

    def get_object(self) -> KnownError:
        """Return the code, whatever letter case it is asked for in.

        Raises:
            PortalException: when there is no such service or code.
        """
        service, code = self.kwargs["service"], self.kwargs["code"]
        slug = canonical_slug(service)
        if slug is None:
            raise PortalException(portal_errors.NO_SERVICE, service)
        error = get_error(slug, code)
        if error is None:
            raise PortalException(portal_errors.NO_ERROR, code, service)
        return error

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
        ],
    )
    @cached
    def get(self, request: Request, service: str, code: str) -> Response:
        """Look up one error code by its name or by one of its aliases."""
        return self.retrieve(request)


class ServiceListView(ListModelMixin, CatalogView):
    """The services of the catalog."""

    serializer_class = ServiceSerializer
    pagination_class = ServicePagination

    def get_queryset(self) -> Any:
        return all_services()

    @extend_schema(operation_id="list_services", tags=["Look up"], summary="The services of the catalog")
    @cached
    def get(self, request: Request) -> Response:
        """List every service with the number of its codes."""
        return self.list(request)


class ChangeListView(ListModelMixin, CatalogView):
    """The catalog's change log."""

    serializer_class = ChangeSerializer
    pagination_class = ChangePagination

    def get_queryset(self) -> Any:
        return ()

    @extend_schema(operation_id="list_changes", tags=["Follow changes"], summary="What changed since a revision")
    @cached
    def get(self, request: Request) -> Response:
        """List what became of which code, oldest first.

        Every change of the catalog begins a revision, which has a number. Ask with the `edition` of the last answer;
        follow `next` to the end. Where `complete` is false the log does not reach back that far: download the catalog
        again.
        """
        return self.list(request)


class ChangeFeedView(CatalogView):
    """The latest changes as a feed."""

    renderer_classes = (renderers.AtomRenderer, renderers.XMLRenderer)

    @extend_schema(
        operation_id="changes_feed",
        tags=["Follow changes"],
        summary="The latest changes as an Atom feed",
        responses={(200, "application/atom+xml"): OpenApiTypes.STR, (200, "application/xml"): OpenApiTypes.STR},
    )
    @cached
    def get(self, request: Request) -> Response:
        """Return the latest changes, newest first."""
        return Response(atom_feed(latest_changes(), links_for(request._request), reverse("api_changes_feed")))


class CatalogDownloadView(CatalogView):
    """The whole catalog as one file."""

    renderer_classes = (renderers.ExportRenderer,)

    @extend_schema(
        operation_id="download_catalog", tags=["Download"], summary="The whole catalog", responses=ExportSerializer
    )
    @cached
    def get(self, request: Request) -> Response:
        """Return the export of every service, as `manage.py export_catalog` writes it and `import_docs` reads it."""
        return Response(export_json(), headers={"Content-Disposition": 'attachment; filename="catalog.json"'})


class EnumView(CatalogView):
    """The codes of a service as an enum for programs."""

    renderer_classes = (
        renderers.PythonRenderer,
        renderers.PythonAsTextRenderer,
        renderers.TypeScriptRenderer,
        renderers.TypeScriptAsTextRenderer,
    )

    def get_format_suffix(self, **kwargs: Any) -> str:
        """Return the ending of the address, which chooses the renderers."""
        return str(kwargs["language"])

    @extend_schema(
        operation_id="service_enum",
        tags=["Download"],
        summary="The codes of a service as an enum",
        parameters=[
            OpenApiParameter("service", location=OpenApiParameter.PATH, description="The service's slug."),
            OpenApiParameter(
                "language",
                location=OpenApiParameter.PATH,
                enum=["py", "ts"],
                description="`py` for a Python enum, `ts` for a TypeScript object with the type of its values.",
            ),
        ],
        responses={
            (200, each.media_type): OpenApiTypes.STR
            for each in (renderers.PythonRenderer, renderers.TypeScriptRenderer, renderers.PythonAsTextRenderer)
        },
    )
    @cached
    def get(self, request: Request, service: str, language: str) -> Response:
        """Return a module with a name for each code, to be checked in beside the program that uses it."""
        catalog = get_catalog(canonical_slug(service) or service)
        if catalog is None:
            raise PortalException(portal_errors.NO_SERVICE, service)
        return Response(catalog)
