"""Payload objects of a text, each with its code, message, status, request id, and surroundings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from catalog.diagnosis.names import (
    CODE,
    ID_SHAPE,
    MESSAGE,
    REQUEST,
    SAYS_ONLY_ERROR,
    STATUS,
    TRACE,
    is_id_of_request,
    meanings_of,
    normal_name,
)
from catalog.diagnosis.numbers import (
    DEEPEST_LAYER,
    FEWEST_STRUCTURES,
    MOST_BESIDE_A_STATE,
    MOST_NODES,
    MOST_VALUES,
    NAMES_A_NUMBER,
    NAMES_A_REASON,
    NAMES_A_SORT,
    VAGUE,
)
from catalog.diagnosis.payloads import find_json
from catalog.diagnosis.statuses import STATUS_NUMBER, status_of_words

_CODE_SHAPE = re.compile(r"[^\W_][\w.:/#-]*(?: [\w.:/#-]+)?|[A-Z]\w{1,40}:[A-Z]\w*(?: \w+){2,8}")
_PLAIN_WORD = re.compile(r"[^\W\d_]+")
_PATH_OF_CLASS = re.compile(r"(?:[a-z]\w{0,60}\.){2,20}(?=[A-Z]\w{2,100}$)")
"""The packages before the class of an error, as loggers have it in a field."""
_SECTION = re.compile(r"://[^#]{1,200}#(?:section|sec|name)-[\w.-]{1,80}$")
_SMALL_HEX = re.compile(r"0x[0-9a-f]{1,4}", re.IGNORECASE)
"""``code=0x1`` is a signal's or a program's own number; ``0x80070005`` is an error."""
_TAIL_OF_SDK = re.compile(
    r"\(Service: [\w .-]{1,60}[;,] Status Code: (?P<status>[1-5]\d\d)[;,] (?:Error Code: [\w.]{1,80}[;,] )?"
    r"Request ID: (?P<id>[\w-]{6,80})"
)
"""End of a message of AWS's SDK for Java."""

SECOND_CODES = ("declinecode", "errorsubcode", "suberrorcode", "suberror")
"""Fields of a code that says more of the object's code, which counts as well: why a bank refused the card."""

HUMPS = re.compile(r"[A-Z][a-z]+(?:[A-Z][a-z]*)+|[A-Z]{3,9}[a-z]{2,}(?:[A-Z][a-z]*)*|[a-z]+(?:[A-Z][a-z]*){2,}")
_ERRORS = re.compile(
    r"(?!.*(?:retr[yi]|ignor|support|allow|valid)) .* (?:err|fail|fault|exception|problem|violation|cause|reason|code)",
    re.IGNORECASE | re.VERBOSE,
)
"""Field names of a list of errors."""
_NAME_OF_STATE = re.compile(r"[A-Z][A-Z0-9]{1,30}(?:_[A-Z0-9]{1,30}){1,6}")
"""A status that is the name of what went wrong: ``{"results": [], "status": "REQUEST_DENIED"}``."""
_DIGITS = re.compile(r"\d{1,12}")
_NO_STATUS = re.compile(r"(?!20{3,5}$)[1-9]\d{3,5}|[1-9]\d?")
"""A number that is too large for a status, or too small, and none that says that all is well."""
_CLASS_OF_ERRORS = re.compile(r"[A-Z]\w{2,80}(?:Exception|Error|Fault)")
_NEGATIVE = re.compile(r"-\d{1,10}")
_STATUS_VALUE = re.compile(rf"\s*({STATUS_NUMBER.pattern})(?:\s+[A-Za-z][A-Za-z -]*)?\s*")
_MARKED = re.compile(r"[\d._-]|[a-z][A-Z]")
_VALUE = re.compile(r"\d{1,9}|[A-Za-z](?=[\w.-]{0,39}\d)[\w.-]{1,39}")
_MAY_HOLD_A_NUMBER = re.compile(
    r"cod|kod|код|码|err|ошиб|fehl|stat(?!ion|e$)|reason|result|fault|fail|refus|reject|(?<![a-z])rc$", re.IGNORECASE
)
_HOLDS_ANOTHER_NUMBER = re.compile(r"exit|zip|post|country|area|lang|count|total|times|retr|node|_?id$", re.IGNORECASE)
"""Names of fields in which a number may be a code, and those in which it is another thing."""

_NO_REPORT = re.compile(r"retry_?on|ignored?(?:_?(?:errors|codes|exceptions))?|excluded?", re.IGNORECASE)
"""Names of settings: what they hold has not happened."""

