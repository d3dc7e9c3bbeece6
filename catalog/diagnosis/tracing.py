"""Why a text is read as it is: which rule read what where, which candidates there were, and why each winner won."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.diagnosis.budget import Budgets
from catalog.diagnosis.candidates import find_candidates
from catalog.diagnosis.cleaning import clean
from catalog.diagnosis.error_candidate import Candidate
from catalog.diagnosis.evidence import Certainty, Evidence, Kind
from catalog.diagnosis.index import CatalogIndex
from catalog.diagnosis.match_results import Matched
from catalog.diagnosis.matching import match
from catalog.diagnosis.numbers import LONGEST_TRACED_VALUE, MOST_TRACED
from catalog.diagnosis.payloads import find_payloads
from catalog.diagnosis.question import Question, Sender
from catalog.diagnosis.redaction import Mask, find_secrets
from catalog.diagnosis.rules import RULES
from catalog.diagnosis.text_evidence import TextEvidence, gather_evidence
from catalog.folding import TextSpan, fold


@dataclass(frozen=True, slots=True)
class Step:
    """One candidate: what it is, the messages that it shows, what it was taken for, and why."""

    lines: tuple[int, int]
    code: str | None
    message: str | None
    shown_messages: tuple[str, ...]
    outcome: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """Evidence read from a text, and the steps that used it. Secrets are masked."""

    evidence: tuple[Evidence, ...]
    steps: tuple[Step, ...]


def trace(text: str, index: CatalogIndex, *, service: str | None = None, http_status: int | None = None) -> Trace:
    """Read a text as ``diagnose`` does, and keep what it was read by."""
    cleaned = clean(text)
    read = gather_evidence(find_payloads(cleaned.text))
    budgets = Budgets.of(len(text))
    question = Question(read.text, index, budgets.looking_up, Sender(service, http_status))
    mask = Mask(find_secrets(cleaned.text))
    evidence = sorted(_evidence(read, index), key=lambda each: each.span)[:MOST_TRACED]
    candidates = find_candidates(read, index, budgets.finding)[:MOST_TRACED]
    question.divide(read.lines, candidates)
    return Trace(
        tuple(Evidence(each.kind, mask(each.value), each.span, each.rule, each.certainty) for each in evidence),
        tuple(_step(each, match(each, question), mask) for each in candidates),
    )


def _evidence(evidence: TextEvidence, index: CatalogIndex) -> Iterator[Evidence]:
    text = evidence.running
    folded = fold(text)
    for rule in RULES:
        yield from rule.find(text, folded)
    for hit in index.codes_in(TextSpan(text, whole=False)):
        yield Evidence(Kind.CODE, text[hit.start : hit.end], (hit.start, hit.end), hit.rule, Certainty.HINT)
    for kind, places in (
        (Kind.CODE, evidence.codes),
        (Kind.MESSAGE, evidence.messages),
        (Kind.REQUEST, evidence.request_ids),
    ):
        for place in places:
            certainty = Certainty.EXPLICIT if place.rank < 2 else Certainty.NAMED if place.rank < 5 else Certainty.HINT
            source = f"field {place.name}" if place.name else f"{kind}-shape"
            yield Evidence(kind, place.value, (place.start, max(place.end, place.start)), source, certainty)
    for record in evidence.records:
        where = (record.start, record.start)
        for kind, value, name in (
            (Kind.CODE, record.code, record.code_field),
            (Kind.MESSAGE, record.message, record.message_field),
            (Kind.REQUEST, record.request_id, None),
            (Kind.STATUS, record.http_status and str(record.http_status), None),
        ):
            if value:
                yield Evidence(kind, value, where, f"payload {name or 'field'}", Certainty.EXPLICIT)


def _step(candidate: Candidate, matched: Matched, mask: Mask) -> Step:
    messages = (
        f"{each.case_of.error.service} {each.case_of.error.code}: “{each.case_of.message}”, "
        f"{'the whole' if each.alignment.fills else 'a part'} of its line or field, "
        f"{each.alignment.literal} characters of its own words"
        for each in candidate.shown_messages
    )
    answers = [
        f"{each.service} {each.code} at {each.confidence:.2f} by {', '.join(each.reasons) or 'nothing but its place'}"
        for each in matched.matches
    ]
    answers += [f"near: {each.error.service} {each.error.code}: {each.why}" for each in matched.near]
    return Step(
        candidate.lines,
        candidate.code,
        mask(candidate.message) if candidate.message else None,
        tuple(messages),
        matched.outcome,
        tuple(answers),
    )


def trace_text(trace: Trace) -> str:
    """A trace as lines of text."""
    lines = ["evidence"]
    lines += [
        f"  {each.span[0]}–{each.span[1]}  {each.kind}  {_short(each.value)}  {each.rule} ({each.certainty.name})"
        for each in trace.evidence
    ]
    for step in trace.steps:
        lines.append(f"candidate in lines {step.lines[0]}–{step.lines[1]}: code {step.code}, {_short(step.message)}")
        lines += [f"  shows {each}" for each in step.shown_messages]
        lines.append(f"  {step.outcome}")
        lines += [f"  {'1. ' if not number else '   '}{each}" for number, each in enumerate(step.answers)]
    return "\n".join(lines)


def _short(text: str | None) -> str:
    if text is None:
        return "no message"
    line = " ".join(text.split())
    return f"“{line[:LONGEST_TRACED_VALUE]}…”" if len(line) > LONGEST_TRACED_VALUE else f"“{line}”"
