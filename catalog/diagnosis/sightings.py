"""The single errors that a text's clues speak of, each with all that is said of it. The fourth stage."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from catalog.diagnosis.clues import Clues, Place, Record, is_reason_phrase
from catalog.diagnosis.index import CaseOf, CatalogIndex, CodeHit
from catalog.known_error import KnownError
from catalog.message_template import Passage, parse_template

_REACH = 2000
"""Characters behind a code in running text in which its message is looked for."""

_NEARBY = 600
"""Characters before a code in which its status and request id are looked for."""

_MOST_SIGHTINGS = 20_000

_MESSAGE_BEHIND_CODE = re.compile(r"[\s\"'\])}>]*(?:[:,;|=–—-]+|\]|\))\s*[\"']?\s*(?P<message>[^\n]*\S)")
_STATUS_BEFORE_CODE = re.compile(r"(?<![\w.])(?P<status>[45]\d\d)[\s|,;:(\[\"'-]{1,12}$")
_SEGMENT_BEFORE = re.compile(r"(?:^|[:;|\"'>(\[=,\n\t]|\s[-–—])\s*$")
_SEGMENT_AFTER = re.compile(r"\s*(?:$|[.,;|\"')\]<\n\t(\[]|\s[-–—])")

LONG_ENOUGH = 40
"""Characters of literal text from which a template without placeholders is told from prose wherever it stands."""


_NOTHING = frozenset(("null", "none", "nil", "undefined", "true", "false", "{}", "[]", '""', "''"))
"""Texts that are a value of some language and say nothing."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One error as a text shows it.

    ``errors`` are the known errors with its code; empty where the code is unknown or none was found. ``passages`` are
    the pieces of text that may show its message, the likeliest first. ``start`` is its place in the text, ``depth``
    how many objects stand around it.
    """

    format: str
    start: int
    depth: int = 0
    code: str | None = None
    errors: tuple[KnownError, ...] = ()
    message: str | None = None
    passages: tuple[Passage, ...] = ()
    http_status: int | None = None
    request_id: str | None = None
    code_field: str | None = None
    message_field: str | None = None
    wraps: bool = False


def sight(clues: Clues, index: CatalogIndex) -> list[Sighting]:
    """The errors a text speaks of; at least one, which may say nothing."""
    seen = [sighting for record in clues.records for sighting in _in_record(record, index)]
    told = [sighting for sighting in seen if not sighting.wraps or sighting.errors]
    told = _with_context(told or seen, clues)
    running = list(_in_running(clues, index))
    told = _without_echoes(told, running)
    if told:
        return told[:_MOST_SIGHTINGS]
    return [_unrecognised(clues)]


def _in_record(record: Record, index: CatalogIndex) -> Iterator[Sighting]:
    if record.code is None and record.message is None:
        return
    passages = tuple(Passage(text) for text in record.texts)
    sighting = Sighting(
        format=record.format,
        start=record.start,
        depth=record.depth,
        code=record.code,
        errors=index.with_code(record.code) if record.code else (),
        message=record.message,
        passages=passages,
        http_status=record.http_status,
        request_id=record.request_id,
        code_field=record.code_field,
        message_field=record.message_field,
        wraps=record.wraps,
    )
    if not sighting.errors:
        # The code may stand in another field, or in the message itself.
        found: dict[tuple[KnownError, ...], str] = {}
        for passage in passages:
            for hit in index.codes_in(passage):
                found.setdefault(hit.errors, passage.original[hit.start : hit.end])
        if found:
            for errors, code in found.items():
                yield replace(sighting, code=code, errors=errors, code_field=None)
            return
    yield sighting


def _with_context(sightings: list[Sighting], clues: Clues) -> list[Sighting]:
    """Give the records' errors the status and request id that the text around them names, where it names one."""
    status = _only(place.value for place in clues.statuses)
    request_id = _only(place.value for place in clues.request_ids)
    return [
        replace(each, http_status=each.http_status or status, request_id=each.request_id or request_id)
        for each in sightings
    ]


def _in_running(clues: Clues, index: CatalogIndex) -> Iterator[Sighting]:
    text = clues.running
    if not text.strip():
        return
    whole = Passage(text, whole=False)
    hits = list(index.codes_in(whole))
    hits += _unknown_codes(clues, index, hits)
    hits.sort(key=lambda hit: hit.start)
    claimed: list[tuple[int, int]] = []
    for number, hit in enumerate(hits):
        begin = _line_start(text, hit.start)
        before = hits[number - 1].end if number else 0
        # What stands before the first code belongs to it; what stands between two codes, to the one before.
        start = max(begin if number else hit.start - _NEARBY, before, 0)
        behind = hits[number + 1].start if number + 1 < len(hits) else len(text)
        if number + 1 < len(hits) and _line_start(text, behind) > hit.end:
            behind = _line_start(text, behind)
        end = min(behind, hit.end + _REACH)
        claimed.append((start, end))
        yield _coded(clues, hit, start, end, max(0, before, begin - _NEARBY))
    yield from _by_message(clues, index, whole, claimed)


def _unknown_codes(clues: Clues, index: CatalogIndex, hits: Sequence[CodeHit]) -> Iterator[CodeHit]:
    """What looks like a code and begins as a known service's codes do, but is in no catalog."""
    known = [hit.start for hit in hits]
    for place in clues.code_likes:
        at = bisect_left(known, place.start)
        overlaps = at < len(known) and known[at] < place.start + len(place.value)
        if not overlaps and index.owner_of(place.value):
            yield CodeHit(place.start, place.start + len(place.value), ())


