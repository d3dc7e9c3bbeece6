"""Values of a template's placeholders in a text: where one begins and ends, and what is in a list."""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.folding import TextSpan

TRAILING_STOPS = ".。!！"
"""Stops behind a sentence, which are no part of a value."""

LONGEST_GAP = 8192
"""Characters that one value in the middle of a message may have; a longer one is not aligned."""

MOST_TRIES = 8
"""How many places of a message's first words, or closings of one list, are tried before giving up."""

_ENDS_FIELD = frozenset(TRAILING_STOPS + " ")

_BRACKETS = {")": "(", "]": "[", "}": "{"}

_LIST_TOKEN = re.compile(r"""["'\[\](){},]""")

_SURE_NAME = (
    r"(?:x-)?(?:\w+[-_ ])?(?:request|trace|correlation)[-_ ]?(?:id|uuid)|status|code"
    r"|(?:(?:sub|ret|error|err|http|status|response)[-_ ]?){1,3}(?:code|status)"
    r"|(?:error|err)[-_ ]?(?:msg|message|type|no)"
)

_NEXT_PAIR = re.compile(
    rf"""
    (?=[\s,;|(\[]) (?:                    # nearly no letter of a value begins any of these
    (?<!rpc[ ]error:)(?<![ ]with)                                                        # request id: r-1
      [\s,;|(\[]+ (?:the[ ])? (?: {_SURE_NAME} ) ["']?\s? (?: = | :(?=\s|$|["'\d]) )
    | [\s,;|(\[]+ (?:the[ ])? (?:x-)?(?:\w+[-_ ])?(?:request|trace|correlation)[-_ ]?id\b  # request id r-1
    | [\s,;|(\[]+ (?:请求|追踪|跟踪|链路)\s?(?:id|编号)\s?:
    | [\s,;|(\[]+ http[ ]\d{{3}}\b
    | \s* \( (?:[a-z]\w{{0,40}}::){{1,6}}\w{{1,60}}\)                                     # (app::Error)
    | \| \d{{1,4}} =                                                                      # FIX's |10=
    | \s? [,;|(\[] \s* [a-z_][\w.-]{{0,40}} (?:[ ][a-z]{{1,20}})? \s? (?: = | :(?=\s|$|["'\d]) )  # , host: a
    | (?<!\bbearer)(?<!\bbasic)(?<!\bdigest) \s+ [a-z_][\w.-]{{0,40}}= (?=["'\w\[(/-])      # host=a
    )
    """,
    re.VERBOSE,
)
"""Start of a field after a last value in running text; it belongs to something else."""

Gap = tuple[int, int, int, tuple[str, ...]]
"""Start and end of a value and end of its following literal, in folded offsets; and the values."""


def value_gap(text_span: TextSpan, at: int, literal: str, last: bool, mark: str = "") -> Gap | None:
    text = text_span.folded
    if not literal and not last:
        # Two values that nothing parts: the second has it all.
        return at, at, at, ("",)
    if not literal:
        end = len(text) if last and text_span.whole else _value_end(text_span, at, at + LONGEST_GAP, mark)
        if not text_span.whole and end > at and _closes_outer(text, at, end):
            end -= 1
        return at, end, end, (text_span.cut(at, end),)
    end = len(text)
    while end > at and text[end - 1] in _ENDS_FIELD:
        end -= 1
    start = end - len(literal)
    ends_field = last and text_span.whole and text.endswith(literal, at, end)
    if not ends_field or (literal[0] in _BRACKETS and _closes_outer(text, at, start + 1)):
        # Otherwise the field ends with the template's last words: whatever stands before them is the value, whole.
        limit = at + LONGEST_GAP + len(literal)
        start = text.find(literal, at, limit)
        if start < 0:
            return None
        if opening := _BRACKETS.get(literal[0]):
            start = _balanced(text, at, start, text_span.line_end(at), opening, literal)
    return at, start, start + len(literal), (text_span.cut(at, start),)


