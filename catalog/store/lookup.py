"""Reading the catalog out of the database, as nouns."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count, QuerySet

from catalog import models
from catalog.known_error import (
    MARK_KINDS,
    BodyFormat,
    ErrorCase,
    KnownError,
    Marks,
    Referral,
    Service,
    ServiceCatalog,
    Source,
)
from catalog.store.audience import Audience
from catalog.store.replica import may_be_read_from_replica

_AT_ONCE = 2000
_FIELDS = (
    *("code_id", "message", "http_status", "description", "solution", "section", "withdrawn", "replaced_by", "former"),
    *("retryable", "retry_after", "fault", "category", "severity", "vendor_description", "vendor_solution", "sample"),
    "vendor_decisions",
    *("since", "until"),
    *("source_url", "source_updated", "imported", "source_digest"),
)


@dataclass(frozen=True, slots=True)
class ServiceSummary:
    """A service and how many codes are known of it."""

    service: Service
    codes: int


@may_be_read_from_replica
def services(slugs: Sequence[str] | None = None, *, audience: Audience = Audience.TEAM) -> list[ServiceSummary]:
    """All services, or those of ``slugs``, by slug, each with the number of its codes."""
    rows = models.Service.objects.annotate(code_count=Count("codes")).order_by("slug")
    if audience is Audience.PUBLIC:
        rows = rows.filter(internal=False)
    if slugs is not None:
        rows = rows.filter(slug__in=slugs)
    return [ServiceSummary(service_noun(row), row.code_count) for row in rows]


def name_of(slug: str) -> str:
    """Return what a service is called; empty for none, or one without a name."""
    return models.Service.objects.filter(slug=slug).values_list("name", flat=True).first() or ""


@may_be_read_from_replica
def whole_catalog(
    slugs: Sequence[str] | None = None, *, audience: Audience = Audience.TEAM
) -> tuple[ServiceCatalog, ...]:
    """Every service with every error, by slug and in the vendor's order. A code is an error once it has a case.

    For the public, what is internal is left out.
    """
    summaries = services(slugs, audience=audience)
    errors: dict[str, list[KnownError]] = {summary.service.slug: [] for summary in summaries}
    # Plain rows, and of them only some at a time: the whole catalog as objects of Django's would take a gigabyte.
    of_these = {"service__slug__in": list(errors)} if slugs is not None else {}
    published = models.Code.objects.filter(state=models.Code.State.PUBLISHED, **of_these)
    if audience is Audience.PUBLIC:
        published = published.filter(internal=False, service__internal=False)
    codes = published.order_by("service__slug", "position", "code")
    rows = models.Case.objects.filter(**{f"code__{name}": value for name, value in of_these.items()})
    cases: dict[int, list[ErrorCase]] = {}
    for row in rows.order_by("code_id", "position", "pk").values_list(*_FIELDS, named=True).iterator(_AT_ONCE):
        cases.setdefault(row.code_id, []).append(case_noun(row))
    fields = ("pk", "service__slug", "code", "aliases", "internal")
    for number, slug, code, aliases, internal in codes.values_list(*fields).iterator(_AT_ONCE):
        if number in cases:
            errors[slug].append(KnownError(slug, code, tuple(cases.pop(number)), _texts(aliases), internal))
    return tuple(ServiceCatalog(each.service, tuple(errors[each.service.slug])) for each in summaries)


def any_internal() -> bool:
    """Return whether a service or a code is internal."""
    internal = models.Service.objects.filter(internal=True).exists()
    return internal or models.Code.objects.filter(internal=True).exists()


def errors(rows: QuerySet[models.Code]) -> list[KnownError]:
    """Code rows as nouns, by service and in the vendor's order, with their cases; those without any are none yet."""
    codes = (
        rows.filter(cases__isnull=False, state=models.Code.State.PUBLISHED)
        .distinct()
        .select_related("service")
        .prefetch_related("cases")
        .order_by("service__slug", "position", "code")
    )
    return [error_noun(row) for row in codes]


def error_noun(row: models.Code) -> KnownError:
    """A code row, its service and cases at hand, as a noun."""
    return KnownError(
        row.service.slug,
        row.code,
        tuple(case_noun(case) for case in row.cases.all()),
        _texts(row.aliases),
        row.internal,
    )


@lru_cache(maxsize=1000)
def _source(url: str | None, updated: date | None, imported: date | None, digest: str | None) -> Source:
    """A source, one for all the rows that came from it."""
    return Source(url, updated, imported, digest)


def case_noun(row: models.Case) -> ErrorCase:
    """A case row as a noun: an object of Django's, or a plain row with the same names."""
    return ErrorCase(
        message=row.message,
        http_status=row.http_status,
        description=row.description,
        solution=row.solution,
        section=sys.intern(row.section),
        source=_source(row.source_url or None, row.source_updated, row.imported, row.source_digest or None),
        withdrawn=row.withdrawn,
        replaced_by=row.replaced_by or None,
        retryable=row.retryable or None,
        retry_after=row.retry_after,
        fault=row.fault or None,
        category=row.category or None,
        vendor_decisions=tuple(sorted(row.vendor_decisions.items())),
        severity=row.severity or None,
        former=tuple(each for each in row.former if isinstance(each, str)) if isinstance(row.former, list) else (),
        vendor_description=row.vendor_description if row.vendor_description != row.description else None,
        vendor_solution=row.vendor_solution if row.vendor_solution != row.solution else None,
        sample=row.sample,
        since=row.since or None,
        until=row.until or None,
    )


def service_noun(row: models.Service) -> Service:
    """A service row as a noun. Lists that an editor left in a wrong shape are read as far as they go."""
    body = BodyFormat(row.code_field, row.message_field) if row.code_field or row.message_field else None
    prefixes = row.prefixes if isinstance(row.prefixes, list) else []
    referrals = row.referrals if isinstance(row.referrals, list) else []
    return Service(
        slug=row.slug,
        name=row.name,
        vendor=row.vendor,
        prefixes=tuple(prefix for prefix in prefixes if isinstance(prefix, str) and prefix),
        documentation=row.documentation or None,
        updated=row.updated,
        support_url=row.support_url or None,
        body=body,
        referrals=tuple(
            Referral(str(each["prefix"]), str(each.get("title", "")))
            for each in referrals
            if isinstance(each, dict) and each.get("prefix")
        ),
        marks=Marks(**{kind: _texts(row.marks.get(kind)) for kind in MARK_KINDS})
        if isinstance(row.marks, dict)
        else Marks(),
        internal=row.internal,
    )


def _texts(value: object) -> tuple[str, ...]:
    """The non-empty strings of a JSON list; none for anything else."""
    return tuple(each for each in value if isinstance(each, str) and each) if isinstance(value, list) else ()
