"""The single errors that a text's clues speak of, each with all that is said of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from catalog.diagnosis.belongings import Belongings, Territories
from catalog.diagnosis.cleaning import clean
from catalog.diagnosis.clues import Clues, Place, Places, gather_clues, is_case_bound
from catalog.diagnosis.envelope import open_envelope
from catalog.diagnosis.index import CatalogIndex, CodeHit
from catalog.diagnosis.names import MESSAGE, meanings_of
from catalog.diagnosis.passages import (
    NEARBY,
    REACH,
    VAGUE,
    as_fields,
    begins_error,
    fields_around,
    fills,
    line_of,
    line_start,
    lines_of,
    message_parts,
    regions,
    said_behind,
    stands_alone,
    tells,
)
from catalog.diagnosis.records import Record, names_errors
from catalog.diagnosis.statuses import is_reason_phrase
from catalog.known_error import KnownError
from catalog.message_template import MARKS, Passage, fold, parse_template

_MOST_SIGHTINGS = 10_000
_MOST_TRIES = 3000
_MOST_TEXTS = 12
_SHORT = 4000

_IN_LINK = re.compile(r"://\S*$")

_PAIR_BEGINS = re.compile(r"[ \t,;(]\w{1,40}=")

_SAME_OBJECT = re.compile(r"[^{}\[\]();\n]{0,80}(?:,\n[^{}\[\]();\n]{0,80})?")
"""What stands between two neighbouring fields of one object."""

_DATE = re.compile(r"\d{4}-\d\d")

_STATUS_BEFORE_CODE = re.compile(r"(?<![\w.])(?P<status>[45]\d\d)[\s|,;:(\[\"'-]{1,12}$")

_NOTHING = frozenset(("null", "none", "nil", "undefined", "true", "false", "{}", "[]", '""', "''"))
"""Texts that are a value of some language and say nothing."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sighting:
    """One error as a text shows it.

    ``errors`` are the known errors with its code; empty where the code is unknown or none was found. ``cut`` says that
    the text breaks off inside its code, ``respelled`` that the errors' own has other delimiters. ``passages`` are
    the pieces of text that may show its message, the likeliest first. ``start`` is its place in the text, ``depth``
    how many objects stand around it; ``bare`` says that it is a string of a list, such as a line of a stack;
    ``named`` that the code is all that some field of no error says, a tag or a thing's name.
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
    loud: bool = False
    cut: bool = False
    respelled: bool = False
    bare: bool = False
    named: bool = False


def sight(clues: Clues, index: CatalogIndex) -> tuple[list[Sighting], bool]:
    """The errors a text speaks of, at least one, which may say nothing; and whether there are more than looked at."""
    budget = _Budget()
    seen = [sighting for record in clues.records for sighting in _in_record(record, index)]
    told = [sighting for sighting in seen if not sighting.wraps or sighting.errors]
    told = told or seen
    running = list(_in_running(clues, index, budget, told))
    told = _with_context(told, clues, running)
    told = _without_echoes([each for each in told if not (each.named and _is_success(each.http_status))], running)
    if not any(each.errors for each in told) and (whole := clues.running.strip()) and (same := index.with_code(whole)):
        # A text that is nothing but a code is one, however plain: a number, a word.
        return [Sighting("text", clues.running.index(whole), code=whole, errors=same)], False
    if told:
        return told[:_MOST_SIGHTINGS], budget.ran_out or len(told) > _MOST_SIGHTINGS
    return [_unrecognised(clues)], budget.ran_out


@dataclass(slots=True)
class _Budget:
    """How many templates may still be laid against the lines of one text."""

    tries: int = _MOST_TRIES
    ran_out: bool = False

    def spend(self) -> bool:
        """Whether one more may be tried."""
        self.tries -= 1
        self.ran_out = self.ran_out or self.tries < 0
        return self.tries >= 0


def _in_record(record: Record, index: CatalogIndex) -> Iterator[Sighting]:
    errors = index.with_code(record.code) if record.code else ()
    respelled = False
    if not errors and record.code and (same := index.respelled(record.code)):
        errors = _shown(same, map(Passage, record.texts[:_MOST_TEXTS]))
        respelled = bool(errors)
    if not errors and record.texts:
        # The code may stand in another field, or in the message itself.
        nested = list(_in_texts(record, index))
        if nested:
            yield from nested
            return
    if record.code is None and record.message is None:
        return
    # A gateway's own status is the inner error's only where that one is documented with it.
    outer = any(case.http_status == record.outer_status for error in errors for case in error.cases)
    yield Sighting(
        format=record.format,
        start=record.start,
        depth=record.depth,
        code=record.code,
        errors=errors,
        message=record.message,
        passages=tuple(as_fields(record.texts[:_MOST_TEXTS])),
        http_status=record.http_status or (record.outer_status if outer else None),
        request_id=record.request_id,
        code_field=record.code_field,
        message_field=record.message_field,
        wraps=record.wraps,
        loud=record.loud,
        respelled=respelled,
        bare=record.bare,
    )


def _shown(errors: Iterable[KnownError], passages: Iterable[Passage]) -> tuple[KnownError, ...]:
    """Those of ``errors`` whose message the passages show."""
    tried = tuple(passages)
    return tuple(
        error
        for error in errors
        if any(
            parse_template(wording).align(passage)
            for case in error.cases[:_MOST_TEXTS]
            for wording in case.wordings
            for passage in tried
        )
    )


def _in_texts(record: Record, index: CatalogIndex) -> Iterator[Sighting]:
    """Known codes in an object's strings: a body passed on as text, a code put before its message."""
    told: set[tuple[KnownError, ...]] = set()
    for text in record.texts[:_MOST_TEXTS]:
        if len(text) < 2 or not any(index.codes_in(Passage(text))):
            continue
        inside = gather_clues(open_envelope(clean(text).text))
        plain = not inside.messages and not inside.records and "\n" not in text and "</" not in text
        for sighting in _in_running(inside, index, _Budget()):
            if not sighting.errors or sighting.errors in told:
                continue
            told.add(sighting.errors)
            whole = tuple(as_fields([text])) if plain else ()
            yield replace(
                sighting,
                format=record.format,
                start=record.start,
                depth=record.depth,
                message=_said_in(text, record, sighting, plain=plain),
                passages=(*whole, *sighting.passages, *as_fields(each for each in record.texts[:3] if each != text)),
                http_status=sighting.http_status or record.http_status,
                request_id=sighting.request_id or record.request_id,
                message_field=record.message_field,
                bare=record.bare,
                named=not record.loud and text.strip() == sighting.code and not _is_errors_own(record),
            )


