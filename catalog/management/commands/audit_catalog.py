"""``manage.py audit_catalog``: the catalog checked against itself."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from catalog.audit import RULES, Audit, AuditFinding, audit
from catalog.management.output import say
from catalog.printing.links import links_for


class Command(BaseCommand):
    """Checks every case by its own sample; exits with 1 when anything found is an error."""

    help = "Check every case of the catalog by its own sample body. Exit code 1 when anything found is an error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How to print."""
        parser.add_argument("--format", choices=["text", "json", "sarif"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        """Audit and print."""
        found = audit()
        if options["format"] == "text":
            for finding in found.findings:
                say(self.stdout, _line(finding))
            counted = f"{found.cases} cases, {len(found.findings)} findings"
            say(self.stdout, f"{counted}: {'errors among them' if found.failed else 'no error among them'}")
        else:
            shape = _sarif(found) if options["format"] == "sarif" else _objects(found)
            say(self.stdout, json.dumps(shape, ensure_ascii=False, indent=1), data=True)
        if found.failed:
            sys.exit(1)


def _line(finding: AuditFinding) -> str:
    status = f" {finding.http_status}" if finding.http_status else ""
    return (
        f"{finding.rule.level}: {finding.service} {finding.code}{status} “{finding.message}”: {finding.text}"
        f" [{finding.rule.name}]"
    )


def _objects(found: Audit) -> dict[str, Any]:
    return {
        "cases": found.cases,
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
            for finding in found.findings
        ],
    }


def _sarif(found: Audit) -> dict[str, Any]:
    """The findings as SARIF 2.1.0 (OASIS standard), for tools that show results of linters."""
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
        for finding in found.findings
    ]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": "audit_catalog", "rules": rules}}, "results": results}],
    }
