"""Split a pasted text into structured payloads and running text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from catalog.diagnosis.numbers import (
    CHARACTERS_OF_STRUCTURE,
    DEEPEST_STRUCTURE,
    FEWEST_STRUCTURES,
    MOST_DISTINCT,
    MOST_STRUCTURES,
    TIMES_PARSED,
)

_OPENING = re.compile(r'\{\s*"|\[\s*[{\["]')
_MARK = re.compile(r'(?<!\\)\\+"|"(?>(?:[^"\\\n]|\\.)*)"|[{}\[\]]')
"""Brackets, and what none counts in: strings. An escaped quotation mark outside of one opens none; tried as an opening,
each of them would be read to the end of its line. A run of backslashes is looked at once, not from each of them on."""

_ESCAPED_LONE_SURROGATE = re.compile(
    r"\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f][0-9a-f]{2})|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f][0-9a-f]{2}", re.IGNORECASE
)
_ESCAPED_LETTER = re.compile(r"\\.", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\"\\/nt]))")
_QUOTES = str.maketrans({**dict.fromkeys("“”„‟″", '"'), **dict.fromkeys("‘’‚‛", "'")})
_PAIRS = {"}": "{", "]": "["}

_TINY = re.compile(
    r'(?>(?:(?:\{\s{0,4}\}|\[\s{0,4}\]|\[\s{0,4}(?:\{\s{0,4}\}|"[^"\\\n]{0,9}")\s{0,4}\])[\s,;]{0,4}){1,2000})'
)
"""Structures too small to say an error, one behind another: what is in them is read as running text."""

_MAY_BE_TINY = re.compile(r'[{\[]\s{0,4}[}\]{"]')
"""Quick test for the beginning of such a structure."""


_JSON = json.JSONDecoder(strict=False)
"""One decoder for all: ``json.loads`` makes another for each text, which takes longer than a short one's reading."""


@dataclass(frozen=True, slots=True)
class Structure:
    """A structured value found at ``start`` to ``end`` of the text; ``written`` is what stands there."""

    value: Any
    start: int
    end: int
    written: str


@dataclass(frozen=True, slots=True)
class Payloads:
    """The structures of a text in their order, and its running text, in which they are blanked out.

    ``running`` keeps the length of ``text``, so that what stands in it stands where it stood there. ``repaired`` says
    that structures are broken or were found only when their quotes and escapes had been put right; ``cut`` that there
    are more of them than are read.
    """

    structures: tuple[Structure, ...]
    running: str
    text: str
    repaired: bool = False
    cut: bool = False


