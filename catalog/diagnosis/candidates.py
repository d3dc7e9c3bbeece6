"""All error candidates of a text: of its payload objects and of its running text, each error once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from itertools import chain

from catalog.diagnosis.alignment import align
from catalog.diagnosis.attribution import Attribution, Scopes
from catalog.diagnosis.budget import Budget
from catalog.diagnosis.codes import looks_like_code
from catalog.diagnosis.competing_candidates import with_message_of
from catalog.diagnosis.error_candidate import Candidate, by_place, lines_spanned
from catalog.diagnosis.index import CaseOf, CatalogIndex
from catalog.diagnosis.names import normal_name
from catalog.diagnosis.numbers import (
    LONGEST_BETWEEN,
    LONGEST_HEAD,
    LONGEST_SAID,
    LOUD,
    MOST_CANDIDATES,
    MOST_CASES,
    MOST_TEXTS,
    NEARBY,
)
from catalog.diagnosis.payload_candidates import in_records
from catalog.diagnosis.shapes import shapes_of
from catalog.diagnosis.statuses import is_reason_phrase
from catalog.diagnosis.text_candidates import in_running_text
from catalog.diagnosis.text_evidence import Places, TextEvidence
from catalog.diagnosis.text_spans import lines_of, sentence_of
from catalog.diagnosis.wordings import messages_of
from catalog.folding import TextSpan

_MAY_BE_TIMED = re.compile(r"\d(?::\d\d|\d(?:\d{4}|[-/.]\d\d[-/.]\d\d))")
"""Times and dates; one beginning for all is much quicker to look for than three."""

_MAY_BE_LOUD = re.compile(
    r"[ACEFPSacefps](?i:(?<=e)(?:rr|xception|merg)|(?<=f)a(?:il|tal|ult)|(?<=s)evere|(?<=c)rit|(?<=a)lert|(?<=p)anic"
    r"|(?<=[ef])(?<!\w.)(?:\d{4})?\b)"
)
"""Quick test before parsing a log head: a line without any of these has no error level."""

_ID_BEGINS = re.compile(
    r"[\s,;|(\[{-]+[\"']?(?:[\w-]{1,20}[-_ ])?(?:request|req|trace|correlation)[-_ ]?(?:id|uuid)?"
    r"[\"']?\s?[:=]?\s?[\"'\[(]?$",
    re.IGNORECASE,
)
"""Beginning of a request id at the end of a message: ``, request_id=``, `` (Request ID: ``."""

_BEFORE_OBJECT = re.compile(r"(?: \[\w+\])?: (?:[\w ,.'-]{0,200}: )?")
"""Between the class of an error and the object that says it."""

_NOTHING = frozenset(("null", "none", "nil", "undefined", "true", "false", "{}", "[]", '""', "''"))
"""Texts that are a value of some language and say nothing."""


def find_candidates(evidence: TextEvidence, index: CatalogIndex, budget: Budget) -> list[Candidate]:
    """The errors a text speaks of, at least one, which may say nothing."""
    budget.ran_out = budget.ran_out or evidence.cut
    seen = list(in_records(evidence.records, index, budget))
    # The code of an object that has its message from the one around it is the more particular of the two.
    inner = {(each.start, each.message): each.depth for each in evidence.records if each.message_above}
    explained = {(each.start, each.message) for each in seen if each.errors and _depth_of(each, inner) == each.depth}
    candidates = [
        each
        for each in seen
        if each.shown_messages
        or (
            ((each.start, each.message) not in explained or each.depth >= _depth_of(each, inner))
            and (each.errors or not each.wraps)
        )
    ]
    candidates = _without_sorts(candidates) or seen
    running = in_running_text(evidence, index, budget, candidates)
    candidates = _with_context(candidates, evidence, running)
    candidates = _without_echoes(
        [each for each in candidates if not (each.named and _is_success(each.http_status))], running, evidence, budget
    )
    if (
        not any(each.errors for each in candidates)
        and (whole := evidence.running.strip())
        and (same := index.with_code(whole))
    ):
        # A text that is nothing but a code is one, however plain: a number, a word.
        return [Candidate("text", evidence.running.index(whole), code=whole, errors=same)]
    if len(candidates) > MOST_CANDIDATES:
        budget.ran_out = True
    candidates = [
        each._replace(lines=lines_spanned(each.start, each.end, each.shown_messages, evidence))
        for each in candidates[:MOST_CANDIDATES]
    ]
    candidates += _loud_lines(evidence, candidates, budget)
    return [_without_request_id(each) for each in candidates or [_unrecognised(evidence)]]


def _without_sorts(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The errors without those whose code is but the status in words of an object around another error:
    ``{"status": "INVALID_ARGUMENT", "errors": [{"reason": …}]}``.
    """
    deepest: dict[int, int] = {}
    for each in candidates:
        if each.errors:
            deepest[each.start] = max(each.depth, deepest.get(each.start, 0))
    return [
        each
        for each in candidates
        if not each.errors
        or each.shown_messages
        or each.depth >= deepest[each.start]
        or normal_name(each.code_field or "status") != "status"
    ]


def _depth_of(each: Candidate, inner: Mapping[tuple[int, str | None], int]) -> int:
    """The depth of the object inside that has the message of a candidate's object; -1 where none has."""
    return inner.get((each.start, each.message), -1)


def _without_request_id(each: Candidate) -> Candidate:
    """Cut the request id off the end of a message that is in no catalog: it tells two occurrences apart, not errors."""
    if each.errors or each.shown_messages or not each.message or not each.request_id:
        return each
    before, _, behind = each.message.rpartition(each.request_id)
    tail = None if behind.strip(" \"')]}.") else _ID_BEGINS.search(before, max(0, len(before) - 60))
    return each._replace(message=before[: tail.start()]) if tail and tail.start() else each


def _loud_lines(evidence: TextEvidence, candidates: Sequence[Candidate], budget: Budget) -> list[Candidate]:
    """The lines that a logger or an SDK calls errors and that show none of the catalog's, each with its shape."""
    reports = {evidence.lines.number_of(place.start): place.value for place in evidence.reports}
    may_be_log = _MAY_BE_TIMED.search(evidence.text) and _MAY_BE_LOUD.search(evidence.text)
    starts = lines_of(evidence.running) if may_be_log else (place.start for place in evidence.reports)
    spoken = {number for each in candidates for number in (*range(each.lines[0], each.lines[1] + 1), *each.more)}
    result: list[Candidate] = []
    for start in starts:
        number = evidence.lines.number_of(start)
        if number in spoken or not (message := reports.get(number) or _logged_error(evidence, start)):
            continue
        if len(candidates) + len(result) >= MOST_CANDIDATES:
            budget.ran_out = True
            break
        own = evidence.lines.start_of(start), evidence.lines.end_of(start)
        result.append(
            Candidate(
                "text",
                start,
                message=message,
                http_status=Places(evidence.statuses.between(*own)).only if number in reports else None,
                request_id=Places(evidence.request_ids.between(*own)).only,
                loud=True,
                lines=(number, number),
            )
        )
    if len(result) > 1:
        shapes = shapes_of([each.message or "" for each in result])
        result = [each._replace(shape=shape) for each, shape in zip(result, shapes, strict=True)]
    return result


def _logged_error(evidence: TextEvidence, start: int) -> str | None:
    """The message of a timed line whose level is an error's."""
    begin, end = evidence.lines.start_of(start), min(evidence.lines.end_of(start), start + LONGEST_HEAD)
    if not (_MAY_BE_TIMED.search(evidence.text, begin, end) and _MAY_BE_LOUD.search(evidence.text, begin, end)):
        return None
    line = evidence.lines.line_at(start)
    if not (head := line.head).timed or (head.level or 0) < LOUD:
        return None
    message = line.text[head.ends[-1] :].strip()[:LONGEST_SAID]
    return message if any(map(str.isalpha, message)) else None


def _is_success(http_status: int | None) -> bool:
    return http_status is not None and 200 <= http_status < 300


def _with_context(candidates: list[Candidate], evidence: TextEvidence, running: list[Candidate]) -> list[Candidate]:
    """Give the payload objects' errors the status and request id that the text around them names, if it names one."""
    if not candidates or not (evidence.statuses or evidence.request_ids):
        return candidates
    scopes = Scopes(evidence, [*by_place(candidates), *by_place(running, candidates)])
    statuses = Attribution(evidence.statuses, scopes)
    request_ids = Attribution(evidence.request_ids, scopes)
    result = []
    for each in candidates:
        http_status = each.http_status or statuses.of(each.start).only
        request_id = each.request_id or request_ids.of(each.start).only
        changed = (http_status, request_id) != (each.http_status, each.request_id)
        result.append(each._replace(http_status=http_status, request_id=request_id) if changed else each)
    return result


def _without_echoes(
    payload_candidates: list[Candidate], running: list[Candidate], evidence: TextEvidence, budget: Budget
) -> list[Candidate]:
    """Records first; a code that running text only names, while a record speaks of it, is the same error."""
    told_of = {key for each in payload_candidates for key in _errors_of(each)}
    if shown_at := sorted(each.start for each in payload_candidates if each.shown_messages):
        # The class that a library raises for an object whose message says the error.
        running = [
            each for each in running if not each.weak or each.shown_messages or not _is_beside(each, shown_at, evidence)
        ]
    starts = sorted({each.start for each in payload_candidates if each.errors})
    running = [
        each for each in running if not (each.weak and not each.shown_messages and _wraps(each, starts, evidence))
    ]
    # `Login failed., full error: {"errmsg": "Login failed.", "code": 18}`: the words before a record are its own.
    records = payload_candidates if any(each.code is None for each in running) else ()
    fields = (field for each in records if each.errors for field, _ in each.text_spans)
    in_records_too = {sentence_of(field.original) for field in fields}
    payload_candidates = _with_messages_around(payload_candidates, running, evidence)
    fresh = [
        each
        for each in running
        if told_of.isdisjoint(_errors_of(each))
        and not (each.code is None and sentence_of(each.message) in in_records_too)
    ]
    coded = [each for each in running if each.code]
    if coded and payload_candidates and not any(each.code for each in payload_candidates):
        # "iMetal.0100 {"message": …}": the record has the words, the text before it the code.
        around = {error.code for each in coded for error in each.errors}
        by_message: list[Candidate] = []
        wordy: list[Candidate] = []
        for each in payload_candidates:
            own = {one.case_of.error.code for one in each.shown_messages}
            (by_message if own and own.isdisjoint(around) else wordy).append(each)
        if wordy:
            fresh = [*(each for each in fresh if not each.code), *(_with_words(each, wordy, budget) for each in coded)]
        payload_candidates = by_message
    return payload_candidates + fresh


def _errors_of(each: Candidate) -> set[tuple[str, str]]:
    """The services and codes of an error, by its message if it shows one, else by its code."""
    errors = [one.case_of.error for one in each.shown_messages] or each.errors
    return {(error.service, error.code) for error in errors}


def _is_beside(each: Candidate, starts: Sequence[int], evidence: TextEvidence) -> bool:
    """Return whether an object stands near a class, with no blank line between them."""
    at = bisect_left(starts, each.start)
    return any(
        abs(start - each.start) < NEARBY and "\n\n" not in evidence.text[min(start, each.end) : max(start, each.end)]
        for start in starts[max(0, at - 1) : at + 1]
    )


def _leads_to(message: Candidate, each: Candidate, evidence: TextEvidence) -> bool:
    """Return whether nothing stands between a message and an object that may name another service or status."""
    statuses = {one.case_of.case.http_status for one in message.shown_messages}
    between = evidence.text[message.end : each.start]
    is_in_log = evidence.lines.line_at(each.start).head.log
    return (
        len(between) < LONGEST_BETWEEN
        and "://" not in between
        and not (is_in_log and "\n" in between)
        and (each.http_status is None or bool(statuses & {None, each.http_status}))
    )


def _with_messages_around(
    payload_candidates: list[Candidate], running: Iterable[Candidate], evidence: TextEvidence
) -> list[Candidate]:
    """Give the objects that have but a code the message that stands right above them, in a log before them in their
    line: ``The key does not exist. {"code": "NoSuchKey"}``.
    """
    messages: dict[str, list[Candidate]] = {}
    for each in running:
        for code in {one.case_of.error.code for one in each.shown_messages}:
            messages.setdefault(code, []).append(each)
    if not messages:
        return payload_candidates
    result = []
    for each in payload_candidates:
        # An object of more fields may say itself whose error it is.
        above = messages.get(each.errors[0].code, []) if each.errors and len(each.text_spans) < 2 else []
        at = bisect_left(above, each.start, key=lambda one: one.start)
        near = above[at - 1] if at and _leads_to(above[at - 1], each, evidence) else None
        result.append(with_message_of(each, near) if near else each)
    return result


def _wraps(each: Candidate, starts: Sequence[int], evidence: TextEvidence) -> bool:
    """Return whether a class stands before an object with an error's code: ``HttpError: Validation failed: {…}``."""
    at = bisect_left(starts, each.end)
    return at < len(starts) and _BEFORE_OBJECT.fullmatch(evidence.text, each.end, starts[at]) is not None


def _with_words(each: Candidate, records: Sequence[Candidate], budget: Budget) -> Candidate:
    """Return the error of a code with the words of the objects near it, which have none."""
    near = [one for one in records if -NEARBY < one.start - each.start < NEARBY + each.end - each.start]
    words = tuple(text_span for one in near for text_span in one.text_spans[:3])[:MOST_TEXTS]
    if not words:
        return each
    own = [
        CaseOf(error, case, text) for error in each.errors for case in error.cases for text in messages_of(error, case)
    ]
    messages_shown = align((one for one in own[:MOST_CASES] if one.message), words, budget) or list(each.shown_messages)
    return each._replace(
        text_spans=(*words, *each.text_spans),
        message=next((one.message for one in near if one.message), each.message),
        shown_messages=tuple(messages_shown),
    )


def _unrecognised(evidence: TextEvidence) -> Candidate:
    """The one candidate of a text that shows no error: what little was read from it."""
    record = next(iter(evidence.records), None)
    named = (place.value for place in evidence.codes if place.rank < 3 and not place.value.isdigit())
    sorts = (place.value for place in evidence.codes if place.rank >= 3 and looks_like_code(place.value))
    code = next(chain(named, sorts), None)
    lines = [line for line in map(str.strip, evidence.running.split("\n")) if line and line not in _NOTHING]
    statuses = [place.value for place in evidence.statuses]
    failed = (each for each in statuses if each >= HTTPStatus.BAD_REQUEST)
    status = next(failed, None) or next(iter(statuses), None)
    message = next((place.value for place in sorted(evidence.messages, key=lambda place: place.rank)), None)
    if message is None and len(lines) == 1 and len(lines[0]) <= 500 and lines[0] != code:
        message = lines[0]
    if message is not None and is_reason_phrase(message) and statuses:
        message = None
    return Candidate(
        format="json" if record else "text",
        start=0,
        code=code,
        message=message,
        text_spans=((TextSpan(message), -1),) if message else (),
        http_status=(record.http_status if record else None) or status,
        request_id=(record.request_id if record else None) or evidence.request_ids.only,
    )
