"""Guidance for people and programs: findings, each with its matches, advice and notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from catalog.diagnosis.advice import Reading, advice_for
from catalog.diagnosis.error_candidate import Candidate
from catalog.diagnosis.index import CatalogIndex
from catalog.diagnosis.lines import LEVELS
from catalog.diagnosis.match_results import Match, Matched
from catalog.diagnosis.numbers import MOST_FINDINGS, MOST_REQUEST_IDS, MOST_SERVICES, MOST_VARIANTS
from catalog.diagnosis.redaction import Mask, Secret
from catalog.diagnosis.sentences import Sentence
from catalog.diagnosis.statuses import status_of_words
from catalog.known_error import CommonSolution, ErrorCase, Service, common_solution
from catalog.message_template import Parameter

_BARE = -1
"""Depth of a string in a list, among the depths of objects."""

OUTCOMES = ("known", "ambiguous", "unknown")
"""Outcomes of a diagnosis, the best first."""


_WAIT = (429, 503)
"""Statuses that come with a time to wait."""


@dataclass(frozen=True, slots=True)
class Note:
    """Additional note for the reader. ``kind`` is one of drifted, respelled, remainder, repaired, truncated, …"""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A near miss: a mistyped code, a similar message. ``why`` says in words what is near."""

    service: str
    code: str
    message: str
    why: str


