"""Filters of the catalog's lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from catalog.api.queries import ErrorQuery, read_query
from catalog.known_error import KnownError
from catalog.store.held import held_page
from catalog.store.search import search


@dataclass(frozen=True, slots=True)
class ErrorCodes:
    """The error codes that a list is about, all until it is filtered: what a queryset is to an ORM view."""

    q: str = ""
    service: str | None = None
    http_status: int | None = None

    def page(self, number: int, size: int) -> tuple[Sequence[KnownError], int]:
        """Return the codes of a page, counted from 1, and how many there are altogether."""
        if self.q:
            found = search(self.q, service=self.service, http_status=self.http_status, page=number, page_size=size)
            return found.results, found.count
        return held_page(service=self.service, http_status=self.http_status, first=(number - 1) * size, most=size)


class ErrorFilter(BaseFilterBackend):
    """Narrow a list of error codes to what the query asks for."""

    query_class = ErrorQuery

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        """Return the codes that match.

        Raises:
            PortalException: for a parameter that is wrong, or that neither filter nor pagination knows.
        """
        query = read_query(request, self.query_class, view.paginator.query_class)
        return replace(queryset, **{name: value for name, value in query.items() if name in self.query_class().fields})
