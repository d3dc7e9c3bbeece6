"""Use case: check the catalog against itself; every case must be recognised from its own sample."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass

from catalog.diagnosis.guidance import Guidance
from catalog.known_error import ErrorCase, KnownError, Service
from catalog.message_template import parse_template
from catalog.product_versions import overlap
from catalog.store.audience import Audience, answering
from catalog.store.lookup import whole_catalog
from catalog.troubleshoot import troubleshoot


@dataclass(frozen=True, slots=True)
class Rule:
    """Rule of the audit; ``level`` is SARIF's error, warning or note; ``advice`` says what to do."""

    name: str
    level: str
    text: str
    advice: str


NOT_ITSELF = Rule(
    "comes-back-as-another",
    "error",
    "A case's own sample body must come back as that case.",
    "Open both cases: make their messages differ where the vendor's do, or delete the one that is a copy.",
)
CLASHING = Rule(
    "clashing-meanings",
    "error",
    "One code, status and message must not have two meanings.",
    "Join the two cases into one, or give each the status or message that tells it from the other.",
)
OVERLAPPING = Rule(
    "overlapping-message",
    "warning",
    "A message alone should tell its case from all others.",
    "Nothing to do where texts always carry the code. Else put the words that differ into the message.",
)
NO_SOLUTION = Rule(
    "empty-solution",
    "warning",
    "Every case should say what to do.",
    "Write a solution in the admin, for the codes first that people ask about most; an import keeps it.",
)

USELESS_SOLUTION = Rule(
    "useless-solution",
    "note",
    "A solution should say more than whom to ask.",
    "Write in the admin what support tells people who ask; the vendor's words stay beside it.",
)
UNDESCRIBED = Rule(
    "undescribed-placeholder",
    "note",
    "What a placeholder stands for should be said or plain.",
    "Say in the description what the value is, or give the placeholder a name: {id} for %s.",
)
DEAD_LINK = Rule(
    "dead-link",
    "warning",
    "A code that a text or a successor names should be in the catalog.",
    "Import the document that lists it, or correct the text.",
)

RULES = (NOT_ITSELF, CLASHING, OVERLAPPING, NO_SOLUTION, USELESS_SOLUTION, UNDESCRIBED, DEAD_LINK)

_ASKING = re.compile(
    r"(?:please\s+|try again later\s+or\s+|submit a service ticket\s+or\s+)?"
    r"(?:contact|call|ask|consult|submit a (?:service )?ticket to)\s+(?:the\s+|our\s+|your\s+)?"
    r"(?:technical support|customer service|support|o&m personnel|administrator|service team|technical personnel"
    r"|vendor)"
    r"(?:\s+(?:team|personnel|engineers?))?(?:\s+(?:for help|for assistance|to solve the problem))?",
    re.IGNORECASE,
)
_CODE_LIKE = re.compile(r"(?<![\w.-])[A-Za-z][\w-]{0,40}[._-]\d{2,8}(?![\w.-]?\w)")
_SPEAKING = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """Problem of one case."""

    rule: Rule
    service: str
    code: str
    http_status: int | None
    message: str
    text: str


Finder = Callable[[Rule, str], AuditFinding]


@dataclass(frozen=True, slots=True)
class Audit:
    """Result of an audit."""

    cases: int
    findings: tuple[AuditFinding, ...]

    @property
    def failed(self) -> bool:
        """True if any finding is an error."""
        return any(finding.rule.level == "error" for finding in self.findings)


def audit(slugs: list[str] | None = None, *, first: int = 0, most: int | None = None) -> Audit:
    """Check every case of the catalog, or of the services of ``slugs``.

    Of each service, ``most`` codes from the ``first`` on are checked, all where that is None.
    """
    with answering(Audience.TEAM):
        return _audit(slugs, slice(first, None if most is None else first + most))


def _audit(slugs: list[str] | None, part: slice) -> Audit:
    findings: list[AuditFinding] = []
    cases = 0
    catalogs = whole_catalog()
    codes = {error.code.casefold() for catalog in catalogs for error in catalog.errors}
    for catalog in catalogs:
        if slugs is not None and catalog.service.slug not in slugs:
            continue
        for error in catalog.errors[part]:
            findings += _clashes(error)
            for case in error.cases:
                cases += 1
                findings += _check(catalog.service, error, case, codes)
    return Audit(cases, tuple(findings))


def sample_body(service: Service, error: KnownError, case: ErrorCase) -> str:
    """Return an error body of a case: its own sample, or one with made-up values."""
    if case.sample:
        return case.sample
    code_field = service.body.code_field if service.body else "error_code"
    message_field = service.body.message_field if service.body else "error_msg"
    # A sample must not show an empty message field that no service sends.
    message = {message_field: parse_template(case.message).sample()} if case.message else {}
    return json.dumps({**message, code_field: error.code}, ensure_ascii=False)


def _check(service: Service, error: KnownError, case: ErrorCase, codes: Set[str]) -> Iterator[AuditFinding]:
    def finding(rule: Rule, text: str) -> AuditFinding:
        return AuditFinding(rule, error.service, error.code, case.http_status, case.message, text)

    if case.withdrawn:
        # A withdrawn case is not checked, except that it must lead to its successor.
        yield from _dead_links(case, error, codes, finding)
        return
    if not case.solution.strip():
        yield finding(NO_SOLUTION, "it has no solution")
    elif _ASKING.fullmatch(case.solution.strip(" .。\n")):
        yield finding(USELESS_SOLUTION, f"its solution is only “{case.solution.strip()}”")
    yield from _dead_links(case, error, codes, finding)
    yield from _undescribed(case, finding)
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


def _dead_links(case: ErrorCase, error: KnownError, codes: Set[str], finding: Finder) -> Iterator[AuditFinding]:
    """Yield codes that a case names as successor or in its texts and that the catalog does not have."""
    if case.replaced_by and case.replaced_by.casefold() not in codes:
        yield finding(DEAD_LINK, f"{case.replaced_by}, which replaced it, is not in the catalog")
    kind = re.match(r"[^\W\d_]+", error.code)
    for named in dict.fromkeys(_CODE_LIKE.findall(f"{case.description}\n{case.solution}")):
        same_kind = kind is not None and named.casefold().startswith(kind[0].casefold())
        if same_kind and named.casefold() not in codes:
            yield finding(DEAD_LINK, f"it names {named}, which is not in the catalog")


def _undescribed(case: ErrorCase, finding: Finder) -> Iterator[AuditFinding]:
    """Yield placeholders that neither their name nor the words before them explain."""
    template = parse_template(case.message)
    before = ""
    for part in template.parts:
        if isinstance(part, str):
            before = part
        elif not _SPEAKING.search(part.name or "") and not _SPEAKING.search(before):
            explanation = f"{case.description} {case.solution}"
            if part.text not in explanation:
                yield finding(UNDESCRIBED, f"nothing says what {part.text} stands for")


def _clashes(error: KnownError) -> Iterator[AuditFinding]:
    cases: dict[tuple[int | None, str], list[ErrorCase]] = defaultdict(list)
    for case in error.cases:
        cases[case.key].append(case)
    for (status, message), alike in cases.items():
        # Two versions of a product may use one message for different errors.
        clashing = [
            one
            for one in alike
            if any(
                (one.description, one.solution) != (other.description, other.solution)
                and overlap((one.since, one.until), (other.since, other.until))
                for other in alike
            )
        ]
        texts = {(each.description, each.solution) for each in clashing}
        if texts:
            text = f"it has {len(texts)} different meanings with one status and message"
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
