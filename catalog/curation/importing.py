"""Imports that a curator looks at first: what a document would change, row by row, and then its application."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from catalog.curation.models import PendingImport, Source
from catalog.ingest import Picture, read, take_in
from catalog.intake import IntakeError, Reading
from catalog.known_error import ErrorCase, ServiceCatalog
from catalog.store.ownership import refuse_others
from catalog.store.publish import Change

MOST_ROWS = 500
"""Changed rows that a preview shows; it counts all of them."""

MOST_SAMPLES = 5
"""Rows that a preview shows as they were understood."""

KEPT_DAYS = 14
"""Days after which a pending import that nobody applied is deleted."""

_COMPARED = (
    "http_status",
    "message",
    "description",
    "solution",
    "section",
    "withdrawn",
    "replaced_by",
    "retryable",
    "since",
    "until",
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a row, before and after; empty where it had or has nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that an import would change. ``kind`` is new, changed or withdrawn."""

    kind: str
    service: str
    code: str
    http_status: int | None
    message: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """Preview of an import.

    ``counts`` has new, changed, unchanged, withdrawn and rejected rows; ``changes`` the first of them, ``rejected``
    what was not taken as (line, reason), ``samples`` rows as they were understood. ``warning`` says that most of what
    was known would go; then it is applied only if that is said to be meant.
    """

    format: str
    services: tuple[str, ...]
    counts: dict[str, int]
    changes: tuple[RowChange, ...]
    rejected: tuple[tuple[int, str], ...]
    samples: tuple[tuple[str, ErrorCase], ...]
    warning: str

    @property
    def is_empty(self) -> bool:
        """True if nothing would change."""
        return not any(self.counts[kind] for kind in ("new", "changed", "withdrawn"))


def propose(
    data: bytes,
    *,
    name: str,
    format: str = "auto",
    service: str = "",
    service_name: str = "",
    url: str = "",
    part: bool = False,
    author: AbstractBaseUser | None = None,
    source: Source | None = None,
) -> PendingImport:
    """Keep a document for review, if it can be read.

    Raises:
        IntakeError: when it cannot be read; nothing is kept then.
    """
    PendingImport.objects.filter(created__lt=timezone.now() - timedelta(days=KEPT_DAYS)).delete()
    pending = PendingImport(
        name=name[:300],
        data=data,
        format=format,
        service=service,
        service_name=service_name,
        url=url,
        part=part,
        author_id=author.pk if author else None,
        source=source,
    )
    _reading(pending)
    pending.save()
    return pending


def preview(pending: PendingImport) -> Preview:
    """Work out what a pending import would change, and keep nothing of it.

    Raises:
        IntakeError: when the document cannot be read.
        DatabaseError: when the database refuses.
    """
    reading = _reading(pending)
    with transaction.atomic():
        pictures = take_in([(pending.name, reading)], part=pending.part)
        transaction.set_rollback(True)
    return _preview(reading, pictures)


def apply_import(
    pending: PendingImport, *, may_withdraw_much: bool = False, account: AbstractBaseUser | None = None
) -> Preview:
    """Take a pending import into the catalog and delete it. ``account`` is who does; None for the operator.

    Raises:
        NotOwned: when one of its services belongs to another team; nothing is changed then.
        IntakeError: when the document cannot be read; nothing is changed then.
        TooMuchWithdrawn: when most of what is known would go and ``may_withdraw_much`` is false.
        DatabaseError: when the database refuses; nothing is changed then.
    """
    reading = _reading(pending)
    refuse_others(account, [each.service.slug for each in reading.catalogs])
    with transaction.atomic():
        pictures = take_in([(pending.name, reading)], part=pending.part, may_withdraw_much=may_withdraw_much)
        if pending.source is not None:
            Source.objects.filter(pk=pending.source.pk).update(state=Source.State.CURRENT, problem="")
        pending.delete()
    return _preview(reading, pictures)


def _reading(pending: PendingImport) -> Reading:
    return read(
        bytes(pending.data),
        name=pending.name,
        format=pending.format,
        service=pending.service or None,
        service_name=pending.service_name or None,
        url=pending.url or None,
    )


def _preview(reading: Reading, pictures: list[Picture]) -> Preview:
    changes = [change for picture in pictures for change in picture.published.changes]
    kinds = ("new", "changed", "withdrawn")
    counts = {kind: sum(picture.published.count(kind) for picture in pictures) for kind in kinds}
    counts["unchanged"] = sum(picture.published.unchanged for picture in pictures)
    counts["rejected"] = len(reading.rejected)
    return Preview(
        format=reading.format,
        services=tuple(catalog.service.slug for catalog in reading.catalogs),
        counts=counts,
        changes=tuple(map(_row, changes[:MOST_ROWS])),
        rejected=tuple((row.line, row.reason) for row in reading.rejected[:MOST_ROWS]),
        samples=tuple(_samples(reading.catalogs)),
        warning=next((picture.published.much for picture in pictures if picture.published.much), ""),
    )


def _row(change: Change) -> RowChange:
    case = change.after or change.before or ErrorCase("")
    fields = tuple(_differences(change)) if change.kind == "changed" else ()
    return RowChange(change.kind, change.service, change.code, case.http_status, case.message, fields)


def _differences(change: Change) -> Iterator[FieldChange]:
    for name in _COMPARED:
        before, after = getattr(change.before, name, None), getattr(change.after, name, None)
        if before != after:
            yield FieldChange(name, *("" if value is None else str(value) for value in (before, after)))


def _samples(catalogs: tuple[ServiceCatalog, ...]) -> list[tuple[str, ErrorCase]]:
    rows = [(error.code, case) for catalog in catalogs for error in catalog.errors for case in error.cases]
    # From the beginning, the middle and the end: a page is seldom wrong at one place only.
    step = max(1, len(rows) // MOST_SAMPLES)
    return rows[::step][:MOST_SAMPLES]


__all__ = ["IntakeError", "Preview", "RowChange", "apply_import", "preview", "propose"]
