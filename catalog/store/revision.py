"""Revision of the catalog: the number by which every worker notices a change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections, transaction
from django.db.models import F, Model
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from catalog.models import Case, Code, Revision, Service, Synonyms
from catalog.store.changes import is_hidden, note_changes, what_became_of

_ONLY = 1
_NUMBER = f"SELECT number FROM {Revision._meta.db_table} WHERE id = %s"  # noqa: S608 - a name of our own

_saved_together: ContextVar[list[tuple[Model, bool]] | None] = ContextVar("saved_together", default=None)


@dataclass(frozen=True, slots=True)
class RevisionMark:
    """Number of a revision, 0 before anything was stored, and when it began."""

    number: int
    changed: datetime | None


def current_revision() -> int:
    """Return the number of the current revision; 0 before anything was stored."""
    # Asked for every answer where nobody polls: building the query would take longer than the database does.
    with connections[Revision.objects.db].cursor() as cursor:
        cursor.execute(_NUMBER, [_ONLY])
        row = cursor.fetchone()
    return row[0] if row else 0


def revision_mark() -> RevisionMark:
    """Return the current revision and when it began."""
    row = Revision.objects.filter(pk=_ONLY).first()
    return RevisionMark(row.number, row.changed) if row else RevisionMark(0, None)


def begin_revision() -> int:
    """Increment the revision in the transaction of the change; return the new number."""
    moved = Revision.objects.filter(pk=_ONLY).update(number=F("number") + 1, changed=timezone.now())
    if not moved:
        Revision.objects.get_or_create(pk=_ONLY)
    return current_revision()


@contextmanager
def one_revision() -> Iterator[None]:
    """Begin one revision for everything saved within, in one transaction; deletions begin their own."""
    saved: list[tuple[Model, bool]] = []
    with transaction.atomic():
        token = _saved_together.set(saved)
        try:
            yield
        finally:
            _saved_together.reset(token)
        if saved:
            changes: dict[tuple[str, str], str] = {}
            for instance, created in saved:
                for service, code, kind in what_became_of(instance, created=created):
                    if changes.get((service, code)) in (None, "changed"):
                        changes[service, code] = kind
            note_changes(begin_revision(), ((service, code, kind) for (service, code), kind in changes.items()))


def watch() -> None:
    """Begin a revision and log the change with every single save and delete of a catalog row.

    Synonyms decide what a search answers, so they begin one, too.

    Bulk writes send no signals; ``publish`` calls ``begin_revision`` itself.
    """
    for model in (Service, Code, Case, Synonyms):
        for signal, handler in ((post_save, _saved), (post_delete, _deleted)):
            signal.connect(handler, sender=model, dispatch_uid=f"revision-{model.__name__}-{id(signal)}")


def _saved(instance: Model, *, created: bool, raw: bool, **_: object) -> None:
    together = _saved_together.get()
    if together is not None:
        together.append((instance, created))
        return
    # In one transaction, so that nobody reads the revision before its log entry exists.
    with transaction.atomic():
        revision = begin_revision()
        if not raw:
            note_changes(revision, what_became_of(instance, created=created))


def _deleted(instance: Model, *, origin: Any = None, **_: object) -> None:
    begun_by = getattr(origin, "model", type(origin))
    if isinstance(instance, Case) and begun_by is not Case:
        # Deleting a code deletes its cases; the log has one entry for the code, and its revision is theirs.
        return
    with transaction.atomic():
        revision = begin_revision()
        hidden = isinstance(instance, Code) and is_hidden(instance)
        note_changes(revision, what_became_of(instance, deleted=True), hidden=hidden)
