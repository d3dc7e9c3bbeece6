"""The verb that checks the catalog against itself: every entry proves itself by its own sample."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from catalog.diagnosis.guidance import Guidance
from catalog.known_error import ErrorCase, KnownError, Service
from catalog.message_template import parse_template
from catalog.store.lookup import whole_catalog
from catalog.troubleshoot import troubleshoot


@dataclass(frozen=True, slots=True)
class Rule:
    """A thing the audit looks for; ``level`` is error, warning or note, as SARIF has them."""

    name: str
    level: str
    text: str


NOT_ITSELF = Rule("comes-back-as-another", "error", "A case's own sample body must come back as that case.")
CLASHING = Rule("clashing-meanings", "error", "One code, status and message must not have two meanings.")
OVERLAPPING = Rule("overlapping-message", "warning", "A message alone should tell its case from all others.")
NO_SOLUTION = Rule("empty-solution", "warning", "Every case should say what to do.")

RULES = (NOT_ITSELF, CLASHING, OVERLAPPING, NO_SOLUTION)


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One thing that is wrong with one case."""

    rule: Rule
    service: str
    code: str
    http_status: int | None
    message: str
    text: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit looked at and found."""

    cases: int
    findings: tuple[AuditFinding, ...]

    @property
    def failed(self) -> bool:
        """Whether anything found is an error."""
        return any(finding.rule.level == "error" for finding in self.findings)


def audit(slugs: list[str] | None = None) -> Audit:
    """Check every case of the catalog, or of the services of ``slugs``."""
    found: list[AuditFinding] = []
    cases = 0
    for catalog in whole_catalog(slugs):
        for error in catalog.errors:
            found += _clashes(error)
            for case in error.cases:
                cases += 1
                found += _check(catalog.service, error, case)
    return Audit(cases, tuple(found))


def sample_body(service: Service, error: KnownError, case: ErrorCase) -> str:
    """A body in which ``service`` would send this case, its placeholders filled with made-up values."""
    code_field = service.body.code_field if service.body else "error_code"
    message_field = service.body.message_field if service.body else "error_msg"
    body = {message_field: parse_template(case.message).sample(), code_field: error.code}
    return json.dumps(body, ensure_ascii=False)


def _check(service: Service, error: KnownError, case: ErrorCase) -> Iterator[AuditFinding]:
    def finding(rule: Rule, text: str) -> AuditFinding:
        return AuditFinding(rule, error.service, error.code, case.http_status, case.message, text)

    if not case.solution.strip():
        yield finding(NO_SOLUTION, "it has no solution")
    answer = troubleshoot(sample_body(service, error, case), service=error.service, http_status=case.http_status)
    if not _is(answer, error, case):
        yield finding(NOT_ITSELF, f"its sample body comes back as {_named(answer)}")
    message = parse_template(case.message)
    if message.is_weak:
        # A short message is not taken for an error without its code, so it cannot be taken for another one.
        return
    alone = troubleshoot(message.sample(), service=error.service, http_status=case.http_status)
    if alone.outcome != "known" or not _is(alone, error, case):
        yield finding(OVERLAPPING, f"its message without its code comes back as {_named(alone)}")


def _clashes(error: KnownError) -> Iterator[AuditFinding]:
    meanings: dict[tuple[int | None, str], set[tuple[str, str]]] = defaultdict(set)
    for case in error.cases:
        meanings[case.key].add((case.description, case.solution))
    for (status, message), told in meanings.items():
        if len(told) > 1:
            text = f"it has {len(told)} different meanings with one status and message"
            yield AuditFinding(CLASHING, error.service, error.code, status, message, text)


def _is(answer: Guidance, error: KnownError, case: ErrorCase) -> bool:
    best = next(iter(answer.findings[0].matches), None)
    if best is None or answer.outcome != "known" or len(answer.findings) > 1:
        return False
    return (best.service, best.code, best.case.key) == (error.service, error.code, case.key)


def _named(answer: Guidance) -> str:
    best = next(iter(answer.findings[0].matches), None)
    if best is None:
        return f"{answer.outcome}, without a match"
    return f"{answer.outcome}, {best.service} {best.code} {best.case.http_status or ''} “{best.case.message}”"
