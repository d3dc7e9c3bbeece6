"""The errors that a text speaks of: evidence grouped by its scope, with the messages of the catalog that it shows."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from catalog.diagnosis.alignment import Shown, align, is_wrapped, telling_messages, without_overlaps
from catalog.diagnosis.belongings import Belongings, Territories
from catalog.diagnosis.budget import Budget
from catalog.diagnosis.cleaning import clean
from catalog.diagnosis.clues import Clues, Place, Places, gather_clues
from catalog.diagnosis.codes import STATUS_NUMBER, find_codes, looks_like_code, path_of_class
from catalog.diagnosis.envelope import open_envelope
from catalog.diagnosis.index import CaseOf, CatalogIndex, CodeHit
from catalog.diagnosis.lines import Line, Lines
from catalog.diagnosis.names import MESSAGE, meanings_of
from catalog.diagnosis.numbers import (
    CHARACTERS_OF_CODE,
    FEWEST_CODES,
    LONGEST_HEAD,
    LONGEST_LINE,
    LONGEST_SAID,
    LOUD,
    MOST_CANDIDATES,
    MOST_CASES,
    MOST_TEMPLATES,
    MOST_TEXTS,
    NEARBY,
    PLACES_READ,
    REACH,
    SHORT_TEXT,
    VAGUE,
    WORK_OF_A_TEXT,
    WRAPPED_LINES,
)
from catalog.diagnosis.passages import (
    as_fields,
    begins_error,
    enclosures,
    fields_around,
    lines_of,
    regions,
    said_behind,
    without_blanks,
)
from catalog.diagnosis.records import Record, names_errors
from catalog.diagnosis.shapes import shapes_of
from catalog.diagnosis.statuses import is_reason_phrase
from catalog.known_error import KnownError
from catalog.message_template import Passage, fold, parse_template

_PAIR_BEGINS = re.compile(r"[ \t,;(]\w{1,40}=")
_STATUS_BEFORE_CODE = re.compile(r"(?<![\w.])(?P<status>[45]\d\d)[\s|,;:(\[\"'-]{1,12}$")

_NOTHING_BEHIND = re.compile(r"\s*\Z")
_MAY_BE_TIMED = re.compile(r"\d:\d\d|\d{6}|\d\d[-/.]\d\d[-/.]\d\d")
_MAY_BE_LOUD = re.compile(
    r"err|severe|fail|fault|exception|fatal|crit|alert|emerg|panic|\b[EF](?:\d{4})?\b", re.IGNORECASE
)
"""Quick test before parsing a log head: a line without any of these has no error level."""

_NOTHING = frozenset(("null", "none", "nil", "undefined", "true", "false", "{}", "[]", '""', "''"))
"""Texts that are a value of some language and say nothing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One error as a text shows it, with the evidence of its scope: a payload object, a line, what is near a code.

    ``errors`` are the known errors with its code; empty where the code is unknown or none was found. ``shown`` are the
    messages of the catalog that its ``passages`` show, each of a passage with its place. ``cut`` says that the text
    breaks off inside its code, ``respelled`` that the errors' own has other delimiters. ``start`` and ``end`` are its
    place in the text, ``depth`` how many objects stand around it; ``bare`` says that it is a string of a list, such as
    a line of a stack; ``named`` that the code is all that some field of no error says, a tag or a thing's name;
    ``weak`` that the code is called like a class of any program's, ``loose`` that nothing says that it is a code,
    ``path`` the packages before it where it is a class; ``lines`` are its first and last line; ``shape`` is that of a
    line that is in no catalog; ``reach`` is where its status and request id may stand; ``more`` are the lines of
    further places of its code that were only counted.
    """

    format: str
    start: int
    end: int = -1
    depth: int = 0
    code: str | None = None
    errors: tuple[KnownError, ...] = ()
    message: str | None = None
    passages: tuple[tuple[Passage, int], ...] = ()
    shown: tuple[Shown, ...] = ()
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
    weak: bool = False
    loose: bool = False
    path: str = ""
    lines: tuple[int, int] = (1, 1)
    shape: str | None = None
    reach: tuple[int, int] | None = None
    more: tuple[int, ...] = ()


def find_candidates(clues: Clues, index: CatalogIndex, budget: Budget) -> list[Candidate]:
    """The errors a text speaks of, at least one, which may say nothing."""
    budget.ran_out = budget.ran_out or clues.cut
    seen = list(_in_records(clues.records, index, budget))
    candidates = [each for each in seen if not each.wraps or each.errors or each.shown]
    candidates = candidates or seen
    running = _in_running(clues, index, budget, candidates)
    candidates = _with_context(candidates, clues, running)
    candidates = _without_echoes(
        [each for each in candidates if not (each.named and _is_success(each.http_status))], running, budget
    )
    if (
        not any(each.errors for each in candidates)
        and (whole := clues.running.strip())
        and (same := index.with_code(whole))
    ):
        # A text that is nothing but a code is one, however plain: a number, a word.
        return [Candidate("text", clues.running.index(whole), code=whole, errors=same)]
    if len(candidates) > MOST_CANDIDATES:
        budget.ran_out = True
    candidates = [_with_lines(each, clues) for each in candidates[:MOST_CANDIDATES]]
    candidates += _loud_lines(clues, candidates, budget)
    return candidates or [_unrecognised(clues)]


def _loud_lines(clues: Clues, candidates: Sequence[Candidate], budget: Budget) -> list[Candidate]:
    """The lines of a log that a logger calls errors and that show none of the catalog's, each with its shape."""
    if "\n" not in clues.running.strip():
        return []
    spoken = {number for each in candidates for number in range(each.lines[0], each.lines[1] + 1)}
    result: list[Candidate] = []
    for start in lines_of(clues.running):
        line = clues.lines.line_at(start)
        if not (_MAY_BE_TIMED.search(line.text, 0, LONGEST_HEAD) and _MAY_BE_LOUD.search(line.text, 0, LONGEST_HEAD)):
            continue
        head = line.head
        if not head.timed or (head.level or 0) < LOUD or clues.lines.number_of(start) in spoken:
            continue
        message = line.text[head.ends[-1] :].strip()[:LONGEST_SAID]
        if not any(map(str.isalpha, message)):
            continue
        if len(result) >= MOST_CANDIDATES:
            budget.ran_out = True
            break
        number = clues.lines.number_of(start)
        result.append(Candidate("text", start, message=message, loud=True, lines=(number, number)))
    if len(result) > 1:
        shapes = shapes_of([each.message or "" for each in result])
        result = [replace(each, shape=shape) for each, shape in zip(result, shapes, strict=True)]
    return result


