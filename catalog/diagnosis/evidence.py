"""Evidence: what a text says of an error, which rule read it where, and how sure it is; and the rules themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """Kind of a piece of evidence."""

    CODE = "code"
    MESSAGE = "message"
    STATUS = "http_status"
    REQUEST = "request_id"
    TRACE = "trace_id"
    SERVICE = "service"
    WAIT = "wait"


class Certainty(IntEnum):
    """How sure a rule is of what it reads, in ascending order."""

    SHAPE = 1
    """It only looks so: it counts where the catalog has it and its message stands beside it."""
    HINT = 2
    """A vague name or words that often mean it: it counts where the catalog has it."""
    NAMED = 3
    """A field or a phrase that commonly holds it."""
    EXPLICIT = 4
    """Spelled out: nothing else is called so."""


class Evidence(NamedTuple):
    """One thing that a text says: its kind, its value, where it stands, the rule that read it, how sure that is."""

    kind: Kind
    value: str
    span: tuple[int, int]
    rule: str
    certainty: Certainty


@dataclass(frozen=True)
class Rule:
    """A way to read evidence from running text, with its reason and its samples.

    ``pattern`` has a group ``value``; it is tried only in a text that holds one of ``needs`` (in lower case), so that
    a long text without any costs nothing. ``reads`` are texts with the value that must be read, ``leaves`` texts in
    which the rule must read nothing. ``longest`` is the length of a text from which it is not tried, where what it
    reads comes in short texts only.
    """

    id: str
    reason: str
    kind: Kind
    certainty: Certainty
    needs: tuple[str, ...]
    pattern: re.Pattern[str]
    reads: Mapping[str, str] = field(default_factory=dict)
    leaves: tuple[str, ...] = ()
    longest: int | None = None

    def find(self, text: str, folded: str) -> Iterator[Evidence]:
        """The evidence of this rule in ``text``, whose lower-case form is ``folded``."""
        if self.longest is not None and len(text) > self.longest:
            return
        if not any(word in folded for word in self.needs):
            return
        for match in self.pattern.finditer(text):
            yield Evidence(self.kind, match["value"], match.span("value"), self.id, self.certainty)


def verbose(pattern: str, *, ignore_case: bool = False) -> re.Pattern[str]:
    """A verbose pattern; every line of a text is a line of its own."""
    return re.compile(pattern, re.VERBOSE | re.MULTILINE | (re.IGNORECASE if ignore_case else re.NOFLAG))
