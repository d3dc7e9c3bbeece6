"""Change log of codes by revision, bounded in length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, Max, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from catalog.known_error import CodeChange
from catalog.models import Case, CatalogChange, Code, Revision, Service
from catalog.store.audience import Audience, audience
from catalog.store.replica import may_be_read_from_replica
from catalog.tally import CATALOG_CHANGED, tell

MOST_CHANGES = 100_000
"""Entries that are kept; the oldest revisions go first, each as a whole."""

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class ChangeLog:
    """Slice of the change log, oldest first.

    ``revision`` is the catalog's, read before the entries, so that nothing up to it is missing. ``complete`` says that
    the log reaches back to the requested revision. ``last`` is the position of the last entry if others follow.
    """

    revision: int
    complete: bool
    changes: tuple[CodeChange, ...]
    last: int | None = None


def note_changes(revision: int, changes: Iterable[tuple[str, str, str]], *, hidden: bool = False) -> None:
    """Log changes of codes, each as (service, code, kind), in the transaction of the change itself.

    ``hidden`` says that the public learns nothing of them, as of a deleted code that was internal.
    """
    now = timezone.now()
    entries = list(changes)
    if not entries:
        return
    hidden_codes = _hidden_codes({service for service, _, _ in entries})
    rows = [
        CatalogChange(
            revision=revision,
            service=service,
            code=code,
            kind=kind,
            internal=hidden or (service, code) in hidden_codes,
            changed_at=now,
        )
        for service, code, kind in entries
    ]
    kinds = Counter(row.kind for row in rows)
    transaction.on_commit(lambda: tell(CATALOG_CHANGED, revision=revision, kinds=dict(kinds)))
    if len(rows) > MOST_CHANGES:
        _forget_until(revision)
        return
    CatalogChange.objects.bulk_create(rows, batch_size=_BATCH)
    newest = CatalogChange.objects.aggregate(newest=Max("pk"))["newest"]
    too_old = CatalogChange.objects.filter(pk__lte=newest - MOST_CHANGES).aggregate(revision=Max("revision"))[
        "revision"
    ]
    if too_old is not None:
        _forget_until(too_old)


def what_became_of(row: Model, *, created: bool = False, deleted: bool = False) -> list[tuple[str, str, str]]:
    """Return the change-log entries for a single save or delete of a row; none for a service."""
    if isinstance(row, Code):
        kind = "deleted" if deleted else "new" if created else "changed"
        return [(row.service.slug, row.code, kind)]
    if isinstance(row, Case):
        gone = not deleted and row.withdrawn and not row.code.cases.filter(withdrawn__isnull=True).exists()
        return [(row.code.service.slug, row.code.code, "withdrawn" if gone else "changed")]
    return []


@may_be_read_from_replica
def changes_since(since: int, *, after: int = 0, most: int = 1000) -> ChangeLog:
    """Return at most ``most`` entries of revisions after ``since`` and behind the position ``after``, oldest first."""
    revision = Revision.objects.first()
    number, begins = (revision.number, revision.log_begins) if revision else (0, 0)
    rows = list(_visible().filter(revision__gt=since, pk__gt=after).order_by("pk")[: most + 1])
    page = rows[:most]
    return ChangeLog(
        revision=number,
        complete=begins <= since <= number,
        changes=tuple(_noun(row) for row in page),
        last=page[-1].pk if len(rows) > most else None,
    )


def services_changed(since: int, until: int) -> set[str] | None:
    """Return the services with changed codes in the revisions after ``since`` up to ``until``.

    None where the log does not say all: it begins later, or one of these revisions changed something else than codes.
    """
    revision = Revision.objects.first()
    if revision is None or not revision.log_begins <= since <= until:
        return None
    entries = CatalogChange.objects.filter(revision__gt=since, revision__lte=until)
    logged = set(entries.values_list("revision", flat=True).distinct())
    if len(logged) != until - since:
        return None
    return set(entries.values_list("service", flat=True).distinct())


@may_be_read_from_replica
def latest_changes(most: int = 100) -> tuple[CodeChange, ...]:
    """Return the latest entries, newest first."""
    return tuple(_noun(row) for row in _visible().order_by("-pk")[:most])


def is_hidden(code: Code) -> bool:
    """Return whether the public learns nothing of a code: it is internal, its service is, or it is not published."""
    return code.internal or code.service.internal or code.state != Code.State.PUBLISHED


def _hidden_codes(services: set[str]) -> set[tuple[str, str]]:
    """Return the codes of some services that the public learns nothing of."""
    hidden = Q(internal=True) | Q(service__internal=True) | ~Q(state=Code.State.PUBLISHED)
    return set(Code.objects.filter(hidden, service__slug__in=services).values_list("service__slug", "code"))


def _visible() -> QuerySet[CatalogChange]:
    """Return the entries that the present answer may tell: for the public, none of what is hidden now or was then."""
    rows = CatalogChange.objects.all()
    if audience() is Audience.TEAM:
        return rows
    now = Code.objects.filter(service__slug=OuterRef("service"), code=OuterRef("code"))
    hidden = now.filter(Q(internal=True) | ~Q(state=Code.State.PUBLISHED))
    internal = Service.objects.filter(internal=True).values("slug")
    return rows.filter(internal=False).exclude(service__in=internal).exclude(Exists(hidden))


@may_be_read_from_replica
def changes_of(service: str, code: str, most: int = 10) -> tuple[CodeChange, ...]:
    """Return the latest entries of one code, newest first."""
    rows = CatalogChange.objects.filter(service=service, code=code).order_by("-pk")
    return tuple(_noun(row) for row in rows[:most])


def _forget_until(revision: int) -> None:
    CatalogChange.objects.filter(revision__lte=revision).delete()
    Revision.objects.update(log_begins=revision)


def _noun(row: CatalogChange) -> CodeChange:
    return CodeChange(row.revision, row.service, row.code, row.kind, row.changed_at)