def _closes_outer(text: str, at: int, end: int) -> bool:
    """Return whether the last character of a text closes a quote or a bracket that was opened before the text."""
    last = text[end - 1]
    if last in _BRACKETS:
        return text.count(last, at, end) > text.count(_BRACKETS[last], at, end)
    return last in "\"'" and text.count(last, at, end) % 2 == 1


def _balanced(text: str, at: int, start: int, limit: int, opening: str, literal: str) -> int:
    """Return where a value ends that closes the brackets that it opens; ``start`` if it closes none."""
    end = start
    for _ in range(MOST_TRIES):
        if end < 0:
            break
        if text.count(opening, at, end) <= text.count(literal[0], at, end):
            return end
        end = text.find(literal, end + 1, limit)
    return start


def _value_end(text_span: TextSpan, at: int, limit: int, mark: str = "") -> int:
    """Return the end of a last value in running text: its quote, the line's end, or the next pair or request id."""
    end = min(text_span.line_end(at), limit)
    if mark:
        closing = text_span.folded.find(mark, at, end)
        while closing >= 0 and text_span.folded[closing + 1 : closing + 2].isalnum():
            closing = text_span.folded.find(mark, closing + 1, end)
        if closing >= 0:
            return closing
    pair = _NEXT_PAIR.search(text_span.folded, at + 1, end)
    return pair.start() if pair else end


def list_gap(text_span: TextSpan, at: int, literal: str, last: bool, mark: str = "") -> Gap | None:
    text = text_span.folded
    start = at
    while start < len(text) and text[start] == " ":
        start += 1
    if not text.startswith("[", start):
        # The vendor's program printed the list without its brackets.
        bare = value_gap(text_span, at, literal, last, mark)
        return None if bare is None else (*bare[:3], _list_values(text_span.cut(bare[0], bare[1])))
    for close in _closings(text, start):
        after = close + 1
        if not literal or text.startswith(literal, after):
            inside = text_span.cut(start + 1, close)
            return start + 1, close, after + len(literal), _list_values(inside)
    end = len(text)
    near = last and not literal and end - start <= LONGEST_GAP
    if near and "]" not in text[start:] and text_span.line_end(start) >= end:
        # The text was cut inside the list, as logs and clipboards do: what is there of it is its beginning.
        return start + 1, end, end, _list_values(text_span.cut(start + 1, end))
    return None


def _closings(text: str, start: int) -> Iterator[int]:
    """Yield the possible ends of the list opened at ``start``: first where its brackets balance, then later ones."""
    depth = 0
    quote = ""
    balanced = -1
    for token in _LIST_TOKEN.finditer(text, start, start + LONGEST_GAP):
        mark = token[0]
        if quote:
            if mark == quote:
                quote = ""
        elif mark in "\"'" and not text[token.start() - 1].isalnum():
            quote = mark
        elif mark == "[":
            depth += 1
        elif mark == "]":
            depth -= 1
            if depth == 0:
                balanced = token.start()
                yield balanced
                break
    close = text.find("]", start) if balanced < 0 else text.find("]", balanced + 1)
    for _ in range(MOST_TRIES):
        if close < 0:
            return
        yield close
        close = text.find("]", close + 1)


def _list_values(inside: str) -> tuple[str, ...]:
    """Split a list's values at the commas outside quotes and brackets."""
    values: list[str] = []
    depth = begin = 0
    quote = ""
    for token in _LIST_TOKEN.finditer(inside):
        mark = token[0]
        if quote:
            if mark == quote:
                quote = ""
        elif mark in "\"'" and not inside[begin : token.start()].strip():
            quote = mark
        elif mark in "[({":
            depth += 1
        elif mark in "])}":
            depth -= 1
        elif mark == "," and depth <= 0:
            values.append(inside[begin : token.start()])
            begin = token.end()
    values.append(inside[begin:])
    cleaned = (_unquoted(value.strip()) for value in values)
    return tuple(value for value in cleaned if value)


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value