def _with_lines(each: Candidate, clues: Clues) -> Candidate:
    lines = _lines_of(each.start, each.end, each.shown, clues)
    return each if lines == each.lines else replace(each, lines=lines)


def _lines_of(start: int, end: int, messages: Sequence[Shown], clues: Clues) -> tuple[int, int]:
    """The first and the last line of an error and its messages."""
    last = max([one.span[1] for one in messages if one.base >= 0], default=end)
    first = clues.lines.number_of(start)
    return first, first if last <= start else max(first, clues.lines.number_of(last - 1))


def _in_records(records: Iterable[Record], index: CatalogIndex, budget: Budget) -> Iterator[Candidate]:
    """The errors of all records; one that says just what another says has the same."""
    read: dict[int, list[Candidate]] = {}
    for record in records:
        if record.repeats is None:
            read[id(record)] = list(_in_record(record, index, budget))
            yield from read[id(record)]
        else:
            yield from (replace(each, start=record.start) for each in read[id(record.repeats)])


def _in_record(record: Record, index: CatalogIndex, budget: Budget) -> Iterator[Candidate]:
    errors, code, respelled = _known_code(record, index)
    passages = tuple((each, -1) for each in as_fields(record.texts[:MOST_TEXTS]))
    messages_shown = shown_of(errors, passages, index, budget)
    if not messages_shown and (respelled or (code and STATUS_NUMBER.fullmatch(code))):
        errors = ()
    if not messages_shown and record.texts:
        # The code may stand in another field, or in the message itself.
        nested = list(_in_texts(record, errors, index, budget))
        if errors:
            # One that brings its own message up is passed on by the object that is named otherwise.
            nested = [each for each in nested if each.errors and each.shown and each.errors != errors]
        if nested:
            yield from nested
            return
    if record.code is None and record.message is None:
        return
    if not errors and not record.code:
        # A body in a string is a payload of its own.
        own = [each for each in passages if not each[0].original.lstrip().startswith(('{"', "[{", '["'))]
        messages_shown = shown_in_fields(own, index, budget)
    # A gateway's own status is the inner error's only where that one is documented with it.
    outer = any(case.http_status == record.outer_status for error in errors for case in error.cases)
    yield Candidate(
        format=record.format,
        start=record.start,
        depth=record.depth,
        code=code if errors else record.code,
        errors=errors,
        message=record.message,
        passages=passages,
        shown=tuple(messages_shown),
        http_status=record.http_status or (record.outer_status if outer else None),
        request_id=record.request_id,
        code_field=record.code_field,
        message_field=record.message_field,
        wraps=record.wraps,
        loud=record.loud,
        respelled=respelled and bool(errors),
        bare=record.bare,
    )