def _coded(clues: Clues, hit: CodeHit, start: int, end: int, context: int) -> Sighting:
    text = clues.running
    region = text[start:end]
    code = text[hit.start : hit.end]
    behind = _MESSAGE_BEHIND_CODE.match(region, hit.end - start)
    beside = _STATUS_BEFORE_CODE.search(region[: hit.start - start][-20:])
    return Sighting(
        format="text",
        start=hit.start,
        code=code,
        errors=hit.errors,
        message=behind["message"].rstrip("\"' ") if behind else None,
        passages=(Passage(region, whole=False),),
        http_status=int(beside["status"]) if beside else _nearest(clues.statuses, context, hit.start, end),
        request_id=_nearest(clues.request_ids, context, hit.start, end),
    )


def _by_message(
    clues: Clues, index: CatalogIndex, whole: Passage, claimed: Sequence[tuple[int, int]]
) -> Iterator[Sighting]:
    """Errors without a code: a telling message standing anywhere, or a short one that fills its line."""
    text = clues.running
    spans: list[tuple[int, int, Passage]] = []
    tried: set[tuple[int, str]] = set()
    covered = -1
    for hit in sorted(index.templates_in(whole), key=lambda hit: hit.start):
        place = whole.place(hit.start)
        if place < covered or _is_inside(place, claimed):
            continue
        for candidate in hit.candidates:
            message = candidate.case.message
            if (hit.start, message) in tried:
                continue
            tried.add((hit.start, message))
            template = parse_template(message)
            if template.is_weak:
                continue
            found = template.align(whole, near=hit.start)
            if found is None:
                continue
            if template.placeholders or stands_alone(text, found.start, found.end, found.literal):
                newline = text.find("\n", found.end)
                end = newline if newline >= 0 else len(text)
                end = min(end, found.end + _REACH)
                spans.append((found.start, end, Passage(text[found.start : end], whole=False)))
                covered = max(covered, found.end)
    for start, line in _lines(text):
        if _is_inside(start, claimed):
            continue
        passage = Passage(line)
        if index.with_message(line) or any(_fills(passage, hit.candidates) for hit in index.templates_in(passage)):
            spans.append((start, start + len(line), passage))
    end_of_last = -1
    for start, end, passage in sorted(spans, key=lambda span: (span[0], not span[2].whole, -span[1])):
        if start < end_of_last:
            continue
        end_of_last = end
        if is_reason_phrase(passage.original) and _beside_status(clues, start, end):
            continue
        yield Sighting(
            format="text",
            start=start,
            message=passage.original.strip(),
            passages=(passage,),
            http_status=_nearest(clues.statuses, max(0, start - _NEARBY), start, end + _NEARBY),
            request_id=_nearest(clues.request_ids, max(0, start - _NEARBY), start, end + _NEARBY),
        )


def _fills(passage: Passage, candidates: Iterable[CaseOf]) -> bool:
    for candidate in candidates:
        found = parse_template(candidate.case.message).align(passage)
        if found is not None and found.fills:
            return True
    return False


def stands_alone(text: str, start: int, end: int, literal: int) -> bool:
    """Whether a message without placeholders is told from the prose around it: long, or set off on both sides."""
    if literal >= LONG_ENOUGH:
        return True
    return bool(_SEGMENT_BEFORE.search(text[max(0, start - 8) : start]) and _SEGMENT_AFTER.match(text[end : end + 8]))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for found in re.finditer(r"\S[^\n]{0,1000}", text):
        yield found.start(), found[0].rstrip()


def _beside_status(clues: Clues, start: int, end: int) -> bool:
    return any(start - 40 <= place.start <= end + 40 for place in clues.statuses)


def _is_inside(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_left(spans, (place + 1, 0)) - 1
    return at >= 0 and spans[at][0] <= place < spans[at][1]


def _without_echoes(told: list[Sighting], running: list[Sighting]) -> list[Sighting]:
    """Records first; a code that running text only names, while a record speaks of it, is the same error."""
    codes = {error.code for sighting in told for error in sighting.errors}
    fresh = [each for each in running if not any(error.code in codes for error in each.errors)]
    echoed = {error.code for each in running for error in each.errors}
    if echoed and not codes:
        # "iMetal.0100 {"message": …}": the record has the words, the text before it the code.
        return fresh + [each for each in told if each.code]
    return told + fresh


def _unrecognised(clues: Clues) -> Sighting:
    """The one sighting of a text that shows no error: what little was read from it."""
    record = next(iter(clues.records), None)
    code = clues.code_likes[0].value if clues.code_likes else None
    lines = [line for _, line in _lines(clues.running) if line not in _NOTHING]
    message = lines[0] if len(lines) == 1 and len(lines[0]) <= 500 and lines[0] != code else None
    statuses = [place.value for place in clues.statuses]
    return Sighting(
        format="json" if record else "text",
        start=0,
        code=code,
        message=None if message is not None and is_reason_phrase(message) and statuses else message,
        passages=(Passage(message),) if message else (),
        http_status=(record.http_status if record else None) or (statuses[0] if statuses else None),
        request_id=(record.request_id if record else None) or _only(place.value for place in clues.request_ids),
    )


def _nearest(places: Sequence[Place[T]], start: int, middle: int, end: int) -> T | None:
    """The value nearest to ``middle`` between ``start`` and ``end``; else the text's only one."""
    inside = [place for place in places if start <= place.start < end]
    if inside:
        return min(inside, key=lambda place: abs(place.start - middle)).value
    return _only(place.value for place in places)


def _only(values: Iterable[T]) -> T | None:
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else None


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1