_LOUD = frozenset(("error", "err", "fatal", "critical", "crit", "alert", "emerg", "emergency", "panic"))
T = TypeVar("T")
_ID_IN_MESSAGE = re.compile(r"请求\s?(?:id|编号)\s?[:：]\s?(?P<id>[A-Za-z0-9_.:-]{2,128})", re.IGNORECASE)


class Record(NamedTuple):
    """One object that speaks of an error.

    ``codes`` are all that may be its code, the likeliest first; ``message_field`` is the name, as written, of the
    field the message came from; ``texts`` are all its own strings, the message first; ``depth`` counts the objects
    around it; ``wraps`` says that another record inside it has a code;
    ``reason`` is a more particular code that its object has beside ``code``, in a field called ``reason_field``;
    ``state`` is the name that a small object without a code has for its status;
    ``message_above`` says that its message is that of an object around it;
    ``outer_status`` is what a gateway around it says as its own status; ``loud`` that it calls itself an error, where
    others may be mere information; ``bare`` that it is no object but a string of a list; ``repeats`` is the one before
    it of which it is a copy but for its place.
    """

    format: str
    start: int
    depth: int
    code: str | None = None
    codes: tuple[str, ...] = ()
    code_field: str | None = None
    code_rank: int = 9
    path: str = ""
    values: tuple[str, ...] = ()
    reason: str | None = None
    reason_field: str = ""
    state: str | None = None
    message: str | None = None
    message_field: str | None = None
    http_status: int | None = None
    outer_status: int | None = None
    request_id: str | None = None
    texts: tuple[str, ...] = ()
    message_above: bool = False
    wraps: bool = False
    loud: bool = False
    bare: bool = False
    repeats: Record | None = None

    @property
    def says_something(self) -> bool:
        """True if it has a string of its own, or a status or an id."""
        return bool(self.codes or self.texts or self.http_status or self.request_id)


def names_errors(name: str) -> bool:
    """Return whether a field's name says that its strings are errors: ``errors``, ``failures``, ``cause``."""
    return _ERRORS.match(name) is not None


def is_plain_word(code: str) -> bool:
    """Return whether a code is only a word or a number, and so means nothing outside a code field."""
    if _DIGITS.fullmatch(code):
        return True
    return bool(_PLAIN_WORD.fullmatch(code)) and not HUMPS.fullmatch(code)


@dataclass(slots=True)
class _Node:
    """An object on the walk: what it says itself, and the objects directly inside it."""

    depth: int
    record: Record
    trace_id: str | None = None
    parent: _Node | None = None
    shared_texts: tuple[str, ...] = ()
    """Strings around it that hold several objects: none of them is this one's message."""


_Waiting = tuple[Any, _Node | None, int, tuple[str, ...], str]
"""A value to walk into, the object around it, how many objects and which strings stand around it, its field's name. A
string that holds no other object is empty there."""


