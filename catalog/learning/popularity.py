"""How often codes were looked up and met in diagnoses lately: sums of the daily counts."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet, Sum
from django.utils import timezone

from catalog.learning.models import DailyCount

DAYS = 30
"""Days that are summed up."""


def lookups_of(service: str, code: str) -> int:
    """Return how often the page or the REST entry of a code was asked for in the last ``DAYS`` days."""
    rows = _recent().filter(service=service, code=code, kind=DailyCount.Kind.LOOKED_UP)
    return int(rows.aggregate(total=Sum("count"))["total"] or 0)


def most_asked(most: int = 8) -> list[tuple[str, str, int]]:
    """Return the codes that were asked for most in the last ``DAYS`` days, each as (service, code, times)."""
    rows = _recent().exclude(code="").values("service", "code").annotate(total=Sum("count"))
    return [(row["service"], row["code"], row["total"]) for row in rows.order_by("-total", "service", "code")[:most]]


def _recent() -> QuerySet[DailyCount]:
    return DailyCount.objects.filter(day__gte=timezone.now().date() - timedelta(days=DAYS))
