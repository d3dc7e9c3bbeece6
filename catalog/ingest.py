"""Use case: import a document: read it, publish its rows, report the changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path, PurePath

from django.db import transaction
from django.utils import timezone

from catalog.intake import NO_HINTS, Folder, Hints, Reading, joined_catalogs, read_document, read_folder, read_pack
from catalog.known_error import ServiceCatalog
from catalog.store.import_scope import ImportScope
from catalog.store.lookup import name_of
from catalog.store.publish import Published, TooMuchWithdrawn, note_loaded, publish, was_loaded

__all__ = [
    "Ingested",
    "NameDiffers",
    "Picture",
    "TooMuchWithdrawn",
    "ingest",
    "load_bundled",
    "read",
    "read_all",
    "read_packed",
    "refuse_another_name",
    "take_in",
]

BUNDLED = Path(__file__).parent / "bundled"
"""The folder of the catalog that comes with the portal: one file of the export format for each service."""


class NameDiffers(ValueError):
    """Raised when a document names a service differently from the catalog."""

    def __init__(self, service: str, stored_name: str, name: str) -> None:
        """Take the service, its name in the catalog, and the name given."""
        super().__init__(f"the service {service} is called {stored_name!r} in the catalog, not {name!r}")


@dataclass(frozen=True, slots=True)
class Ingested:
    """A document's content and the result of publishing it."""

    reading: Reading
    published: Published


@dataclass(frozen=True, slots=True)
class Picture:
    """Documents about the same services: their names, their content, and the result of publishing them."""

    names: tuple[str, ...]
    readings: tuple[Reading, ...]
    catalogs: tuple[ServiceCatalog, ...]
    published: Published

    @property
    def is_truncated(self) -> bool:
        """True if rows of a document are missing, so that nothing is withdrawn."""
        return any(reading.truncated for reading in self.readings)


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
    """Import one document in one transaction.

    ``name`` is the document's file name; ``service`` the slug of the service it is about, where it does not say so
    itself; ``service_name`` what to call that service; ``url`` where the document was found. ``step`` is told of every
    number of codes done. With ``dry_run`` everything is worked out and nothing kept.

    Raises:
        IntakeError: when the document cannot be read as what it should be; the catalog is untouched then.
        DatabaseError: when the database refuses; the catalog is untouched then.
    """
    reading = read(data, name=name, format=format, service=service, service_name=service_name, url=url)
    with transaction.atomic():
        pictures = take_in([(name, reading)], step=step)
        if dry_run:
            transaction.set_rollback(True)
    return Ingested(reading, pictures[0].published)


def read(
    data: bytes,
    *,
    name: str,
    format: str = "auto",
    service: str | None = None,
    service_name: str | None = None,
    url: str | None = None,
    hints: Hints = NO_HINTS,
) -> Reading:
    """Read one document, as ``ingest`` does; ``hints`` are given by a person.

    Raises:
        IntakeError: when it cannot be read as what it should be.
    """
    today = timezone.now().date()
    return read_document(
        data, name=name, format=format, service=service, service_name=service_name, today=today, url=url, hints=hints
    )


def read_all(
    documents: Sequence[tuple[str, bytes]],
    *,
    service: str | None = None,
    service_name: str | None = None,
    hints: Hints = NO_HINTS,
    step: Callable[[int], object] = int,
) -> Folder:
    """Read the documents of a folder or an archive, all about one service.

    Raises:
        IntakeError: when none of them is about errors.
    """
    today = timezone.now().date()
    return read_folder(documents, service=service, service_name=service_name, today=today, hints=hints, step=step)


def read_packed(name: str) -> Reading:
    """Read a bundled pack.

    Raises:
        IntakeError: when there is none of that name.
    """
    return read_pack(name, today=timezone.now().date())


def refuse_another_name(service: str | None, name: str | None) -> None:
    """Raise if a service of the catalog would get another name.

    Raises:
        NameDiffers: when it has one that differs.
    """
    stored_name = name_of(service) if service and name else ""
    if service and name and stored_name and stored_name != name:
        raise NameDiffers(service, stored_name, name)


