"""What the parts of a text say about an error: its code, message, status, request id. The second stage.

A record is one object that speaks of an error; running text gives the places of its clues instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from catalog.diagnosis.envelope import Envelope, find_json

CODE_FIELDS = ("errorcode", "errcode", "code", "errorid", "error")
"""Names of fields that hold a code, the surest first. Names are compared in lower case, without ``_``, ``-``, ``.``."""

MESSAGE_FIELDS = (
    "errormsg",
    "errormessage",
    "errmsg",
    "message",
    "msg",
    "errordescription",
    "detail",
    "details",
    "description",
    "reason",
    "title",
    "error",
)
"""Names of fields that hold a message, the surest first."""

STATUS_FIELDS = ("httpstatus", "httpstatuscode", "statuscode", "status", "httpcode", "code", "errorcode", "errcode")
"""Names of fields that hold an HTTP status, the surest first. An integer ``code`` is a status."""

REQUEST_FIELDS = ("requestid", "xrequestid", "reqid", "xcomputerequestid", "xamznrequestid", "correlationid")
"""Names of fields that hold a request id."""

TRACE_FIELDS = ("traceid", "xtraceid", "operationid", "activityid")
"""Names of fields that stand in for a request id where there is none."""

REASON_PHRASES: dict[int, tuple[str, ...]] = {
    400: ("bad request",),
    401: ("unauthorized", "unauthorised"),
    402: ("payment required",),
    403: ("forbidden",),
    404: ("not found",),
    405: ("method not allowed",),
    406: ("not acceptable",),
    408: ("request timeout", "request time-out"),
    409: ("conflict",),
    410: ("gone",),
    411: ("length required",),
    412: ("precondition failed",),
    413: ("request entity too large", "payload too large", "content too large"),
    414: ("request-uri too long", "uri too long", "request uri too large"),
    415: ("unsupported media type",),
    422: ("unprocessable entity", "unprocessable content"),
    429: ("too many requests",),
    500: ("internal server error",),
    501: ("not implemented",),
    502: ("bad gateway",),
    503: ("service unavailable", "service temporarily unavailable"),
    504: ("gateway timeout", "gateway time-out"),
    505: ("http version not supported",),
}
"""The standard words of a status (RFC 9110, and the older words that servers still send), folded."""

_ALL_PHRASES = {phrase: status for status, phrases in REASON_PHRASES.items() for phrase in phrases}

_PHRASE_PATTERN = "|".join(re.escape(phrase).replace(r"\ ", r"\s") for phrase in sorted(_ALL_PHRASES, key=len)[::-1])

_STATUS = re.compile(
    rf"""\bhttp/\d(?:\.\d)?["']?\s+(?P<line>[1-5]\d\d)\b"""
    rf"""|\b(?:http[\s_-]?)?(?:status|response|error)?[\s_-]?(?:code|status)\b["']?\s{{0,3}}(?:[:=]|is|was|of)?\s{{0,3}}["'(]?(?P<named>[1-5]\d\d)\b(?![.:-]?\w)"""
    rf"""|\bhttp(?:\s(?:error|code))?\s?:?\s(?P<http>[1-5]\d\d)\b"""
    rf"""|(?<![\w.:-])(?P<worded>[45]\d\d)[\s:,-]{{1,3}}(?:{_PHRASE_PATTERN})\b"""
    rf"""|\b(?:{_PHRASE_PATTERN})\s?[(:]\s?(?P<behind>[45]\d\d)\b""",
    re.IGNORECASE,
)

_REQUEST_ID = re.compile(
    r"""\b(?:x-)?(?:[a-z]{2,12}[-_])?(?P<kind>request|trace|correlation)[-_ ]?id(?:["'\]])?"""
    r"""\s{0,3}(?:[:=]|is)?\s{0,3}["'\[(]?(?P<id>[\w][\w.:/+=-]{5,127})""",
    re.IGNORECASE,
)

_CODE_LIKE = re.compile(
    r"(?<![\w.-])(?=[A-Za-z]*[A-Z])[A-Za-z][A-Za-z0-9]{1,30}(?:[._-][A-Za-z][A-Za-z0-9]{0,30}){0,3}[._-]\d{3,8}(?!\w|[.-]\w)"
)

_CODE_SHAPE = re.compile(r"[^\W_][\w.:/#-]*(?: [\w.:/#-]+)?")
_PLAIN_WORD = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d{1,12}")

