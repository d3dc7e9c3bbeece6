"""Error candidates in payload objects, and in the texts that their fields hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from catalog.diagnosis.alignment import ShownMessage, telling_messages, without_overlaps
from catalog.diagnosis.budget import Budget
from catalog.diagnosis.cleaning import clean
from catalog.diagnosis.code_owners import of_service_before
from catalog.diagnosis.code_rules import SHORT_NUMBER
from catalog.diagnosis.codes import HUMP, is_common_name
from catalog.diagnosis.contradictions import beside_in_field
from catalog.diagnosis.error_candidate import Candidate, shown_of
from catalog.diagnosis.evidence import Evidence
from catalog.diagnosis.index import CatalogIndex
from catalog.diagnosis.names import MESSAGE, STATUS, meanings_of, normal_name
from catalog.diagnosis.numbers import (
    LONGEST_STATUS,
    MOST_TEMPLATES,
    MOST_TEXTS,
    NAMES_A_SORT,
    NEARBY,
    REACH,
    TELLING_HUMPS,
    VAGUE,
    WORK_OF_A_FIT,
    WORK_OF_A_STRUCTURE,
    WORK_OF_A_TEXT,
)
from catalog.diagnosis.payloads import find_payloads
from catalog.diagnosis.records import SECOND_CODES, Record, names_errors
from catalog.diagnosis.statuses import STATUS_NUMBER, is_reason_phrase
from catalog.diagnosis.text_candidates import in_running_text
from catalog.diagnosis.text_evidence import TextEvidence, gather_evidence
from catalog.diagnosis.text_spans import as_fields
from catalog.diagnosis.wordings import constants_of, names_of
from catalog.folding import TextSpan, fold
from catalog.known_error import KnownError

_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def in_records(records: Iterable[Record], index: CatalogIndex, budget: Budget) -> Iterator[Candidate]:
    """The errors of all records; one that says just what another says has the same.

    Of very many, only so many different ones are read as could be looked up.
    """
    read: dict[Record, list[Candidate]] = {}
    texts = _Texts(index, budget)
    for record in records:
        same = (record.repeats or record)._replace(start=0)
        if same not in read:
            if len(read) >= budget.objects:
                budget.ran_out = True
                continue
            read[same] = list(_in_record(record, index, budget, texts))
            is_second = normal_name(record.reason_field) in SECOND_CODES
            if is_second and any(each.code == record.reason and each.errors for each in read[same]):
                without = _in_record(record._replace(reason=None), index, budget, texts)
                read[same] += (each for each in without if each.errors)
            yield from read[same]
        else:
            yield from (each._replace(start=record.start) for each in read[same])


class _Texts:
    """Texts that fields hold, each read once: many objects may repeat one, or stand below one."""

    def __init__(self, index: CatalogIndex, budget: Budget) -> None:
        self._index = index
        self._budget = budget
        self._fields: dict[str, tuple[tuple[TextSpan, int], ...]] = {}
        self._read: dict[str, tuple[TextEvidence, list[Candidate]]] = {}
        self.reported: set[tuple[int, str | None]] = set()
        """Messages, with the places of their structures, whose errors an object below them has told."""

    def fields(self, texts: Iterable[str]) -> tuple[tuple[TextSpan, int], ...]:
        """The text spans of whole fields, which have no place."""
        return tuple(text_span for text in texts for text_span in self._fields_of(text))

    def _fields_of(self, text: str) -> tuple[tuple[TextSpan, int], ...]:
        if text not in self._fields:
            self._fields[text] = tuple((each, -1) for each in as_fields([text]))
        return self._fields[text]

    def read(self, text: str) -> tuple[TextEvidence, list[Candidate]]:
        """Return the evidence and the candidates of a text that is read as one of its own."""
        if text not in self._read:
            payloads = find_payloads(clean(text).text)
            self._budget.pay(WORK_OF_A_STRUCTURE * len(payloads.structures))
            self._budget.ran_out = self._budget.ran_out or payloads.cut
            # The strings in it are read with the objects that have them.
            inside = gather_evidence(payloads, layers=0)
            self._read[text] = inside, in_running_text(inside, self._index, self._budget)
        return self._read[text]


def _in_record(record: Record, index: CatalogIndex, budget: Budget, texts: _Texts) -> Iterator[Candidate]:
    errors, code, is_normalised = _known_code(record, index)
    is_named = len(record.codes) > 1 and any(_is_name_of(each, code, errors) for each in record.codes)
    text_spans = texts.fields(record.texts[:MOST_TEXTS])
    messages_shown = shown_of(errors, text_spans, index, budget)
    if not messages_shown and (whole := _with_whole_message(record, text_spans, index, budget)):
        # Whatever the fields are called: the one holds the code and another all of its message.
        messages_shown = whole
        errors = tuple(dict.fromkeys(each.case_of.error for each in whole))
        code, is_normalised = errors[0].code, False
    if not messages_shown and (code or "").isdecimal() and (called := _called_by_name(record, errors, index)):
        errors, code = called
    # A number that is called a status counts with its message, or where the text names the service.
    is_of_status = meanings_of(record.code_field or "").get(STATUS, VAGUE) < NAMES_A_SORT
    is_of_reason = record.code is not None and code == record.reason and code != record.code
    is_anybodys = (
        code
        and not is_of_reason
        and (
            is_of_status
            or STATUS_NUMBER.fullmatch(code)
            or (record.code_rank < NAMES_A_SORT and is_common_name(code, errors))
            or (record.message and SHORT_NUMBER.fullmatch(code) and not is_named and len(code) < LONGEST_STATUS)
            or (record.wraps and is_reason_phrase(_HUMPS.sub(" ", code)))
        )
    )
    if_named: tuple[KnownError, ...] = ()
    if not messages_shown and (is_normalised or is_anybodys):
        of_field = record.code_rank == 0 and STATUS_NUMBER.fullmatch(code or "")
        if_named = errors if SHORT_NUMBER.fullmatch(code or "") or is_of_status or of_field else ()
        errors = ()
    # A status with its own words before what it says is anybody's, too: Bad Request: PEER_ID_INVALID
    is_heading = code and STATUS_NUMBER.fullmatch(code) and not any(one.alignment.fills for one in messages_shown)
    if is_heading and messages_shown:
        if nested := [*_in_texts(record, (), index, budget, texts)]:
            yield from nested
            return
        if any(each.alignment.fills for each in shown_in_fields(text_spans, index, budget)):
            # The words of the status are the beginning of another's whole message.
            record, errors, messages_shown = record._replace(code=None), (), []
    if not messages_shown and record.texts:
        # A sort of error that some service happens to call its own, beside the whole message of another, is no code.
        if (
            errors
            and _names_sort(record, errors)
            and any(
                each.alignment.fills or is_reason_phrase(record.code or "")
                for each in shown_in_fields(text_spans, index, budget)
            )
        ):
            record, errors = record._replace(code=None), ()
        above = (record.start, record.message) if record.message_above and not errors else None
        if above in texts.reported:
            # One of the objects below a message tells what it says, for all of them.
            yield from _in_texts(record._replace(texts=record.texts[1:]), errors, index, budget, texts)
            return
        # The code may stand in another field, or in the message itself.
        nested = list(_in_texts(record, errors, index, budget, texts))
        if errors:
            # One that brings its own message up is passed on by the object that is named otherwise.
            nested = [each for each in nested if each.errors and each.shown_messages and each.errors != errors]
        if nested:
            if above:
                texts.reported.add(above)
            yield from nested
            return
    if record.code is None and record.message is None and not errors:
        return
    named_codes: tuple[Evidence, ...] = ()
    if not errors and not record.code:
        # A body in a string is a payload of its own.
        own = [each for each in text_spans if not each[0].original.lstrip().startswith(('{"', "[{", '["'))]
        messages_shown = shown_in_fields(own, index, budget)
        if messages_shown:
            named_codes = beside_in_field(messages_shown[0])
    # A gateway's own status is the inner error's only where that one is documented with it.
    outer = any(case.http_status == record.outer_status for error in errors for case in error.cases)
    yield Candidate(
        format=record.format,
        start=record.start,
        depth=record.depth,
        code=code if errors else record.code,
        errors=errors,
        if_named=if_named,
        message=record.message,
        named_codes=named_codes,
        text_spans=text_spans,
        shown_messages=tuple(messages_shown),
        http_status=record.http_status or (record.outer_status if outer else None),
        request_id=record.request_id,
        code_field=record.code_field,
        message_field=record.message_field,
        wraps=record.wraps,
        loud=record.loud,
        is_normalised=is_normalised and bool(errors),
        bare=record.bare,
        loose=bool(record.path),
        path=record.path,
    )


def _with_whole_message(
    record: Record, text_spans: Sequence[tuple[TextSpan, int]], index: CatalogIndex, budget: Budget
) -> list[ShownMessage]:
    """The messages that are all of a field, of errors whose code is the value of another one."""
    for value in (*record.codes[1:], *record.values):
        if (errors := index.with_code(value)) and budget.pay(WORK_OF_A_FIT):
            aligned = (each for each in shown_of(errors, text_spans, index, budget) if each.alignment.fills)
            if whole := [each for each in aligned if not is_reason_phrase(each.case_of.message)]:
                return whole
    return []


def _called_by_name(
    record: Record, errors: Sequence[KnownError], index: CatalogIndex
) -> tuple[tuple[KnownError, ...], str] | None:
    """The errors of other services with another code of a record, a name of so many words that it tells more than the
    number beside it, which any service may have.
    """
    services = {error.service for error in errors}
    for name in record.codes[1:]:
        if len(HUMP.findall(name)) >= TELLING_HUMPS:
            named = tuple(error for error in index.with_code(name) if name in names_of(error))
            if named and not services.intersection(error.service for error in named):
                return named, name
    return None


def _names_sort(record: Record, errors: Iterable[KnownError]) -> bool:
    """Return whether a field holds a sort of error: a status, or written otherwise than its services do."""
    code = record.code or ""
    return record.code_rank >= NAMES_A_SORT and (
        is_reason_phrase(code) or not any(code in names_of(error) for error in errors)
    )


def _is_name_of(name: str, code: str | None, errors: Iterable[KnownError]) -> bool:
    """Return whether another of a record's codes is the name of the one that is known."""
    return name != code and any(fold(name) in map(fold, (*names_of(error), *constants_of(error))) for error in errors)