def _said_in(text: str, record: Record, sighting: Sighting, *, plain: bool) -> str | None:
    """The message of an error whose code stands in one ``text`` of a record; a code alone is none."""
    if plain and text == record.message:
        return record.message if text.strip() != sighting.code else None
    return sighting.message or record.message


def _is_errors_own(record: Record) -> bool:
    """Whether a record has a field that only an error has, or stands in a list of errors."""
    name = record.message_field or ""
    return record.code is not None or names_errors(name) or meanings_of(name).get(MESSAGE, VAGUE) < VAGUE - 1


def _is_success(http_status: int | None) -> bool:
    return http_status is not None and 200 <= http_status < 300


def _with_context(sightings: list[Sighting], clues: Clues, running: list[Sighting]) -> list[Sighting]:
    """Give the records' errors the status and request id that the text around them names, where it names one."""
    if not sightings or not (clues.statuses or clues.request_ids):
        return sightings
    territories = Territories(clues.running, [*_placed(sightings), *_placed(running, sightings)])
    statuses = Belongings(clues.statuses, territories)
    request_ids = Belongings(clues.request_ids, territories)
    return [
        replace(
            each,
            http_status=each.http_status or statuses.of(each.start).only,
            request_id=each.request_id or request_ids.of(each.start).only,
        )
        for each in sightings
    ]


def _placed(sightings: Iterable[Sighting], echoed: Sequence[Sighting] = ()) -> Iterator[tuple[int, object]]:
    """Where each error stands and what it is, without those that only name one of ``echoed``."""
    codes = {fold(each.code) for each in echoed if each.code}
    for each in sightings:
        code = fold(each.code) if each.code else None
        if code is None or code not in codes:
            yield each.start, code or each.message


