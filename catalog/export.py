"""Use case: export the catalog as JSON of the project's own format, or one service as CSV."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

from catalog.known_error import MARK_KINDS, ErrorCase, KnownError, Marks, Service, ServiceCatalog
from catalog.store.audience import audience
from catalog.store.lookup import whole_catalog

FORMAT_NAME = "error-catalog"
FORMAT_VERSION = 1

CSV_FIELDS = ("code", "http_status", "message", "description", "solution", "section")


class UnknownService(LookupError):
    """Raised when the catalog has no service of that slug."""


def export_json(slugs: list[str] | None = None) -> str:
    """Return the catalog, or the services of ``slugs``, with its provenance.

    It holds no date or number of its own, so that importing it elsewhere and exporting again gives the same bytes.

    Raises:
        UnknownService: when one of ``slugs`` is in no catalog.
    """
    catalogs = _chosen(slugs)
    document = {"format": FORMAT_NAME, "version": FORMAT_VERSION, "services": [_service(each) for each in catalogs]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def export_csv(slug: str) -> str:
    """Return the cases of one service, a row each, with the six fields of tabular input.

    Raises:
        UnknownService: when the catalog has no such service.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_FIELDS)
    for error in _chosen([slug])[0].errors:
        for case in error.cases:
            row = {"code": error.code, **{name: getattr(case, name) for name in CSV_FIELDS if name != "code"}}
            writer.writerow("" if row[name] is None else row[name] for name in CSV_FIELDS)
    return out.getvalue()


def _chosen(slugs: list[str] | None) -> tuple[ServiceCatalog, ...]:
    catalogs = whole_catalog(slugs, audience=audience())
    missing = set(slugs or ()) - {each.service.slug for each in catalogs}
    if missing:
        raise UnknownService(f"the catalog has no service {', '.join(sorted(missing))}")
    return catalogs


def _service(catalog: ServiceCatalog) -> dict[str, Any]:
    service: Service = catalog.service
    return {
        "service": service.slug,
        "name": service.name,
        "vendor": service.vendor,
        "prefixes": list(service.prefixes),
        "documentation": service.documentation,
        "updated": _day(service.updated),
        "support_url": service.support_url,
        "body": {"code_field": service.body.code_field, "message_field": service.body.message_field}
        if service.body
        else None,
        "referrals": [{"prefix": each.prefix, "title": each.title} for each in service.referrals],
        **({"marks": marks_object(service.marks)} if service.marks else {}),
        **({"internal": True} if service.internal else {}),
        "errors": [_error(error) for error in catalog.errors],
    }


def _error(error: KnownError) -> dict[str, Any]:
    return {
        "code": error.code,
        **({"aliases": list(error.aliases)} if error.aliases else {}),
        **({"internal": True} if error.internal else {}),
        "cases": [_case(case) for case in error.cases],
    }


def marks_object(marks: Marks) -> dict[str, list[str]]:
    """Return marks as JSON holds them: the kinds that have any, each a list."""
    return {kind: list(values) for kind in MARK_KINDS if (values := getattr(marks, kind))}


def _case(case: ErrorCase) -> dict[str, Any]:
    return {
        "section": case.section,
        "http_status": case.http_status,
        "message": case.message,
        "description": case.description,
        "solution": case.solution,
        "source": {
            "url": case.source.url,
            "updated": _day(case.source.updated),
            "imported": _day(case.source.imported),
            **({"digest": case.source.digest} if case.source.digest else {}),
        },
        "withdrawn": _day(case.withdrawn),
        "replaced_by": case.replaced_by,
        "retryable": case.retryable,
        **({"retry_after": case.retry_after} if case.retry_after else {}),
        "fault": case.fault,
        "category": case.category,
        "severity": case.severity,
        # Fields that most cases lack are left out where empty, so that an export of thousands stays readable.
        **({"former": list(case.former)} if case.former else {}),
        **({"sample": case.sample} if case.sample else {}),
        **({"since": case.since} if case.since else {}),
        **({"until": case.until} if case.until else {}),
        **({} if case.vendor_description is None else {"vendor_description": case.vendor_description}),
        **({"vendor_decisions": dict(case.vendor_decisions)} if case.vendor_decisions else {}),
        **({} if case.vendor_solution is None else {"vendor_solution": case.vendor_solution}),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
