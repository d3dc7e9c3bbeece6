"""``manage.py audit_catalog``: the catalog checked against itself."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from typing import Any

from catalog.audit import RULES, Audit, AuditFinding, audit
from catalog.management.output import say
from catalog.management.pageless_command import PagelessCommand
from catalog.printing.links import links_for

_LEVELS = ("error", "warning", "note")
_MOST_NAMED = 20
"""Findings of a rule that are named one by one; of more, the first are, unless all are asked for."""
_MOST_SERVICES = 8


class Command(PagelessCommand):
    """Checks every case by its own sample; exits with 1 when anything found is an error."""

    help = "Check every case of the catalog by its own sample body. Exit status 1 if a finding is an error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["text", "json", "sarif"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        result = audit()
        if options["format"] == "text":
            for line in _grouped(result, whole=options["verbosity"] > 1):
                say(self.stdout, line)
            counted = f"{result.cases} cases, {len(result.findings)} findings"
            say(self.stdout, f"{counted}: {'with errors' if result.failed else 'no errors'}")
        else:
            shape = _sarif(result) if options["format"] == "sarif" else _objects(result)
            say(self.stdout, json.dumps(shape, ensure_ascii=False, indent=1), data=True)
        if result.failed:
            sys.exit(1)


def _grouped(result: Audit, *, whole: bool) -> Iterator[str]:
    """Yield the findings by rule, the worst first, each group with advice; ``whole`` names every one."""
    for rule in sorted(RULES, key=lambda rule: _LEVELS.index(rule.level)):
        findings = [finding for finding in result.findings if finding.rule == rule]
        if not findings:
            continue
        services = len({finding.service for finding in findings})
        yield f"{rule.level} {rule.name}: {len(findings)} in {services} service{'s' if services > 1 else ''}"
        yield f"  {rule.text} {rule.advice}"
        most = len(findings) if whole or len(findings) <= _MOST_NAMED else _MOST_NAMED // 2
        yield from (f"  {_line(finding)}" for finding in findings[:most])
        if len(findings) > most:
            counted = Counter(finding.service for finding in findings[most:])
            rest = ", ".join(f"{service} {count}" for service, count in counted.most_common(_MOST_SERVICES))
            yield f"  {len(findings) - most} more (all of them with -v 2): {rest}"


def _line(finding: AuditFinding) -> str:
    status = f" {finding.http_status}" if finding.http_status else ""
    return (
        f"{finding.rule.level}: {finding.service} {finding.code}{status} “{finding.message}”: {finding.text}"
        f" [{finding.rule.name}]"
    )


def _objects(result: Audit) -> dict[str, Any]:
    return {
        "cases": result.cases,
        "findings": [
            {
                "rule": finding.rule.name,
                "level": finding.rule.level,
                "service": finding.service,
                "code": finding.code,
                "http_status": finding.http_status,
                "message": finding.message,
                "text": finding.text,
            }
            for finding in result.findings
        ],
    }


def _sarif(result: Audit) -> dict[str, Any]:
    """Return the findings as SARIF 2.1.0 (OASIS standard)."""
    links = links_for(None)
    rules = [
        {"id": rule.name, "shortDescription": {"text": rule.text}, "defaultConfiguration": {"level": rule.level}}
        for rule in RULES
    ]
    results = [
        {
            "ruleId": finding.rule.name,
            "level": finding.rule.level,
            "message": {"text": f"{finding.code} “{finding.message}”: {finding.text}"},
            "locations": [
                {
                    "physicalLocation": {"artifactLocation": {"uri": links.error(finding.service, finding.code)}},
                    "logicalLocations": [
                        {"fullyQualifiedName": f"{finding.service}/{finding.code}", "kind": "resource"}
                    ],
                }
            ],
        }
        for finding in result.findings
    ]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": "audit_catalog", "rules": rules}}, "results": results}],
    }
