"""Codes of one error: of several that a text puts side by side for it, the one that tells it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from catalog.diagnosis.code_rules import SHORT_NUMBER
from catalog.diagnosis.index import CodeHit
from catalog.diagnosis.names import normal_name
from catalog.diagnosis.numbers import NAMES_A_REASON, NAMES_A_SORT, VAGUE, WRAPPED_LINES
from catalog.diagnosis.statuses import is_reason_phrase
from catalog.diagnosis.text_evidence import TextEvidence
from catalog.diagnosis.words import is_everyday
from catalog.known_error import KnownError

NAME_OF_CODE = "codename"
"""Field that names the number beside it."""

_REPLY, _STATE = "code-of-reply", "code-sqlstate"
_STATE_SHAPE = re.compile(r"(?:\d[0-9A-Z]|HY)[0-9A-Z]{3}")
"""An SQLSTATE of one of the standard's classes, or of ODBC's general errors."""

_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
"""A name in capitals that stands behind its own number."""

_TEXT_OF_REPLY = re.compile(r"""\)?,? ?(?:text=)?["']?""")
"""Between the number of a broker's reply and the name that its text begins with."""

_SAME_OBJECT = re.compile(
    r"""["']?+ (?: [^{}\[\]();\n"'] | ,\n | "[^"\n]{0,300}" (?!$) | '[^'\n]{0,300}' (?!$) ){0,400} (?:["']$)?""",
    re.VERBOSE,
)
"""Text between two fields of one object: separators, other fields and their values."""


def without_second_codes(evidence: TextEvidence, hits: Sequence[CodeHit]) -> Iterator[CodeHit]:
    """The codes without second names of the same error, the classes around it and the states that many share."""
    first = _without_numbers_of_names(evidence, _without_words_of_replies(evidence, hits))
    return _without_wrappers(evidence, _without_second_names(evidence, first))


def _without_numbers_of_names(evidence: TextEvidence, hits: Sequence[CodeHit]) -> list[CodeHit]:
    """The codes without short numbers right before the name of a known error, there and again in that line:
    ``(CODE:4 SOURCE_NOT_SUPPORTED) … {code: 4, …}``. As a number alone it is many a service's.
    """
    text = evidence.running
    named = {
        (evidence.lines.number_of(hit.start), text[hit.start : hit.end])
        for hit, behind in pairwise(hits)
        if behind.start - hit.end == 1
        and text[hit.end] == " "
        and SHORT_NUMBER.fullmatch(text, hit.start, hit.end)
        and behind.errors
        and _NAME.fullmatch(text, behind.start, behind.end)
        and not _common(hit.errors, behind.errors)
    }
    if not named:
        return list(hits)
    return [hit for hit in hits if (evidence.lines.number_of(hit.start), text[hit.start : hit.end]) not in named]


def _without_words_of_replies(evidence: TextEvidence, hits: Iterable[CodeHit]) -> list[CodeHit]:
    """The codes without the class before the number of a broker's reply, and without the name that its text begins
    with, or without the number where another service alone has that name.
    """
    result: list[CodeHit] = []
    for hit in hits:
        before = result[-1] if result else None
        if before and hit.rule == _REPLY and before.end == hit.start - len("("):
            result.pop()
        if before and before.rule == _REPLY and _TEXT_OF_REPLY.fullmatch(evidence.running, before.end, hit.start):
            if not _is_own_name(hit, before, evidence.running[hit.start : hit.end]):
                continue
            result.pop()
        result.append(hit)
    return result


def _is_own_name(name: CodeHit, number: CodeHit, written: str) -> bool:
    """Return whether the name behind a number is one service's, and the number but a status to the others."""
    services = {each.service for each in name.errors}
    return (
        len(services) == 1
        and not is_reason_phrase(written.replace("_", " "))
        and not services & {each.service for each in number.errors}
        and all(str(case.http_status) == each.code for each in number.errors for case in each.cases)
    )


def _without_second_names(evidence: TextEvidence, hits: Sequence[CodeHit]) -> list[CodeHit]:
    """The codes without another name of the one before in the same object: ``code: 18, codeName: 'AuthFailed'``.

    Both together name one error, where one alone may be several services'.
    """
    names = {place.start for place in evidence.codes if normal_name(place.name) == NAME_OF_CODE}
    result: list[CodeHit] = []
    for hit in hits:
        before = result[-1] if result else None
        common = _common(before.errors, hit.errors) if before and before.errors and hit.errors else []
        if (
            before
            and common
            and evidence.running[before.start : before.end] != evidence.running[hit.start : hit.end]
            and _in_one_object(evidence, before, hit)
        ):
            result[-1] = before._replace(errors=tuple(common), rule="code-and-name")
        elif before and before.errors and hit.start in names and _in_one_object(evidence, before, hit):
            # The name of the code before it, whoever else has one called so.
            continue
        else:
            result.append(hit)
    return result


def _common(some: Sequence[KnownError], others: Sequence[KnownError]) -> list[KnownError]:
    """Return those of ``others`` that are among ``some``."""
    if len(some) == len(others) == 1:
        return list(others) if (some[0].service, some[0].code) == (others[0].service, others[0].code) else []
    # Many services may have both: to compare each with each would take long.
    keys = {(each.service, each.code) for each in some}
    return [each for each in others if (each.service, each.code) in keys]


