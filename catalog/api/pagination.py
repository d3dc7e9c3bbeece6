"""Pagination: numbered pages of error codes, all services at once, slices of the change log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from catalog.api.exceptions import PortalException
from catalog.api.queries import LARGEST_PAGE, ChangeQuery, PageQuery, read_query
from catalog.known_error import CodeChange, KnownError
from catalog.printing import portal_errors
from catalog.printing.links import links_for
from catalog.store.changes import ChangeLog, changes_since
from catalog.store.search import SearchPage

LARGEST_PIECE = 1000
"""Entries of the change log in one answer."""

_URL_OR_NULL = {"type": ["string", "null"]}


def _object_schema(**properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _address(request: Request) -> str:
    return f"{links_for(request._request).base}{request._request.get_full_path()}"


class ErrorPagination(BasePagination):
    """Numbered pages of an ``ErrorSearch``."""

    query_class = PageQuery
    has_last_page = True
    page: SearchPage

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Sequence[KnownError]:  # type: ignore[override]
        """Return the codes of the page that was asked for.

        Raises:
            PortalException: when there is no such page.
        """
        query = read_query(request, PageQuery, strict=False)
        size = min(query["page_size"], LARGEST_PAGE)
        self.request, self.number = request, query["page"]
        self.page = queryset.page(self.number, size)
        if self.number > self.page.pages:
            raise PortalException(portal_errors.NO_PAGE, self.page.pages)
        return self.page.results

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with the addresses of the pages beside it."""
        return Response(
            {
                "count": self.page.count,
                "partial": self.page.partial,
                "searched_for": self.page.corrected,
                "next": self._link(self.number + 1) if self.number < self.page.pages else None,
                "previous": self._link(self.number - 1) if self.number > 1 else None,
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return what the schema says of a page."""
        return _object_schema(
            count={"type": "integer"},
            partial={
                "type": "boolean",
                "description": "Whether no code has all words of `q`: these have some of them.",
            },
            searched_for={
                "type": ["string", "null"],
                "description": "What was searched for in place of a `q` with mistyped words.",
            },
            next=_URL_OR_NULL,
            previous=_URL_OR_NULL,
            results=schema,
        )

    def _link(self, number: int) -> str:
        return str(replace_query_param(_address(self.request), "page", number))


class RowPagination(BasePagination):
    """Numbered pages of rows of the database."""

    query_class = PageQuery
    has_last_page = True

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        """Return the rows of the page that was asked for.

        Raises:
            PortalException: when there is no such page.
        """
        query = read_query(request, PageQuery, strict=False)
        pages = Paginator(queryset, min(query["page_size"], LARGEST_PAGE))
        if query["page"] > pages.num_pages:
            raise PortalException(portal_errors.NO_PAGE, pages.num_pages)
        self.request, self.page = request, pages.page(query["page"])
        return list(self.page)

    def get_paginated_response(self, data: Any) -> Response:
        """Return the page with the addresses of the pages beside it."""
        page = self.page
        address = _address(self.request)
        following = replace_query_param(address, "page", page.number + 1) if page.has_next() else None
        before = replace_query_param(address, "page", page.number - 1) if page.has_previous() else None
        return Response({"count": page.paginator.count, "next": following, "previous": before, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return what the schema says of a page."""
        return _object_schema(count={"type": "integer"}, next=_URL_OR_NULL, previous=_URL_OR_NULL, results=schema)


class ServicePagination(BasePagination):
    """All services at once, as ``results``."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        """Return all of them."""
        return queryset

    def get_paginated_response(self, data: Any) -> Response:
        """Return them in an object."""
        return Response({"results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return what the schema says of them."""
        return _object_schema(results=schema)


class ChangePagination(BasePagination):
    """Slices of the change log, oldest first, from a revision on."""

    query_class = ChangeQuery
    log: ChangeLog

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Sequence[CodeChange]:  # type: ignore[override]
        """Return the entries of the piece that was asked for."""
        query = read_query(request, ChangeQuery)
        self.request, self.since = request, query["since"]
        self.log = changes_since(self.since, after=query["after"], most=LARGEST_PIECE)
        return self.log.changes

    def get_paginated_response(self, data: Any) -> Response:
        """Return the piece with where the log goes on."""
        log = self.log
        following = replace_query_param(_address(self.request), "after", log.last)
        return Response(
            {
                "edition": log.revision,
                "since": self.since,
                "complete": log.complete,
                "next": following if log.last else None,
                "changes": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return what the schema says of a piece."""
        return _object_schema(
            edition={"type": "integer", "description": "The catalog's revision: ask with it next time."},
            since={"type": "integer"},
            complete={"type": "boolean", "description": "Whether the log reaches back to `since`."},
            next=_URL_OR_NULL | {"description": "Where the log goes on."},
            changes=schema,
        )