class Walk:
    """One way through a structured value, outer objects before inner ones, without recursion.

    Of strings in strings so many are opened as ``layers`` says.
    """

    def __init__(self, start: int, layers: int = DEEPEST_LAYER) -> None:
        self.start = start
        self.layers = layers
        self.nodes: list[_Node] = []

    def records(self, value: Any, name: str = "") -> list[Record]:
        """The records of ``value``, each with the status and request id that stand nearest to it.

        ``name`` is that of the field whose value it is, in a text around it.
        """
        waiting: list[_Waiting] = [(value, None, 0, (), name)]
        seen = 0
        while waiting and seen < MOST_NODES:
            item, parent, depth, strings, name = waiting.pop()
            seen += 1
            if isinstance(item, dict):
                node = self._node(item, parent, depth, tuple(filter(None, strings)))
                inner: list[_Waiting] = []
                # {"error": {"code": …, "parameter": "customer"}}: such an object is one error.
                are_errors = not (strings or node.record.codes or node.record.message) and names_errors(name)
                for field, child in item.items():
                    if _NO_REPORT.fullmatch(field):
                        continue
                    # Most fields hold nothing to walk into.
                    if not isinstance(child, str) or "{" in child or "[" in child:
                        inner += self._inside(child, node, depth + 1, strings, field)
                    if are_errors and isinstance(child, str) and child.strip() and not meanings_of(field):
                        # {"errors": {"email": "It is taken."}}: the names are the sender's own.
                        self._bare(child, node, depth + 1, name)
                waiting.extend(reversed(inner))
            elif isinstance(item, list):
                inner = []
                for child in item:
                    inner += self._inside(child, parent, depth + 1, strings, "" if isinstance(child, dict) else name)
                    # The first line of a stack repeats the message of its error, behind the error's name.
                    message = parent.record.message if parent is not None else None
                    is_said = message is not None and isinstance(child, str) and f": {child}".endswith(f": {message}")
                    if isinstance(child, str) and any(map(str.isalpha, child)) and not strings and not is_said:
                        self._bare(child, parent, depth + 1, name)
                waiting.extend(reversed(inner))
        return self._finished()

    def _inside(
        self, child: Any, node: _Node | None, depth: int, strings: tuple[str, ...], name: str
    ) -> Iterator[_Waiting]:
        if isinstance(child, dict | list):
            yield child, node, depth, strings, name
        elif isinstance(child, str) and len(strings) < self.layers and ("{" in child or "[" in child):
            # A body inside a string: a gateway passing on what a service said.
            structures = list(islice(find_json(child), FEWEST_STRUCTURES))
            around = (*strings, child.strip() if len(structures) > 1 else "")
            for structure in structures:
                yield structure.value, node, depth, around, name

    def _node(self, item: dict[str, Any], parent: _Node | None, depth: int, shared_texts: tuple[str, ...]) -> _Node:
        fields = _Said(item)
        message = fields.message
        tail = _TAIL_OF_SDK.search(message) if message and "Status Code: " in message else None
        # The message comes without the space around it, and is not to be read twice.
        texts = tuple(value for value in item.values() if isinstance(value, str) and value.strip() not in ("", message))
        node = _Node(
            depth,
            Record(
                format="json",
                start=self.start,
                depth=depth,
                code=fields.code,
                codes=fields.codes,
                code_field=fields.code_field,
                code_rank=fields.code_rank,
                path=fields.path,
                values=fields.values,
                reason=fields.reason,
                reason_field=fields.reason_field,
                state=fields.state,
                message=message,
                message_field=fields.message_field,
                http_status=fields.http_status or (int(tail["status"]) if tail else None),
                request_id=fields.identifier(REQUEST) or (tail["id"] if tail else _id_in(message)),
                texts=tuple(dict.fromkeys((message, *texts) if message else texts)),
                loud=str(item.get("level") or item.get("severity") or "").lower() in _LOUD,
            ),
            fields.identifier(TRACE),
            parent,
            shared_texts,
        )
        self.nodes.append(node)
        return node

    def _bare(self, text: str, parent: _Node | None, depth: int, name: str) -> None:
        is_code = (
            names_errors(name)
            and meanings_of(name.removesuffix("s")).get(CODE, VAGUE) < NAMES_A_SORT
            and code_of(text) == text
        )
        record = Record(
            format="json",
            start=self.start,
            depth=depth,
            code=text if is_code else None,
            codes=(text,) if is_code else (),
            code_rank=0 if is_code else VAGUE,
            message=text,
            texts=(text,),
            bare=True,
            loud=names_errors(name),
        )
        self.nodes.append(_Node(depth, record, parent=parent))

    def _finished(self) -> list[Record]:
        if len(self.nodes) == 1 and self.nodes[0].parent is None:
            # Nothing stands around a single object.
            record, trace_id = self.nodes[0].record, self.nodes[0].trace_id
            return [record._replace(request_id=trace_id) if trace_id and not record.request_id else record]
        traces = list(dict.fromkeys(node.trace_id for node in self.nodes if node.trace_id))
        coded = sum(1 for node in self.nodes if node.record.code and node.record.code_rank < 3)
        # Of several errors, facts of one do not apply to the others.
        shared = [node for node in self.nodes if coded < 2 or not node.record.code or node.record.code_rank >= 3]
        statuses = list(
            dict.fromkeys(node.record.http_status for node in shared if node.record.http_status and not _is_own(node))
        )
        ids = list(dict.fromkeys(node.record.request_id for node in shared if node.record.request_id))
        wrapping: set[int] = set()
        for node in self.nodes:
            code = node.record.code
            above = node.parent if code and (node.record.code_rank < 4 or _MARKED.search(code)) else None
            while above is not None and id(above) not in wrapping:
                wrapping.add(id(above))
                above = above.parent
        inner: dict[int, set[str]] = {}
        for node in self.nodes:
            if node.record.request_id and node.parent is not None and not node.record.code and not node.record.message:
                # The metadata of a call belong to the error in whose object they are.
                inner.setdefault(id(node.parent), set()).add(node.record.request_id)
        records: list[Record] = []
        for node in self.nodes:
            record = node.record
            if records and not record.says_something:
                # Of objects in objects most say nothing: no string, no number that means anything.
                continue
            speaking = _speaking_above(node) if record.code and record.message is None else None
            if speaking is not None and speaking.message not in node.shared_texts:
                # GraphQL and gRPC say the message, and the code in an object inside.
                record = record._replace(
                    message=speaking.message,
                    message_field=speaking.message_field,
                    message_above=True,
                    texts=tuple(dict.fromkeys((speaking.message or "", *record.texts))),
                )
            records.append(
                record._replace(
                    http_status=record.http_status or _from_above(node, "http_status") or _only(statuses),
                    outer_status=next((each.record.http_status for each in _above(node) if _is_own(each)), None),
                    request_id=record.request_id
                    or _only(list(inner.get(id(node), ())))
                    or _from_above(node, "request_id")
                    or _only(ids)
                    or _only(traces),
                    wraps=id(node) in wrapping,
                )
            )
        return records