def find_payloads(text: str) -> Payloads:
    """Find the structures in a cleaned ``text``, in time linear in its length."""
    structures, running = _split(text)
    strict = len(structures)
    for _ in range(3):
        # Text that stands in a string of some program's, as it was before it was put there.
        if '\\"' not in running and "\\u" not in running:
            break
        text, running = _unescaped(text, running)
        more, running = _split(running)
        structures += more
    straight = running if running.isascii() else running.translate(_QUOTES)
    if straight != running:
        more, running = _split(straight)
        structures += more
    loose = _TINY.sub("", running) if _MAY_BE_TINY.search(running) else running
    broken = len(structures) > strict or _OPENING.search(loose) is not None
    most = min(MOST_DISTINCT, FEWEST_STRUCTURES + len(text) // CHARACTERS_OF_STRUCTURE)
    kept: list[Structure] = []
    distinct: set[str] = set()
    for each in structures[:MOST_STRUCTURES]:
        if each.written in distinct or len(distinct) < most:
            distinct.add(each.written)
            kept.append(each)
    cut = len(kept) < len(structures) or len(structures) >= MOST_STRUCTURES
    return Payloads(tuple(kept), running, text, broken, cut=cut)


def _split(text: str) -> tuple[list[Structure], str]:
    structures = list(islice(find_json(text), MOST_STRUCTURES))
    pieces: list[str] = []
    end = 0
    for structure in structures:
        pieces += (text[end : structure.start], _blank(text[structure.start : structure.end]))
        end = structure.end
    pieces.append(text[end:])
    return structures, "".join(pieces)


def _unescaped(text: str, running: str) -> tuple[str, str]:
    """``text`` and its running text, with what is escaped in the running text as it was before."""
    if text == running:
        plain = _ESCAPE.sub(_unescape, text)
        return plain, plain
    whole: list[str] = []
    rest: list[str] = []
    end = 0
    for match in _ESCAPE.finditer(running):
        at, plain = match.start(), _unescape(match)
        whole += text[end:at], plain
        rest += running[end:at], plain
        end = match.end()
    return "".join((*whole, text[end:])), "".join((*rest, running[end:]))


def _unescape(match: re.Match[str]) -> str:
    if match[1]:
        letter = chr(int(match[1], 16))
        return letter if not 0xD800 <= ord(letter) <= 0xDFFF else match[0]
    return "\n" if match[2] == "n" else "\t" if match[2] == "t" else match[2]


def find_json(text: str) -> Iterator[Structure]:
    """The JSON objects and lists in ``text``, the outermost that can be read."""
    effort = TIMES_PARSED * len(text)
    # A text repeats itself: what was parsed once is not parsed again.
    read: dict[str, Any] = {}
    unread: set[str] = set()
    waiting = _spans(text)
    waiting.reverse()
    while waiting:
        span = waiting.pop()
        effort -= span.end - span.start
        if effort < 0:
            return
        written = _mended(text[span.start : span.end])
        if written not in read and written not in unread:
            try:
                read[written] = _JSON.decode(written)
            except (ValueError, RecursionError):
                unread.add(written)
        if written in unread:
            waiting.extend(reversed(span.inner))
            continue
        if not _is_value(read[written], text, span.start):
            yield Structure(read[written], span.start, span.end, written)


def _is_value(value: object, text: str, start: int) -> bool:
    """Return whether a list is a value in a line's sentence: ``user "x" (groups=["admins"]) is forbidden``."""
    within = start and text[start - 1] in "=("
    return bool(within) and isinstance(value, list) and all(isinstance(each, str) and " " not in each for each in value)


def _mended(piece: str) -> str:
    """JSON without halves of characters, which Python's parser lets through and nothing else can print, and with the
    apostrophes that other languages escape.
    """
    if "\\'" in piece:
        piece = _ESCAPED_LETTER.sub(lambda match: match[0].removeprefix("\\") if match[0] == "\\'" else match[0], piece)
    return _ESCAPED_LONE_SURROGATE.sub(r"\\ufffd", piece) if "\\ud" in piece or "\\uD" in piece else piece


@dataclass(slots=True)
class _Span:
    """A balanced pair of brackets, with the balanced pairs directly inside it."""

    start: int
    end: int = -1
    inner: list[_Span] = field(default_factory=list)


def _spans(text: str) -> list[_Span]:
    """The outermost balanced brackets; where an opening one is never closed, those inside it."""
    result: list[_Span] = []
    at = 0
    while opening := _OPENING.search(text, at):
        if tiny := _TINY.match(text, opening.start()):
            at = tiny.end()
            continue
        at = _close(text, opening.start(), result)
    return result


def _close(text: str, start: int, result: list[_Span]) -> int:
    """Read from the bracket at ``start`` until it is closed; return where to go on."""
    open_spans: list[_Span] = []
    deeper = 0
    for mark in _MARK.finditer(text, start):
        sign = mark[0]
        if sign in "{[":
            if len(open_spans) < DEEPEST_STRUCTURE:
                open_spans.append(_Span(mark.start()))
            else:
                deeper += 1
        elif sign in "}]" and deeper:
            deeper -= 1
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
                result.append(span)
                return mark.end()
            open_spans[-1].inner.append(span)
    for span in open_spans:
        result.extend(span.inner)
    return len(text)


def _blank(text: str) -> str:
    """As many spaces as ``text`` has characters, its line ends kept."""
    return re.sub(r"[^\n]", " ", text) if "\n" in text else " " * len(text)