def take_in(
    documents: Iterable[tuple[str, Reading]],
    *,
    part: bool = False,
    whole: bool = False,
    may_withdraw_much: bool = True,
    step: Callable[[int], object] = int,
) -> list[Picture]:
    """Publish documents, each by its name, those of one service together.

    A document that was found at an address speaks of what is known from there, one without of the whole service, as
    all do where they are said to be the ``whole``; as a ``part`` they withdraw nothing.

    Raises:
        DatabaseError: when the database refuses.
        TooMuchWithdrawn: when most of what is known would go, and ``may_withdraw_much`` is false.
    """
    publish_it = partial(
        _published, part=part, whole=whole, may_withdraw_much=may_withdraw_much, today=timezone.now().date(), step=step
    )
    return [publish_it(each) for each in _together(documents)]


def _together(documents: Iterable[tuple[str, Reading]]) -> list[list[tuple[str, Reading]]]:
    """Group the documents that share a service, in the order of each group's first."""
    groups: list[list[tuple[str, Reading]]] = []
    of_service: dict[str, list[tuple[str, Reading]]] = {}
    for document in documents:
        slugs = [catalog.service.slug for catalog in document[1].catalogs]
        joined = {id(of_service[slug]): of_service[slug] for slug in slugs if slug in of_service}
        group, *others = joined.values() or [[]]
        if not joined:
            groups.append(group)
        for other in others:
            of_service |= {each.service.slug: group for _, reading in other for each in reading.catalogs}
            group += other
            other.clear()
        group.append(document)
        of_service |= dict.fromkeys(slugs, group)
    return [group for group in groups if group]


def _published(
    documents: Sequence[tuple[str, Reading]],
    *,
    part: bool,
    whole: bool,
    may_withdraw_much: bool,
    today: date,
    step: Callable[[int], object],
) -> Picture:
    names, readings = tuple(name for name, _ in documents), tuple(reading for _, reading in documents)
    exports = [reading for reading in readings if reading.is_export]
    pages = [reading for reading in readings if not reading.is_export]
    by_service: dict[str, list[ServiceCatalog]] = {}
    for reading in pages:
        for catalog in reading.catalogs:
            by_service.setdefault(catalog.service.slug, []).append(catalog)
    joined = tuple(joined_catalogs(each) for each in by_service.values())
    addresses = {reading.url for reading in pages}
    known_pages = None if whole or None in addresses else frozenset(filter(None, addresses))
    # One of these documents does not miss what another has.
    listed = [
        frozenset(error.code for catalog in catalogs for error in catalog.errors)
        for catalogs in [*(each.catalogs for each in exports), joined]
    ]
    named = frozenset(code for reading in readings for code in reading.named)
    scope = ImportScope(frozenset() if part else None, named, not any(reading.truncated for reading in readings))
    reason = f"import of {', '.join(PurePath(name).name for name in names)}"
    done: list[Published] = []
    for number, (catalogs, is_export) in enumerate([*((each.catalogs, True) for each in exports), (joined, False)]):
        elsewhere = frozenset().union(*listed[:number], *listed[number + 1 :])
        reach = replace(scope, spared=named | elsewhere)
        if catalogs:
            done.append(
                publish(
                    catalogs,
                    today=today,
                    as_it_is=is_export,
                    scope=reach if is_export or part else replace(reach, pages=known_pages),
                    may_withdraw_much=may_withdraw_much,
                    reason=reason,
                    step=step,
                )
            )
    catalogs = (*(catalog for each in exports for catalog in each.catalogs), *joined)
    return Picture(names, readings, catalogs, _summed(done, named))


def _summed(done: Sequence[Published], named: frozenset[str]) -> Published:
    """Merge several results into one; keep the spared codes that unreadable rows name."""
    return Published(
        tuple(change for each in done for change in each.changes),
        sum(each.unchanged for each in done),
        tuple(conflict for each in done for conflict in each.conflicts),
        tuple(dict.fromkeys(code for each in done for code in each.spared if code[1] in named)),
        next((each.much for each in done if each.much), ""),
        any(each.too_much for each in done),
    )


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