class Variant(NamedTuple):
    """One set of values with which a text has an error: how often, and the first line (from 1) that has it."""

    parameters: tuple[Parameter, ...]
    occurrences: int
    line: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One distinct error of the text: a case of the catalog, or one unknown shape of message.

    ``outcome`` is known, ambiguous or unknown. ``reference`` is the service whose own reference explains this code,
    where the code is not in the catalog. ``wait`` is how many seconds the text itself says to wait before the next try.
    ``lines`` are the first and the last line that show it, from 1; ``variants`` its sets of values, the most frequent
    first. ``services`` are the first of the ``services_count`` services that have the code, where nothing in the text
    tells which one is meant. ``request_ids`` are those of its occurrences, each once, in their order in the text.
    ``rank`` orders findings of one outcome: the smaller, the earlier.
    """

    outcome: str
    occurrences: int
    read: Reading
    matches: tuple[Match, ...]
    suggestions: tuple[Suggestion, ...]
    advice: str
    reference: Service | None
    notes: tuple[Note, ...]
    wait: int | None = None
    lines: tuple[int, int] | None = None
    variants: tuple[Variant, ...] = ()
    services: tuple[Service, ...] = ()
    services_count: int = 0
    request_ids: tuple[str, ...] = ()
    rank: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Guidance:
    """The whole answer: at least one finding, best first; ``outcome`` is that of the first.

    ``left_out`` is how many more distinct errors the text shows, as a note of the first finding says;
    ``shows_nothing`` tells that its only finding is there because a text gets one, and not because the text shows an
    error.
    """

    outcome: str
    findings: tuple[Finding, ...]
    left_out: int = 0
    shows_nothing: bool = False


def advise(
    seen: Iterable[tuple[Candidate, Matched]],
    index: CatalogIndex,
    *,
    truncated: bool = False,
    repaired: bool = False,
    more: bool = False,
    secrets: tuple[Secret, ...] = (),
    wait: int | None = None,
) -> Guidance:
    """Fold the same errors into one finding each and put the most telling first.

    ``wait`` is how many seconds the text says to wait.
    """
    groups: dict[object, list[tuple[Candidate, Matched]]] = {}
    for candidate, matched in seen:
        groups.setdefault(_identity(candidate, matched), []).append((candidate, matched))
    telling = _without_bare_repeats(list(groups.values()))
    ordered = sorted(telling or list(groups.values())[:1], key=_order)
    findings = [_finding(group, index) for group in ordered[:MOST_FINDINGS]]
    if wait is not None:
        findings = [
            replace(each, advice=_with_wait(each, wait), wait=wait) if len(findings) == 1 or _is_passing(each) else each
            for each in findings
        ]
    if secrets:
        mask = Mask(secrets)
        findings = [_masked(finding, mask) for finding in findings]
    notes = []
    if secrets:
        kinds = ", ".join(dict.fromkeys(secret.kind for secret in secrets))
        notes.append(Note("redacted", Sentence("Secrets in the text are masked in this answer: {kinds}.", kinds=kinds)))
    if len(ordered) > MOST_FINDINGS:
        notes.append(truncated_to(MOST_FINDINGS, len(ordered)))
    if more:
        notes.append(
            Note("budget", Sentence("The text speaks of more errors than are looked up in one go; send it in parts."))
        )
    if truncated:
        notes.append(Note("truncated", Sentence("The text was too long; only its beginning was read.")))
    if repaired and findings[0].outcome != "unknown":
        notes.append(
            Note("repaired", Sentence("The text's quotes or brackets are broken; it was read as far as they go."))
        )
    if notes:
        findings[0] = replace(findings[0], notes=(*findings[0].notes, *notes))
    return Guidance(findings[0].outcome, tuple(findings), len(ordered) - len(findings), not telling)


def _without_bare_repeats(groups: list[list[tuple[Candidate, Matched]]]) -> list[list[tuple[Candidate, Matched]]]:
    """Without what says no error, where something else does: the quiet lines of a log, the words around a body."""
    loud = [group for group in groups if group[0][1].matches or group[0][0].loud or _names_code(group[0][0])]
    with_message = {_code_of(group) for group in loud if any(map(_shows_message, group))}
    # A code named once more, in a header or a link, beside the error that it is.
    kept = [[each for each in group if _shows_message(each) or _code_of(group) not in with_message] for group in loud]
    known_messages = {
        (_code_of(group), group[0][1].message) for group in kept if group and group[0][1].outcome == "known"
    }
    # A message of several services, said again of the error whose code tells it.
    return [group for group in kept if group and not _is_one_of(group[0][1], known_messages)]


def _is_one_of(matched: Matched, known_messages: set[tuple[tuple[str, str] | None, str | None]]) -> bool:
    """Return whether an ambiguous message is that of a known error of the text."""
    return matched.outcome == "ambiguous" and any(
        ((each.service, each.code), matched.message) in known_messages for each in matched.matches
    )


def _names_code(candidate: Candidate) -> bool:
    """Return whether a code is more than a class that any program may have."""
    return candidate.code is not None and not candidate.weak


def _code_of(group: list[tuple[Candidate, Matched]]) -> tuple[str, str] | None:
    matches = group[0][1].matches
    return (matches[0].service, matches[0].code) if matches else None


def _shows_message(each: tuple[Candidate, Matched]) -> bool:
    candidate, matched = each
    return (
        bool(candidate.message)
        if not matched.matches
        else bool(matched.drifted or "message" in matched.matches[0].reasons)
    )


def with_texts_changed(finding: Finding, change: Callable[[str], str], most_values: int | None = None) -> Finding:
    """Return the finding with ``change`` made to its message, advice, notes and values, of which so many are kept.

    Codes and request ids stay.
    """

    def values(parameters: Iterable[Parameter]) -> tuple[Parameter, ...]:
        return tuple(Parameter(each.name, tuple(map(change, each.values[:most_values]))) for each in parameters)

    def sentence(text: str) -> str:
        return text.changed(change) if isinstance(text, Sentence) else change(text)

    return replace(
        finding,
        read=replace(finding.read, message=change(finding.read.message) if finding.read.message else None),
        matches=tuple(
            match._replace(
                parameters=values(match.parameters),
                description=change(match.description),
                solution=change(match.solution),
                vendor_description=change(match.vendor_description),
                vendor_solution=change(match.vendor_solution),
            )
            for match in finding.matches
        ),
        variants=tuple(each._replace(parameters=values(each.parameters)) for each in finding.variants),
        advice=sentence(finding.advice),
        notes=tuple(replace(note, text=sentence(note.text)) for note in finding.notes),
    )


def _masked(finding: Finding, mask: Mask) -> Finding:
    """The finding without the secrets that its message and values hold. Codes and request ids stay."""
    read = finding.read
    return with_texts_changed(
        finding, mask.sparing(read.code, read.request_id, *(match.code for match in finding.matches))
    )


def _identity(candidate: Candidate, matched: Matched) -> object:
    """Return the key that equal candidates share: the case of the catalog, or the unknown words."""
    if matched.matches:
        best = matched.matches[0]
        return matched.outcome, best.service, best.code, best.case.key
    if candidate.shape is not None:
        return "shape", candidate.shape
    return candidate.code, candidate.message, candidate.http_status


def _order(group: list[tuple[Candidate, Matched]]) -> tuple[object, ...]:
    candidate, matched = group[0]
    return OUTCOMES.index(matched.outcome), _rank(candidate, matched), -len(group), candidate.start


def _rank(candidate: Candidate, matched: Matched) -> tuple[int, ...]:
    """Errors with a code before those by message alone, inner ones before what wraps them, then the worse ones."""
    return not (candidate.errors or candidate.code), candidate.wraps, -candidate.depth, -_severity(matched)


def _severity(matched: Matched) -> int:
    """How bad the catalog says that an error is."""
    severity = matched.matches[0].case.severity if matched.matches else None
    return LEVELS.get((severity or "").lower(), 0)


def _variants(group: list[tuple[Candidate, Matched]]) -> tuple[Variant, ...]:
    """The sets of values with which an error stands in a text, the most frequent first; last where it has none."""
    if not group[0][1].matches:
        return ()
    counts: dict[tuple[Parameter, ...], int] = {}
    lines: dict[tuple[Parameter, ...], int] = {}
    coded = {matched.matches[0].parameters for candidate, matched in group if candidate.code}
    for candidate, matched in group:
        parameters = matched.matches[0].parameters
        counts[parameters] = (
            counts.get(parameters, 0) + 1 + (len(candidate.more) if candidate.code is None or not parameters else 0)
        )
        lines.setdefault(parameters, candidate.lines[0])
    ordered = sorted(counts, key=lambda each: (not each, -counts[each], each not in coded, lines[each]))
    return tuple(Variant(each, counts[each], lines[each]) for each in ordered[:MOST_VARIANTS])


def _finding(group: list[tuple[Candidate, Matched]], index: CatalogIndex) -> Finding:
    candidate, matched = group[0]
    variants = _variants(group)
    if variants and variants[0].parameters != matched.matches[0].parameters:
        candidate, matched = next(each for each in group if each[1].matches[0].parameters == variants[0].parameters)
    owner = None
    if matched.outcome == "unknown" and candidate.code:
        owner = index.owner_of(candidate.code)
    read = Reading(
        format=candidate.format,
        code=candidate.code,
        message=matched.message or candidate.message,
        http_status=candidate.http_status or _worded_status(matched, candidate),
        request_id=candidate.request_id,
    )
    suggestions = tuple(
        Suggestion(near.error.service, near.error.code, near.case.message, near.why) for near in matched.near
    )
    return Finding(
        outcome=matched.outcome,
        occurrences=_occurrences(group),
        read=read,
        matches=matched.matches,
        suggestions=suggestions if matched.outcome == "unknown" else (),
        advice=advice_for(
            matched, read, owner, suggestions[0].code if suggestions else None, _common_solution(matched, index)
        ),
        reference=owner,
        notes=tuple(_notes(matched, read)),
        lines=(
            min(each.lines[0] for each, _ in group),
            max(max(each.lines[1], *each.more) if each.more else each.lines[1] for each, _ in group),
        ),
        variants=variants if len(variants) > 1 else (),
        rank=_rank(*group[0]),
        services=tuple(index.services[slug] for slug in matched.services[:MOST_SERVICES]),
        services_count=len(matched.services),
        request_ids=_request_ids(group),
    )


def _common_solution(matched: Matched, index: CatalogIndex) -> CommonSolution | None:
    """The vendor's solution for a known error that has none of its own."""
    best = matched.matches[0] if matched.outcome == "known" else None
    if best is None or best.solution or best.vendor_solution or best.service not in index.services:
        return None
    return common_solution(index.services[best.service], best.code, index.with_code(best.code), index.services.get)


