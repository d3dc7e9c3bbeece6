"""Guidance and catalog entries as the objects that the REST interface and ``--json`` print."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from catalog.diagnosis.guidance import Finding, Guidance
from catalog.diagnosis.matching import Match
from catalog.known_error import CodeChange, ErrorCase, KnownError, Service
from catalog.message_template import Parameter
from catalog.printing.links import Links


def guidance_object(guidance: Guidance, links: Links) -> dict[str, Any]:
    """A whole answer, ready for ``json.dumps``."""
    return {"outcome": guidance.outcome, "findings": [_finding(each, links) for each in guidance.findings]}


def error_object(error: KnownError, links: Links) -> dict[str, Any]:
    """A code with all its cases, ready for ``json.dumps``."""
    return {
        "service": error.service,
        "code": error.code,
        "url": links.error(error.service, error.code),
        "aliases": list(error.aliases),
        "cases": [case_object(case) for case in error.cases],
    }


def service_object(service: Service, codes: int, links: Links) -> dict[str, Any]:
    """A service with the number of its codes, ready for ``json.dumps``."""
    return {
        "service": service.slug,
        "name": service.name,
        "vendor": service.vendor,
        "codes": codes,
        "url": links.service(service.slug),
        "documentation": service.documentation,
        "updated": day(service.updated),
    }


def change_object(change: CodeChange, links: Links) -> dict[str, Any]:
    """What became of a code, ready for ``json.dumps``; a code that is gone has no page."""
    return {
        "edition": change.edition,
        "service": change.service,
        "code": change.code,
        "kind": change.kind,
        "changed": change.changed.isoformat(timespec="seconds"),
        "url": None if change.kind == "deleted" else links.error(change.service, change.code),
    }


def case_object(case: ErrorCase) -> dict[str, Any]:
    """A case, ready for ``json.dumps``."""
    return {
        "section": case.section,
        "http_status": case.http_status,
        "message": case.message,
        "description": case.description,
        "solution": case.solution,
        "source": {
            "url": case.source.url,
            "updated": day(case.source.updated),
            "imported": day(case.source.imported),
        },
        "withdrawn": day(case.withdrawn),
        "replaced_by": case.replaced_by,
        **machine_fields(case),
        **_vendor(case.vendor_description, case.vendor_solution),
    }


def machine_fields(case: ErrorCase) -> dict[str, Any]:
    """What a program acts on without reading prose; each None until somebody has decided."""
    return {
        "retryable": case.retryable,
        "retry_after": case.retry_after,
        "fault": case.fault,
        "category": case.category,
        "severity": case.severity,
    }


def _vendor(description: str | None, solution: str | None) -> dict[str, Any]:
    """The vendor's own words, where people of the portal have written others in their place."""
    return {"vendor": {"description": description or "", "solution": solution or ""}} if description or solution else {}


def day(value: date | None) -> str | None:
    """A date as ISO 8601 writes it."""
    return value.isoformat() if value else None


def _finding(finding: Finding, links: Links) -> dict[str, Any]:
    read = finding.read
    return {
        "outcome": finding.outcome,
        "occurrences": finding.occurrences,
        "lines": list(finding.lines) if finding.lines else None,
        "variants": [
            {"parameters": _parameters(each.parameters), "occurrences": each.occurrences, "line": each.line}
            for each in finding.variants
        ],
        "read": {
            "format": read.format,
            "code": read.code,
            "message": read.message,
            "http_status": read.http_status,
            "request_id": read.request_id,
        },
        "matches": [_match(each, links) for each in finding.matches],
        "services": [
            {"service": each.slug, "name": each.name, "url": links.service(each.slug)} for each in finding.services
        ],
        "services_count": finding.services_count,
        "suggestions": [
            {
                "service": each.service,
                "code": each.code,
                "message": each.message,
                "url": links.error(each.service, each.code),
                "why": each.why,
            }
            for each in finding.suggestions
        ],
        "advice": finding.advice,
        "wait": finding.wait,
        "reference": links.reference(finding.reference) if finding.reference else None,
        "notes": [{"kind": each.kind, "text": each.text} for each in finding.notes],
    }


def _parameters(parameters: Iterable[Parameter]) -> list[dict[str, Any]]:
    return [{"name": each.name, "values": list(each.values)} for each in parameters]


def _match(match: Match, links: Links) -> dict[str, Any]:
    return {
        "service": match.service,
        "code": match.code,
        "http_status": match.case.http_status,
        "section": match.case.section,
        "message": match.case.message,
        "parameters": _parameters(match.parameters),
        "description": match.description,
        "solution": match.solution,
        **machine_fields(match.case),
        **_vendor(match.vendor_description, match.vendor_solution),
        "confidence": match.confidence,
        "reasons": list(match.reasons),
        "url": links.error(match.service, match.code),
    }
