"""Reads from the in-memory snapshot of the catalog, which work while the database is unavailable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from catalog.known_error import KnownError, Service, ServiceCatalog
from catalog.store.lookup import ServiceSummary
from catalog.store.snapshot import current_index


def get_error(slug: str, code: str) -> KnownError | None:
    """Return the error of a service by its code, spelled exactly or else in any letter case, or by an alias of it."""
    errors = [error for error in current_index().with_code(code) if error.service == slug]
    return next((error for error in errors if error.code == code), next(iter(errors), None))


def get_error_exactly(slug: str, code: str) -> KnownError | None:
    """Return the error of a service by its exact code; None if there is none."""
    return next((each for each in current_index().with_code(code) if (each.service, each.code) == (slug, code)), None)


def errors_with_code(code: str) -> Sequence[KnownError]:
    """Return the errors of any service with this code in any letter case, by service."""
    return current_index().with_code(code)


def errors_spelled_like(code: str) -> Sequence[KnownError]:
    """Return the errors whose code differs only in delimiters, leading zeros, and letters like digits."""
    return current_index().spelled_like(code)


def get_service(slug: str) -> Service | None:
    """Return a service by its slug."""
    return current_index().services.get(slug)


def canonical_slug(slug: str) -> str | None:
    """Return a service's slug as stored, given in any letter case; None if there is no such service."""
    services = current_index().services
    return slug if slug in services else next((each for each in services if each.lower() == slug.lower()), None)


def all_catalogs() -> Iterable[ServiceCatalog]:
    """Return every service with its errors, by slug and in the vendor's order."""
    return current_index().catalogs.values()


def get_catalog(slug: str) -> ServiceCatalog | None:
    """Return a service with its errors."""
    return current_index().catalogs.get(slug)


def all_services() -> list[ServiceSummary]:
    """Return all services with the number of their codes, by slug."""
    return [ServiceSummary(each.service, len(each.errors)) for each in current_index().catalogs.values()]
