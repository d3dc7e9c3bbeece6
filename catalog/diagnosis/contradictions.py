"""Codes beside a message that is known without its code: whether they say that it is another error's."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from catalog.diagnosis.alignment import ShownMessage
from catalog.diagnosis.code_rules import SHORT_NUMBER
from catalog.diagnosis.codes import HUMP, SUFFIX, evidence_of_codes
from catalog.diagnosis.error_candidate import Candidate
from catalog.diagnosis.evidence import Certainty, Evidence, Kind, verbose
from catalog.diagnosis.lines import Lines
from catalog.diagnosis.numbers import LONGEST_BETWEEN, LONGEST_HEAD, REACH
from catalog.diagnosis.statuses import REASON_PHRASES
from catalog.diagnosis.text_evidence import TextEvidence
from catalog.diagnosis.wordings import names_of
from catalog.folding import fold
from catalog.known_error import KnownError

_BETWEEN = verbose(
    r"""(?>(?: [\W\d_] | \b(?:at[ ])?line\b | \bin[ ]file:[ ]'[^'\n]{0,80}'
    | \b(?:level|state|severity|procedure|sqlstate|errno|code|class|error|no|nr|msg|message|sqlmessage)\b
    | \b[0-9A-Z]{2}[0-9]{3}\b )*)""",
    ignore_case=True,
)
"""Signs, the SQLSTATE and names of the two between a code and its message; a gateway says more."""

_REST_OF_SENTENCE = verbose(
    r"""[^\n.;|]{0,80}? (?: [ ][(\[][^()\[\].;\n]{0,20} | \n[ \t]*SQLSTATE\b[^\n.;]{0,40} )""", ignore_case=True
)
"""Words that a message goes on with, before a code in brackets or behind the SQLSTATE in the line below."""

_STATE_LINE = verbose(r"""[^\n\w]{0,3} SQLSTATE\b[^\n]{0,20}""", ignore_case=True)
"""End of a line of a log that says nothing but code and SQLSTATE; its message is the next line's."""

_TIME = re.compile(r"\d[:/-]\d")
_DIGITS = re.compile(r"\d")
_NUMBER = re.compile(r"-?\d+")
_SNAKE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_HUMPS = re.compile(r"(?:[A-Z]{1,8}[a-z0-9]{1,30}){2,9}")
_SEPARATED = re.compile(r"[A-Za-z][\w-]*[._-]\d{2,8}")


class OtherCode(NamedTuple):
    """A code that speaks against a message's own error; ``is_sure`` where nothing else can be meant."""

    code: str
    is_sure: bool


def with_named_codes(
    worded: Sequence[Candidate], read: Sequence[Evidence], evidence: TextEvidence
) -> Iterator[Candidate]:
    """Errors known by their message, each with what is read as a code beside it in its line."""
    if not worded:
        return
    shaped = (
        Evidence(
            Kind.CODE,
            place.value,
            (place.start, place.start + len(place.value)),
            "code-field" if place.name else "code-shape",
            Certainty.NAMED if place.name else Certainty.HINT,
        )
        for place in evidence.codes
    )
    codes = sorted((*read, *shaped), key=lambda each: each.span)
    starts = [each.span[0] for each in codes]
    for candidate in worded:
        begin, end = candidate.start, candidate.end
        near = codes[bisect_left(starts, begin - LONGEST_HEAD) : bisect_left(starts, end + LONGEST_BETWEEN)]
        beside = tuple(each for each in near if _is_beside(evidence, each, (begin, end)))
        yield candidate._replace(named_codes=beside) if beside else candidate


def _is_beside(evidence: TextEvidence, code: Evidence, message: tuple[int, int]) -> bool:
    """Return whether no more than signs and names of the two stands between a code and a message.

    Behind a message, a code with words of its own is the next error's; before it, a line with a time is another error.
    """
    text, (start, end) = evidence.running, code.span
    if end <= message[0]:
        between = text[end : message[0]]
        if "\n" in between:
            above, _, before = between.rpartition("\n")
            if _STATE_LINE.fullmatch(above):
                ends = evidence.lines.line_at(message[0]).head.ends
                return len(before) in ends or before.endswith((": ", "- "))
            if "\n" in above or _TIME.search(between):
                return False
    elif message[1] <= start:
        between = text[message[1] : start]
        behind = text[end : end + LONGEST_BETWEEN].partition("\n")[0]
        if any(map(str.isalpha, behind)):
            return False
        if code.certainty >= Certainty.HINT and _REST_OF_SENTENCE.fullmatch(between):
            return True
        if "\n" in between:
            return False
    else:
        return False
    return len(between) <= LONGEST_BETWEEN and _BETWEEN.fullmatch(between) is not None


def beside_in_field(message: ShownMessage) -> tuple[Evidence, ...]:
    """The codes that rules read in a field beside a message that is a part of it."""
    text, start, end = message.text_span.original, message.alignment.start, message.alignment.end
    first = max(0, start - LONGEST_BETWEEN)
    piece = text[first : end + LONGEST_BETWEEN]
    if (not piece[: start - first].strip() and not text[end:].strip()) or len(piece) > REACH:
        return ()
    evidence = TextEvidence((), piece, piece, Lines(piece))
    span = start - first, end - first
    return tuple(each for each in evidence_of_codes(piece, fold(piece)) if _is_beside(evidence, each, span))


def contradiction(candidate: Candidate, error: KnownError, message: str) -> OtherCode | None:
    """The code that a candidate names beside the message of ``error`` and that is none of that error's names.

    Only a code of the same shape speaks against it: a status, a SQLSTATE beside a number, an HRESULT beside a word are
    other sorts of number, which one error has as well as its code.
    """
    codes = list(candidate.named_codes)
    if candidate.code and (candidate.message or "").lstrip().startswith(message):
        codes.append(Evidence(Kind.CODE, candidate.code, (-1, -1), "code-field", Certainty.NAMED))
    names = names_of(error)
    if any(fold(each.value) in map(fold, names) for each in codes):
        return None
    others = [other for each in codes for name in names if (other := _against(each, name, candidate.http_status))]
    return max(others, key=lambda other: other.is_sure, default=None)


def _against(each: Evidence, name: str, http_status: int | None) -> OtherCode | None:
    """Return the code that is read, if it is of the shape of ``name``, a name of another code."""
    code = each.value
    if _NUMBER.fullmatch(code):
        is_state = each.rule == "code-sqlstate"
        if not _NUMBER.fullmatch(name) or code == str(http_status) or _is_status(code):
            return None
        alike = len(code) == len(name)
        if not alike and (is_state or min(len(code), len(name)) <= 2 or abs(len(code) - len(name)) > 1):
            return None
        is_sure = alike and each.certainty >= Certainty.HINT and not SHORT_NUMBER.fullmatch(code)
        return OtherCode(code, is_sure)
    if _SEPARATED.fullmatch(code):
        same = _DIGITS.sub("", fold(code)) == _DIGITS.sub("", fold(name))
        return OtherCode(code, is_sure=True) if same else None
    if SUFFIX.search(code) or not any(shape.fullmatch(code) and shape.fullmatch(name) for shape in (_SNAKE, _HUMPS)):
        return None
    # A part of a program may be called so, too.
    return OtherCode(code, is_sure=False) if len(HUMP.findall(code)) > 1 or "_" in code else None


def _is_status(code: str) -> bool:
    return len(code) == 3 and int(code) in REASON_PHRASES
