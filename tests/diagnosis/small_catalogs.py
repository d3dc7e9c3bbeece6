"""Catalogs of a few errors, for tests of one kind of text."""

from __future__ import annotations

from catalog.known_error import ErrorCase, KnownError, Marks, Service, ServiceCatalog


def catalog_of(slug: str, *errors: tuple[str, str], marks: Marks | None = None) -> ServiceCatalog:
    """A service with errors, each a code and the message of its only case."""
    made = (KnownError(slug, code, (ErrorCase(message, None),)) for code, message in errors)
    return ServiceCatalog(Service(slug, marks=marks or Marks()), tuple(made))