def _known_code(record: Record, index: CatalogIndex) -> tuple[tuple[KnownError, ...], str | None, bool]:
    """The errors with the code of a record, the code, and whether it is written otherwise than they have it."""
    for number, code in enumerate(record.codes):
        if errors := index.with_code(code):
            # A number and a name of one error tell it together, where one alone may be several services'.
            others = [index.with_code(other) for other in record.codes[number + 1 :]] if len(errors) > 1 else ()
            both = next((same for other in others if (same := tuple(each for each in errors if each in other))), errors)
            return both, code, False
    if record.code and (same := index.respelled(record.code)):
        return same, record.code, True
    return (), record.code, False


def shown_in_fields(passages: Sequence[tuple[Passage, int]], index: CatalogIndex, budget: Budget) -> list[Shown]:
    """The messages of the catalog that the strings of an object show without a code."""
    for passage, base in passages:
        exact = [(-1, each) for each in index.with_message(passage.original)]
        hits = ((hit.start, each) for hit in index.templates_in(passage) for each in hit.candidates)
        near = [(passage.place(start), each) for start, each in islice(hits, MOST_TEMPLATES)]
        if messages := without_overlaps(telling_messages(passage, base, (*exact, *near), budget)):
            return messages
    return []


def shown_of(
    errors: Sequence[KnownError], passages: Sequence[tuple[Passage, int]], index: CatalogIndex, budget: Budget
) -> list[Shown]:
    """The messages of known errors that the passages show; of many cases only those whose words stand there."""
    if sum(len(error.cases) for error in errors) <= MOST_CASES:
        cases = [CaseOf(error, case, wording) for error in errors for case in error.cases for wording in case.wordings]
    else:
        own = {(error.service, error.code) for error in errors}
        cases = [
            each
            for passage, _ in passages[:MOST_CASES]
            for hit in index.templates_in(passage)
            for each in hit.candidates
            if (each.error.service, each.error.code) in own
        ][:MOST_TEMPLATES]
    return align((each for each in cases if each.message), passages, budget)


def _in_texts(record: Record, errors: Sequence[KnownError], index: CatalogIndex, budget: Budget) -> Iterator[Candidate]:
    """Errors in an object's strings: each is a text of its own, such as a body passed on or a piece of a log.

    ``errors`` are those with the object's own code.
    """
    reported: set[object] = set()
    for text in record.texts[:MOST_TEXTS]:
        if errors and text.strip() in record.codes:
            # The code itself says nothing new of it.
            continue
        lines = "\n" in text
        if len(text) < 2 or not (lines or any(index.codes_in(Passage(text))) or ": " in text or "(" in text):
            continue
        if not budget.pay(WORK_OF_A_TEXT):
            return
        inside = gather_clues(open_envelope(clean(text).text))
        plain = not inside.messages and not inside.records and not lines and "</" not in text
        for each in _in_running(inside, index, budget):
            named = each.errors or tuple(one.case_of.error for one in each.shown)
            words = tuple((error.service, error.code) for error in named)
            if not words or words in reported or not (each.errors or lines):
                continue
            if record.bare and not record.loud and text.strip() == each.code and not any(map(str.isdigit, text)):
                # A list of words, which nothing calls errors.
                continue
            reported.add(words)
            whole = tuple((one, -1) for one in as_fields([text])) if plain else ()
            others = tuple((one, -1) for one in as_fields(one for one in record.texts[:3] if one != text))
            passages = (*whole, *((passage, -1) for passage, _ in each.passages), *others)
            yield replace(
                each,
                format=record.format,
                start=record.start,
                end=-1,
                depth=record.depth,
                message=_said_in(text, record, each, plain=plain),
                passages=passages,
                shown=tuple(shown_of(each.errors, passages, index, budget)) if each.errors else each.shown,
                http_status=each.http_status or _of_inside(inside, each) or record.http_status,
                request_id=each.request_id or inside.request_ids.only or record.request_id,
                message_field=record.message_field,
                bare=record.bare,
                named=not record.loud and text.strip() == each.code and not _is_errors_own(record),
            )


def _of_inside(inside: Clues, each: Candidate) -> int | None:
    return inside.statuses.nearest(each.start - NEARBY, each.start, each.start + REACH)


def _said_in(text: str, record: Record, sighting: Candidate, *, plain: bool) -> str | None:
    """The message of an error whose code stands in one ``text`` of a record; a code alone is none."""
    if plain and text == record.message:
        return record.message if text.strip() != sighting.code else None
    return sighting.message or record.message


