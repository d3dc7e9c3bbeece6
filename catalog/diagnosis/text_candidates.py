"""Error candidates in running text: by a code, and by a message of the catalog."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from catalog.diagnosis.alignment import ShownMessage, is_wrapped, telling_messages, without_overlaps
from catalog.diagnosis.budget import Budget
from catalog.diagnosis.code_owners import RULES_OF_A_SERVICE, path_of_class
from catalog.diagnosis.code_rules import SHORT_NUMBER
from catalog.diagnosis.codes import evidence_of_codes, find_codes
from catalog.diagnosis.competing_candidates import attributed, resolved
from catalog.diagnosis.contradictions import with_named_codes
from catalog.diagnosis.error_candidate import Candidate, lines_spanned, shown_of
from catalog.diagnosis.index import CaseOf, CatalogIndex, CodeHit
from catalog.diagnosis.lines import Line, Lines
from catalog.diagnosis.numbers import (
    CHARACTERS_OF_CODE,
    FEWEST_CODES,
    LONGEST_BETWEEN,
    LONGEST_HEAD,
    LONGEST_LINE,
    MANY_CODES,
    MANY_MESSAGES,
    MOST_CANDIDATES,
    MOST_REQUEST_IDS,
    MOST_TEMPLATES,
    MOST_TEXTS,
    NEARBY,
    PLACES_OF_MANY,
    PLACES_READ,
    REACH,
    SHORT_TEXT,
    VAGUE,
    WORK_OF_A_LINE,
    WRAPPED_LINES,
)
from catalog.diagnosis.statuses import is_reason_phrase
from catalog.diagnosis.text_evidence import Place, TextEvidence
from catalog.diagnosis.text_spans import (
    begins_error,
    enclosures,
    fields_around,
    is_among_pairs,
    lines_of,
    regions,
    said_before,
    said_behind,
    without_blanks,
)
from catalog.folding import TextSpan, fold
from catalog.known_error import KnownError
from catalog.message_template import parse_template

_PAIR_BEGINS = re.compile(r"[ \t,;(]\w{1,40}=")
_STATUS_BEFORE_CODE = re.compile(r"(?<![\w.])(?P<status>[45]\d\d)[\s|,;:(\[\"'-]{1,12}$")
_CODE_BEFORE = re.compile(r"(?:^|[\n\"'(\[]|[:>][ ]|[ ][-–—][ ])(?P<code>\w[\w.-]{0,60})[\"')\]]?\s?[-:–—]\s?[\"'(]?$")
_CODE_BEHIND = re.compile(r"[\"']?\s?(?:[-–—]|[(\[])\s?(?P<code>\w[\w.-]{0,60}?)(?=[:)\]]|$)")
"""Codes that stand right before a message and right behind one, set off by marks: a number behind a word, as that of a
process, or before one, as of seconds, is none.
"""
_STACK_FRAME = re.compile(r"\s*at [\w.$<>/@]{1,200}\(")
_WHOLE_FRAME = re.compile(r"\s*at [\w.$<>/@]{1,200}\([^\n]{0,400}(?:\)|:(?:line )?\d{1,6})\s*$")
_NOTHING_BEHIND = re.compile(r"\s*\Z")


def in_running_text(
    evidence: TextEvidence, index: CatalogIndex, budget: Budget, records: Sequence[Candidate] = ()
) -> list[Candidate]:
    """The errors of running text: those with a code, and those known by their message alone."""
    if not evidence.running.strip():
        return []
    has_codes = any(each.errors for each in records)
    read = list(evidence_of_codes(evidence.running, fold(evidence.running)))
    hits = find_codes(evidence, index, read, among=has_codes)
    chosen, counted = _chosen(evidence, hits, budget)
    coded = [each for each in _coded(evidence, index, hits, chosen, counted, budget) if each is not None]
    of_codes = _lines_left_out(evidence, hits, chosen) | {number for each in coded for number in each.more}
    worded = with_named_codes(_by_message(evidence, index, budget, coded, of_codes), read, evidence)
    return attributed(resolved(coded, worded, evidence.lines), evidence, records)


def _lines_left_out(evidence: TextEvidence, hits: Sequence[CodeHit], chosen: Sequence[int]) -> set[int]:
    """The numbers of the lines of known codes that are too many to be read: their messages are those codes'."""
    if len(chosen) == len(hits):
        return set()
    read = set(chosen)
    return {
        evidence.lines.number_of(hit.start)
        for number, hit in enumerate(hits)
        if hit.errors and not hit.shown_only and number not in read
    }


