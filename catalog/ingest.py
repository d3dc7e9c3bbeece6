"""The verb that takes a document into the catalog: read it, write what it says, tell what that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from django.db import transaction
from django.utils import timezone

from catalog.intake import Reading, read_document
from catalog.store.publish import Published, note_loaded, publish, was_loaded

BUNDLED = Path(__file__).parent / "bundled"
"""The folder of the catalog that comes with the portal: one file of the export format for each service."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a document held, and what became of its rows."""

    reading: Reading
    published: Published


def ingest(
    data: bytes,
    *,
    name: str,
    format: str = "auto",
    service: str | None = None,
    service_name: str | None = None,
    dry_run: bool = False,
    url: str | None = None,
    step: Callable[[int], object] = int,
) -> Ingested:
    """Take one document into the catalog, in one transaction.

    ``name`` is the document's file name; ``service`` the slug of the service it is about, where it does not say so
    itself; ``service_name`` what to call that service; ``url`` where the document was found. ``step`` is told of every
    number of codes done. With ``dry_run`` everything is worked out and nothing kept.

    Raises:
        IntakeError: when the document cannot be read as what it should be; the catalog is untouched then.
        DatabaseError: when the database refuses; the catalog is untouched then.
    """
    today = timezone.now().date()
    reading = read_document(
        data, name=name, format=format, service=service, service_name=service_name, today=today, url=url
    )
    published = publish(
        reading.catalogs,
        today=today,
        as_it_is=reading.is_export,
        dry_run=dry_run,
        reason=f"import of {PurePath(name).name}",
        step=step,
    )
    return Ingested(reading, published)


def load_bundled() -> list[str]:
    """Load each bundled service that was never loaded into this database; return their slugs."""
    return [slug for slug, path in _bundled() if _load(slug, path, date_of_use=timezone.now().date())]


def _bundled() -> Iterable[tuple[str, Path]]:
    return ((path.stem, path) for path in sorted(BUNDLED.glob("*.json")))


def _load(slug: str, path: Path, *, date_of_use: date) -> bool:
    with transaction.atomic():
        if was_loaded(slug):
            return False
        reading = read_document(path.read_bytes(), name=path.name, format="json", today=date_of_use)
        publish(reading.catalogs, today=date_of_use, as_it_is=True, reason="bundled with the portal")
        note_loaded(slug)
    return True
