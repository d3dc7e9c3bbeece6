"""Finding errors by what a person types: one door, whatever database is behind it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from catalog import models
from catalog.known_error import KnownError
from catalog.store.lookup import errors

LONGEST_QUERY = 300
"""Characters of a query that are looked at."""

MOST_WORDS = 8
"""Words of a query that are looked at."""

WEIGHTS = (
    ("code is the query", 0),
    ("code begins with the query", 1),
    ("code contains the query", 2),
    ("a message contains the query", 3),
    ("its words stand in code, message, description and solution", 4),
)
"""How hits are ranked: the first line that holds decides; within a line, by service and the vendor's order."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice of a filter and how many of the hits it would keep."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits, how many there are in all, and what they could be narrowed to."""

    results: tuple[KnownError, ...]
    count: int
    page: int
    page_size: int
    services: tuple[Facet, ...] = ()
    statuses: tuple[Facet, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // self.page_size))


def search(
    query: str = "",
    *,
    service: str | None = None,
    http_status: int | None = None,
    page: int = 1,
    page_size: int = 20,
    facets: bool = False,
) -> SearchPage:
    """The errors that fit ``query`` and the filters, best first; without a query all of them, by service and code.

    ``http_status`` keeps the codes that have a case with it. A page behind the last one has no results.
    """
    words = " ".join(query[:LONGEST_QUERY].split())
    rows = _matching(words)
    narrowed = rows
    if service:
        narrowed = narrowed.filter(service__slug=service)
    if http_status is not None:
        narrowed = narrowed.filter(pk__in=models.Case.objects.filter(http_status=http_status).values("code"))
    count = narrowed.count()
    first = (page - 1) * page_size
    keys = list(_ranked(narrowed, words).values_list("pk", flat=True)[first : first + page_size])
    found = {(each.service, each.code): each for each in errors(models.Code.objects.filter(pk__in=keys))}
    names = dict(_names(keys))
    return SearchPage(
        results=tuple(found[names[key]] for key in keys),
        count=count,
        page=page,
        page_size=page_size,
        services=_service_facets(rows, http_status) if facets else (),
        statuses=_status_facets(rows, service) if facets else (),
    )


def _matching(words: str) -> QuerySet[models.Code]:
    rows = models.Code.objects.all()
    for word in words.split()[:MOST_WORDS]:
        cases = models.Case.objects.filter(
            Q(message__icontains=word) | Q(description__icontains=word) | Q(solution__icontains=word)
        )
        rows = rows.filter(Q(folded__contains=models.fold_code(word)) | Q(pk__in=cases.values("code")))
    return rows


def _ranked(rows: QuerySet[models.Code], words: str) -> QuerySet[models.Code]:
    if not words:
        return rows.order_by("service__slug", "position", "code")
    folded = models.fold_code(words)
    in_message = models.Case.objects.filter(message__icontains=words).values("code")
    conditions = (Q(folded=folded), Q(folded__startswith=folded), Q(folded__contains=folded), Q(pk__in=in_message))
    rank = Case(
        *(When(condition, then=Value(weight)) for condition, (_, weight) in zip(conditions, WEIGHTS, strict=False)),
        default=Value(WEIGHTS[-1][1]),
        output_field=IntegerField(),
    )
    return rows.annotate(rank=rank).order_by("rank", "service__slug", "position", "code")


def _names(keys: list[int]) -> list[tuple[int, tuple[str, str]]]:
    rows = models.Code.objects.filter(pk__in=keys).values_list("pk", "service__slug", "code")
    return [(pk, (slug, code)) for pk, slug, code in rows]


def _service_facets(rows: QuerySet[models.Code], http_status: int | None) -> tuple[Facet, ...]:
    if http_status is not None:
        rows = rows.filter(pk__in=models.Case.objects.filter(http_status=http_status).values("code"))
    counted = rows.values_list("service__slug").annotate(n=Count("pk")).order_by("service__slug")
    return tuple(Facet(slug, n) for slug, n in counted)


def _status_facets(rows: QuerySet[models.Code], service: str | None) -> tuple[Facet, ...]:
    if service:
        rows = rows.filter(service__slug=service)
    counted = (
        models.Case.objects.filter(code__in=rows.values("pk"), http_status__isnull=False)
        .values_list("http_status")
        .annotate(n=Count("code", distinct=True))
        .order_by("http_status")
    )
    return tuple(Facet(str(status), n) for status, n in counted)