def _without_wrappers(evidence: TextEvidence, hits: Sequence[CodeHit]) -> Iterator[CodeHit]:
    """The codes without those in no catalog whose own message has a known one: a gateway's that passes an error on.

    And without the sort of error that an object names beside its code: ``'type': 'request_error', 'code': 'too_long'``.
    """
    ranks = {place.start: place.rank for place in evidence.codes if place.name}
    for number, hit in enumerate(hits):
        rank = ranks.get(hit.start, -1)
        is_second = (
            hit.rule == _STATE
            or (hit.rule == "code-grpc" and not hit.errors)
            or (number and _is_state_of_number(evidence.running, hits[number - 1], hit))
            or (number and _is_inner_number(evidence, hits[number - 1], hit))
        )
        if is_second and (
            _stands_behind_known(evidence, hits[max(0, number - 2) : number], hit)
            or _stands_before_name(evidence, hit, hits[number + 1 : number + 3])
        ):
            # The state that many databases share, or the status of the call that is quoted in a value.
            continue
        near = hits[max(0, number - 1) : number + 2] if rank > 0 else ()
        if rank >= NAMES_A_SORT and (
            code := next((each for each in near if _is_code_of(evidence, each, hit, ranks)), None)
        ):
            if rank == NAMES_A_REASON and _is_reason_of(evidence.running, hit, code):
                yield hit
            continue
        if hit.errors and any(_is_surer(evidence, each, hit, ranks) for each in near if each.start > hit.start):
            # `code: '40002', subCode: 'isv.gone'`: a number of the same service, whoever else has one.
            continue
        beside = () if hit.errors else (*hits[max(0, number - 1) : number], *hits[number + 1 : number + 2])
        if not any(each.errors and _passes_on(evidence, hit, each) for each in beside):
            yield hit


def _is_code_of(evidence: TextEvidence, each: CodeHit, hit: CodeHit, ranks: Mapping[int, int]) -> bool:
    """Return whether a known code is called so by a field, in the same object as one that a field calls a sort."""
    is_called = 0 <= ranks.get(each.start, VAGUE) < NAMES_A_SORT
    return is_called and bool(each.errors) and _in_one_object(evidence, hit, each)


def _is_surer(evidence: TextEvidence, each: CodeHit, number: CodeHit, ranks: Mapping[int, int]) -> bool:
    """Return whether a field behind a number of other services, in the same object, is more surely a known code."""
    services = {error.service for error in each.errors}
    return (
        0 <= ranks.get(each.start, VAGUE) < ranks.get(number.start, 0)
        and bool(services)
        and not each.shown_only
        and not is_everyday(evidence.running[each.start : each.end])
        and evidence.running[number.start : number.end].isdecimal()
        and not any(error.service in services for error in number.errors)
        and _in_one_object(evidence, number, each)
    )


def _is_reason_of(text: str, hit: CodeHit, code: CodeHit) -> bool:
    """Return whether a field of an object says more of its code, in a code of the same service: why a bank refused."""
    services = {each.service for each in code.errors}
    return not text[hit.start : hit.end].isalpha() and any(each.service in services for each in hit.errors)


def _stands_behind_known(evidence: TextEvidence, before: Sequence[CodeHit], hit: CodeHit) -> bool:
    """Return whether a known code stands before another in its line, or in the few before it where none is a log's."""
    line = evidence.lines.line_at(hit.start)
    start = line.start if line.head.timed else evidence.lines.around(hit.start, WRAPPED_LINES)[0]
    return any(each.errors and not each.shown_only and each.start >= start for each in before)


def _is_state_of_number(text: str, before: CodeHit, hit: CodeHit) -> bool:
    """Return whether an SQLSTATE stands in brackets right behind a number: ``ERROR 1213 (40001) at line 418``."""
    is_number = text[before.start : before.end].rpartition(" ")[2].isdecimal()
    in_brackets = text[before.end : hit.start] == " (" and text.startswith(")", hit.end)
    return is_number and in_brackets and _STATE_SHAPE.fullmatch(text, hit.start, hit.end) is not None


def _is_inner_number(evidence: TextEvidence, before: CodeHit, hit: CodeHit) -> bool:
    """Return whether a short number is a detail of a service's code before it: ``curl 92 HTTP/2 stream: … (err 8)``."""
    return (
        hit.rule == "code-error-number" != before.rule
        and evidence.running.startswith(")", hit.end)
        and len(before.errors) == 1
        and SHORT_NUMBER.fullmatch(evidence.running, hit.start, hit.end) is not None
        and any(each.service == before.errors[0].service for each in hit.errors)
        and evidence.lines.number_of(before.start) == evidence.lines.number_of(hit.start)
    )


def _stands_before_name(evidence: TextEvidence, hit: CodeHit, behind: Sequence[CodeHit]) -> bool:
    """Return whether a field behind a code in the same object says the name of a known error, more than a number."""
    return any(
        each.errors
        and not each.shown_only
        and any(map(str.isalpha, evidence.running[each.start : each.end]))
        and _in_one_object(evidence, hit, each)
        for each in behind
    )


def _in_one_object(evidence: TextEvidence, one: CodeHit, other: CodeHit) -> bool:
    first, last = sorted((one, other), key=lambda hit: hit.start)
    return _SAME_OBJECT.fullmatch(evidence.running[first.end : last.start][:400]) is not None


def _passes_on(evidence: TextEvidence, hit: CodeHit, inner: CodeHit) -> bool:
    """Return whether the message field beside the code ``hit``, in the same object, contains the code ``inner``."""
    for place in evidence.messages.between(max(0, min(hit.start, inner.start) - 600), inner.start + 1):
        if place.start <= inner.start and inner.end <= place.end and place.rank < VAGUE:
            between = evidence.running[min(hit.end, place.end) : max(hit.start, place.start)]
            return _SAME_OBJECT.fullmatch(between) is not None
    return False
