"""Candidates of running text that compete for the same place, and facts attributed to each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set

from catalog.diagnosis.alignment import ShownMessage
from catalog.diagnosis.attribution import Attribution, Scopes
from catalog.diagnosis.code_rules import SHORT_NUMBER
from catalog.diagnosis.contradictions import contradiction
from catalog.diagnosis.error_candidate import Candidate, by_place
from catalog.diagnosis.lines import Lines
from catalog.diagnosis.numbers import LONG_ENOUGH, NEARBY
from catalog.diagnosis.statuses import REASON_PHRASES, is_reason_phrase
from catalog.diagnosis.text_evidence import Places, TextEvidence
from catalog.diagnosis.text_spans import sentence_of
from catalog.message_template import parse_template

_BEHIND_STATE = re.compile(
    r"(?:\): SQLSTATE\[\w{5})?\](?:: [A-Z][\w /-]{3,60}: | \[)|[\"'], [\"']\[\w{5}\] [^\n]{1,2000} \("
)
"""Between the SQLSTATE, or that of the class before it, and the server's number: ``SQLSTATE[23000]: Integrity
constraint violation: 1062 …``.
"""

_BEHIND_CLASS = re.compile(r": (?:[\w ]{1,20}:? ?\d{3}[\s,;-]{1,3}(?:\w{1,12}(?: \w{1,8})?[:=] ?)?)?")
"""Between a class and the code of the error that it wraps: ``: HTTP Status: 404 Error:``."""

_PLACE = re.compile(r"\w[:(]\d{1,6}[:,]\d{1,6}\b")
_MARGIN = re.compile(r"[ \t]{1,200}(?=[^\s])")
_STATE_ENDS_LINE = re.compile(r"SQLSTATE[ :=]{1,3}\w{5}$")


def resolved(coded: Sequence[Candidate], worded: Iterable[Candidate], lines: Lines) -> list[Candidate]:
    """Errors with a code and errors with a message alone, each span of the text being one error's."""
    coded = list(coded)
    dropped: set[int] = set()
    kept: list[Candidate] = []
    starts = [each.start for each in coded]
    for each in worded:
        at = bisect_left(starts, each.start)
        near = range(max(0, at - 3), min(len(coded), at + 4))
        own = {(one.case_of.error.service, one.case_of.error.code) for one in each.shown_messages}
        verdicts = [_verdict(coded[number], each, own, lines) for number in near]
        if "other" in verdicts:
            number = near[verdicts.index("other")]
            if each.start < coded[number].start:
                coded[number] = with_message_of(coded[number], each)
            continue
        dropped.update(number for number, verdict in zip(near, verdicts, strict=True) if verdict == "own")
        kept.append(each)
    # `Connection refused` below a state is what a system says, not the database.
    below = {each.start for each in kept if parse_template(each.shown_messages[0].case_of.message).placeholders}
    clear = [each for each in coded if each.errors and (each.shown_messages or not each.weak)]
    clear_starts = [each.start for each in clear]

    def is_beside_clear(each: Candidate) -> bool:
        # If any of its line names it, the nearest does.
        at = bisect_left(clear_starts, each.start)
        return any(_names_class(other, each, lines) for other in clear[max(0, at - 2) : at + 2])

    free = [
        each
        for number, each in enumerate(coded)
        if number not in dropped
        and not (each.weak and not each.shown_messages and is_beside_clear(each))
        and not any(_is_state_before(each, other, lines) for other in coded[number + 1 : number + 2])
        and not (each.end + 1 in below and not each.shown_messages and _is_state_above(each, lines))
    ]
    return sorted((*free, *kept), key=lambda each: each.start)


def with_message_of(coded: Candidate, worded: Candidate) -> Candidate:
    """Return an error that has none with its message that stands apart from its code, as in lines above it."""
    own = {(error.service, error.code) for error in coded.errors}
    messages = tuple(one for one in worded.shown_messages if (one.case_of.error.service, one.case_of.error.code) in own)
    if coded.shown_messages or not messages:
        return coded
    return coded._replace(
        shown_messages=messages,
        message=worded.message,
        text_spans=(*worded.text_spans, *coded.text_spans),
    )


