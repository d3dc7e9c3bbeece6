"""Evidence of errors in the parts of a text: codes, messages, statuses, request ids.

A record is one object that speaks of an error; running text gives the places of its evidence instead.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

from catalog.diagnosis.code_rules import CODE_SHAPE
from catalog.diagnosis.evidence import Certainty, Kind, Rule, verbose
from catalog.diagnosis.lines import Lines
from catalog.diagnosis.names import CODE, ID_SHAPE, MESSAGE, REQUEST, STATUS, TRACE
from catalog.diagnosis.numbers import DEEPEST_LAYER, LEAST_ERROR, NAMES_A_NUMBER, VAGUE
from catalog.diagnosis.pairs import Pair, find_pairs, most_pairs
from catalog.diagnosis.payloads import Payloads, Structure
from catalog.diagnosis.records import HUMPS, Record, Walk, code_of
from catalog.diagnosis.statuses import find_statuses, is_exit, may_exit
from catalog.folding import fold
from catalog.known_error import LONGEST_RETRY_AFTER

T = TypeVar("T")

REQUEST_ID = Rule(
    "request-id-named",
    "A request id stands behind its name, in any of the languages of this catalog's vendors; it has a digit, or so "
    "many letters that it is no word.",
    Kind.REQUEST,
    Certainty.NAMED,
    ("request", "req", "trace", "correlation", "ray", "anfrage", "requete", "solicitud", "请求", "追踪", "リクエスト"),
    re.compile(
        r"""(?<![A-Za-z0-9])(?P<kind>request|req|trace|correlation|ray|anfrage|requête|solicitud|请求|追踪|リクエスト)"""
        r"""(?:[-_ \u00a0]?(?:id|uuid|no|nummer|编号))?["'\])*`]{0,3}"""
        r"""[ \t\u00a0\u202f]{0,3}(?:[:=#：|>]|is\b|ist\b|为|是|は)?\*{0,2}[ \t\u00a0\u202f]{0,3}["'\[(`*]{0,3}"""
        r"""(?:(?:(?<=id:)|(?<=id=)|(?<=id:[ ]))\n[ \t]{0,4}(?=[0-9A-Z]{26}|[0-9a-f]{8}-[0-9a-f]{4}-))?"""
        r"""(?P<value>(?=[A-Za-z0-9_.:/+=-]{0,127}\d|[A-Za-z]{32})[A-Za-z0-9_][A-Za-z0-9_.:/+=-]{5,127}+)""",
        re.IGNORECASE,
    ),
    {
        "RequestId: 4b7e21c0-77": "4b7e21c0-77",
        "the request id is req_88aa77bb": "req_88aa77bb",
        "<RequestId>299e2a64-05fb</RequestId>": "299e2a64-05fb",
        "请求编号：abc-12345": "abc-12345",
        "StatusCode: 400, RequestID:\nLQ2V5R8K1P0N7M4J6H3G9F5D2SVV4K, Gone": "LQ2V5R8K1P0N7M4J6H3G9F5D2SVV4K",
        "x-amzn-requestid: mSCnGLDbqWiRWqXTaGsBSccvLywqORObnOVM": "mSCnGLDbqWiRWqXTaGsBSccvLywqORObnOVM",
    },
    (
        "a request of ours",
        "request id: none",
        "request id: NotSentBecauseNothingWasAsked",
        "the requests 123456",
        "RequestID:\nfile-2024.txt",
        "bad request\n6f1c2d3e-aa11-b",
    ),
)
_REQUEST_WORDS = AhoCorasick(
    [word for word in REQUEST_ID.needs if word.isascii()], matchkind=MatchKind.LeftmostLongest, store_patterns=False
)
MESSAGE_OF_SDK = Rule(
    "message-of-sdk",
    "The AWS SDK for Python and its command line put the operation before the message.",
    Kind.MESSAGE,
    Certainty.EXPLICIT,
    (") when calling the ",),
    verbose(r"\)[ ]when[ ]calling[ ]the[ ]\w{1,80}[ ]operation(?:[ ]\([^()\n]{0,60}\))?:[ ] (?P<value>[^\n]{1,8000})"),
    {"An error occurred (X) when calling the Run operation: It is gone": "It is gone"},
    ("(see below) when calling the office: hello",),
)
WAIT = Rule(
    "wait-field",
    "A header or a field is called retry-after and holds seconds.",
    Kind.WAIT,
    Certainty.EXPLICIT,
    ("retry",),
    verbose(
        r"""retry[-_ ]?after["'\\]{0,3}\s{0,3}(?:=>|[:=])\s{0,3}["'\\]{0,2} (?P<value>\d{1,7}) (?!\w|[.:-]\w)""",
        ignore_case=True,
    ),
    {"Retry-After: 30": "30", '{"retry_after": 5}': "5"},
    ("Retry-After: Wed, 21 Oct", "retry after lunch"),
)
RULES = (MESSAGE_OF_SDK, REQUEST_ID, WAIT)
"""How texts say a message, a request id or a wait without a field of a known name."""