def _coded(
    evidence: TextEvidence,
    index: CatalogIndex,
    hits: Sequence[CodeHit],
    chosen: Sequence[int],
    counted: Mapping[int, tuple[int, ...]],
    budget: Budget,
) -> Iterator[Candidate | None]:
    text = evidence.text
    forward = not hits or bool(evidence.messages.between(hits[-1].end, len(text) + 1))
    # A code that counts only beside its message does not end the message before it.
    nexts = [len(text)] * len(hits)
    for number in range(len(hits) - 2, -1, -1):
        nexts[number] = nexts[number + 1] if hits[number + 1].shown_only else hits[number + 1].start
    line_of = evidence.lines.start_of
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
        near = _ordered(evidence.messages.between(max(before, hit.start - NEARBY), last), hit, forward=forward)
        context = max(0, before, begin - NEARBY)
        # A text repeats itself: what stands around a code is not read again where it is just the same.
        around = (
            hit.rule,
            (hit.start - begin, start - begin, hit.end - hit.start, end - hit.end),
            text[
                max(begin, hit.start - LONGEST_HEAD) : max(
                    end, min(evidence.lines.end_of(hit.start), hit.end + LONGEST_HEAD)
                )
            ],
            tuple((place.start - hit.start, place.value) for place in near),
        )
        if around not in read:
            placed = read[around] = _with_code(evidence, index, hit, (start, end), context, near, budget)
        elif (same := read[around]) is None:
            placed = None
        else:
            placed = _moved(same, hit, (context, end), evidence)
        if placed and number in counted:
            places = counted[number]
            lines = tuple(map(evidence.lines.number_of, places))
            placed = placed._replace(more=lines, more_ids=_ids_beside(places, evidence))
        yield placed


def _ids_beside(places: Sequence[int], evidence: TextEvidence) -> tuple[tuple[int, str], ...]:
    """The first request ids in the lines of codes at ``places``, each with its place."""
    result: dict[str, int] = {}
    for start in places if evidence.request_ids else ():
        line = evidence.lines.start_of(start), evidence.lines.end_of(start)
        for each in evidence.request_ids.between(*line):
            result.setdefault(each.value, start)
        if len(result) >= MOST_REQUEST_IDS:
            break
    return tuple((start, value) for value, start in result.items())


def _moved(same: Candidate, hit: CodeHit, reach: tuple[int, int], evidence: TextEvidence) -> Candidate:
    """The error of a code that stands elsewhere, among the same words."""
    by = hit.start - same.start
    messages = tuple(one.moved(by) for one in same.shown_messages)
    return same._replace(
        start=hit.start,
        end=hit.end,
        text_spans=tuple((text_span, base + by if base >= 0 else base) for text_span, base in same.text_spans),
        shown_messages=messages,
        lines=lines_spanned(hit.start, hit.end, messages, evidence),
        reach=reach,
    )


