"""The whole catalog, page by page, out of the held index: what a search without a query finds, in the same order."""

from __future__ import annotations

import pytest

from catalog.store.held import held_page
from catalog.store.search import search
from tests.catalog_rows import service_catalog, store

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    store(service_catalog("metal"), service_catalog("gate"))
    errors, count = held_page(first=2, most=3)
    assert ([each.code for each in errors], count) == (["Gate.0201", "Metal.0100", "Metal.0204"], 6)


@pytest.mark.parametrize("service", [None, "metal", "nobody"])
@pytest.mark.parametrize("http_status", [None, 400, 504, 418])
def test_it_is_what_a_search_without_a_query_finds(service: str | None, http_status: int | None) -> None:
    store(service_catalog("metal"), service_catalog("gate"))
    for page in (1, 2, 9):
        found = search(service=service, http_status=http_status, page=page, page_size=2)
        errors, count = held_page(service=service, http_status=http_status, first=2 * (page - 1), most=2)
        assert (tuple(errors), count) == (found.results, found.count)
