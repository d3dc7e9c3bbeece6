"""Imports that a curator looks at first: what a document would change, row by row, and then its application."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.curation.models import PendingImport, Source
from catalog.ingest import Picture, read, read_all, read_packed, take_in
from catalog.intake import NO_HINTS, PACK_PREFIX, Hints, IntakeError, Pack, Reading, archived, is_archive, packs
from catalog.known_error import ErrorCase, ServiceCatalog
from catalog.models import Service
from catalog.store.ownership import refuse_others
from catalog.store.publish import Change, Conflict

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
    what was not taken as (line, reason), ``aside`` tables and columns that were not read, likewise; ``untaken``
    counts lines that look like codes and are in no row. ``conflicts`` are fields that the page changed and that the
    team has set otherwise: the team's stay. ``samples`` are rows as they were understood. ``warning``
    says that most of what was known would go; then it is applied only if that is said to be meant.
    """

    format: str
    services: tuple[str, ...]
    counts: dict[str, int]
    changes: tuple[RowChange, ...]
    rejected: tuple[tuple[int, str], ...]
    aside: tuple[tuple[int, str], ...]
    untaken: int
    conflicts: tuple[Conflict, ...]
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
    hints: Hints = NO_HINTS,
    author: AbstractBaseUser | None = None,
    source: Source | None = None,
) -> PendingImport:
    """Keep a document for review, if it can be read; ``hints`` are what a person says of it by hand.

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
        hints=hints.as_data(),
        author_id=author.pk if author else None,
        source=source,
    )
    _readings(pending)
    pending.save()
    return pending


def pending_imports() -> QuerySet[PendingImport]:
    """Return what waits for review, the latest first; a document's bytes are read where they are asked for."""
    return PendingImport.objects.select_related("author", "source").defer("data")


def propose_pack(name: str, *, author: AbstractBaseUser | None = None) -> PendingImport:
    """Keep a pack that comes with the portal for review.

    Raises:
        IntakeError: when there is none of that name.
    """
    return propose(b"", name=f"{PACK_PREFIX}{name}", author=author)


def offered_packs() -> list[tuple[Pack, bool]]:
    """The packs that come with the portal, each with whether the catalog has its service."""
    slugs = set(Service.objects.filter(slug__in=[each.service for each in packs()]).values_list("slug", flat=True))
    return [(each, each.service in slugs) for each in packs()]


def read_again(pending: PendingImport, hints: Hints) -> None:
    """Keep what a person says of a pending import by hand, if it can be read so.

    Raises:
        IntakeError: when it cannot be read; what was said before stays.
    """
    pending.hints = hints.as_data()
    _readings(pending)
    pending.save(update_fields=["hints"])


def preview(pending: PendingImport) -> Preview:
    """Work out what a pending import would change, and keep nothing of it.

    Raises:
        IntakeError: when the document cannot be read.
        DatabaseError: when the database refuses.
    """
    readings = _readings(pending)
    with transaction.atomic():
        pictures = take_in(readings, part=pending.part)
        transaction.set_rollback(True)
    return _preview([reading for _, reading in readings], pictures)


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
    readings = _readings(pending)
    refuse_others(account, [each.service.slug for _, reading in readings for each in reading.catalogs])
    with transaction.atomic():
        pictures = take_in(readings, part=pending.part, may_withdraw_much=may_withdraw_much)
        if pending.source is not None:
            Source.objects.filter(pk=pending.source.pk).update(state=Source.State.CURRENT, problem="")
        pending.delete()
    return _preview([reading for _, reading in readings], pictures)


def _readings(pending: PendingImport) -> list[tuple[str, Reading]]:
    """The documents that a pending import is, each by its name: a pack, those of an archive, or a single one."""
    data = bytes(pending.data)
    service, service_name = pending.service or None, pending.service_name or None
    hints = Hints.of_data(pending.hints)
    if not data and pending.name.startswith(PACK_PREFIX):
        return [(pending.name, read_packed(pending.name.removeprefix(PACK_PREFIX)))]
    if pending.format == "auto" and is_archive(data):
        folder = read_all(list(archived(data)), service=service, service_name=service_name, hints=hints)
        return list(folder.readings)
    reading = read(
        data,
        name=pending.name,
        format=pending.format,
        service=service,
        service_name=service_name,
        url=pending.url or None,
        hints=hints,
    )
    return [(pending.name, reading)]


def _preview(readings: list[Reading], pictures: list[Picture]) -> Preview:
    changes = [change for picture in pictures for change in picture.published.changes]
    kinds = ("new", "changed", "withdrawn")
    counts = {kind: sum(picture.published.count(kind) for picture in pictures) for kind in kinds}
    counts["unchanged"] = sum(picture.published.unchanged for picture in pictures)
    rejected = [row for reading in readings for row in reading.rejected]
    counts["rejected"] = len(rejected)
    return Preview(
        format=", ".join(dict.fromkeys(reading.format for reading in readings)),
        services=tuple(dict.fromkeys(catalog.service.slug for picture in pictures for catalog in picture.catalogs)),
        counts=counts,
        changes=tuple(map(_row, changes[:MOST_ROWS])),
        rejected=tuple((row.line, row.reason) for row in rejected[:MOST_ROWS]),
        aside=tuple(islice(_aside(readings), MOST_ROWS)),
        untaken=sum(len(reading.untaken) for reading in readings),
        conflicts=tuple(conflict for picture in pictures for conflict in picture.published.conflicts)[:MOST_ROWS],
        samples=tuple(_samples([catalog for picture in pictures for catalog in picture.catalogs])),
        warning=next((picture.published.much for picture in pictures if picture.published.much), ""),
    )


def _aside(readings: list[Reading]) -> Iterator[tuple[int, str]]:
    """Yield what was skipped, not read, doubtful, or looks like a code in no row, each with its line."""
    for reading in readings:
        for table in reading.left_alone:
            yield table.line, f"{table.title or _('a table')}: {table.reason}"
        for unread in reading.unread:
            title = unread.title or _("a table")
            yield (
                unread.line,
                _("%(title)s: columns not read: %(columns)s") % {"title": title, "columns": ", ".join(unread.columns)},
            )
        for doubt in reading.doubtful:
            yield doubt.line, f"{doubt.code}: {doubt.reason}"
        for each in reading.untaken:
            yield each.line, _("%(code)s looks like a code and is in no row") % {"code": each.code}


def _row(change: Change) -> RowChange:
    case = change.after or change.before or ErrorCase("")
    fields = tuple(_differences(change)) if change.kind == "changed" else ()
    return RowChange(change.kind, change.service, change.code, case.http_status, case.message, fields)


def _differences(change: Change) -> Iterator[FieldChange]:
    for name in _COMPARED:
        before, after = getattr(change.before, name, None), getattr(change.after, name, None)
        if before != after:
            yield FieldChange(name, *("" if value is None else str(value) for value in (before, after)))


def _samples(catalogs: list[ServiceCatalog]) -> list[tuple[str, ErrorCase]]:
    rows = [(error.code, case) for catalog in catalogs for error in catalog.errors for case in error.cases]
    # From the beginning, the middle and the end: a page is seldom wrong at one place only.
    step = max(1, len(rows) // MOST_SAMPLES)
    return rows[::step][:MOST_SAMPLES]


__all__ = ["IntakeError", "Preview", "RowChange", "apply_import", "preview", "propose", "propose_pack", "read_again"]
