"""What a pasted text is made of: structured values found in it, and the running text around them. The first stage."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

LONGEST_TEXT = 4 * 1024 * 1024
"""Characters that are looked at; a longer text is cut. Doors refuse long before."""

_OPENING = re.compile(r'\{\s*["}]|\[\s*[{\["]')
_MARK = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{}\[\]]')
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ESCAPED_LONE_SURROGATE = re.compile(
    r"\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f][0-9a-f]{2})|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f][0-9a-f]{2}", re.IGNORECASE
)
_PAIRS = {"}": "{", "]": "["}

_EFFORT = 8
"""How many times its own length a text may be handed to the JSON parser, broken pieces included."""


@dataclass(frozen=True, slots=True)
class Structure:
    """A structured value found at ``start`` to ``end`` of the text."""

    value: Any
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """The structures of a text in their order, and its running text, in which they are blanked out.

    ``running`` is exactly as long as the text that was read, so that offsets in one are offsets in the other.
    """

    structures: tuple[Structure, ...]
    running: str
    truncated: bool


def open_envelope(text: str) -> Envelope:
    """Find the structures in ``text``, in time linear in its length."""
    truncated = len(text) > LONGEST_TEXT
    text = _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text[:LONGEST_TEXT].removeprefix("\ufeff"))
    structures = tuple(find_json(text))
    pieces: list[str] = []
    end = 0
    for found in structures:
        pieces += (text[end : found.start], _blank(text[found.start : found.end]))
        end = found.end
    pieces.append(text[end:])
    return Envelope(structures, "".join(pieces), truncated)


def find_json(text: str) -> Iterator[Structure]:
    """The JSON objects and lists in ``text``, the outermost that can be read."""
    effort = _EFFORT * len(text)
    waiting = _spans(text)
    waiting.reverse()
    while waiting:
        span = waiting.pop()
        effort -= span.end - span.start
        if effort < 0:
            return
        try:
            value = json.loads(_mended(text[span.start : span.end]), strict=False)
        except (ValueError, RecursionError):
            waiting.extend(reversed(span.inner))
        else:
            yield Structure(value, span.start, span.end)


def _mended(piece: str) -> str:
    """JSON without halves of characters, which Python's parser lets through and nothing else can print."""
    return _ESCAPED_LONE_SURROGATE.sub(r"\\ufffd", piece) if "\\ud" in piece or "\\uD" in piece else piece


@dataclass(slots=True)
class _Span:
    """A balanced pair of brackets, with the balanced pairs directly inside it."""

    start: int
    end: int = -1
    inner: list[_Span] = field(default_factory=list)


def _spans(text: str) -> list[_Span]:
    """The outermost balanced brackets; where an opening one is never closed, those inside it."""
    found: list[_Span] = []
    at = 0
    while opening := _OPENING.search(text, at):
        at = _close(text, opening.start(), found)
    return found


def _close(text: str, start: int, found: list[_Span]) -> int:
    """Read from the bracket at ``start`` until it is closed; return where to go on."""
    open_spans: list[_Span] = []
    for mark in _MARK.finditer(text, start):
        sign = mark[0]
        if sign in "{[":
            open_spans.append(_Span(mark.start()))
        elif sign in "}]":
            if text[open_spans[-1].start] != _PAIRS[sign]:
                # A stray closing bracket: what stands open around it is no JSON, what is inside may be.
                if not any(text[span.start] == _PAIRS[sign] for span in open_spans[-8:]):
                    continue
                while text[open_spans[-1].start] != _PAIRS[sign]:
                    broken = open_spans.pop()
                    open_spans[-1].inner.extend(broken.inner)
            span = open_spans.pop()
            span.end = mark.end()
            if not open_spans:
                found.append(span)
                return mark.end()
            open_spans[-1].inner.append(span)
    for span in open_spans:
        found.extend(span.inner)
    return len(text)


def _blank(text: str) -> str:
    """As many spaces as ``text`` has characters, its line ends kept."""
    return re.sub(r"[^\n]", " ", text)
