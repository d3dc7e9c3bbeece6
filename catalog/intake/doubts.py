"""Message templates that a reader should look at: those that cannot be read whole, and those that fit anything."""

from __future__ import annotations

import re
from dataclasses import dataclass

from catalog.message_template import Placeholder, parse_template

_FEWEST_SIGNS = 4
"""So many letters and digits a template needs beside its placeholders; with fewer it fits nearly every text."""

_HALVES = ("{}", "[]", "<>")
_COMPARISON = re.compile(r"[<>]=?\s*(?:-?\d|=)|->|=>|<-|<=|>=|\s[<>]\s")
_SIGN = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A message template that was taken, and what is doubtful about it. ``line`` is 0 where the format has none."""

    line: int
    code: str
    reason: str


def doubt_of(message: str) -> str:
    """What is doubtful about a message template; empty for nothing."""
    if not any(mark in message for mark in "%{}[]<>$"):
        return ""
    parts = parse_template(message).parts
    words = "".join(part for part in parts if not isinstance(part, Placeholder))
    plain = _COMPARISON.sub("", words)
    lone = next((pair for pair in _HALVES if plain.count(pair[0]) != plain.count(pair[1])), None)
    if lone:
        return f"one of its {lone[0]} {lone[1]} lacks the other half and is read as plain text"
    if len(parts) > len(words.split()) and any(isinstance(part, Placeholder) for part in parts):
        signs = len(_SIGN.findall(words))
        if signs < _FEWEST_SIGNS:
            return "it fits nearly every text, so that only its code tells it"
    return ""
