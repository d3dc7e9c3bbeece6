"""Message templates with placeholders, and their alignment with real messages.

A template is parsed into literal text and placeholders; it is never compiled to a regular expression.
Laying a message against it walks the literals from left to right with ``str.find``, so that the time is
linear in the message whatever the template says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from catalog.folding import TextSpan, fold
from catalog.template_values import LONGEST_GAP, MOST_TRIES, TRAILING_STOPS, list_gap, value_gap

TEMPLATES_REMEMBERED = 16_384
"""Parsed templates that stay in memory once they were compared with a text, about a kilobyte each."""

FEWEST_WORDS, FEWEST_LETTERS = 3, 16
"""Words and characters of a template's own below which it is too short to be told from prose."""

_SENTENCE_END = re.compile(r"[.!](?= +[A-Z])")

_STATUS_BEHIND = re.compile(r"^ ?\((?:http|status)?(?: (?:status|code))?:? ?\d{3}\)(?= ?$)")
"""Suffix that clients add to a message that is its whole line: ``(HTTP 401)``."""

_WORD_AND_SENTENCE = re.compile(r"[^\s.]+(?:\.[^\s.]+)*(?=[.!] +[A-Z])")
"""A value without a blank behind which its sentence ends."""


_HTML_TAGS = (
    "a|abbr|b|body|br|code|dd|div|dl|dt|em|font|h[1-6]|head|hr|html|i|img|li|ol|p|pre|span|strong|sub|sup"
    "|table|tbody|td|th|thead|tr|tt|u|ul"
)

_SIMPLE_PLACEHOLDER = (
    r"%\((?P<percent_name>[\w .-]{1,60})\)[-+0#]*\d*(?:\.\d+)?[a-zA-Z]"  # %(name)s
    r"|(?<!\d)%(?:(?P<position>\d{1,2})\$)?[-+0#]*(?:\d{1,4}|\*)?(?:\.(?:\d{1,4}|\*))?(?:hh|h|ll|l|I64|z|j|t)?"
    r"[diouxXeEfgGcCsSqvmMp@](?![a-z](?!s?\b)|\w{4})"  # %s %d %1$s %-.192s %m, and %ds, but not "%discount"
    r"|(?<![\d%])%[A-Z]{3,20}(?![A-Za-z%])"  # %VSTR, as Teradata writes, but not "%PATH%"
    r"|%S_[A-Z]{2,12}(?!\w)|(?<![\w%])%[1-9](?:![\w.-]{1,8}!)?(?![\w%])"  # %S_MSG of SQL Server; %1, %2!s! of Windows
    r"|[$#]\{(?P<dollar_name>[^{}\n\"']{1,60})\}"  # ${name}
    r"|\{\{(?P<double_name>[^{}\n\"']{1,60})\}\}"  # {{name}}
    r"|\{(?P<brace_name>(?:[^\W_]|_)[^{}\n\"'=;]{0,60}|)\}"  # {} {0} {name} {a/b} {error details}
    rf"|<(?!(?:{_HTML_TAGS})>)(?P<angle_name>[A-Za-z][\w .-]{{0,60}})>"  # <name>
    r"|<\*>"  # <*>, as log parsers write
    r"|\[(?:chars?|dec|int|hex|enet|(?:ip|mac|IP|MAC)[_ -]addr(?:ess)?)\]"  # [chars], as Cisco writes
    r"|(?<!\w)[xX]{3,}(?!\w)"  # xxx
    r"|(?<=[\w:=,('\"]\s)\*{3}(?!\*)|(?<=[\w:=,('\"])\*{3}(?!\*)"  # ***, but not as an ornament before words
)

_PLACEHOLDER = re.compile(
    rf"(?P<list>\[\s*(?=[^\]\n]{{1,80}},\s*(?:\.\.\.|…)\s*\]))?(?:{_SIMPLE_PLACEHOLDER})(?(list)\s*,\s*(?:\.\.\.|…)\s*\])"
)

_MARK_OF_PLACEHOLDER = re.compile(r"[%{<]|\*\*\*|[xX]{3}|\[(?:char|dec|int|hex|enet|ip|mac|IP|MAC)")
"""Characters of which every placeholder has one."""


