"""Edit history of an entry as readable differences, and restoring earlier versions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import chain
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Model

from catalog.curation.models import Note
from catalog.models import Case, Code, Service
from catalog.store.ownership import refuse_others

MOST_EDITS = 200
"""Edits that are shown, the latest first."""

_MOST_WORDS = 3_000
"""Words of a text that are compared one by one; of a longer one both versions are shown."""

_LEAST_IN_COMMON = 0.4
"""Share of words that two versions have in common; with fewer, their differences are no easier to read than both."""

_UNSEEN = ("folded", "changed", "position", "vendor_description", "vendor_solution", "source_digest", "imported")
_MODELS: Mapping[str, type[Model]] = {"code": Code, "case": Case, "note": Note}
_PIECE = re.compile(r"\s+|\w+|[^\w\s]")


class CannotBeReverted(ValueError):
    """An earlier version cannot come back; the message says why."""


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """Difference of a field: pieces of text, each same, deleted or inserted."""

    label: str
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a code, of one of its cases, or of its team note. ``action`` is added, changed or deleted.

    ``number`` is that of the version which the change made; that version can be brought back, unless it ``is_present``.
    """

    kind: str
    number: int
    action: str
    title: str
    when: datetime
    by: str
    reason: str
    fields: tuple[FieldEdit, ...]
    is_present: bool


def edits_of(code: Code) -> list[Edit]:
    """Return what was changed of a code, its cases and its team note, the latest first."""
    # A code that was deleted and came back has another number since.
    numbers = {code.pk, *Code.history.filter(service_id=code.service_id, code=code.code).values_list("id", flat=True)}
    rows = {
        "code": Code.history.filter(id__in=numbers),
        "case": Case.history.filter(code_id__in=numbers),
        "note": Note.history.filter(code_id__in=numbers),
    }
    result = chain.from_iterable(_edits(kind, history.select_related("history_user")) for kind, history in rows.items())
    return sorted(result, key=lambda each: (each.when, each.number), reverse=True)[:MOST_EDITS]


@transaction.atomic
def revert(code: Code, kind: str, number: int, *, account: AbstractBaseUser | None = None) -> None:
    """Bring a version of a code, or of one of its cases or notes, back; a row that was deleted comes back with it.

    Raises:
        CannotBeReverted: when there is no such version of that code.
        NotOwned: when the service belongs to another team.
        ValidationError: when the row cannot be like that any more.
    """
    refuse_others(account, [code.service.slug])
    Service.objects.select_for_update().get(pk=code.service_id)
    model = _MODELS.get(kind)
    numbers = {(each.kind, each.number) for each in edits_of(code)}
    if model is None or (kind, number) not in numbers:
        raise CannotBeReverted("The history of this code has no such version.")
    record = model.history.get(history_id=number)  # type: ignore[attr-defined]
    row = code if kind == "code" else model._default_manager.filter(pk=record.id, code=code).first()
    if kind == "note":
        row = row or Note.objects.filter(code=code).first()
    row = row or model(code=code)
    for name in _names(model):
        setattr(row, name, getattr(record, name))
    row.full_clean()
    row._change_reason = f"version of {record.history_date:%Y-%m-%d %H:%M} brought back"  # type: ignore[attr-defined]
    row.save()


def _edits(kind: str, records: Any) -> Iterator[Edit]:
    by_row: dict[int, list[Any]] = {}
    for record in records.order_by("history_date", "history_id"):
        by_row.setdefault(record.id, []).append(record)
    for versions in by_row.values():
        for before, after in zip([None, *versions], versions, strict=False):
            fields = tuple(_fields(_MODELS[kind], before, after))
            if before is not None and after.history_type == "~" and not fields:
                # Such a version differs only in fields that the page does not show.
                continue
            yield Edit(
                kind=kind,
                number=after.history_id,
                action={"+": "added", "-": "deleted"}.get(after.history_type, "changed"),
                title=_title(kind, after),
                when=after.history_date,
                by=after.history_user.get_username() if after.history_user else "",
                reason=after.history_change_reason or "",
                fields=fields,
                is_present=after is versions[-1] and after.history_type != "-",
            )


def _title(kind: str, record: Any) -> str:
    if kind == "case":
        return f"{record.http_status or ''} {record.message or record.description}".strip()[:160]
    return "" if kind == "note" else str(record.code)


def _names(model: type[Model]) -> list[str]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key and not field.is_relation]
    return [field.name for field in fields]


def _fields(model: type[Model], before: Any, after: Any) -> Iterator[FieldEdit]:
    deleted = after.history_type == "-"
    for name in _names(model):
        old = "" if before is None else _text(getattr(before, name))
        new = "" if deleted else _text(getattr(after, name))
        if name not in _UNSEEN and old != new:
            yield FieldEdit(str(model._meta.get_field(name).verbose_name), tuple(_pieces(old, new)))  # type: ignore[union-attr]


def _text(value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _pieces(old: str, new: str) -> Iterator[tuple[str, str]]:
    """The words of two texts, each same, deleted or inserted."""
    first, second = _PIECE.findall(old), _PIECE.findall(new)
    is_long = max(len(first), len(second)) > _MOST_WORDS
    if is_long or SequenceMatcher(None, old.split(), new.split()).ratio() < _LEAST_IN_COMMON:
        yield from (("deleted", old), ("inserted", new))
        return
    for kind, begin, end, start, stop in SequenceMatcher(None, first, second).get_opcodes():
        yield from _piece(kind, first[begin:end], second[start:stop])


def _piece(kind: str, old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    if kind == "equal":
        yield "same", "".join(old)
        return
    if old:
        yield "deleted", "".join(old)
    if new:
        yield "inserted", "".join(new)
