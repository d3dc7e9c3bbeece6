"""Pagination: numbered pages of error codes, all services at once, slices of the change log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.paginator import Paginator
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from catalog.api.exceptions import PortalException
from catalog.api.queries import LARGEST_PAGE, ChangeQuery, PageQuery, read_query
from catalog.known_error import CodeChange
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


class RowPagination(BasePagination):
    """Numbered pages of rows of the database, with the addresses of those beside each."""

    query_class = PageQuery
    has_last_page = True
    more_schema: ClassVar[Mapping[str, Any]] = {}

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        """Return what stands on the page that was asked for.

        Raises:
            PortalException: when there is no such page.
        """
        query = read_query(request, PageQuery, strict=False)
        self.request, self.number = request, query["page"]
        results = self.cut(queryset, min(query["page_size"], LARGEST_PAGE))
        if self.number > self.pages:
            raise PortalException(portal_errors.NO_PAGE, self.pages)
        return results

    def cut(self, queryset: Any, size: int) -> Any:
        """Return the page ``number``, and note how many pages and results there are, and what else is to be told."""
        pages = Paginator(queryset, size)
        self.count, self.pages, self.more = pages.count, pages.num_pages, dict[str, Any]()
        return list(pages.get_page(self.number))

    def get_paginated_response(self, data: Any) -> Response:
        following = self._link(self.number + 1) if self.number < self.pages else None
        before = self._link(self.number - 1) if self.number > 1 else None
        return Response({"count": self.count, **self.more, "next": following, "previous": before, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        beside = {"next": _URL_OR_NULL, "previous": _URL_OR_NULL}
        return _object_schema(count={"type": "integer"}, **self.more_schema, **beside, results=schema)

    def _link(self, number: int) -> str:
        return str(replace_query_param(_address(self.request), "page", number))


class ErrorPagination(RowPagination):
    """Numbered pages of an ``ErrorSearch``."""

    more_schema: ClassVar = {
        "partial": {
            "type": "boolean",
            "description": "Whether no code has all words of `q`: these have some of them.",
        },
        "searched_for": {
            "type": ["string", "null"],
            "description": "What was searched for in place of a `q` with mistyped words.",
        },
    }

    def cut(self, queryset: Any, size: int) -> Any:
        """Return the codes of the page ``number``."""
        page: SearchPage = queryset.page(self.number, size)
        self.count, self.pages = page.count, page.pages
        self.more = {"partial": page.partial, "searched_for": page.corrected}
        return page.results


class ServicePagination(BasePagination):
    """All services at once, as ``results``."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        """Return all of them."""
        return queryset

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
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
        return _object_schema(
            edition={"type": "integer", "description": "The catalog's revision: ask with it next time."},
            since={"type": "integer"},
            complete={"type": "boolean", "description": "Whether the log reaches back to `since`."},
            next=_URL_OR_NULL | {"description": "Where the log goes on."},
            changes=schema,
        )
