"""The cases that lack something, the most asked first, and edits of many of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.learning.models import DailyCount, Feedback
from catalog.learning.popularity import DAYS
from catalog.models import Case, Service, fold_code
from catalog.store.ownership import refuse_others
from catalog.store.revision import one_revision

GAPS: Mapping[str, Q] = {
    "no-solution": Q(solution=""),
    "no-meaning": Q(description=""),
    "no-category": Q(category=""),
    "no-status": Q(http_status=None),
}
"""Conditions for a case with a gap, by filter name. Withdrawn cases are excluded."""

SORTS: Mapping[str, tuple[str, ...]] = {
    "asked": ("-asked", "code__service__slug", "code__code", "position"),
    "code": ("code__service__slug", "code__code", "position"),
}

OF_CASES = ("category", "retryable", "fault", "severity", "section")
OF_CODES = ("state", "internal")
MOST_AT_ONCE = 500
"""Cases that one edit may change."""


class ChangedMeanwhile(ValueError):
    """Somebody else has changed the case since it was shown."""


def worklist(*, q: str = "", service: str = "", gap: str = "", unhelpful: bool = False, sort: str = "asked") -> Any:
    """Return cases with ``asked``, how often their code was asked for in the last days, and their ``version``.

    ``gap`` is one of ``GAPS``; ``unhelpful`` keeps those of codes that readers found unhelpful.
    """
    since = timezone.now().date() - timedelta(days=DAYS)
    named = {"service": OuterRef("code__service__slug"), "code": OuterRef("code__code")}
    counts = DailyCount.objects.filter(day__gte=since, **named).order_by().values("service", "code")
    total = Subquery(counts.annotate(total=Sum("count")).values("total"), output_field=IntegerField())
    versions = Case.history.filter(id=OuterRef("pk")).order_by().values("id").annotate(last=Max("history_id"))
    rows: QuerySet[Any] = Case.objects.select_related("code__service").annotate(
        asked=Coalesce(total, Value(0)), version=Coalesce(Subquery(versions.values("last")), Value(0))
    )
    if gap in GAPS:
        rows = rows.filter(GAPS[gap], withdrawn=None)
    if service:
        rows = rows.filter(code__service__slug__iexact=service)
    if unhelpful:
        rows = rows.filter(Exists(Feedback.objects.filter(helpful=False, **named)))
    if q:
        words = Q(message__icontains=q) | Q(description__icontains=q) | Q(solution__icontains=q)
        rows = rows.filter(Q(code__folded__contains=fold_code(q)) | words)
    return rows.order_by(*SORTS.get(sort, SORTS["asked"]), "pk")


@transaction.atomic
def edit_many(numbers: list[int], values: Mapping[str, Any], *, account: AbstractBaseUser | None = None) -> int:
    """Set fields of cases, and of their codes, to the same values; return how many cases there were.

    Raises:
        NotOwned: when one of them is another team's; nothing is changed then.
        ValidationError: when a value is none; nothing is changed then.
    """
    rows = list(Case.objects.select_related("code__service").filter(pk__in=numbers[:MOST_AT_ONCE]).order_by("pk"))
    refuse_others(account, {row.code.service.slug for row in rows})
    _hold(rows)
    with one_revision():
        _set_all(rows, values)
    return len(rows)


def _set_all(rows: list[Case], values: Mapping[str, Any]) -> None:
    for row in rows:
        for name in OF_CASES:
            if name in values:
                setattr(row, name, values[name])
        if row.retryable in (Case.Retryable.NO, Case.Retryable.AFTER_CHANGE):
            row.retry_after = None
        if any(name in values for name in OF_CASES):
            row.full_clean()
            row.save()
    for code in {row.code_id: row.code for row in rows}.values():
        for name in OF_CODES:
            if name in values:
                setattr(code, name, values[name])
        if any(name in values for name in OF_CODES):
            code.full_clean()
            code.save()


def version_of(case: Case) -> int:
    """Return the number of a case's present version, by which an edit says what it has seen."""
    return Case.history.filter(id=case.pk).order_by("-history_id").values_list("history_id", flat=True).first() or 0


@transaction.atomic
def edit_case(number: int, values: Mapping[str, Any], *, seen: int, account: AbstractBaseUser | None = None) -> Case:
    """Set fields of a case.

    Raises:
        ChangedMeanwhile: when its version is not the one that was ``seen``, or it is gone.
        NotOwned: when it is another team's.
        ValidationError: when a value is none.
    """
    row = Case.objects.select_related("code__service").filter(pk=number).first()
    if row is not None:
        refuse_others(account, [row.code.service.slug])
        _hold([row])
        row = Case.objects.select_related("code__service").filter(pk=number).first()
    if row is None or version_of(row) != seen:
        raise ChangedMeanwhile("Somebody else has changed this case meanwhile. It is shown as it is now.")
    for name, value in values.items():
        setattr(row, name, value.replace("\r\n", "\n") if isinstance(value, str) else value)
    row.full_clean()
    row.save()
    return row


def _hold(rows: list[Case]) -> None:
    """Hold the services of cases until the transaction ends, always in the same order."""
    numbers = {row.code.service_id for row in rows}
    list(Service.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by(F("pk")))