def _is_errors_own(record: Record) -> bool:
    """Return whether a payload object has a field that only errors have, or stands in a list of errors."""
    name = record.message_field or ""
    return record.code is not None or names_errors(name) or meanings_of(name).get(MESSAGE, VAGUE) < VAGUE - 1


def _is_success(http_status: int | None) -> bool:
    return http_status is not None and 200 <= http_status < 300


def _with_context(candidates: list[Candidate], clues: Clues, running: list[Candidate]) -> list[Candidate]:
    """Give the payload objects' errors the status and request id that the text around them names, if it names one."""
    if not candidates or not (clues.statuses or clues.request_ids):
        return candidates
    territories = Territories(clues, [*_placed(candidates), *_placed(running, candidates)])
    statuses = Belongings(clues.statuses, territories)
    request_ids = Belongings(clues.request_ids, territories)
    return [
        replace(
            each,
            http_status=each.http_status or statuses.of(each.start).only,
            request_id=each.request_id or request_ids.of(each.start).only,
        )
        for each in candidates
    ]


def _placed(candidates: Iterable[Candidate], echoed: Sequence[Candidate] = ()) -> Iterator[tuple[int, object]]:
    """Yield the position and identity of each error, leaving out those that only name one of ``echoed``."""
    codes = {fold(each.code) for each in echoed if each.code}
    for each in candidates:
        code = fold(each.code) if each.code else None
        if code is None or code not in codes:
            yield each.start, code or each.message


def _in_running(
    clues: Clues, index: CatalogIndex, budget: Budget, records: Sequence[Candidate] = ()
) -> list[Candidate]:
    """The errors of running text: those with a code, and those known by their message alone."""
    if not clues.running.strip():
        return []
    has_codes = any(each.errors for each in records)
    hits = find_codes(clues, index, among=has_codes)
    coded = [each for each in _coded(clues, index, hits, budget) if each is not None]
    resolved = _resolved(coded, _by_message(clues, index, budget, coded), clues.lines)
    return _attributed(resolved, clues, records)


def _coded(clues: Clues, index: CatalogIndex, hits: Sequence[CodeHit], budget: Budget) -> Iterator[Candidate | None]:
    text = clues.text
    forward = not hits or bool(clues.messages.between(hits[-1].end, len(text) + 1))
    # A code that counts only beside its message does not end the message before it.
    nexts = [len(text)] * len(hits)
    for number in range(len(hits) - 2, -1, -1):
        nexts[number] = nexts[number + 1] if hits[number + 1].shown_only else hits[number + 1].start
    chosen, counted = _chosen(clues, hits, budget)
    line_of = clues.lines.start_of
    read: dict[object, Candidate | None] = {}
    for number in chosen:
        hit = hits[number]
        begin = line_of(hit.start)
        before = hits[number - 1].end if number else 0
        # Text before the first code belongs to that code; text between two codes, to the earlier one.
        start = max(begin if number else hit.start - NEARBY, before, 0)
        behind = nexts[number]
        last = min(behind, hit.end + REACH)
        if behind < len(text) and line_of(behind) > hit.end:
            behind = line_of(behind)
        end = min(behind, hit.end + REACH)
        near = _ordered(clues.messages.between(max(before, hit.start - NEARBY), last), hit, forward=forward)
        context = max(0, before, begin - NEARBY)
        # A text repeats itself: what stands around a code is not read again where it is just the same.
        around = (
            hit.rule,
            (hit.start - begin, start - begin, hit.end - hit.start, end - hit.end),
            text[
                max(begin, hit.start - LONGEST_HEAD) : max(
                    end, min(clues.lines.end_of(hit.start), hit.end + LONGEST_HEAD)
                )
            ],
            tuple((place.start - hit.start, place.value) for place in near),
        )
        if around not in read:
            placed = read[around] = _with_code(clues, index, hit, (start, end), context, near, budget)
        elif (same := read[around]) is None:
            placed = None
        else:
            placed = _moved(same, hit, (context, end), clues)
        yield replace(placed, more=counted[number]) if placed and number in counted else placed


def _moved(same: Candidate, hit: CodeHit, reach: tuple[int, int], clues: Clues) -> Candidate:
    """The error of a code that stands elsewhere, among the same words."""
    by = hit.start - same.start
    messages = tuple(replace(one, base=one.base + by) if one.base >= 0 else one for one in same.shown)
    return replace(
        same,
        start=hit.start,
        end=hit.end,
        passages=tuple((passage, base + by if base >= 0 else base) for passage, base in same.passages),
        shown=messages,
        lines=_lines_of(hit.start, hit.end, messages, clues),
        reach=reach,
    )


