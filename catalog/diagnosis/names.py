"""Meanings of field names, in any vendor's spelling.

A name can mean several things (``code`` is a code or a status): each with a rank, the surest 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from catalog.diagnosis.numbers import NAMES_REMEMBERED
from catalog.diagnosis.words import read_lines, read_words
from catalog.folding import fold

CODE = "code"
MESSAGE = "message"
STATUS = "http_status"
REQUEST = "request_id"
TRACE = "trace_id"

ID_SHAPE = re.compile(r"(?:req[-_])?[0-9a-fA-F]{8,}(?:-[0-9a-fA-F]{2,})*|req[-_][\w-]{6,}|[\w-]{16,}")

SAYS_ONLY_ERROR = frozenset(("Error", "error", "ERROR", "Exception", "exception"))
"""Sorts of errors that any error is of: JavaScript's class for all that have none of their own."""

_NOT_OF_ERRORS = frozenset(
    (
        "exit",
        "zero",
        "non-zero",
        "zip",
        "postal",
        "country",
        "area",
        "source",
        "language",
        "currency",
        "qr",
        "bar",
        "dress",
    )
)
"""Words that make ``code`` and ``status`` another thing: a program's exit code is no HTTP status."""


@dataclass(frozen=True, slots=True)
class FieldNames:
    """Names of fields that hold a ``meaning`` with a ``rank``, and names that do not; ``*`` is any beginning."""

    meaning: str
    rank: int
    reason: str
    names: tuple[str, ...]
    leaves: tuple[str, ...]


def _field_names() -> Iterator[FieldNames]:
    for line in read_lines("field_names"):
        held, reason, names, leaves = map(str.strip, line.split("|"))
        meaning, rank = held.split()
        yield FieldNames(meaning, int(rank), reason, tuple(names.split()), tuple(leaves.split()))


RULES = tuple(_field_names())

_EXACT: Mapping[str, Mapping[str, int]] = {
    meaning: {
        name: each.rank for each in RULES if each.meaning == meaning for name in each.names if not name.startswith("*")
    }
    for meaning in (CODE, MESSAGE, STATUS, REQUEST, TRACE)
}

_ENDINGS: Mapping[str, Mapping[str, int]] = {
    name.removeprefix("*"): {each.meaning: each.rank for each in RULES if name in each.names}
    for name in dict.fromkeys(name for each in RULES for name in each.names if name.startswith("*"))
}
"""Names that may end longer ones."""

_NAMES = frozenset((*(name for ranks in _EXACT.values() for name in ranks), *_ENDINGS))

TAILS = sorted({fold(word) for word in (*(word for line in read_words("last_words") for word in line), *_NAMES)})
"""Last words of all names, folded, to search a text for."""

_JOINT = re.compile(r"[\s_.\-]+")

_NOTHING: Mapping[str, int] = {}
_EVERY_ENDING = tuple(_ENDINGS)


def normal_name(name: str) -> str:
    """A field's name as it is compared: ``error_code``, ``Error-Code`` and ``errorCode`` are the same."""
    return _JOINT.sub("", name[:100].strip()).lower()


@lru_cache(NAMES_REMEMBERED)
def meanings_of(name: str) -> Mapping[str, int]:
    """Return the meanings of a field's name with their ranks; empty if the name is unknown."""
    normal = normal_name(name)
    meanings = {meaning: ranks[normal] for meaning, ranks in _EXACT.items() if normal in ranks}
    if meanings or not normal.endswith(_EVERY_ENDING):
        return meanings or _NOTHING
    return _ENDINGS[max((ending for ending in _ENDINGS if normal.endswith(ending)), key=len)]


def is_id_of_request(name: str, value: str) -> bool:
    """Return whether a field that may hold a code or an id, as ``errorId``, holds the id of a request."""
    return REQUEST in meanings_of(name) and any(map(str.isdigit, value)) and ID_SHAPE.fullmatch(value) is not None


@lru_cache(NAMES_REMEMBERED)
def last_name(words: str) -> str | None:
    """The name that ``words`` end with: ``Status Code`` of ``the Status Code``; None where it is not known."""
    parts = words.split(" ")
    if len(parts) > 1 and parts[-2].lower() in _NOT_OF_ERRORS and parts[-1].lower() in ("code", "status"):
        return None
    for first in range(len(parts)):
        name = " ".join(parts[first:])
        if normal_name(name) in _NAMES:
            return name
    return parts[-1] if meanings_of(parts[-1]) else None