_BLANKS = re.compile(r"\s+")

_CLOSING = " \"'`)]}>*:"


MARKS = "\"'`*|"
"""Quotes around a message in running text; a value in it ends there too. Folding makes ` a '."""

_WORDS = re.compile(r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,2}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Gap in a template: ``name`` is None for a bare one such as ``%s``; a list has several values."""

    name: str | None
    is_list: bool
    text: str


class Parameter(NamedTuple):
    """Values of one placeholder: one, or several if the placeholder is a list."""

    name: str | None
    values: tuple[str, ...]


class Alignment(NamedTuple):
    """Alignment of a message with its template.

    ``start`` and ``end`` are offsets into the text span's original text; ``literal`` is the number of characters of
    the template's own words that were found; ``spans`` are the values' places in the original text, in template
    order; ``remainder`` is what the field says behind the template's end, empty where it says nothing more; ``cut``
    says that the text breaks off inside the last value, a list that is never closed.
    """

    parameters: tuple[Parameter, ...]
    spans: tuple[tuple[int, int], ...]
    start: int
    end: int
    literal: int
    fills: bool
    remainder: str
    cut: bool = False

    @property
    def words(self) -> tuple[object, ...]:
        """All that it says of the message, but for where that stands."""
        return self.parameters, self.literal, self.fills, self.remainder, self.cut


class MessageTemplate:
    """Message as a vendor documents it, split into words and placeholders.

    ``parts`` are literal text and placeholders in order; ``placeholders`` those alone; ``literals`` the folded text
    before, between and behind them, one more than there are placeholders; ``anchor`` is the longest literal, which is
    searched for first, empty if the template has none.
    """

    def __init__(self, text: str) -> None:
        # Whatever is asked of a template needs these; of very many templates, the lock of a cached_property each costs
        # as much as the parsing.
        self.text = text
        self.parts = tuple(_parse(text))
        self.placeholders = tuple(part for part in self.parts if isinstance(part, Placeholder))
        literals = [""]
        for part in self.parts:
            if isinstance(part, Placeholder):
                literals.append("")
            else:
                literals[-1] = _comparable(part)
        literals[0] = literals[0].lstrip()
        literals[-1] = literals[-1].rstrip().rstrip(TRAILING_STOPS)
        self.literals = tuple(literals)
        self.anchor = max(literals, key=len).strip()

    def __repr__(self) -> str:
        return f"MessageTemplate({self.text!r})"

    @cached_property
    def blanks(self) -> tuple[bool, ...]:
        """For each placeholder, whether a blank stands before it, which is no part of its value."""
        return tuple(
            isinstance(before, str) and before[-1:].isspace()
            for before, part in zip(("", *self.parts), self.parts, strict=False)
            if isinstance(part, Placeholder)
        )

    @cached_property
    def ends_in_stop(self) -> bool:
        """True if the message ends with a full stop behind its last value, which belongs to the sentence."""
        return self.literals[-1] == "" and self.text.rstrip()[-1:] in tuple(TRAILING_STOPS)

    @cached_property
    def shorter(self) -> tuple[MessageTemplate, ...]:
        """The message without its last sentences, the longest first: some programs leave them out."""
        ends = [match.start() + 1 for match in _SENTENCE_END.finditer(self.text)]
        match = [MessageTemplate(self.text[:end]) for end in reversed(ends)]
        return tuple(each for each in match if not each.is_weak)

    @cached_property
    def is_weak(self) -> bool:
        """True for a template too short to be distinguished from prose."""
        # A Chinese, Japanese or Korean character says about as much as two letters.
        length = sum(
            len(literal.strip()) + (0 if literal.isascii() else sum(1 for c in literal if c > "\u2fff"))
            for literal in self.literals
        )
        return length < FEWEST_LETTERS or sum(len(_WORDS.findall(each)) for each in self.literals) < FEWEST_WORDS

    def fill(self, values: Sequence[str | Sequence[str]]) -> str:
        """Return the message with ``values`` in place of the placeholders, in order.

        Raises:
            ValueError: when there are not as many values as placeholders.
        """
        if len(values) != len(self.placeholders):
            raise ValueError(f"{self.text!r} has {len(self.placeholders)} placeholders, got {len(values)} values")
        left = iter(values)
        return "".join(_written(part, next(left)) if isinstance(part, Placeholder) else part for part in self.parts)

    def sample(self) -> str:
        """Return the message with a made-up value in each placeholder."""
        return self.fill([_sample_value(place, number) for number, place in enumerate(self.placeholders, 1)])

    def align(self, text_span: TextSpan, *, near: int | None = None) -> Alignment | None:
        """Lay ``text span`` against this template, or say None where it does not show it.

        ``near`` is an offset in ``text span.folded`` at which the anchor was found; without it the whole text span is
        searched. The time is linear in the text span.
        """
        if not self.anchor:
            return None
        for start in self._starts(text_span, near):
            alignment = self._walk(text_span, start)
            if alignment is not None:
                return alignment
        return None

    def _starts(self, text_span: TextSpan, near: int | None) -> Iterator[int]:
        """Yield the offsets at which the message can begin in the text, the likeliest first."""
        text, first = text_span.folded, self.literals[0]
        if first and near is not None:
            # The anchor may have lost a blank at its edge.
            end = near + len(self.anchor) + 1 if first.strip() == self.anchor else near
            for _ in range(MOST_TRIES):
                start = text.rfind(first, 0, end)
                if start < 0:
                    return
                yield start
                end = start + len(first) - 1
            return
        if first:
            start = text.find(first)
            for _ in range(MOST_TRIES):
                if start < 0:
                    return
                yield start
                start = text.find(first, start + 1)
            return
        anchored = text.find(self.anchor) if near is None else near
        if anchored < 0:
            return
        if text_span.whole:
            yield 0
        elif text_span.begins:
            # A value at the beginning starts where the line's message does, behind its head.
            before = [each for each in text_span.begins if each <= anchored][: -MOST_TRIES - 1 : -1]
            # A colon may be part of the value, as in an address: a place behind a blank or a column comes first.
            yield from sorted(before, key=lambda each: each > 0 and text[each - 1] not in " |")
        else:
            start = text_span.offset(text_span.original.rfind("\n", 0, text_span.place(anchored)) + 1)
            colon = text.rfind(": ", start, anchored)
            yield colon + 2 if colon >= 0 else start

    def _walk(self, text_span: TextSpan, start: int) -> Alignment | None:
        text = text_span.folded
        at = start + len(self.literals[0])
        if not _ends_word(text, start, self.literals[0], goes_on=bool(self.placeholders)):
            return None
        mark = text[start - 1] if start and not text_span.whole and text[start - 1] in MARKS else ""
        parameters: list[Parameter] = []
        spans: list[tuple[int, int]] = []
        last = len(self.placeholders) - 1
        for number, (place, literal) in enumerate(zip(self.placeholders, self.literals[1:], strict=True)):
            gap = list_gap if place.is_list else value_gap
            if self.blanks[number] and text.startswith(" ", at):
                at += 1
            value = gap(text_span, at, literal, number == last, mark)
            if value is None:
                return None
            value_start, value_end, at, values = value
            if number == 0 and not self.literals[0] and value_start == value_end and self.literals[1]:
                return None
            if at - value_end > len(literal) + 4 or (value_end - value_start > LONGEST_GAP and literal):
                return None
            if number == last and self.ends_in_stop and not place.is_list:
                word = _WORD_AND_SENTENCE.match(values[0])
                if word is not None:
                    # The sentence is over, and another one that is not documented follows.
                    at = value_end = value_start + word.end()
                    values = (word[0],)
                elif values[0][-1:] in tuple(TRAILING_STOPS):
                    value_end -= 1
                    values = (values[0][:-1],)
            parameters.append(Parameter(place.name, values))
            spans.append((text_span.place(value_start), text_span.place(value_end)))
        cut = bool(spans) and self.placeholders[last].is_list and at == len(text) and text[at - 1 : at] != "]"
        tail = text[at : at + LONGEST_GAP]
        status = _STATUS_BEHIND.match(tail)
        rest = tail[status.end() if status else 0 :].lstrip(TRAILING_STOPS + _CLOSING)
        end = at if not rest else at + len(tail) - len(tail.lstrip(TRAILING_STOPS))
        remainder = text_span.cut(end, len(text)) if text_span.whole and rest else ""
        return Alignment(
            parameters=tuple(parameters),
            spans=tuple(spans),
            start=text_span.place(start),
            end=text_span.place(at),
            literal=sum(map(len, self.literals)),
            fills=not rest and text_span.begins_at(start),
            remainder=remainder,
            cut=cut and "[" in text[len(self.literals[0]) + start : at],
        )


@lru_cache(TEMPLATES_REMEMBERED)
def parse_template(text: str) -> MessageTemplate:
    """Parse a template; recent ones are cached."""
    return MessageTemplate(text)


def fill_names(text: str, parameters: Sequence[Parameter]) -> str:
    """Replace each ``{name}`` of a parameter in ``text`` by the parameter's values."""
    if not parameters or "{" not in text:
        return text
    named: Mapping[str, str] = {p.name: ", ".join(p.values) for p in parameters if p.name and p.values}
    return re.sub(r"\{([^{}\n]{1,60})\}", lambda match: named.get(match[1].strip(), match[0]), text)