def _in_running(
    clues: Clues, index: CatalogIndex, budget: _Budget, records: Sequence[Sighting] = ()
) -> Iterator[Sighting]:
    text = clues.running
    if not text.strip():
        return
    whole = Passage(text, whole=False)
    hits = [hit for hit in index.codes_in(whole) if not _is_other_case(text[hit.start : hit.end], hit)]
    hits = _without_links(text, hits)
    hits += _named_codes(clues, index, hits, among=bool(hits) or any(each.errors for each in records))
    hits.sort(key=lambda hit: hit.start)
    hits = list(_without_wrappers(clues, hits))
    if len(hits) > _MOST_SIGHTINGS:
        budget.ran_out = True
        del hits[_MOST_SIGHTINGS:]
    forward = not hits or bool(clues.messages.between(hits[-1].end, len(text) + 1))
    claimed: list[tuple[int, int]] = []
    coded = {fold(each.code) for each in records if each.code}
    placed = [(hit.start, fold(text[hit.start : hit.end])) for hit in hits]
    around = _Around(clues, [*_placed(records), *(each for each in placed if each[1] not in coded)])
    for number, hit in enumerate(hits):
        begin = line_start(text, hit.start)
        before = hits[number - 1].end if number else 0
        # What stands before the first code belongs to it; what stands between two codes, to the one before.
        start = max(begin if number else hit.start - NEARBY, before, 0)
        behind = hits[number + 1].start if number + 1 < len(hits) else len(text)
        last = min(behind, hit.end + REACH)
        if number + 1 < len(hits) and line_start(text, behind) > hit.end:
            behind = line_start(text, behind)
        end = min(behind, hit.end + REACH)
        near = clues.messages.between(max(before, hit.start - NEARBY), last)
        claimed.append((start, end))
        claimed += ((place.start, place.end) for place in near)
        yield _coded(around, hit, start, end, max(0, before, begin - NEARBY), _ordered(near, hit, forward=forward))
    claimed.sort()
    yield from _by_message(clues, index, whole, claimed, budget, [*_placed(records), *placed])


class _Around:
    """The statuses and request ids of a running text, shared out to its errors."""

    def __init__(self, clues: Clues, placed: Iterable[tuple[int, object]]) -> None:
        self.text = clues.running
        territories = Territories(clues.running, placed)
        self.statuses = Belongings(clues.statuses, territories)
        self.request_ids = Belongings(clues.request_ids, territories)


def _without_links(text: str, hits: list[CodeHit]) -> list[CodeHit]:
    """Codes without those in web addresses, unless they stand nowhere else."""
    if "://" not in text:
        return hits
    linked = [bool(_IN_LINK.search(text[max(hit.start - 300, 0) : hit.start])) for hit in hits]
    spoken = {hit.errors for hit, link in zip(hits, linked, strict=True) if not link}
    return [hit for hit, link in zip(hits, linked, strict=True) if not link or hit.errors not in spoken]


def _ordered(places: Sequence[Place[str]], hit: CodeHit, *, forward: bool) -> list[Place[str]]:
    """The messages around a code, the likeliest to be its own first."""
    return sorted(
        (place for place in places if not place.start <= hit.start < place.end or place.end - place.start > 12),
        key=lambda place: ((place.start >= hit.end) != forward, place.rank > 4, abs(place.start - hit.start)),
    )[:_MOST_TEXTS]


def _is_other_case(written: str, hit: CodeHit) -> bool:
    """Whether a code that is made of English words stands here as those words."""
    return all(is_case_bound(error.code) and error.code != written for error in hit.errors)


