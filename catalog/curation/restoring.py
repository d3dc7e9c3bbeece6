"""Restoring deleted codes with all their cases and their team note from the history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Model

from catalog.curation.models import Note
from catalog.models import Case, Code, Service, fold_code
from catalog.store.ownership import refuse_others

MOST_DELETED = 500
"""Deleted codes that are listed, the latest first."""

_TOGETHER = timedelta(minutes=1)
"""How far apart the deletions of a code and of its cases may be recorded: they are of one transaction."""


class CannotBeRestored(ValueError):
    """A deleted code cannot come back; the message says why."""


@dataclass(frozen=True, slots=True)
class DeletedCode:
    """A code that was deleted. ``number`` is that of its record in the history; ``by`` who deleted it, if known."""

    number: int
    service: str
    code: str
    deleted: datetime
    by: str
    cases: int


def deleted_codes() -> list[DeletedCode]:
    """Return the codes that were deleted and are not there again, the latest first."""
    records = Code.history.filter(history_type="-").select_related("history_user").order_by("-history_date")
    slugs = dict(Service.objects.values_list("pk", "slug"))
    there = {(service, folded) for service, folded in Code.objects.values_list("service_id", "folded")}
    deleted: list[DeletedCode] = []
    seen: set[tuple[int, str]] = set()
    for record in records[: 4 * MOST_DELETED]:
        key = (record.service_id, fold_code(record.code))
        if key in there or key in seen or record.service_id not in slugs or len(deleted) == MOST_DELETED:
            continue
        seen.add(key)
        by = record.history_user.get_username() if record.history_user else ""
        cases = len(_cases_of(record))
        deleted.append(
            DeletedCode(record.history_id, slugs[record.service_id], record.code, record.history_date, by, cases)
        )
    return deleted


@transaction.atomic
def restore(number: int, *, account: AbstractBaseUser | None = None) -> Code:
    """Bring a deleted code back with its cases, as they were when it was deleted.

    Raises:
        CannotBeRestored: when there is no such record, its service is gone, or the code is there again.
        NotOwned: when the service belongs to another team.
    """
    record = Code.history.filter(history_id=number, history_type="-").first()
    if record is None:
        raise CannotBeRestored("The history has no such deletion.")
    service = Service.objects.select_for_update().filter(pk=record.service_id).first()
    if service is None:
        raise CannotBeRestored(f"The service of {record.code} was deleted as well. Make it again first.")
    refuse_others(account, [service.slug])
    if service.codes.filter(folded=fold_code(record.code)).exists():
        raise CannotBeRestored(f"{service.slug} has a code {record.code} again.")
    code = Code(**_values(record, Code, leave_out=("service",)), service=service)
    code.save()
    for case in _cases_of(record):
        Case(**_values(case, Case, leave_out=("code",)), code=code).save()
    note = Note.history.filter(history_type="-", code_id=record.id).order_by("history_date").last()
    if note is not None:
        Note(code=code, text=note.text).save()
    return code


def _cases_of(record: Any) -> list[Any]:
    """Return the last records of the cases that were deleted with a code."""
    begin, end = record.history_date - _TOGETHER, record.history_date + _TOGETHER
    records: Iterable[Any] = Case.history.filter(
        history_type="-", code_id=record.id, history_date__gte=begin, history_date__lte=end
    ).order_by("position", "id")
    return list({each.id: each for each in records}.values())


def _values(record: Any, model: type[Model], *, leave_out: tuple[str, ...]) -> dict[str, Any]:
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    return {name: getattr(record, name) for name in names if name not in leave_out}