def _with_constant(record: Record, code: str, index: CatalogIndex) -> tuple[KnownError, ...]:
    """The numbers of which their page says just this name, where the field of an object calls it a code."""
    return index.with_constant(code) if record.code == code and record.code_rank < NAMES_A_SORT else ()


def _known_code(record: Record, index: CatalogIndex) -> tuple[tuple[KnownError, ...], str | None, bool]:
    """The errors with the code of a record, the code, and whether it is written otherwise than they have it."""
    for number, code in enumerate(record.codes):
        if errors := index.with_code(code) or _with_constant(record, code, index):
            # A number and a name of one error tell it together, where one alone may be several services'.
            rest = record.codes[number + 1 :] if len(errors) > 1 else ()
            others = [(*index.with_code(other), *index.with_constant(other)) for other in rest]
            both = next((same for other in others if (same := tuple(each for each in errors if each in other))), errors)
            services = {each.service for each in both}
            # A word of every day is the more vague of the two.
            reasons = index.with_code(record.reason) if record.reason and not record.reason.isalpha() else ()
            if own := tuple(each for each in reasons if each.service in services and each not in both):
                return own, record.reason, False
            return both, code, False
    if record.code and (same := index.with_normalised_spelling(record.code)):
        return same, record.code, True
    if own := of_service_before(record.code or "", index):
        return own, own[0].code, False
    if record.state and len(own := index.with_code(record.state)) == 1 and record.state == own[0].code:
        return own, record.state, False
    return (), record.code, False