def _named_codes(clues: Clues, index: CatalogIndex, hits: Sequence[CodeHit], *, among: bool) -> Iterator[CodeHit]:
    """Codes that the text calls so: plain words that are known, known ones written otherwise, what is in no catalog.

    ``among`` known errors, what is shaped like a code and stands where a log's line says its error is another.
    """
    known = [hit.start for hit in hits]
    budget = _Budget()
    for place in clues.codes:
        end = place.start + len(place.value)
        at = bisect_left(known, place.start)
        if (at < len(known) and known[at] < end) or (at and hits[at - 1].end > place.start):
            continue
        if clues.running[place.start : end] != place.value:
            continue
        errors = index.with_code(place.value) if place.rank < 5 else ()
        if errors:
            yield CodeHit(place.start, end, errors)
        elif (
            (same := index.respelled(place.value))
            and not index.with_code(place.value)
            and budget.spend()
            and (told := _shown(same, [line_of(clues.running, place.start, end)]))
        ):
            yield CodeHit(place.start, end, told, respelled=True)
        elif (place.rank < 3 and _looks_like_code(place.value)) or (
            place.rank == 8
            and not index.with_code(place.value)
            and (index.owner_of(place.value) or (among and begins_error(clues.running, place.start, end)))
        ):
            yield CodeHit(place.start, end, ())


def _without_wrappers(clues: Clues, hits: Sequence[CodeHit]) -> Iterator[CodeHit]:
    """The codes without those in no catalog whose own message has a known one: a gateway's that passes an error on."""
    for number, hit in enumerate(hits):
        beside = () if hit.errors else (*hits[max(0, number - 1) : number], *hits[number + 1 : number + 2])
        if not any(each.errors and _passes_on(clues, hit, each) for each in beside):
            yield hit


def _passes_on(clues: Clues, hit: CodeHit, inner: CodeHit) -> bool:
    """Whether the field beside the code ``hit``, of the same object, is a message that has the code ``inner`` in it."""
    for place in clues.messages.between(max(0, min(hit.start, inner.start) - NEARBY), inner.start + 1):
        if place.start <= inner.start and inner.end <= place.end and place.rank < VAGUE:
            between = (
                clues.running[hit.end : place.start] if hit.end <= place.start else clues.running[place.end : hit.start]
            )
            return _SAME_OBJECT.fullmatch(between) is not None
    return False


def _looks_like_code(text: str) -> bool:
    letters = any(letter.isalpha() for letter in text)
    marked = any(letter.isdigit() or letter in "._-" for letter in text) or is_case_bound(text)
    return letters and marked and " " not in text and not _DATE.match(text)


def _coded(
    around: _Around, hit: CodeHit, start: int, end: int, context: int, messages: Sequence[Place[str]]
) -> Sighting:
    text = around.text
    region = text[start:end]
    code = text[hit.start : hit.end]
    named = next((place.value for place in messages if place.rank < VAGUE), None)
    said = named or said_behind(region, hit.start - start, hit.end - start)
    if said is None and not hit.errors and begins_error(text, hit.start, hit.end):
        said = _PAIR_BEGINS.split(text[hit.end : end].partition("\n")[0], maxsplit=1)[0].strip(" ,;[]") or None
    beside = _STATUS_BEFORE_CODE.search(region[: hit.start - start][-20:])
    return Sighting(
        format="text",
        start=hit.start,
        code=code,
        errors=hit.errors,
        message=said or next((place.value for place in messages), None),
        passages=(*fields_around(messages, hit), *regions(region, hit.start - start, hit.end - start)),
        http_status=int(beside["status"]) if beside else around.statuses.of(hit.start).nearest(context, hit.start, end),
        request_id=around.request_ids.of(hit.start).nearest(context, hit.start, end),
        respelled=hit.respelled,
        cut=not hit.errors and text[hit.start - 1 : hit.start] in ('"', "'") and not text[hit.end :].strip(),
    )


