"""Filters of the catalog's lists."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from catalog.api.queries import ErrorQuery, read_query
from catalog.store.search import Filters, SearchPage, search


@dataclass(frozen=True, slots=True)
class ErrorSearch:
    """Query of error codes, which takes a queryset's place in the generic views."""

    query: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: str = "relevance"

    def page(self, number: int, size: int) -> SearchPage:
        """Return a page, counted from 1; one behind the last has no results."""
        return search(self.query, self.filters, page=number, page_size=size, sort=self.sort)


class ErrorFilter(BaseFilterBackend):
    """Filters a list of error codes by the query parameters."""

    query_class = ErrorQuery

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        """Return the codes that match.

        Raises:
            PortalException: for a parameter that is wrong, or that neither filter nor pagination knows.
        """
        query = read_query(request, self.query_class, view.paginator.query_class)
        filters = {each.name: query[each.name] for each in fields(Filters) if query.get(each.name) not in (None, "")}
        return replace(
            queryset,
            query=query.get("q", ""),
            filters=replace(queryset.filters, **filters),
            sort=query.get("sort") or queryset.sort,
        )