T = TypeVar("T")

_MOST_NODES = 50_000
_DEEPEST_LAYER = 4


@dataclass(frozen=True, slots=True)
class Record:
    """One object that speaks of an error.

    ``message_field`` is the name, as written, of the field the message came from; ``texts`` are all its own strings,
    the message first; ``depth`` counts the objects around it; ``wraps`` says that another record inside it has a code.
    """

    format: str
    start: int
    depth: int
    code: str | None = None
    code_field: str | None = None
    message: str | None = None
    message_field: str | None = None
    http_status: int | None = None
    request_id: str | None = None
    texts: tuple[str, ...] = ()
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Place(Generic[T]):
    """A clue and where in the running text it stands."""

    start: int
    value: T


@dataclass(frozen=True, slots=True)
class Clues:
    """All that a text says: its records, its running text with the places of its clues."""

    records: tuple[Record, ...]
    running: str
    statuses: tuple[Place[int], ...]
    request_ids: tuple[Place[str], ...]
    code_likes: tuple[Place[str], ...]
    truncated: bool


def gather_clues(envelope: Envelope) -> Clues:
    """Read the clues of an envelope's structures and running text."""
    records: list[Record] = []
    for structure in envelope.structures:
        records += _Walk(structure.start).records(structure.value)
    running = envelope.running
    return Clues(
        records=tuple(records),
        running=running,
        statuses=tuple(Place(*found) for found in find_statuses(running)),
        request_ids=tuple(_request_ids(running)),
        code_likes=tuple(Place(found.start(), found[0]) for found in _CODE_LIKE.finditer(running)),
        truncated=envelope.truncated,
    )


def find_statuses(text: str) -> Iterator[tuple[int, int]]:
    """The places and values of the HTTP statuses that a running text names."""
    for found in _STATUS.finditer(text):
        group = found.lastgroup or "line"
        yield found.start(group), int(found[group])


def is_reason_phrase(message: str) -> bool:
    """Whether a message is nothing but the standard words of a status, with or without its number."""
    words = re.sub(r"^(?:http/\d(?:\.\d)?\s)?(?:[1-5]\d\d)?[\s:.-]*", "", message.strip().lower()).rstrip(" .!")
    return words in _ALL_PHRASES


def is_plain_word(code: str) -> bool:
    """Whether a code is only a word or only a number, and so says nothing outside a code field."""
    return bool(_PLAIN_WORD.fullmatch(code) or _DIGITS.fullmatch(code))


def normal_name(name: str) -> str:
    """A field's name as it is compared: ``error_code``, ``Error-Code`` and ``errorCode`` are the same."""
    return re.sub(r"[\s_.-]", "", name[:100]).lower()


@dataclass(slots=True)
class _Node:
    """An object on the walk: what it says itself, and the objects directly inside it."""

    depth: int
    record: Record
    trace_id: str | None = None
    parent: _Node | None = None
    below: list[_Node] = field(default_factory=list)