class _Said:
    """Fields of one object by meaning."""

    def __init__(self, item: dict[str, Any]) -> None:
        self._by_meaning: dict[str, list[tuple[int, str, Any]]] = {}
        for name, value in item.items():
            self._note(name, value)
        named, value = item.get("name", item.get("key")), item.get("value")
        if isinstance(named, str) and isinstance(value, str):
            # A list of headers has its names as values.
            self._note(named, value)
        for fields in self._by_meaning.values():
            fields.sort(key=lambda field: field[0])
        if not self._speaks and CODE in self._by_meaning:
            # The errorId of something of which nothing is said.
            codes = self._by_meaning[CODE]
            self._by_meaning[CODE] = [field for field in codes if REQUEST not in meanings_of(field[1])]
        self.code: str | None = None
        self.code_field: str | None = None
        self.code_rank = 9
        self.path = ""
        self._find_code(named)
        values = (
            str(value)
            for rank, _, value in self._by_meaning.get(CODE, ())
            # The number of an issue, or of a reason, is none of an error.
            if isinstance(value, str) or rank not in (3, 4)
        )
        others = (value if _NEGATIVE.fullmatch(value) else code_of(value) for value in values)
        # A name and a number may both be codes of one error, and a negative one be what a program returns; which of
        # them is known, the catalog says.
        self.codes = tuple(dict.fromkeys(code for code in (self.code, *others) if code))
        reasons = (
            (str(value), name)
            for rank, name, value in self._by_meaning.get(CODE, ())
            if rank == NAMES_A_REASON
            and (isinstance(value, str) or normal_name(name) in SECOND_CODES)
            and str(value) != self.code
        )
        nothing: tuple[str | None, str] = None, ""
        self.reason, self.reason_field = next(reasons, nothing)
        self.message, self.message_field = self._find_message()
        states = (value for _, _, value in self._by_meaning.get(STATUS, ()) if isinstance(value, str))
        state = next(states, "") if len(item) <= MOST_BESIDE_A_STATE and not self.codes else ""
        self.state = state if _NAME_OF_STATE.fullmatch(state) else None
        short = (value for value in _values_of(item) if value not in self.codes)
        self.values = tuple(islice(short, MOST_VALUES)) if self.message is None or not self.codes else ()
        self.http_status = self._find_status()

    def _note(self, name: str, value: Any) -> None:
        if isinstance(value, dict):
            # OData says which language a message is in: {"message": {"lang": "en", "value": "…"}}
            value = value.get("value", value.get("#text")) if MESSAGE in meanings_of(name) else None
        elif isinstance(value, list) and value and name.endswith("s"):
            # A list of messages begins with that of the object's own code: {"error_messages": ["…"]}
            name, value = name[:-1], value[0] if meanings_of(name[:-1]).get(MESSAGE, VAGUE) < VAGUE else None
        if not isinstance(value, str | int) or isinstance(value, bool):
            return
        for meaning, rank in meanings_of(name).items():
            if meaning == CODE and (
                (0 < rank <= NAMES_A_SORT and value in SAYS_ONLY_ERROR) or is_id_of_request(name, str(value))
            ):
                continue
            self._by_meaning.setdefault(meaning, []).append((rank, name, value))

    def _find_code(self, named: object) -> None:
        for rank, name, value in self._by_meaning.get(CODE, ()):
            if isinstance(value, int) and STATUS_NUMBER.fullmatch(str(value)):
                self.code_rank = min(self.code_rank, rank)
                continue
            code = code_of(str(value))
            if code is None or (rank >= 3 and (" " in code or is_plain_word(code) or status_of_words(code))):
                continue
            self.code, self.code_field, self.code_rank = code, name, rank
            path = _PATH_OF_CLASS.match(str(value).strip())
            self.path = path[0] if path else ""
            return
        for rank, name, value in self._by_meaning.get(CODE, ()):
            # One word may be the name of an error, if nothing better is one: {"type": "Forbidden"}
            code = code_of(str(value))
            if rank in (3, 4) and code and " " not in code and not _DIGITS.fullmatch(code) and len(code) > 2:
                self.code, self.code_field, self.code_rank = code, name, rank
                return
        for rank, name, value in self._by_meaning.get(STATUS, ()):
            if rank <= NAMES_A_NUMBER and _NO_STATUS.fullmatch(str(value)) and (len(str(value)) > 2 or self._speaks):
                # Some answer with a number of their own as status.
                self.code, self.code_field, self.code_rank = str(value), name, rank
                return
        if isinstance(named, str) and _CLASS_OF_ERRORS.fullmatch(named):
            # JavaScript prints an error's class as its name.
            self.code, self.code_field, self.code_rank = named, "name", NAMES_A_SORT

    @property
    def _speaks(self) -> bool:
        return any(rank < VAGUE and isinstance(value, str) for rank, _, value in self._by_meaning.get(MESSAGE, ()))

    def _find_message(self) -> tuple[str | None, str | None]:
        for _, name, value in self._by_meaning.get(MESSAGE, ()):
            if isinstance(value, str) and value.strip() and (self.code is None or code_of(value) != self.code):
                return value.strip(), name
        return None, None

    def _find_status(self) -> int | None:
        worded = None
        for rank, _, value in self._by_meaning.get(STATUS, ()):
            if isinstance(value, str):
                if match := _STATUS_VALUE.fullmatch(value):
                    value = int(match[1])
                elif rank < 3:
                    worded = worded or status_of_words(value)
            if isinstance(value, int) and STATUS_NUMBER.fullmatch(str(value)):
                return value
        for name in (MESSAGE, CODE):
            for rank, _, value in self._by_meaning.get(name, ()):
                if rank >= 4 and isinstance(value, str):
                    worded = worded or status_of_words(value)
        return worded

    def identifier(self, meaning: str) -> str | None:
        """The request or trace id of the object's own fields."""
        for rank, _, value in self._by_meaning.get(meaning, ()):
            text = value.strip() if isinstance(value, str) else ""
            if 0 < len(text) <= 200 and (rank < 3 or ID_SHAPE.fullmatch(text)):
                return text
        return None