def _verdict(coded: Candidate, worded: Candidate, own: Set[tuple[str, str]], lines: Lines) -> str:
    """Return the attribution of the message ``worded``: ``other`` for the code's, ``own`` if the code is a word in it,
    or free. ``own`` are the service and code of each error that has the message.
    """
    best = worded.shown_messages[0]
    start, end = best.span
    if any((error.service, error.code) in own for error in coded.errors):
        other = contradiction(worded, best.case_of.error, worded.message or "")
        if other and other.is_sure and not _one_line(coded, worded, lines):
            # Its line has a code of its own.
            return "free"
        reach = coded.reach or (coded.start, coded.end)
        return "other" if reach[0] <= start < reach[1] else "free"
    if coded.shown_messages and _goes_on_in(worded, coded, own, lines):
        return "other"
    line = coded.reach is not None and best.base >= 0
    inside = start <= coded.start and coded.end <= end
    if inside and start < coded.start and best.alignment.fills and not coded.of_service:
        # A message that is a whole line or field has in its values what another error says.
        return "own"
    is_whole = best.alignment.fills or best.alignment.cut
    is_status = bool(coded.shown_messages) and _is_code_of_status(coded)
    if is_whole and is_status and start <= coded.shown_messages[0].span[0] < end:
        # The words of the status are the beginning of another's whole message.
        return "own"
    for one in coded.shown_messages:
        begin, close = one.span
        if one.base >= 0 and begin < end and start < close:
            return "other"
    if inside and not coded.shown_messages:
        # A word like a code inside a documented message is the message's.
        return "own"
    is_word = coded.weak or (coded.loose and (coded.code or "").isalpha())
    fills = best.alignment.fills or (is_word and best.alignment.literal >= LONG_ENOUGH)
    is_short = parse_template(best.case_of.message).is_weak
    if is_word and not coded.shown_messages and fills and not is_short and best.span[0] >= coded.end:
        # A message at the end of what the row of an event says is that of a cause, which is another error.
        is_cause = lines.text.startswith("  ", coded.end) and ": " in lines.text[coded.end : start]
        return "own" if _one_line(coded, worded, lines) and not is_cause else "free"
    if coded.shown_messages and coded.message and _one_line(coded, worded, lines):
        # `Login failed., full error: {"errmsg": "Login failed.", "code": 18, …`: it is said before and inside.
        return "other" if sentence_of(coded.message) == sentence_of(worded.message) else "free"
    if not coded.shown_messages and _is_number_of(coded, best, lines):
        return "own"
    if not line or coded.shown_messages:
        return "free"
    if _one_line(coded, worded, lines):
        return "other"
    # In a log, a message on another line belongs to that line's own error.
    is_quoted = coded.message is not None and coded.message in best.text_span.original and len(coded.message) > 3
    if is_quoted and abs(start - coded.end) < NEARBY and not lines.line_at(coded.start).head.log:
        return "other"
    return "free"


def _goes_on_in(worded: Candidate, coded: Candidate, own: Set[tuple[str, str]], lines: Lines) -> bool:
    """Return whether a message stands in lines set in below a code with its message, behind the place in a file: a
    compiler says in the words of its other errors why it reports one.
    """
    services = {error.service for error in coded.errors}
    if worded.start - coded.end > NEARBY or not any(service in services for service, _ in own):
        return False
    begin = lines.start_of(coded.start)
    # A bundler has the place in the line above.
    above = lines.start_of(begin - 1) if begin else 0
    if not _PLACE.search(lines.text, above, coded.start) or _PLACE.search(lines.text, coded.end, worded.start):
        return False
    margin = _margin(lines.text, begin)
    at = lines.end_of(coded.start) + 1
    if at > worded.start:
        return False
    while at <= worded.start:
        if _margin(lines.text, at) <= margin:
            return False
        at = lines.end_of(at) + 1
    return True


def _margin(text: str, start: int) -> int:
    """The blanks that a line begins with; none where it is blank."""
    match = _MARGIN.match(text, start)
    return len(match[0]) if match else 0


def _is_state_before(coded: Candidate, number: Candidate, lines: Lines) -> bool:
    """Return whether a code is the SQLSTATE that PDO and ODBC print before the server's own number and message."""
    return (
        bool(number.shown_messages)
        and not coded.shown_messages
        and _BEHIND_STATE.fullmatch(lines.text, coded.end, number.start) is not None
    )


def _is_number_of(coded: Candidate, message: ShownMessage, lines: Lines) -> bool:
    """Return whether a number stands right before all that its brackets say, the message of an error called otherwise:
    ``return code: 21 (unable to verify the first certificate)``.
    """
    begin, end = message.span
    is_short = SHORT_NUMBER.fullmatch(coded.code or "") is not None
    return is_short and lines.text[coded.end : begin] == " (" and lines.text[end : end + 1] == ")"


def _is_state_above(coded: Candidate, lines: Lines) -> bool:
    """Return whether a code is the SQLSTATE that ends the line above a server's own message."""
    begin = max(0, coded.end - NEARBY)
    return lines.text.startswith("\n", coded.end) and bool(_STATE_ENDS_LINE.search(lines.text, begin, coded.end))


