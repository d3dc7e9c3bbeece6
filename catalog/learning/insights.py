"""Sums of the daily counts: diagnoses, known and unknown errors, missing solutions."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum
from django.utils import timezone

from catalog.learning.models import DailyCount, Feedback, Unknown
from catalog.store.in_memory import get_error

MOST_ROWS = 20
"""Rows of each list of the insights."""

WEEKS = 12
"""Weeks that are shown."""


@dataclass(frozen=True, slots=True)
class Week:
    """One week, from Monday on, with the numbers of its diagnoses and look-ups."""

    begins: date
    known: int
    ambiguous: int
    unknown: int
    looked_up: int

    @property
    def diagnosed(self) -> int:
        """How many errors were diagnosed."""
        return self.known + self.ambiguous + self.unknown

    @property
    def known_percent(self) -> int:
        """Percent of the diagnosed errors that were known; 0 without any."""
        return round(100 * self.known / self.diagnosed) if self.diagnosed else 0


@dataclass(frozen=True, slots=True)
class AskedCode:
    """A code and how often it was asked for in the period. ``solved`` is whether its entry has a solution."""

    service: str
    code: str
    count: int
    solved: bool


@dataclass(frozen=True, slots=True)
class Insights:
    """The whole period, by week, service and code."""

    weeks: tuple[Week, ...]
    services: tuple[tuple[str, int], ...]
    codes: tuple[AskedCode, ...]
    without_solution: tuple[AskedCode, ...]
    unknown: tuple[Unknown, ...]
    helpful: int
    unhelpful: int


def insights(*, weeks: int = WEEKS, service: str = "") -> Insights:
    """Sum up the last ``weeks`` weeks, this one included; of one ``service``, whose unknown errors nobody knows."""
    today = timezone.now().date()
    first = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    rows = DailyCount.objects.filter(day__gte=first)
    voted = Feedback.objects.filter(created__date__gte=first)
    if service:
        rows, voted = rows.filter(service=service), voted.filter(service=service)
    diagnosed = rows.exclude(code="").values("service", "code").annotate(total=Sum("count")).order_by("-total", "code")
    codes = [_asked_code(row["service"], row["code"], row["total"]) for row in diagnosed[:500]]
    services = rows.exclude(service="").values_list("service").annotate(total=Sum("count")).order_by("-total")
    votes = voted.aggregate(yes=Count("pk", filter=Q(helpful=True)), no=Count("pk", filter=Q(helpful=False)))
    return Insights(
        weeks=tuple(_weeks(rows.values_list("day", "kind", "outcome").annotate(total=Sum("count")), first, weeks)),
        services=tuple(services[:MOST_ROWS]),
        codes=tuple(codes[:MOST_ROWS]),
        without_solution=tuple([each for each in codes if not each.solved][:MOST_ROWS]),
        unknown=tuple(Unknown.objects.filter(state=Unknown.State.OPEN, last_seen__date__gte=first)[:MOST_ROWS]),
        helpful=votes["yes"],
        unhelpful=votes["no"],
    )


def insights_csv(*, weeks: int = WEEKS) -> str:
    """Return the daily counts of the period as CSV: day, kind, outcome, service, code, count."""
    today = timezone.now().date()
    first = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    fields = ("day", "kind", "outcome", "service", "code", "count")
    writer.writerow(fields)
    for row in DailyCount.objects.filter(day__gte=first).order_by(*fields[:-1]).values_list(*fields).iterator():
        # A spreadsheet would run what begins like a formula.
        writer.writerow(f"'{each}" if isinstance(each, str) and each[:1] in "=+-@\t" else each for each in row)
    return out.getvalue()


def _asked_code(service: str, code: str, count: int) -> AskedCode:
    error = get_error(service, code)
    return AskedCode(service, code, count, bool(error and any(case.solution for case in error.cases)))


def _weeks(rows: Iterable[tuple[date, str, str, int]], first: date, weeks: int) -> Iterable[Week]:
    sums: dict[tuple[date, str], int] = {}
    for day, kind, outcome, total in rows:
        key = (day - timedelta(days=day.weekday()), outcome if kind == DailyCount.Kind.DIAGNOSED else kind)
        sums[key] = sums.get(key, 0) + total
    for number in range(weeks):
        begins = first + timedelta(days=7 * number)
        known, ambiguous, unknown, looked_up = (
            sums.get((begins, name), 0) for name in ("known", "ambiguous", "unknown", DailyCount.Kind.LOOKED_UP)
        )
        yield Week(begins, known, ambiguous, unknown, looked_up)