def _parse(text: str) -> Iterator[str | Placeholder]:
    end = 0
    # Most messages have no placeholder, and looking for every kind of one takes far longer than looking for its marks.
    for match in _PLACEHOLDER.finditer(text) if _MARK_OF_PLACEHOLDER.search(text) else ():
        if match.start() > end:
            yield text[end : match.start()]
        yield Placeholder(_name(match), bool(match["list"]), match[0])
        end = match.end()
    if end < len(text):
        yield text[end:]


def _name(match: re.Match[str]) -> str | None:
    groups = ("percent_name", "position", "dollar_name", "double_name", "brace_name", "angle_name")
    name = next((match[group] for group in groups if match[group]), "").strip()
    # Python's and .NET's format specs ({count:d}, {name!r}) are no part of the name.
    return re.split(r"[:!](?=\S*$)", name)[0] or None


def _comparable(literal: str) -> str:
    """Return a literal folded and without the space beside punctuation, which texts often drop."""
    literal = fold(literal.replace("%%", "%"))
    if "  " in literal or not literal.isprintable():
        literal = _BLANKS.sub(" ", literal)
    stripped = literal.rstrip()
    if not stripped:
        # Two values apart by a blank.
        return literal[:1]
    if stripped and not stripped[-1].isalnum():
        literal = stripped
    return literal