def _chosen(
    clues: Clues, hits: Sequence[CodeHit], budget: Budget
) -> tuple[Sequence[int], Mapping[int, tuple[int, ...]]]:
    """Which codes are read with what stands around them: all, or of very many the first places of each.

    With them come, for the last place of a code that is read, the lines of those that are only counted.
    """
    most = min(MOST_CANDIDATES, FEWEST_CODES + len(clues.running) // CHARACTERS_OF_CODE)
    if len(hits) <= most:
        return range(len(hits)), {}
    places: dict[tuple[str, bool, bool], list[int]] = {}
    for number, hit in enumerate(hits):
        key = (fold(clues.running[hit.start : hit.end]), bool(hit.errors), hit.shown_only)
        places.setdefault(key, []).append(number)
    # The first place of each code, then the second of each, as many as may be.
    taken = 0
    times = dict.fromkeys(places, 0)
    waiting = list(places)
    while waiting and taken < most:
        still = []
        for key in waiting[: most - taken]:
            times[key] += 1
            taken += 1
            if times[key] < len(places[key]):
                still.append(key)
        waiting = still
    chosen: list[int] = []
    counted: dict[int, tuple[int, ...]] = {}
    for key, numbers in places.items():
        read, rest = numbers[: times[key]], numbers[times[key] :]
        chosen += read
        if rest and read:
            counted[read[-1]] = tuple(clues.lines.number_of(hits[number].start) for number in rest)
        first = hits[numbers[0]]
        alike = not first.shown_only and len(first.errors) == 1 and len(first.errors[0].cases) == 1
        budget.ran_out = budget.ran_out or bool(rest and not (read and alike))
    return sorted(chosen), counted


def _with_code(
    clues: Clues,
    index: CatalogIndex,
    hit: CodeHit,
    span: tuple[int, int],
    context: int,
    messages: Sequence[Place[str]],
    budget: Budget,
) -> Candidate | None:
    text, (start, end) = clues.text, span
    code = clues.running[hit.start : hit.end]
    passages = (
        *fields_around(messages, hit),
        *regions(text, clues.lines.line_at(hit.start), start, end, hit.start, hit.end),
    )
    if hit.respelled:
        passages = (
            *passages,
            *((Passage(without_blanks(each.original), whole=each.whole), -1) for each, _ in passages),
        )
    messages_shown = shown_of(hit.errors, passages, index, budget)
    if hit.shown_only and not messages_shown and not _is_all_values(hit.errors):
        return None
    region = text[start:end]
    named = next((place.value for place in messages if place.rank < VAGUE), None)
    spoken = named or said_behind(region, hit.start - start, hit.end - start)
    if spoken is None and not hit.errors and begins_error(text, hit.start, hit.end):
        spoken = _PAIR_BEGINS.split(text[hit.end : end].partition("\n")[0], maxsplit=1)[0].strip(" ,;[]") or None
    beside = _STATUS_BEFORE_CODE.search(region[: hit.start - start][-20:])
    return Candidate(
        format="text",
        start=hit.start,
        end=hit.end,
        code=code,
        errors=hit.errors,
        message=spoken or next((place.value for place in messages), None),
        passages=passages,
        shown=tuple(messages_shown),
        http_status=int(beside["status"]) if beside else None,
        respelled=hit.respelled,
        cut=not hit.errors
        and text[hit.start - 1 : hit.start] in ('"', "'")
        and _NOTHING_BEHIND.match(text, hit.end) is not None,
        weak=hit.rule in ("code-of-catalog", "code-class-name") and code.endswith(("Error", "Exception", "Fault")),
        loose=hit.rule in ("code-of-catalog", "code-class-name"),
        lines=_lines_of(hit.start, hit.end, messages_shown, clues),
        path=path_of_class(text, hit.start),
        reach=(context, end),
    )


def _is_all_values(errors: Sequence[KnownError]) -> bool:
    """Return whether the messages of a code have no words of their own: ``{slot} {address}``."""
    messages = [case.message for error in errors for case in error.cases]
    return all(message and not parse_template(message).anchor for message in messages)


def _ordered(places: Sequence[Place[str]], hit: CodeHit, *, forward: bool) -> list[Place[str]]:
    """The messages around a code, the likeliest to be its own first."""
    return sorted(
        (place for place in places if not place.start <= hit.start < place.end or place.end - place.start > 12),
        key=lambda place: ((place.start >= hit.end) != forward, place.rank > 4, abs(place.start - hit.start)),
    )[:MOST_TEXTS]


def _by_message(clues: Clues, index: CatalogIndex, budget: Budget, coded: Sequence[Candidate]) -> Iterable[Candidate]:
    """Errors known by their message: each line is read for itself, and with its neighbours only if it shows none.

    Of a line that stands there very often, far from every one of ``coded``, further places are only counted.
    """
    lines = clues.lines
    whole = Passage(clues.running, whole=False)
    hits: dict[int, dict[tuple[object, ...], tuple[int, CaseOf]]] = {}
    for hit in index.templates_in(whole):
        place = whole.place(hit.start)
        cases = hits.setdefault(lines.start_of(place), {})
        for case_of in hit.candidates:
            # Its words may stand in the line's head, too, as in the name of the class that says them: try the last.
            first = cases.setdefault(case_of.key, (place, case_of))
            if first[0] != place:
                cases[*case_of.key, "last"] = (place, case_of)
        if not budget.pay(1):
            break
    if len(clues.running) <= SHORT_TEXT:
        for start in lines_of(clues.running):
            line = lines.line_at(start)
            for begin in line.head.ends:
                for case_of in index.with_message(line.text[begin:]):
                    hits.setdefault(line.start, {}).setdefault(case_of.key, (start, case_of))
    covered = -1
    read: dict[object, tuple[int, list[Shown]]] = {}
    result: list[Candidate] = []
    lasts: dict[object, tuple[int, int]] = {}
    counted: dict[int, list[int]] = {}
    times = Counter[object]()
    starts = [each.start for each in coded]
    for start in sorted(hits):
        near = list(hits[start].values())[:MOST_TEMPLATES]
        line = lines.line_at(start)
        # A text repeats itself: what a line shows is not worked out again.
        fields = clues.messages.between(start, start + len(line.text))
        words = line.text, tuple((place.start - start, place.value) for place in fields)
        if words in read:
            before, same = read[words]
            times[words] += 1
            if same and times[words] > PLACES_READ and _is_apart(starts, start):
                for number in range(*lasts[words]):
                    counted.setdefault(number, []).append(lines.number_of(start))
                covered = max(covered, start + len(line.text))
                continue
            messages_shown = [replace(each, base=each.base - before + start) for each in same]
        else:
            messages_shown = _shown_in_line(clues, line, near, budget)
            read[words] = start, messages_shown
        if not messages_shown and start >= covered:
            messages_shown = _shown_over_lines(clues, line, near, budget)
        lasts[words] = len(result), len(result) + len(groups := _grouped(messages_shown))
        for group in groups:
            covered = max(covered, group[0].span[1])
            result.append(_message_candidate(clues, group))
    return [replace(each, more=tuple(counted[at])) if at in counted else each for at, each in enumerate(result)]


def _is_apart(starts: Sequence[int], start: int) -> bool:
    """Return whether no code stands near a line, so that its message belongs to no code."""
    at = bisect_left(starts, start - REACH)
    return at == len(starts) or starts[at] > start + REACH


def _shown_in_line(clues: Clues, line: Line, cases: Sequence[tuple[int, CaseOf]], budget: Budget) -> list[Shown]:
    end = line.start + len(line.text)
    result: list[Shown] = []
    for place in clues.messages.between(line.start, end):
        if place.end - place.start > 3:
            inside = [(-1, each) for at, each in cases if place.start <= at < place.end]
            result += telling_messages(Passage(place.value), place.start, inside, budget)
    passage = Passage(line.text, whole=False, begins=line.begins)
    near = [(at - line.start, each) for at, each in cases]
    result += telling_messages(passage, line.start, near, budget, line=line)
    for opening, closing in enclosures(line.text):
        inside = [
            (at - line.start - opening, each)
            for at, each in cases
            if opening <= at - line.start < closing and not is_reason_phrase(each.message)
        ]
        if inside:
            piece = Passage(line.text[opening:closing])
            result += telling_messages(piece, line.start + opening, inside, budget)
    if len(line.text) == LONGEST_LINE:
        # The line goes on: what it breaks off in, it does not end with.
        result = [each for each in result if not each.alignment.cut]
    return without_overlaps(result)


def _shown_over_lines(clues: Clues, line: Line, cases: Sequence[tuple[int, CaseOf]], budget: Budget) -> list[Shown]:
    """The messages that stand in a line and those about it, as where a terminal or a mail program wrapped them."""
    text, lines = clues.text, clues.lines
    begin, end = line.start, line.start + len(line.text)
    for _ in range(WRAPPED_LINES):
        if (
            begin == 0
            or line.head.log
            or (before := lines.line_at(begin - 1)).start == begin
            or not before.text.strip()
        ):
            break
        begin = before.start
        if before.head.log:
            break
    for _ in range(WRAPPED_LINES):
        if end >= len(text) or not (behind := lines.line_at(end + 1)).text.strip() or behind.head.log:
            break
        end = behind.start + len(behind.text)
    if (begin, end) == (line.start, line.start + len(line.text)) or end - begin > REACH:
        return []
    passage = Passage(text[begin:end], whole=False, begins=lines.line_at(begin).begins)
    near = [(at - begin, each) for at, each in cases if not parse_template(each.message).is_weak]
    return without_overlaps(each for each in telling_messages(passage, begin, near, budget) if is_wrapped(each))


def _grouped(messages: Iterable[Shown]) -> list[list[Shown]]:
    """Equally good readings of one span together."""
    groups: list[list[Shown]] = []
    for each in sorted(messages, key=lambda one: one.span):
        if groups and each.span[0] < groups[-1][0].span[1]:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _message_candidate(clues: Clues, messages: Sequence[Shown]) -> Candidate:
    best = messages[0]
    start, end = best.span
    message_text = best.passage.original
    if not best.passage.whole:
        message_text = message_text[best.alignment.start : best.alignment.end]
    return Candidate(
        format="text",
        start=start,
        end=end,
        message=" ".join(message_text.split()),
        passages=((best.passage, best.base),),
        shown=tuple(messages),
    )


def _resolved(coded: Sequence[Candidate], worded: Iterable[Candidate], lines: Lines) -> list[Candidate]:
    """Errors with a code and errors with a message alone, each span of the text being one error's."""
    dropped: set[int] = set()
    kept: list[Candidate] = []
    starts = [each.start for each in coded]
    for each in worded:
        at = bisect_left(starts, each.start)
        near = range(max(0, at - 3), min(len(coded), at + 4))
        verdicts = [_verdict(coded[number], each, lines) for number in near]
        if "other" in verdicts:
            continue
        dropped.update(number for number, verdict in zip(near, verdicts, strict=True) if verdict == "own")
        kept.append(each)
    clear = [each for each in coded if each.errors and (each.shown or not each.weak)]
    clear_starts = [each.start for each in clear]

    def is_beside_clear(each: Candidate) -> bool:
        # If any of its line names it, the nearest does.
        at = bisect_left(clear_starts, each.start)
        return any(_names_class(other, each, lines) for other in clear[max(0, at - 2) : at + 2])

    free = [
        each
        for number, each in enumerate(coded)
        if number not in dropped and not (each.weak and not each.shown and is_beside_clear(each))
    ]
    return sorted((*free, *kept), key=lambda each: each.start)


def _verdict(coded: Candidate, worded: Candidate, lines: Lines) -> str:
    """Return the attribution of the message ``worded``: ``other`` for the code's, ``own`` if the code is a word in it,
    or free.
    """
    best = worded.shown[0]
    start, end = best.span
    own = {(one.case_of.error.service, one.case_of.error.code) for one in worded.shown}
    if any((error.service, error.code) in own for error in coded.errors):
        reach = coded.reach or (coded.start, coded.end)
        return "other" if reach[0] <= start < reach[1] else "free"
    line = coded.reach is not None and best.base >= 0
    inside = start <= coded.start and coded.end <= end
    if inside and start < coded.start and best.alignment.fills:
        # A message that is a whole line or field has in its values what another error says.
        return "own"
    for one in coded.shown:
        begin, close = one.span
        if one.base >= 0 and begin < end and start < close:
            return "other"
    if inside and not coded.shown:
        # A word like a code inside a documented message is the message's.
        return "own"
    is_word = coded.weak or (coded.loose and (coded.code or "").isalpha())
    if is_word and not coded.shown and best.alignment.fills and best.span[0] >= coded.end:
        return "own" if _one_line(coded, worded, lines) else "free"
    if not line or coded.shown:
        return "free"
    if _one_line(coded, worded, lines):
        return "other"
    # In a log, a message on another line belongs to that line's own error.
    is_quoted = coded.message is not None and coded.message in best.passage.original and len(coded.message) > 3
    if is_quoted and abs(start - coded.end) < NEARBY and not lines.line_at(coded.start).head.log:
        return "other"
    return "free"


def _names_class(coded: Candidate, weak: Candidate, lines: Lines) -> bool:
    """Return whether a code is an exception class with the other code's name, on its line or as its field."""
    if _one_line(coded, weak, lines):
        return bool(coded.shown)
    if coded.loose or not 0 < coded.start - weak.end < NEARBY or "\n\n" in lines.text[weak.end : coded.start]:
        return False
    return not lines.line_at(coded.start).head.log


def _one_line(coded: Candidate, worded: Candidate, lines: Lines) -> bool:
    """Return whether a message stands on the line of a code."""
    return lines.start_of(coded.start) == lines.start_of(worded.start)


def _attributed(candidates: Sequence[Candidate], clues: Clues, records: Sequence[Candidate]) -> list[Candidate]:
    """The errors with the status and request id that stand in their line, their head, or in nobody's."""
    candidates = [each for each in candidates if not _is_status(each, clues)]
    placed = [*_placed(records), *_placed(candidates, records)]
    territories = Territories(clues, placed)
    statuses = Belongings(clues.statuses, territories)
    request_ids = Belongings(clues.request_ids, territories)
    kept = []
    for each in candidates:
        start, end = each.reach or (max(0, each.start - NEARBY), each.end + NEARBY)
        own = statuses.of(each.start)
        if each.reach is None:
            status = _status_around(own, each.start, each.end)
        else:
            status = own.nearest(start, each.start, end)
        ids = request_ids.of(each.start)
        line = clues.lines.start_of(each.start), clues.lines.end_of(each.start)
        if ids.between(*line):
            # Two occurrences of one error are told apart by nothing but their lines.
            start, end = line
        request_id = each.request_id or ids.nearest(start, each.start, end)
        if status or request_id:
            each = replace(each, http_status=each.http_status or status, request_id=request_id)
        kept.append(each)
    return kept


def _is_status(each: Candidate, clues: Clues) -> bool:
    """Return whether a message is only the reason phrase beside a status."""
    if each.code is not None or not is_reason_phrase(each.message or ""):
        return False
    line = clues.lines.line_at(each.start).text.strip(" .!")
    beside = clues.statuses.between(each.start - 40, each.end + 41)
    return any(place.rank == 0 for place in beside) or len(line) > each.end - each.start


def _status_around(statuses: Places[int], start: int, end: int) -> int | None:
    """The status nearest to a message; but for those that are only words of the message itself."""
    around = statuses.between(max(0, start - NEARBY), end + NEARBY)
    beyond = [place for place in around if place.rank == 0 or not start <= place.start < end]
    if beyond:
        return min(beyond, key=lambda place: abs(place.start - start)).value
    return statuses.only if not around else None


def _without_echoes(payload_candidates: list[Candidate], running: list[Candidate], budget: Budget) -> list[Candidate]:
    """Records first; a code that running text only names, while a record speaks of it, is the same error."""
    codes = {error.code for each in payload_candidates for error in each.errors}
    codes |= {one.case_of.error.code for each in payload_candidates for one in each.shown}
    fresh = [
        each
        for each in running
        if not any(error.code in codes for error in (*each.errors, *(one.case_of.error for one in each.shown)))
    ]
    coded = [each for each in running if each.code]
    if coded and payload_candidates and not any(each.code for each in payload_candidates):
        # "iMetal.0100 {"message": …}": the record has the words, the text before it the code.
        fresh = [*(each for each in fresh if not each.code), *coded]
        words = tuple(passage for each in payload_candidates if not each.code for passage in each.passages[:3])[
            :MOST_TEXTS
        ]
        message = next((each.message for each in payload_candidates if not each.code and each.message), None)
        return [_with_words(each, words, message, budget) if each.code else each for each in fresh]
    return payload_candidates + fresh


def _with_words(
    each: Candidate, words: tuple[tuple[Passage, int], ...], message_given: str | None, budget: Budget
) -> Candidate:
    own = [CaseOf(error, case, text) for error in each.errors for case in error.cases for text in case.wordings]
    messages_shown = align((one for one in own[:MOST_CASES] if one.message), words, budget) or list(each.shown)
    return replace(
        each, passages=(*words, *each.passages), message=message_given or each.message, shown=tuple(messages_shown)
    )


def _unrecognised(clues: Clues) -> Candidate:
    """The one candidate of a text that shows no error: what little was read from it."""
    record = next(iter(clues.records), None)
    named = [place.value for place in clues.codes if place.rank < 3 and not place.value.isdigit()]
    named += [place.value for place in clues.codes if 3 <= place.rank < 9 and looks_like_code(place.value)]
    code = named[0] if named else None
    lines = [line for line in map(str.strip, clues.running.split("\n")) if line and line not in _NOTHING]
    statuses = [place.value for place in clues.statuses]
    message = next((place.value for place in sorted(clues.messages, key=lambda place: place.rank)), None)
    if message is None and len(lines) == 1 and len(lines[0]) <= 500 and lines[0] != code:
        message = lines[0]
    if message is not None and is_reason_phrase(message) and statuses:
        message = None
    return Candidate(
        format="json" if record else "text",
        start=0,
        code=code,
        message=message,
        passages=((Passage(message), -1),) if message else (),
        http_status=(record.http_status if record else None) or (statuses[0] if statuses else None),
        request_id=(record.request_id if record else None) or clues.request_ids.only,
    )