def _names_class(coded: Candidate, weak: Candidate, lines: Lines) -> bool:
    """Return whether a code is an exception class with the other code's name, on its line or as its field."""
    if _one_line(coded, weak, lines):
        # `RuntimeError: NG0201: …` is the class of whatever fails there.
        wraps = weak.loose and _BEHIND_CLASS.fullmatch(lines.text, weak.end, coded.start) is not None
        return bool(coded.shown_messages) or wraps
    if (
        not weak.loose
        or (coded.loose and not coded.shown_messages)
        or not 0 < coded.start - weak.end < NEARBY
        or "\n\n" in lines.text[weak.end : coded.start]
    ):
        return False
    return not lines.line_at(coded.start).head.log


def _one_line(coded: Candidate, worded: Candidate, lines: Lines) -> bool:
    """Return whether a message stands on the line of a code."""
    return lines.start_of(coded.start) == lines.start_of(worded.start)


def attributed(
    candidates: Sequence[Candidate], evidence: TextEvidence, records: Sequence[Candidate]
) -> list[Candidate]:
    """The errors with the status and request id that stand in their line, their head, or in nobody's."""
    candidates = [each for each in candidates if not _is_status(each, evidence)]
    if not candidates:
        return []
    candidates = _without_others_statuses(candidates, evidence, records)
    placed = [*by_place(records), *by_place(candidates, records)]
    scopes = Scopes(evidence, placed)
    statuses = Attribution(evidence.statuses, scopes)
    request_ids = Attribution(evidence.request_ids, scopes)
    kept = []
    for each in candidates:
        start, end = each.reach or (max(0, each.start - NEARBY), each.end + NEARBY)
        own = statuses.of(each.start)
        if each.reach is None:
            status = _status_around(own, each.start, each.end)
        else:
            status = own.nearest(start, each.start, end)
        ids = request_ids.of(each.start)
        line = evidence.lines.start_of(each.start), evidence.lines.end_of(each.start)
        if ids.between(*line):
            # Two occurrences of one error are told apart by nothing but their lines.
            start, end = line
        request_id = each.request_id or ids.nearest(start, each.start, end)
        if status or request_id:
            each = each._replace(http_status=each.http_status or status, request_id=request_id)
        kept.append(each)
    return kept


def _is_status(each: Candidate, evidence: TextEvidence) -> bool:
    """Return whether a message is only the reason phrase beside a status."""
    if each.code is not None or not is_reason_phrase(each.message or ""):
        return False
    line = evidence.lines.line_at(each.start).text.strip(" .!")
    beside = evidence.statuses.between(each.start - 40, each.end + 41)
    return any(place.rank == 0 for place in beside) or len(line) > each.end - each.start


def _without_others_statuses(
    candidates: Sequence[Candidate], evidence: TextEvidence, records: Sequence[Candidate]
) -> Sequence[Candidate]:
    """The errors without those that are a status, as a catalog of statuses has it, and another error's."""
    others = [each for each in candidates if (each.errors or each.shown_messages) and not _is_code_of_status(each)]
    placed = [*by_place(records), *by_place(others, records)]
    if not placed or not any(map(_is_code_of_status, candidates)):
        return candidates
    scopes = Scopes(evidence, placed)
    starts = sorted(start for start, _ in placed)

    def is_anothers(each: Candidate) -> bool:
        owner = scopes.owner_of(each.start)
        at = bisect_left(starts, each.start - NEARBY)
        near = at < len(starts) and starts[at] < each.end + NEARBY
        return near if owner is None and not scopes.is_log else owner is not None and owner >= 0

    return [each for each in candidates if not (_is_code_of_status(each) and is_anothers(each))]


def _is_code_of_status(each: Candidate) -> bool:
    """Return whether an error is a status by its number, or by its reason phrase, and no more is documented of it."""
    code = each.code or ""
    if each.of_service or not (is_reason_phrase(code) or (code.isdecimal() and int(code) in REASON_PHRASES)):
        return False
    of_text = [one.case_of.message for one in each.shown_messages]
    messages = of_text or [case.message for error in each.errors for case in error.cases]
    return bool(messages) and all(map(is_reason_phrase, messages))


def _status_around(statuses: Places[int], start: int, end: int) -> int | None:
    """The status nearest to a message; but for those that are only words of the message itself."""
    around = statuses.between(max(0, start - NEARBY), end + NEARBY)
    beyond = [place for place in around if place.rank == 0 or not start <= place.start < end]
    if beyond:
        return min(beyond, key=lambda place: abs(place.start - start)).value
    return statuses.only if not around else None