_NAME_BEFORE = re.compile(r"(?<!\w)(?P<name>(?:err|Err|ERR)[A-Za-z_]{2,40})[\"']?[ ]?:[ ]?$")
_BLOB = re.compile(r"(?=[^\d\s]*\d)(?=[^a-z\s]*[a-z])[A-Za-z0-9+/=_-]{32,}+")
_WORDS_GO_ON = re.compile(r" [a-z]{2}")
_BLOB_BEHIND = re.compile(r"[.!?:]\s+[A-Z][\w ]{0,60}:\s{0,3}(?=[^\d\s]{0,200}\d)[A-Za-z0-9+/=_-]{32,}+\s*$")


class Place(NamedTuple, Generic[T]):
    """A piece of evidence and where in the running text it stands."""

    start: int
    value: T
    end: int = -1
    name: str = ""
    rank: int = 0


class Places(Generic[T]):
    """The evidence of one sort, in their order."""

    def __init__(self, places: Iterable[Place[T]] = ()) -> None:
        self._places = tuple(places)
        self._starts = [place.start for place in self._places]

    @cached_property
    def only(self) -> T | None:
        """The value of all of them, or the only one that is an error's status; None where they have several."""
        values = {place.value for place in self._places}
        if len(values) > 1:
            # A status that was expected, or that of a step before, beside the one that is an error's.
            values = {value for value in values if isinstance(value, int) and value >= LEAST_ERROR}
        return values.pop() if len(values) == 1 else None

    def __iter__(self) -> Iterator[Place[T]]:
        return iter(self._places)

    def __bool__(self) -> bool:
        return bool(self._places)

    def between(self, start: int, end: int) -> Sequence[Place[T]]:
        """Those that start at ``start`` or behind it, and before ``end``."""
        return self._places[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def nearest(self, start: int, middle: int, end: int) -> T | None:
        """The value nearest to ``middle`` between ``start`` and ``end``; else the text's only one."""
        inside = self.between(start, end)
        return min(inside, key=lambda place: abs(place.start - middle)).value if inside else self.only


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """All that a text says: its records, its running text with the places of its evidence.

    In ``running`` the structures of ``text`` are blanked out; both are equally long.
    """

    records: tuple[Record, ...]
    text: str
    running: str
    lines: Lines
    statuses: Places[int] = field(default_factory=Places)
    request_ids: Places[str] = field(default_factory=Places)
    codes: Places[str] = field(default_factory=Places)
    messages: Places[str] = field(default_factory=Places)
    repaired: bool = False
    cut: bool = False

    @property
    def reports(self) -> list[Place[str]]:
        """The messages that an SDK's sentence ends with: its line is about one failed call and no other."""
        return [place for place in self.messages if not place.name]


def gather_evidence(payloads: Payloads, layers: int = DEEPEST_LAYER) -> TextEvidence:
    """Read the evidence of a text's structures, with so many ``layers`` of strings in strings, and running text."""
    records: list[Record] = []
    ids: list[Place[str]] = []
    walked: dict[tuple[str, str], tuple[Record, ...]] = {}
    for structure in payloads.structures:
        # A text repeats itself: what was walked through once is not walked through again.
        key = structure.written, _name_before(structure, payloads.text)
        if key not in walked:
            walked[key] = tuple(Walk(structure.start, layers).records(structure.value, key[1]))
            records += walked[key]
        else:
            repeated = (each for each in walked[key] if each.says_something)
            records += (each._replace(start=structure.start, repeats=each) for each in repeated)
        if (only := walked[key]) and len(only) == 1 and only[0].request_id and not only[0].codes:
            # An object that is nothing but metadata, inside an error that is printed otherwise.
            ids.append(Place(structure.start, only[0].request_id))
    running = payloads.running
    empty = TextEvidence(
        tuple(records), payloads.text, running, Lines(payloads.text), repaired=payloads.repaired, cut=payloads.cut
    )
    if not running.strip():
        return empty
    pairs, folded = find_pairs(running), fold(running)
    return replace(
        empty,
        statuses=Places(_statuses(running, pairs)),
        request_ids=Places(sorted((*_request_ids(running, folded, pairs), *ids), key=lambda place: place.start)),
        codes=Places(_codes(running, folded, pairs)),
        messages=Places(_messages(running, folded, pairs)),
        cut=payloads.cut or len(pairs) >= most_pairs(running),
    )


def retry_after(text: str) -> int | None:
    """The seconds that a text says to wait, in a header or a field; None where it says none, or several numbers."""
    waits = {int(each.value) for each in WAIT.find(text, fold(text))}
    seconds = waits.pop() if len(waits) == 1 else 0
    return seconds if 0 < seconds <= LONGEST_RETRY_AFTER else None


def is_case_bound(code: str) -> bool:
    """Return whether a code is one only in its own letter case: ``AccessDenied`` is a code, "access denied" is
    English.
    """
    return bool(HUMPS.fullmatch(code))


def _statuses(text: str, pairs: list[Pair]) -> Iterator[Place[int]]:
    result: dict[int, int] = {}
    worded: dict[int, int] = {}
    for start, status, is_number in find_statuses(text):
        (result if is_number else worded)[start] = status
    named = [each for each in pairs if each.meaning == STATUS]
    exits = named and may_exit(fold(text))
    result.update((each.start, int(each.value)) for each in named if not (exits and is_exit(text, each.start)))
    rank = 0 if result else 1
    chosen = result or worded
    for start in sorted(chosen):
        yield Place(start, chosen[start], rank=rank)


def _codes(text: str, folded: str, pairs: list[Pair]) -> Iterator[Place[str]]:
    result: dict[int, Place[str]] = {}
    for each in pairs:
        if each.meaning == CODE and (code := code_of(each.value)) and each.start not in result:
            at = max(text.find(code, each.start, each.end + 1), each.start)
            if each.rank == NAMES_A_NUMBER and code.isalpha() and _WORDS_GO_ON.match(text, at + len(code)):
                # "errno: Connection refused": words in a field that holds a number.
                continue
            result.setdefault(at, Place(at, code, at + len(code), each.name, each.rank))
    for shaped in CODE_SHAPE.find(text, folded):
        start, end = shaped.span
        result.setdefault(start, Place(start, shaped.value, end, rank=VAGUE))
    return (result[start] for start in sorted(result))


def _messages(text: str, folded: str, pairs: list[Pair]) -> list[Place[str]]:
    places = [
        Place(each.start, without_blob(each.value), each.end, each.name, each.rank)
        for each in pairs
        if each.meaning == MESSAGE and (each.whole or each.rank < 5) and not _BLOB.fullmatch(each.value)
    ]
    for spoken in MESSAGE_OF_SDK.find(text, folded):
        places.append(Place(spoken.span[0], without_blob(spoken.value.strip()), spoken.span[1], "", 1))
    return sorted(places, key=lambda place: place.start)


def _name_before(structure: Structure, text: str) -> str:
    """The name of the field whose value a list is: ``error_codes: ["gone"]``."""
    named = _NAME_BEFORE.search(text, max(0, structure.start - 60), structure.start)
    return named["name"] if named and isinstance(structure.value, list) else ""


def without_blob(message: str) -> str:
    """A message without what is encoded behind it for a program: ``Encoded authorization failure message: 4GIO…``."""
    behind = _BLOB_BEHIND.search(message, max(0, len(message) - 4000))
    return message[: behind.start() + 1] if behind else message


def _request_ids(text: str, folded: str, pairs: list[Pair]) -> Iterator[Place[str]]:
    ids: dict[int, tuple[bool, str]] = {}
    wide = [word for word in REQUEST_ID.needs if word in folded]
    starts = [start for _, start, _ in _REQUEST_WORDS.find_matches_as_indexes(folded)] if wide else []
    # Words of other languages are looked for apart: the search for a few words of one is much the faster.
    starts += [place.start() for word in wide if not word.isascii() for place in re.finditer(word, folded)]
    for start in starts:
        match = REQUEST_ID.pattern.match(text, start)
        if match is None:
            continue
        named = "trace" if match["kind"] == "追踪" else match["kind"].lower()
        value = match["value"].rstrip(".:,=")
        is_called_id = "id" in match[0][: match.start("value") - match.start()].lower()
        if is_called_id or (ID_SHAPE.fullmatch(value) and any(map(str.isdigit, value))):
            ids[match.start("value")] = (named == "trace", value.partition("::")[0])
    for each in pairs:
        if each.meaning in (REQUEST, TRACE) and (each.rank < 3 or ID_SHAPE.fullmatch(each.value)):
            # Fields that two colons hold apart, or a line end that is escaped: `RequestId:x-1::Code:Gone`.
            ids[each.start] = (each.meaning == TRACE, re.split(r"::|\\", each.value, maxsplit=1)[0])
    only_traces = all(trace for trace, _ in ids.values())
    end = 0
    for start in sorted(ids):
        trace, value = ids[start]
        if start < end:
            # An id may begin like a name: `req_8c1d…`.
            continue
        end = start + len(value)
        if (only_traces or not trace) and value.lower() not in ("null", "none"):
            yield Place(start, value)
