"""Coverage of the catalog: sizes, filled-in fields, latest changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.known_error import CodeChange, ErrorCase, ServiceCatalog
from catalog.store.changes import latest_changes
from catalog.store.in_memory import all_catalogs


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of the filled-in fields of a service's cases that are not withdrawn."""

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
    def shares(self) -> tuple[int, ...]:
        """Percent of the cases with a status, a message, a description, a solution, and machine-readable fields."""
        counts = (self.statuses, self.messages, self.descriptions, self.solutions, self.decisions)
        return tuple(round(100 * each / self.cases) if self.cases else 0 for each in counts)

    @property
    def unsolved(self) -> int:
        """Number of cases without a solution."""
        return self.cases - self.solutions

    @property
    def score(self) -> int:
        """Percent of status, message, description and solution that are filled in; 0 without cases."""
        filled = self.statuses + self.messages + self.descriptions + self.solutions
        return round(100 * filled / (4 * self.cases)) if self.cases else 0


def coverage() -> tuple[Coverage, ...]:
    """Return the coverage of each service, by slug."""
    return tuple(map(coverage_of, all_catalogs()))


def coverage_of(catalog: ServiceCatalog) -> Coverage:
    """Return the coverage of one service."""
    cases = [case for error in catalog.errors for case in error.cases if not case.withdrawn]
    return _covered(catalog.service.slug, catalog.service.name, len(catalog.errors), cases)


@dataclass(frozen=True, slots=True)
class Overview:
    """Overview of the catalog. Statuses and categories count cases that are not withdrawn, under None if unset."""

    services: tuple[Coverage, ...]
    statuses: tuple[tuple[int | None, int], ...]
    categories: tuple[tuple[str | None, int], ...]
    withdrawn: int
    latest: tuple[CodeChange, ...]

    @property
    def codes(self) -> int:
        """Number of codes."""
        return sum(each.codes for each in self.services)

    @property
    def cases(self) -> int:
        """Number of cases that are not withdrawn."""
        return sum(each.cases for each in self.services)


def overview(*, most_changes: int = 1_000) -> Overview:
    """Return the overview from the in-memory snapshot, with the latest changes from the database."""
    cases = [case for catalog in all_catalogs() for error in catalog.errors for case in error.cases]
    live = [case for case in cases if not case.withdrawn]
    statuses = Counter(case.http_status for case in live)
    categories = Counter(case.category for case in live)
    return Overview(
        services=coverage(),
        statuses=tuple(sorted(statuses.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))),
        categories=tuple(sorted(categories.items(), key=lambda pair: (pair[0] is None, -pair[1], pair[0] or ""))),
        withdrawn=len(cases) - len(live),
        latest=latest_changes(most_changes),
    )


def _covered(slug: str, name: str, codes: int, cases: Sequence[ErrorCase]) -> Coverage:
    return Coverage(
        slug,
        name,
        codes,
        len(cases),
        statuses=sum(case.http_status is not None for case in cases),
        messages=sum(bool(case.message) for case in cases),
        descriptions=sum(bool(case.description) for case in cases),
        solutions=sum(bool(case.solution) for case in cases),
        decisions=sum(bool(case.category) for case in cases),
    )