def _request_ids(group: list[tuple[Candidate, Matched]]) -> tuple[str, ...]:
    placed = [(each.start, each.request_id) for each, _ in group if each.request_id]
    placed += [one for each, _ in group for one in each.more_ids]
    return tuple(dict.fromkeys(request_id for _, request_id in sorted(placed)))[:MOST_REQUEST_IDS]


def _occurrences(group: list[tuple[Candidate, Matched]]) -> int:
    """How often a text has an error: an object that says it again in its stack, or in an object inside, has it once."""
    depths: dict[int, Counter[int]] = {}
    coded = {candidate.lines[0] for candidate, _ in group if candidate.code and not candidate.loose}
    for candidate, _ in group:
        if candidate.loose and candidate.lines[0] in coded:
            # The class that an SDK makes of a code, on the line of the code itself.
            continue
        counts = depths.setdefault(candidate.start, Counter())
        counts[_BARE if candidate.bare else candidate.depth] += 1
    return sum(
        max(count for depth, count in counts.items() if depth != _BARE or len(counts) == 1)
        for counts in depths.values()
    ) + sum(len(candidate.more) for candidate, _ in group)


def _worded_status(matched: Matched, candidate: Candidate) -> int | None:
    """The status that an unknown error's message consists of: ``{"message": "Not Found"}``."""
    return status_of_words(candidate.message) if matched.outcome == "unknown" and candidate.message else None


