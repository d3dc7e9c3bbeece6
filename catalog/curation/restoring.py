"""Restoring deleted codes with all their cases, their team note and their comments from the history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, User
from django.db import transaction
from django.db.models import Model

from catalog.curation.models import Comment, Note
from catalog.models import Case, Code, Service, fold_code
from catalog.store.ownership import refuse_others
from catalog.store.revision import one_revision

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
        cases = len(_deleted_with(record, Case))
        deleted.append(
            DeletedCode(record.history_id, slugs[record.service_id], record.code, record.history_date, by, cases)
        )
    return deleted


@transaction.atomic
def restore(number: int, *, account: AbstractBaseUser | None = None) -> Code:
    """Bring a deleted code back with its cases, its note and its comments, as they were when it was deleted.

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
    with one_revision():
        code.save()
        for case in _deleted_with(record, Case):
            Case(**_values(case, Case, leave_out=("code",)), code=code).save()
    for note in _deleted_with(record, Note):
        Note(code=code, text=note.text).save()
    for comment in _deleted_with(record, Comment):
        # The author may have been deleted as well since.
        author = User.objects.filter(pk=comment.author_id).first()
        row = Comment.objects.create(code=code, author=author, text=comment.text)
        Comment.objects.filter(pk=row.pk).update(created=comment.created)
    return code


def _deleted_with(record: Any, model: Any) -> list[Any]:
    """Return the last records of the cases, notes or comments that were deleted with a code."""
    begin, end = record.history_date - _TOGETHER, record.history_date + _TOGETHER
    order = ("position", "id") if model is Case else ("id",)
    records: Iterable[Any] = model.history.filter(
        history_type="-", code_id=record.id, history_date__gte=begin, history_date__lte=end
    ).order_by(*order)
    return list({each.id: each for each in records}.values())


def _values(record: Any, model: type[Model], *, leave_out: tuple[str, ...]) -> dict[str, Any]:
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    return {name: getattr(record, name) for name in names if name not in leave_out}
