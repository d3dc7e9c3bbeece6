"""A small catalog for tests of the store and of the doors, written into the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from catalog.known_error import BodyFormat, ErrorCase, KnownError, Service, ServiceCatalog, Source
from catalog.store.publish import Published, publish

TODAY = date(2026, 1, 2)


def case(message: str, status: int | None = 400, **values: object) -> ErrorCase:
    """A case with words of its own."""
    values.setdefault("description", f"Meaning of {message}")
    values.setdefault("solution", f"Remedy of {message}")
    values.setdefault("section", "Common errors")
    values.setdefault("source", Source("https://docs.example.com/e", date(2025, 7, 25), TODAY))
    return ErrorCase(message, status, **values)  # type: ignore[arg-type]


def service_catalog(slug: str = "metal", *errors: KnownError, **facts: object) -> ServiceCatalog:
    """A service with ``errors``, or with three made for it."""
    facts.setdefault("prefixes", (f"{slug.title()}.",))
    facts.setdefault("body", BodyFormat("error_code", "error_msg"))
    expected = errors or (
        KnownError(slug, f"{slug.title()}.0100", (case("Servers not found: [{id}, ...]", 404),)),
        KnownError(slug, f"{slug.title()}.0204", (case("Image not found"),)),
        KnownError(slug, f"{slug.title()}.0201", (case("Request is too large.", 413), case("Backend timeout.", 504))),
    )
    return ServiceCatalog(Service(slug, name=slug.title(), **facts), expected)  # type: ignore[arg-type]


def store(*catalogs: ServiceCatalog, as_it_is: bool = True) -> Published:
    """Write catalogs into the database."""
    return publish(catalogs or (service_catalog(),), today=TODAY, as_it_is=as_it_is)


def for_the_file(fill: Callable[[], object], *, autouse: bool = True) -> Any:
    """A fixture: rows that all tests of a file find, written once; those that a test writes itself end with it."""

    @pytest.fixture(scope="module", autouse=autouse)
    def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
        with django_db_blocker.unblock(), transaction.atomic():
            fill()
            yield
            transaction.set_rollback(True)

    return rows
