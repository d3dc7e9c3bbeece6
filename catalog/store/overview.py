"""How much of the catalog is filled in, by service."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from catalog import models

_TOLD = {
    "statuses": Q(codes__cases__http_status__isnull=False),
    "messages": ~Q(codes__cases__message=""),
    "descriptions": ~Q(codes__cases__description=""),
    "solutions": ~Q(codes__cases__solution=""),
    "decisions": ~Q(codes__cases__category=""),
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of a service's cases that are not withdrawn, how many say what."""

    slug: str
    name: str
    codes: int
    cases: int
    statuses: int
    messages: int
    descriptions: int
    solutions: int
    decisions: int

    @property
    def score(self) -> int:
        """Percent of the four texts and facts of a case that are there, over all cases; 0 without cases."""
        told = self.statuses + self.messages + self.descriptions + self.solutions
        return round(100 * told / (4 * self.cases)) if self.cases else 0


def coverage() -> list[Coverage]:
    """The coverage of each service, by slug."""
    live = Q(codes__cases__isnull=False, codes__cases__withdrawn__isnull=True)
    counts = {name: Count("codes__cases", filter=live & told, distinct=True) for name, told in _TOLD.items()}
    rows = (
        models.Service.objects.order_by("slug")
        .annotate(
            code_count=Count("codes", distinct=True),
            case_count=Count("codes__cases", filter=live, distinct=True),
            **counts,
        )
        .values("slug", "name", "code_count", "case_count", *_TOLD)
    )
    return [
        Coverage(row["slug"], row["name"], row["code_count"], row["case_count"], *(row[name] for name in _TOLD))
        for row in rows
    ]
