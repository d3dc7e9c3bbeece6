"""Fast path for guidance as JSON: the output of ``GuidanceSerializer`` at a tenth of its cost.

A diagnosis is answered anew each time, and a log has hundreds of findings; everything else is printed by serializers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from catalog.diagnosis.guidance import Finding, Guidance
from catalog.diagnosis.match_results import Match
from catalog.known_error import ErrorCase
from catalog.message_template import Parameter
from catalog.printing.links import Links


def guidance_object(guidance: Guidance, links: Links) -> dict[str, Any]:
    """Return a whole answer, ready for ``json.dumps``."""
    return {"outcome": guidance.outcome, "findings": [_finding(each, links) for each in guidance.findings]}


def _machine_fields(case: ErrorCase) -> dict[str, Any]:
    return {
        "retryable": case.retryable,
        "retry_after": case.retry_after,
        "fault": case.fault,
        "category": case.category,
        "severity": case.severity,
    }


def _vendor(description: str | None, solution: str | None) -> dict[str, Any]:
    return {"vendor": {"description": description or "", "solution": solution or ""}} if description or solution else {}


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
        **_machine_fields(match.case),
        "since": match.case.since,
        "until": match.case.until,
        **_vendor(match.vendor_description, match.vendor_solution),
        "confidence": match.confidence,
        "reasons": list(match.reasons),
        "url": links.error(match.service, match.code),
    }