class _Walk:
    """One way through a structured value, outer objects before inner ones, without recursion."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.nodes: list[_Node] = []

    def records(self, value: Any) -> list[Record]:
        """The records of ``value``, each with the status and request id that stand nearest to it."""
        waiting: list[tuple[Any, _Node | None, int, int]] = [(value, None, 0, 0)]
        seen = 0
        while waiting and seen < _MOST_NODES:
            item, parent, depth, layer = waiting.pop()
            seen += 1
            if isinstance(item, dict):
                node = self._node(item, parent, depth)
                inner: list[tuple[Any, _Node | None, int, int]] = []
                for child in item.values():
                    inner += self._inside(child, node, depth + 1, layer)
                waiting.extend(reversed(inner))
            elif isinstance(item, list):
                inner = []
                for child in item:
                    inner += self._inside(child, parent, depth + 1, layer)
                    if isinstance(child, str) and child.strip() and not layer:
                        self._bare(child, parent, depth + 1)
                waiting.extend(reversed(inner))
        return self._finished()

    @staticmethod
    def _inside(child: Any, node: _Node | None, depth: int, layer: int) -> Iterator[tuple[Any, _Node | None, int, int]]:
        if isinstance(child, dict | list):
            yield child, node, depth, layer
        elif isinstance(child, str) and layer < _DEEPEST_LAYER and ("{" in child or "[" in child):
            # A body inside a string: a gateway passing on what a service said.
            for structure in find_json(child):
                yield structure.value, node, depth, layer + 1

    def _node(self, item: dict[str, Any], parent: _Node | None, depth: int) -> _Node:
        named: dict[str, tuple[str, Any]] = {}
        for name, value in item.items():
            named.setdefault(normal_name(name), (name, value))
        code, code_field = _code(named)
        message, message_field = _message(named, code)
        texts = tuple(value for value in item.values() if isinstance(value, str) and value.strip())
        node = _Node(
            depth,
            Record(
                format="json",
                start=self.start,
                depth=depth,
                code=code,
                code_field=code_field,
                message=message,
                message_field=message_field,
                http_status=_status(named),
                request_id=_identifier(named, REQUEST_FIELDS),
                texts=tuple(dict.fromkeys((message, *texts) if message else texts)),
            ),
            _identifier(named, TRACE_FIELDS),
            parent,
        )
        self._add(node)
        return node

    def _bare(self, text: str, parent: _Node | None, depth: int) -> None:
        record = Record(format="json", start=self.start, depth=depth, message=text, texts=(text,))
        self._add(_Node(depth, record, parent=parent))

    def _add(self, node: _Node) -> None:
        self.nodes.append(node)
        if node.parent is not None:
            node.parent.below.append(node)

    def _finished(self) -> list[Record]:
        ids = list(dict.fromkeys(node.record.request_id for node in self.nodes if node.record.request_id))
        traces = list(dict.fromkeys(node.trace_id for node in self.nodes if node.trace_id))
        statuses = list(dict.fromkeys(node.record.http_status for node in self.nodes if node.record.http_status))
        wrapping: set[int] = set()
        for node in self.nodes:
            above = node.parent if node.record.code else None
            while above is not None and id(above) not in wrapping:
                wrapping.add(id(above))
                above = above.parent
        records = []
        for node in self.nodes:
            record = node.record
            records.append(
                replace(
                    record,
                    http_status=record.http_status or _from_above(node, "http_status") or _only(statuses),
                    request_id=record.request_id or _from_above(node, "request_id") or _only(ids) or _only(traces),
                    wraps=id(node) in wrapping,
                )
            )
        return records


def _from_above(node: _Node, name: str) -> Any:
    above = node.parent
    for _ in range(20):
        if above is None:
            return None
        if (value := getattr(above.record, name)) is not None:
            return value
        above = above.parent
    return None


def _only(values: list[T]) -> T | None:
    return values[0] if len(values) == 1 else None


def _code(named: dict[str, tuple[str, Any]]) -> tuple[str | None, str | None]:
    for name in CODE_FIELDS:
        written, value = named.get(name, ("", None))
        if isinstance(value, bool) or not isinstance(value, str | int):
            continue
        text = str(value).strip()
        if not text or len(text) > 200 or not _CODE_SHAPE.fullmatch(text):
            continue
        if re.fullmatch(r"[1-5]\d\d", text) and isinstance(value, int):
            continue
        if name == "error" and (" " in text or is_plain_word(text)):
            continue
        return text, written
    return None, None


def _message(named: dict[str, tuple[str, Any]], code: str | None) -> tuple[str | None, str | None]:
    for name in MESSAGE_FIELDS:
        written, value = named.get(name, ("", None))
        if isinstance(value, str) and value.strip() and value.strip() != code:
            return value.strip(), written
    return None, None


def _status(named: dict[str, tuple[str, Any]]) -> int | None:
    for name in STATUS_FIELDS:
        value = named.get(name, ("", None))[1]
        if isinstance(value, str) and (found := re.fullmatch(r"\s*([1-5]\d\d)(?:\s+[A-Za-z][A-Za-z -]*)?\s*", value)):
            value = int(found[1])
        if isinstance(value, int) and not isinstance(value, bool) and 100 <= value <= 599:
            return value
    return None


def _identifier(named: dict[str, tuple[str, Any]], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = named.get(name, ("", None))[1]
        if isinstance(value, str) and 0 < len(value.strip()) <= 200:
            return value.strip()
    return None


def _request_ids(text: str) -> Iterator[Place[str]]:
    found = list(_REQUEST_ID.finditer(text))
    ids = [match for match in found if match["kind"].lower() != "trace"] or found
    for match in ids:
        if any(letter.isdigit() for letter in match["id"]):
            yield Place(match.start("id"), match["id"].rstrip(".:,"))
