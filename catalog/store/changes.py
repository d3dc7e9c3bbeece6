"""The log of what became of which code in which edition, as far back as it is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Model
from django.utils import timezone

from catalog.known_error import CodeChange
from catalog.models import Case, CatalogChange, Code, Edition
from catalog.store.replica import may_be_read_from_replica

MOST_CHANGES = 100_000
"""Entries that are kept; the oldest editions go first, each as a whole."""

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class ChangeLog:
    """A piece of the log, oldest first.

    ``edition`` is the catalog's edition, which was read first: nothing up to it is missing. ``complete`` is whether the
    log reaches back to the edition that was asked from. ``last`` is the place of the last entry where others follow.
    """

    edition: int
    complete: bool
    changes: tuple[CodeChange, ...]
    last: int | None = None


def note_changes(edition: int, changes: Iterable[tuple[str, str, str]]) -> None:
    """Write what became of codes, each as (service, code, kind), in the transaction of the change itself."""
    now = timezone.now()
    rows = [
        CatalogChange(edition=edition, service=service, code=code, kind=kind, changed_at=now)
        for service, code, kind in changes
    ]
    if not rows:
        return
    if len(rows) > MOST_CHANGES:
        _forget_until(edition)
        return
    CatalogChange.objects.bulk_create(rows, batch_size=_BATCH)
    newest = CatalogChange.objects.aggregate(newest=Max("pk"))["newest"]
    too_old = CatalogChange.objects.filter(pk__lte=newest - MOST_CHANGES).aggregate(edition=Max("edition"))["edition"]
    if too_old is not None:
        _forget_until(too_old)


def what_became_of(row: Model, *, created: bool = False, deleted: bool = False) -> list[tuple[str, str, str]]:
    """What a single save or delete of a row means for its code; nothing where it is a service's."""
    if isinstance(row, Code):
        kind = "deleted" if deleted else "new" if created else "changed"
        return [(row.service.slug, row.code, kind)]
    if isinstance(row, Case):
        gone = not deleted and row.withdrawn and not row.code.cases.filter(withdrawn__isnull=True).exists()
        return [(row.code.service.slug, row.code.code, "withdrawn" if gone else "changed")]
    return []


@may_be_read_from_replica
def changes_since(since: int, *, after: int = 0, most: int = 1000) -> ChangeLog:
    """At most ``most`` entries of the editions after ``since``, those behind the place ``after``, oldest first."""
    edition = Edition.objects.first()
    number, begins = (edition.number, edition.log_begins) if edition else (0, 0)
    rows = list(CatalogChange.objects.filter(edition__gt=since, pk__gt=after).order_by("pk")[: most + 1])
    shown = rows[:most]
    return ChangeLog(
        edition=number,
        complete=begins <= since <= number,
        changes=tuple(_noun(row) for row in shown),
        last=shown[-1].pk if len(rows) > most else None,
    )


@may_be_read_from_replica
def latest_changes(most: int = 100) -> tuple[CodeChange, ...]:
    """The latest entries, newest first."""
    return tuple(_noun(row) for row in CatalogChange.objects.order_by("-pk")[:most])


@may_be_read_from_replica
def changes_of(service: str, code: str, most: int = 10) -> tuple[CodeChange, ...]:
    """Return the latest entries of one code, newest first."""
    rows = CatalogChange.objects.filter(service=service, code=code).order_by("-pk")
    return tuple(_noun(row) for row in rows[:most])


def _forget_until(edition: int) -> None:
    CatalogChange.objects.filter(edition__lte=edition).delete()
    Edition.objects.update(log_begins=edition)


def _noun(row: CatalogChange) -> CodeChange:
    return CodeChange(row.edition, row.service, row.code, row.kind, row.changed_at)