def _chosen(
    evidence: TextEvidence, hits: Sequence[CodeHit], budget: Budget
) -> tuple[Sequence[int], Mapping[int, tuple[int, ...]]]:
    """Which codes are read with what stands around them: all, or of very many the first places of each.

    With them come, for the last place of a code that is read, the places of those that are only counted.
    """
    by_length = min(MOST_CANDIDATES, len(evidence.running) // CHARACTERS_OF_CODE)
    if len(hits) <= max(PLACES_OF_MANY // budget.sharing, by_length):
        return range(len(hits)), {}
    places: dict[tuple[str, bool, bool], list[int]] = {}
    folded = fold(evidence.running)
    for number, hit in enumerate(hits):
        places.setdefault((folded[hit.start : hit.end], bool(hit.errors), hit.shown_only), []).append(number)
    fewest = FEWEST_CODES if len(places) <= MANY_CODES else max(PLACES_OF_MANY, min(len(places), FEWEST_CODES))
    most = max(fewest // budget.sharing, by_length)
    if len(hits) <= most:
        return range(len(hits)), {}
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
            counted[read[-1]] = tuple(hits[number].start for number in rest)
        first = hits[numbers[0]]
        budget.ran_out = budget.ran_out or bool(rest and not (read and _are_alike(first)))
    return sorted(chosen), counted


def _are_alike(hit: CodeHit) -> bool:
    """Return whether all places of a code say the same: one case, and no value that may differ."""
    if hit.shown_only or len(hit.errors) != 1 or len(hit.errors[0].cases) != 1:
        return False
    return not parse_template(hit.errors[0].cases[0].message).placeholders


def _with_code(
    evidence: TextEvidence,
    index: CatalogIndex,
    hit: CodeHit,
    span: tuple[int, int],
    context: int,
    messages: Sequence[Place[str]],
    budget: Budget,
) -> Candidate | None:
    text, (start, end) = evidence.text, span
    code = evidence.running[hit.start : hit.end]
    text_spans = (
        *fields_around(messages, hit),
        *regions(text, evidence.lines.line_at(hit.start), start, end, hit.start, hit.end),
    )
    if hit.is_normalised:
        text_spans = (
            *text_spans,
            *((TextSpan(without_blanks(each.original), whole=each.whole), -1) for each, _ in text_spans),
        )
    messages_shown = shown_of(hit.errors, text_spans, index, budget)
    if hit.shown_only and not messages_shown and not _is_all_values(hit.errors):
        return None
    region = text[start:end]
    named = next((place.value for place in messages if place.rank < VAGUE), None)
    line = text[max(evidence.lines.start_of(hit.start), hit.start - NEARBY) : hit.start]
    behind = said_before(line) if is_among_pairs(line) else said_behind(region, hit.start - start, hit.end - start)
    spoken = named or behind
    if spoken and hit.rule == "code-field" and not messages_shown and SHORT_NUMBER.fullmatch(code):
        return None
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
        text_spans=text_spans,
        shown_messages=tuple(messages_shown),
        http_status=int(beside["status"]) if beside else None,
        is_normalised=hit.is_normalised,
        cut=not hit.errors
        and text[hit.start - 1 : hit.start] in ('"', "'")
        and _NOTHING_BEHIND.match(text, hit.end) is not None,
        weak=hit.rule == "code-grpc"
        or (hit.rule in ("code-of-catalog", "code-class-name") and code.endswith(("Error", "Exception", "Fault"))),
        loose=hit.rule in ("code-of-catalog", "code-class-name", "code-in-capitals"),
        of_service=hit.rule in RULES_OF_A_SERVICE and not hit.shown_only,
        lines=lines_spanned(hit.start, hit.end, messages_shown, evidence),
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


def _by_message(
    evidence: TextEvidence, index: CatalogIndex, budget: Budget, coded: Sequence[Candidate], of_codes: Set[int]
) -> list[Candidate]:
    """Errors known by their message: each line is read for itself, and with its neighbours only if it shows none.

    Of a line that stands there very often, far from every one of ``coded``, further places are only counted; the lines
    numbered ``of_codes`` belong to codes that are not read.
    """
    lines = evidence.lines
    whole = TextSpan(evidence.running, whole=False)
    hits: dict[int, list[tuple[int, Sequence[CaseOf]]]] = {}
    for hit in index.templates_in(whole):
        place = whole.place(hit.start)
        hits.setdefault(lines.start_of(place), []).append((place, hit.candidates[:MOST_TEMPLATES]))
        if not budget.pay(1):
            break
    exact: dict[int, list[CaseOf]] = {}
    if len(evidence.running) <= SHORT_TEXT:
        for start in lines_of(evidence.running):
            line = lines.line_at(start)
            if _STACK_FRAME.match(line.text):
                continue
            if not budget.pay(WORK_OF_A_LINE):
                break
            for begin in line.head.ends:
                if cases := index.with_message(line.text[begin:]):
                    exact.setdefault(line.start, []).extend(cases)
    covered = -1
    repeated = _Repeated(lines, [each.start for each in coded])
    result: list[Candidate] = []
    different: set[tuple[object, ...]] = set()
    for start in sorted(hits.keys() | exact.keys()):
        if budget.is_spent:
            break
        if len(different) > MANY_MESSAGES:
            budget.ran_out = True
            break
        if lines.number_of(start) in of_codes:
            continue
        near = _placed(hits.get(start, ()), start, exact.get(start, ()))
        line = lines.line_at(start)
        if _WHOLE_FRAME.match(line.text):
            continue
        fields = evidence.messages.between(start, start + len(line.text))
        words: object = (line.text, tuple((place.start - start, place.value) for place in fields))
        messages_shown = repeated.read(words, start)
        if messages_shown is None:
            messages_shown = repeated.keep(words, start, _shown_in_line(evidence, line, near, budget))
        # A message that breaks off in a line may go on in the next one.
        if start >= covered and all(each.alignment.cut for each in messages_shown):
            begin, end = lines.around(start, WRAPPED_LINES)
            over_words: object = (evidence.text[begin:end], start - begin)
            over_lines = repeated.read(over_words, start)
            if over_lines is None:
                over_lines = repeated.keep(over_words, start, _shown_over_lines(evidence, line, near, budget))
            if over_lines:
                messages_shown, words = over_lines, over_words
        if not messages_shown:
            continue
        covered = max(covered, *(each.span[1] for each in messages_shown))
        different.add(messages_shown[0].case_of.key)
        if repeated.is_only_counted(words, messages_shown):
            continue
        repeated.place(words, len(result), groups := _grouped(messages_shown))
        result += (_message_candidate(evidence, group) for group in groups)
    return [
        each._replace(more=tuple(repeated.counted[at])) if at in repeated.counted else each
        for at, each in enumerate(result)
    ]


def _placed(
    hits: Iterable[tuple[int, Sequence[CaseOf]]], start: int, exact: Iterable[CaseOf]
) -> list[tuple[int, CaseOf]]:
    """The first cases whose words stand in the line at ``start``, or whose message it is, each with its place."""
    cases: dict[tuple[object, ...], tuple[int, CaseOf]] = {}
    for place, candidates in hits:
        for case_of in candidates:
            # Its words may stand in the line's head, too, as in the name of the class that says them: try the last.
            first = cases.setdefault(case_of.key, (place, case_of))
            if first[0] != place:
                cases[*case_of.key, "last"] = (place, case_of)
        if len(cases) >= MOST_TEMPLATES:
            break
    for case_of in exact:
        cases.setdefault(case_of.key, (start, case_of))
    return list(cases.values())[:MOST_TEMPLATES]


class _Repeated:
    """Messages of places with the same words: worked out once, and behind the first places only counted.

    ``counted`` are the numbers of the lines that were only counted, by the candidates they belong to.
    """

    def __init__(self, lines: Lines, starts_of_codes: Sequence[int]) -> None:
        self.counted: dict[int, list[int]] = {}
        self._lines = lines
        self._starts = starts_of_codes
        self._kept: dict[object, tuple[int, list[ShownMessage]]] = {}
        self._times = Counter[object]()
        self._candidates: dict[object, range] = {}

    def keep(self, words: object, start: int, messages: list[ShownMessage]) -> list[ShownMessage]:
        """Keep what such words at ``start`` show."""
        self._kept[words] = start, messages
        return messages

    def read(self, words: object, start: int) -> list[ShownMessage] | None:
        """Return the messages that the same words have shown, moved to ``start``; None where the words are new."""
        if words not in self._kept:
            return None
        before, messages = self._kept[words]
        return [each.moved(start - before) for each in messages]

    def place(self, words: object, at: int, groups: Sequence[object]) -> None:
        """Remember which candidates such words have become, from number ``at`` on."""
        self._candidates[words] = range(at, at + len(groups))

    def is_only_counted(self, words: object, messages: Sequence[ShownMessage]) -> bool:
        """Count a place of such words; return whether it is one of very many, far from every code."""
        self._times[words] += 1
        start = messages[0].span[0]
        if self._times[words] <= PLACES_READ + 1 or not _is_apart(self._starts, start):
            return False
        for number in self._candidates[words]:
            self.counted.setdefault(number, []).append(self._lines.number_of(start))
        return True


def _is_apart(starts: Sequence[int], start: int) -> bool:
    """Return whether no code stands near a line, so that its message belongs to no code."""
    at = bisect_left(starts, start - REACH)
    return at == len(starts) or starts[at] > start + REACH


def _shown_in_line(
    evidence: TextEvidence, line: Line, cases: Sequence[tuple[int, CaseOf]], budget: Budget
) -> list[ShownMessage]:
    end = line.start + len(line.text)
    result: list[ShownMessage] = []
    for place in evidence.messages.between(line.start, end):
        if place.end - place.start > 3:
            inside = [(-1, each) for at, each in cases if place.start <= at < place.end]
            result += telling_messages(TextSpan(place.value), place.start, inside, budget)
    text_span = TextSpan(line.text, whole=False, begins=line.begins)
    near = [(at - line.start, each) for at, each in cases]
    result += telling_messages(text_span, line.start, near, budget, line=line)
    for opening, closing in enclosures(line.text):
        inside = [
            (at - line.start - opening, each)
            for at, each in cases
            if opening <= at - line.start < closing and not is_reason_phrase(each.message)
        ]
        if inside:
            piece = TextSpan(line.text[opening:closing])
            result += telling_messages(piece, line.start + opening, inside, budget)
    if len(line.text) == LONGEST_LINE:
        # The line goes on: what it breaks off in, it does not end with.
        result = [each for each in result if not each.alignment.cut]
    return without_overlaps(result)


def _shown_over_lines(
    evidence: TextEvidence, line: Line, cases: Sequence[tuple[int, CaseOf]], budget: Budget
) -> list[ShownMessage]:
    """The messages that stand in a line and those about it, as where a terminal or a mail program wrapped them."""
    text, lines = evidence.text, evidence.lines
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
    text_span = TextSpan(text[begin:end], whole=False, begins=lines.line_at(begin).begins)
    near = [(at - begin, each) for at, each in cases if not parse_template(each.message).is_weak]
    return without_overlaps(each for each in telling_messages(text_span, begin, near, budget) if is_wrapped(each))


def _grouped(messages: Iterable[ShownMessage]) -> list[list[ShownMessage]]:
    """Equally good readings of one span together."""
    groups: list[list[ShownMessage]] = []
    for each in sorted(messages, key=lambda one: one.span):
        if groups and each.span[0] < groups[-1][0].span[1]:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _message_candidate(evidence: TextEvidence, messages: Sequence[ShownMessage]) -> Candidate:
    messages = [each for each in messages if _is_beside_code(evidence.text, each)] or messages
    best = messages[0]
    start, end = best.span
    return Candidate(
        format="text",
        start=start,
        end=end,
        message=" ".join(best.text.split()),
        text_spans=((best.text_span, best.base),),
        shown_messages=tuple(messages),
        lines=lines_spanned(start, end, messages, evidence),
    )


def _is_beside_code(text: str, message: ShownMessage) -> bool:
    """Return whether the code of a message stands right before or behind it, where several codes have that message:
    ``Invalid users - 2034: Invalid users``.
    """
    code, (start, end) = message.case_of.error.code, message.span
    before, behind = _CODE_BEFORE.search(text[max(0, start - LONGEST_BETWEEN) : start]), _CODE_BEHIND.match(text, end)
    return message.base >= 0 and code in (before and before["code"], behind and behind["code"])