def shown_in_fields(
    text_spans: Sequence[tuple[TextSpan, int]], index: CatalogIndex, budget: Budget
) -> list[ShownMessage]:
    """The messages of the catalog that the strings of an object show without a code."""
    for text_span, base in text_spans:
        exact = [(-1, each) for each in index.with_message(text_span.original)]
        hits = ((hit.start, each) for hit in index.templates_in(text_span) for each in hit.candidates)
        near = [(text_span.place(start), each) for start, each in islice(hits, MOST_TEMPLATES)]
        if messages := without_overlaps(telling_messages(text_span, base, (*exact, *near), budget)):
            return messages
    return []


def _in_texts(
    record: Record, errors: Sequence[KnownError], index: CatalogIndex, budget: Budget, texts: _Texts
) -> Iterator[Candidate]:
    """Errors in an object's strings: each is a text of its own, such as a body passed on or a piece of a log.

    ``errors`` are those with the object's own code.
    """
    reported: set[object] = set()
    for text in record.texts[:MOST_TEXTS]:
        if (errors or record.wraps) and text.strip() in record.codes:
            # The code itself says nothing new of it.
            continue
        lines = "\n" in text
        if len(text) < 2 or not (lines or any(index.codes_in(TextSpan(text))) or ": " in text or "(" in text):
            continue
        if not budget.pay(WORK_OF_A_TEXT):
            return
        inside, candidates = texts.read(text)
        plain = not inside.messages and not inside.records and not lines and "</" not in text
        for each in candidates:
            own = each.errors or tuple(one.case_of.error for one in each.shown_messages)
            words = tuple((error.service, error.code) for error in own)
            if not words or words in reported or not (each.errors or lines):
                continue
            named = not record.loud and text.strip() == each.code and not _is_errors_own(record)
            if named and not any(map(str.isdigit, text)):
                # A word which nothing calls an error.
                continue
            if not budget.pay(WORK_OF_A_FIT):
                return
            reported.add(words)
            whole = texts.fields([text]) if plain else ()
            others = texts.fields(one for one in record.texts[:3] if one != text)
            text_spans = (*whole, *((text_span, -1) for text_span, _ in each.text_spans), *others)
            yield each._replace(
                format=record.format,
                start=record.start,
                end=-1,
                depth=record.depth,
                message=_said_in(text, record, each, plain=plain),
                text_spans=text_spans,
                shown_messages=tuple(shown_of(each.errors, text_spans, index, budget))
                if each.errors
                else each.shown_messages,
                http_status=each.http_status or _of_inside(inside, each) or record.http_status,
                request_id=each.request_id or inside.request_ids.only or record.request_id,
                message_field=record.message_field,
                bare=record.bare,
                named=named,
            )


def _of_inside(inside: TextEvidence, each: Candidate) -> int | None:
    return inside.statuses.nearest(each.start - NEARBY, each.start, each.start + REACH)


def _said_in(text: str, record: Record, candidate: Candidate, *, plain: bool) -> str | None:
    """The message of an error whose code stands in one ``text`` of a record; a code alone is none."""
    if plain and text == record.message:
        return record.message if text.strip() != candidate.code else None
    return candidate.message or record.message


def _is_errors_own(record: Record) -> bool:
    """Return whether a payload object has a field that only errors have, or stands in a list of errors."""
    name = record.message_field or ""
    return record.code is not None or names_errors(name) or meanings_of(name).get(MESSAGE, VAGUE) < VAGUE - 1