_MANY_FOUND = "{found} distinct errors were found; the first {shown} are shown."


def truncated_to(first: int, total: int) -> Note:
    """Return the note that only the first findings of a text are shown."""
    return Note("budget", Sentence(_MANY_FOUND, found=total, shown=first))


def says_truncated(note: Note) -> bool:
    """Return whether a note is one of ``truncated_to``."""
    return isinstance(note.text, Sentence) and note.text.template == _MANY_FOUND


def _notes(matched: Matched, read: Reading) -> Iterable[Note]:
    if matched.drifted is not None:
        text = Sentence(
            "The message is worded otherwise than documented: “{documented}”.", documented=_short(matched.drifted)
        )
        if matched.elsewhere:
            text = Sentence("{drifted} It is word for word that of {code}.", drifted=text, code=matched.elsewhere)
        yield Note("drifted", text)
    if matched.other_status is not None and read.http_status is not None:
        text = Sentence(
            "The HTTP status is {seen}; documented for {code} is {documented}.",
            seen=read.http_status,
            code=matched.matches[0].code,
            documented=matched.other_status,
        )
        yield Note("drifted", text)
    if matched.is_normalised and read.code:
        text = Sentence(
            "The text writes the code {seen}; with this message it is {code}.",
            seen=read.code,
            code=matched.matches[0].code,
        )
        yield Note("respelled", text)
    if matched.cut:
        text = Sentence("The text breaks off inside the message: its last values may be missing or not whole.")
        yield Note("truncated", text)
    if matched.left_out and not matched.services:
        text = Sentence("{more} more errors fit as well. Name the service to narrow them down.", more=matched.left_out)
        yield Note("budget", text)
    if matched.remainder:
        rest = _short(matched.remainder)
        yield Note("remainder", Sentence("The message goes on behind the documented one: “{rest}”.", rest=rest))
    if matched.other_version:
        case = matched.matches[0].case
        text = Sentence("This error is documented for {versions} of the product.", versions=_versions(case))
        yield Note("other_version", text)
    if matched.outcome == "known" and matched.matches[0].case.withdrawn:
        successor = matched.matches[0].case.replaced_by
        if successor:
            text = Sentence("The vendor's page no longer lists this error. It was replaced by {code}.", code=successor)
        else:
            text = Sentence("The vendor's page no longer lists this error.")
        yield Note("withdrawn", text)


def _versions(case: ErrorCase) -> Sentence:
    if case.since and case.until:
        return Sentence("versions {since} to {until}", since=case.since, until=case.until)
    if case.since:
        return Sentence("version {since} and later", since=case.since)
    return Sentence("versions up to {until}", until=case.until)


def _is_passing(finding: Finding) -> bool:
    """Return whether an error passes by waiting, whatever other errors the text has."""
    documented = finding.matches[0].case.http_status if finding.matches else None
    return finding.read.http_status in _WAIT or documented in _WAIT


def _with_wait(finding: Finding, seconds: int) -> Sentence:
    """The advice, with the wait that the answer itself names."""
    if seconds == 1:
        return Sentence("{advice} The answer says to wait one second.", advice=finding.advice)
    return Sentence("{advice} The answer says to wait {seconds} seconds.", advice=finding.advice, seconds=seconds)


def _short(text: str) -> str:
    return text if len(text) <= 200 else text[:199] + "…"