def _values_of(item: dict[str, Any]) -> Iterator[str]:
    """Yield the values of an object that may be codes: a number in a field whose name sounds of one, a word in any."""
    for name, value in item.items():
        if isinstance(value, str | int) and not isinstance(value, bool) and _VALUE.fullmatch(written := str(value)):
            sounds_of_code = _MAY_HOLD_A_NUMBER.search(name) and not _HOLDS_ANOTHER_NUMBER.search(name)
            if sounds_of_code or not written.isdecimal():
                yield written


def code_of(value: str) -> str | None:
    """The code in a code field's value: without its namespace, or the last segment of the address that names it."""
    text = value.strip().strip("\"'`")
    if text == "about:blank" or _SECTION.search(text):
        # Problem details without a type of their own say so, or name the paragraph that defines the status.
        return None
    if "://" in text[:10]:
        text = text.split("?")[0].rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    elif "#" in text:
        text = text.rsplit("#", 1)[-1]
    text = text.split(":http", 1)[0]
    path = _PATH_OF_CLASS.match(text) if "." in text else None
    text = text[path.end() :] if path else text
    if not text or len(text) > 200 or not _CODE_SHAPE.fullmatch(text) or _SMALL_HEX.fullmatch(text):
        return None
    return text


def _id_in(message: str | None) -> str | None:
    """The request id that a program has put behind its message."""
    match = _ID_IN_MESSAGE.search(message) if message and "请求" in message else None
    return match["id"].rstrip(".:") if match else None


def _speaking_above(node: _Node) -> Record | None:
    """The nearest object around a node that says a message."""
    return next((above.record for above in islice(_above(node), 4) if above.record.message), None)


def _is_own(node: _Node) -> bool:
    """Return whether an object's status is a gateway's own, not that of the error inside it."""
    record = node.record
    return bool(record.message) and (
        record.http_status in (502, 504)
        or (bool(record.code) and record.code_rank < 3 and (record.http_status or 0) >= 500)
    )


def _above(node: _Node) -> Iterator[_Node]:
    """The nearest objects around a node, from the inside outwards."""
    above = node.parent
    for _ in range(20):
        if above is None:
            return
        yield above
        above = above.parent


def _from_above(node: _Node, name: str) -> Any:
    for above in _above(node):
        if name == "http_status" and _is_own(above):
            return None
        if (value := getattr(above.record, name)) is not None:
            return value
    return None


def _only(values: list[T]) -> T | None:
    return values[0] if len(values) == 1 else None
