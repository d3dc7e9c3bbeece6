"""Searching the catalog: codes, beginnings of codes, words, filters and pages."""

from __future__ import annotations

import pytest

from catalog.store.search import search
from tests.catalog_rows import service_catalog, store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_services() -> None:
    store(service_catalog("metal"), service_catalog("gate"))


def codes(query: str = "", **narrowed: object) -> list[str]:
    return [error.code for error in search(query, **narrowed).results]  # type: ignore[arg-type]


def test_it_works() -> None:
    assert codes("Metal.0100") == ["Metal.0100"]
    assert codes("metal.01") == ["Metal.0100"]
    assert codes("metal.02") == ["Metal.0204", "Metal.0201"]
    assert codes("image not found") == ["Gate.0204", "Metal.0204"]
    assert codes("timeout REMEDY") == ["Gate.0201", "Metal.0201"]


def test_the_whole_catalog_comes_by_service_and_the_vendors_order() -> None:
    assert codes() == ["Gate.0100", "Gate.0204", "Gate.0201", "Metal.0100", "Metal.0204", "Metal.0201"]


def test_filters_narrow() -> None:
    assert codes(service="metal", http_status=504) == ["Metal.0201"]
    assert codes("found", service="gate") == ["Gate.0100", "Gate.0204"]
    assert codes(service="nobody") == []


def test_pages_follow_each_other() -> None:
    first, second = search(page_size=4), search(page_size=4, page=2)
    assert (first.count, first.pages, len(first.results), len(second.results)) == (6, 2, 4, 2)
    assert search(page=9).results == ()


def test_facets_count_what_each_choice_would_keep() -> None:
    found = search("found", facets=True)
    assert [(each.value, each.count) for each in found.services] == [("gate", 2), ("metal", 2)]
    assert [(each.value, each.count) for each in found.statuses] == [("400", 2), ("404", 2)]


@pytest.mark.parametrize("query", ["%", "_", "' OR 1=1 --", "\\", "x" * 5000, "nothing like that"])
def test_it_rejects_nothing_and_finds_nothing(query: str) -> None:
    assert codes(query) == []