def _by_message(
    clues: Clues,
    index: CatalogIndex,
    whole: Passage,
    claimed: Sequence[tuple[int, int]],
    budget: _Budget,
    placed: Sequence[tuple[int, object]],
) -> Iterator[Sighting]:
    """Errors without a code: a telling message standing anywhere, or a short one that fills its line."""
    text = clues.running
    spans: list[tuple[int, int, Passage]] = []
    tried: set[tuple[int, str]] = set()
    covered = -1
    worded: set[int] = set()
    for hit in sorted(index.templates_in(whole), key=lambda hit: hit.start):
        place = whole.place(hit.start)
        worded.add(line_start(text, place))
        if place < covered or _is_inside(place, claimed):
            continue
        for candidate in hit.candidates:
            message = candidate.message
            if (hit.start, message) in tried:
                continue
            tried.add((hit.start, message))
            template = parse_template(message)
            if template.is_weak:
                continue
            if not budget.spend():
                break
            found = template.align(whole, near=hit.start)
            if found is None:
                continue
            if template.placeholders or stands_alone(text, found.start, found.end, found.literal):
                newline = text.find("\n", found.end)
                end = newline if newline >= 0 else len(text)
                end = min(end, found.end + REACH)
                opened = found.start - (fold(text[: found.start][-1:] or " ") in MARKS)
                spans.append((found.start, end, Passage(text[opened:end], whole=False)))
                covered = max(covered, found.end)
    for told in clues.messages:
        if not _is_inside(told.start, claimed):
            passage = Passage(told.value)
            if index.with_message(told.value) or any(
                tells(passage, hit.candidates) for hit in index.templates_in(passage)
            ):
                spans.append((told.start, told.end, passage))
    for start, line in lines_of(text):
        if _is_inside(start, claimed) or (len(text) > _SHORT and line_start(text, start) not in worded):
            continue
        for passage in message_parts(line):
            if not budget.spend():
                break
            if index.with_message(passage.original) or any(
                fills(passage, hit.candidates) for hit in index.templates_in(passage)
            ):
                spans.append((start, start + len(line), passage))
                break
    end_of_last = -1
    around = _Around(clues, [*placed, *((start, passage.original.strip()) for start, _, passage in spans)])
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
            http_status=_status_around(around.statuses.of(start), start, end),
            request_id=around.request_ids.of(start).nearest(max(0, start - NEARBY), start, end + NEARBY),
        )


def _beside_status(clues: Clues, start: int, end: int) -> bool:
    return any(place.rank == 0 for place in clues.statuses.between(start - 40, end + 41))


def _status_around(statuses: Places[int], start: int, end: int) -> int | None:
    """The status nearest to a message; but for those that are only words of the message itself."""
    around = statuses.between(max(0, start - NEARBY), end + NEARBY)
    beyond = [place for place in around if place.rank == 0 or not start <= place.start < end]
    if beyond:
        return min(beyond, key=lambda place: abs(place.start - start)).value
    return statuses.only if not around else None


def _is_inside(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    at = bisect_left(spans, (place + 1, 0)) - 1
    return at >= 0 and spans[at][0] <= place < spans[at][1]


def _without_echoes(told: list[Sighting], running: list[Sighting]) -> list[Sighting]:
    """Records first; a code that running text only names, while a record speaks of it, is the same error."""
    codes = {error.code for sighting in told for error in sighting.errors}
    fresh = [each for each in running if not any(error.code in codes for error in each.errors)]
    if any(each.code for each in fresh) and not any(each.code for each in told):
        # "iMetal.0100 {"message": …}": the record has the words, the text before it the code.
        words = tuple(passage for each in told if not each.code for passage in each.passages[:3])[:_MOST_TEXTS]
        said = next((each.message for each in told if not each.code and each.message), None)
        return [
            replace(each, passages=(*words, *each.passages), message=said or each.message) if each.code else each
            for each in fresh
        ]
    return told + fresh


def _unrecognised(clues: Clues) -> Sighting:
    """The one sighting of a text that shows no error: what little was read from it."""
    record = next(iter(clues.records), None)
    named = [place.value for place in clues.codes if place.rank < 3 and not place.value.isdigit()]
    named += [place.value for place in clues.codes if 3 <= place.rank < 9 and _looks_like_code(place.value)]
    code = named[0] if named else None
    lines = [line for _, line in lines_of(clues.running) if line not in _NOTHING]
    statuses = [place.value for place in clues.statuses]
    message = next((place.value for place in sorted(clues.messages, key=lambda place: place.rank)), None)
    if message is None and len(lines) == 1 and len(lines[0]) <= 500 and lines[0] != code:
        message = lines[0]
    if message is not None and is_reason_phrase(message) and statuses:
        message = None
    return Sighting(
        format="json" if record else "text",
        start=0,
        code=code,
        message=message,
        passages=(Passage(message),) if message else (),
        http_status=(record.http_status if record else None) or (statuses[0] if statuses else None),
        request_id=(record.request_id if record else None) or clues.request_ids.only,
    )