def _ends_word(text: str, start: int, literal: str, *, goes_on: bool) -> bool:
    """Return whether ``literal`` at ``start`` begins and ends at word boundaries, if it begins or ends with a word.

    Where the template ``goes_on`` with a value, that may be the rest of the word: ``blk_<*>``.
    """
    if not literal:
        return True
    end = start + len(literal)
    before = start > 0 and _is_latin(text[start - 1]) and _is_latin(literal[0])
    after = not goes_on and end < len(text) and _is_latin(text[end]) and _is_latin(literal[-1])
    return not before and not after


def _is_latin(letter: str) -> bool:
    return (letter.isalnum() and letter < "\u2e80") or letter == "_"


def _written(place: Placeholder, value: str | Sequence[str]) -> str:
    if isinstance(value, str):
        return f"[{value}]" if place.is_list else value
    joined = ", ".join(value)
    return f"[{joined}]" if place.is_list else joined


_NUMBER_CONVERSION = re.compile(r"%[^a-zA-Z(]*[diouxXeEfgG]$")


def _sample_value(place: Placeholder, number: int) -> str | list[str]:
    if place.is_list:
        return [f"{place.name or 'value'}-{number}", f"{place.name or 'value'}-{number + 1}"]
    if _NUMBER_CONVERSION.search(place.text):
        return str(number)
    if place.name and not place.name.isdigit():
        return f"sample-{re.sub(r'[^a-z0-9]+', '-', place.name.lower()).strip('-') or number}"
    return f"sample-{number}"
