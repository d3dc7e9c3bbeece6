"""Messages of the catalog laid against pieces of a text: which of them the text shows, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from catalog.diagnosis.budget import Budget
from catalog.diagnosis.cut_messages import align_cut
from catalog.diagnosis.index import CaseOf
from catalog.diagnosis.lines import Line
from catalog.diagnosis.numbers import LONG_ENOUGH, LONGEST_PLACE, LONGEST_UNWRAPPED, MOST_TEXTS, TELLING_HUMPS
from catalog.diagnosis.statuses import is_reason_phrase
from catalog.diagnosis.text_spans import SEGMENT_BEFORE, WIDE
from catalog.diagnosis.words import everyday_words
from catalog.folding import TextSpan, fold
from catalog.message_template import Alignment, MessageTemplate, parse_template

_SEGMENT_AFTER = re.compile(
    rf"\s*(?:$|:\s|:\d|\{{\"|[.,;|\"')\]<\n\t(\[!{WIDE}]|\s[-–—]|\swhile\s(?:gett|try|sett|init|verif|stor|start|retr))"
)
_CLAUSE_BEFORE = re.compile(r"\w.{0,3}:\s{1,3}$")
_CLAUSE_AFTER = re.compile(
    r"""\.?['"]?\s*(?:$|\n|[)\]]\s*$|\s\((?:\w+|(?:Read|Write)\sfailed)\)\.?$|(?::|\s-)\s\S*[/.(]\S*|\sin\s\S+(?::\d|\son\sline\s\d)
    |\swhile\s(?:gett|try|sett|init|verif|stor|start|retr)\w*ing\b
    |:\s(?:bind|connect|getsockopt|no\sfurther\sinformation)\.?(?:$|\n))""",
    re.VERBOSE,
)
"""How a clause begins behind a colon, and ends: with its line, a bracket, a word in one, before an address or a
file, before what was being done, or before the system's call that Java names.
"""
_WORD = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"[A-Z][a-z]+")
_PROGRAM_BEFORE = re.compile(r"[\w./-]{1,40}(?:\[\d{1,10}\])?:\s{1,3}")
"""The name of a program or of a part of it before what that says."""


_LEVELS = ("error", "err", "warning", "warn", "fatal", "critical", "info", "notice", "failed")
"""Words in brackets that say how bad a line is or how a step ended: they are no message of a code beside them."""

_ENCLOSING = ("[]", "()", '""', "''", "``")


class ShownMessage(NamedTuple):
    """A case's message as a text shows it. ``base`` is the place of the span in the text, -1 if it has none."""

    case_of: CaseOf
    alignment: Alignment
    text_span: TextSpan
    base: int = -1

    def moved(self, by: int) -> ShownMessage:
        """Return the same message of a text that stands elsewhere."""
        return self if self.base < 0 else ShownMessage(self.case_of, self.alignment, self.text_span, self.base + by)

    @property
    def span(self) -> tuple[int, int]:
        """Start and end of the message in the text."""
        return self.base + self.alignment.start, self.base + self.alignment.end

    @property
    def text(self) -> str:
        """The message as the text span has it: all of a field, or the part of running text."""
        text = self.text_span.original
        return text if self.text_span.whole else text[self.alignment.start : self.alignment.end]

    @property
    def rank(self) -> tuple[float, ...]:
        """Larger is better: the whole of a line or a field before a phrase in it, then the more words."""
        return (self.alignment.fills, self.alignment.literal)


def align(cases: Iterable[CaseOf], text_spans: Sequence[tuple[TextSpan, int]], budget: Budget) -> list[ShownMessage]:
    """The cases whose message one of ``text_spans``, each with its place, shows: the first of them that does."""
    result: list[ShownMessage] = []
    for case_of in cases:
        if budget.is_spent:
            return result
        template = parse_template(case_of.message)
        empty = None
        # `Error` stands in any line about one: it is a message where it is all of a field.
        is_word = case_of.message.isalpha() and fold(case_of.message) in everyday_words()
        for text_span, base in text_spans:
            if not budget.spend(template, text_span):
                return result
            alignment = template.align(text_span) or _shortened(template, text_span)
            if alignment is None or (is_word and not (alignment.fills or _is_enclosed(text_span.original, alignment))):
                continue
            placed = ShownMessage(case_of, alignment, text_span, base)
            if alignment.parameters and not any(alignment.parameters[-1].values):
                # The line breaks before the last value: it may stand in the next one.
                empty = empty or placed
                continue
            result.append(placed)
            break
        else:
            result += [empty] if empty else []
    return result


def _is_enclosed(text: str, alignment: Alignment) -> bool:
    """Return whether a message, no level, is all that stands in brackets or quotes: ``code=2100 [Unauthorized]``."""
    if fold(text[alignment.start : alignment.end]) in _LEVELS:
        return False
    return text[alignment.start - 1 : alignment.start] + text[alignment.end : alignment.end + 1] in _ENCLOSING


def _shortened(template: MessageTemplate, text_span: TextSpan) -> Alignment | None:
    """The message without its last sentences, where the text ends there."""
    for shorter in template.shorter:
        alignment = shorter.align(text_span)
        if (
            alignment is not None
            and not alignment.remainder
            and not text_span.original[alignment.end :].strip(" .\"')]}")
        ):
            return alignment
    return None


def telling_messages(
    text_span: TextSpan, base: int, cases: Iterable[tuple[int, CaseOf]], budget: Budget, *, line: Line | None = None
) -> Iterator[ShownMessage]:
    """The cases whose message a text span shows without their code, in words that are nobody else's.

    Each case comes with the place in the text span's text at which words of its message stand, -1 where unknown.
    """
    tried: set[tuple[object, ...]] = set()
    for near, case_of in cases:
        if budget.is_spent:
            return
        if case_of.key in tried:
            continue
        template = parse_template(case_of.message)
        if not budget.spend(template, text_span):
            return
        alignment = template.align(text_span, near=text_span.offset(near) if near >= 0 else None)
        if alignment is None and near >= 0:
            alignment = align_cut(template, text_span, text_span.offset(near))
        if alignment is None:
            continue
        placed = ShownMessage(case_of, alignment, text_span, base)
        if is_telling(placed, line):
            tried.add(case_of.key)
            yield placed


def is_telling(message: ShownMessage, line: Line | None = None) -> bool:
    """Return whether a message without its code is specific enough to identify this case."""
    template, alignment = parse_template(message.case_of.message), message.alignment
    if template.is_weak:
        whole = alignment.fills and (line is None or _begins_surely(message, line))
        return whole or (not template.placeholders and _is_clause(message))
    if alignment.fills or alignment.cut:
        return True
    return bool(template.placeholders) or stands_alone(
        message.text_span.original, alignment.start, alignment.end, alignment.literal
    )


def _is_clause(message: ShownMessage) -> bool:
    """Return whether a short message is a clause behind a colon, as system calls' errors are: `open x: Is a directory`.

    One word is none, whatever stands before it: `state: Failed`; the words of a status are read as one.
    """
    text, (start, end) = message.text_span.original, (message.alignment.start, message.alignment.end)
    return (
        " " in text[start:end]
        and not is_reason_phrase(message.case_of.message)
        and _CLAUSE_BEFORE.search(text[max(0, start - 8) : start]) is not None
        and _CLAUSE_AFTER.match(text[end : end + LONGEST_PLACE]) is not None
    )


def _begins_surely(message: ShownMessage, line: Line) -> bool:
    """Return whether a short message begins its line, or begins where a logger's message does."""
    ends = line.head.ends if line.head.log or line.head.level is not None else line.head.ends[:1]
    before = line.text[: message.alignment.start]
    return any(not before[end:].strip(" \"'([{<*") for end in ends if end <= len(before))


def is_everyday(template: MessageTemplate) -> bool:
    """Return whether a message has only words that any program's errors are made of."""
    if template.placeholders and not template.is_weak:
        return False
    words = [word for literal in template.literals for word in _WORD.findall(literal)]
    return all(word in everyday_words() for word in words)


def says_nothing(template: MessageTemplate, message: str, *, alone: bool = False) -> bool:
    """Return whether a message without its code identifies nothing: a reason phrase, one word, everyday words.

    One word around values identifies its message where it is a program's own name, of three words or more, as
    ``onDoorStateChanged {state}``, or where one service stands ``alone`` in the catalog: ``line {line}: {problem}``.
    """
    if is_reason_phrase(message):
        return True
    words = [word for literal in template.literals for word in _WORD.findall(literal)]
    if len(words) < 2 and all(map(str.isascii, template.literals)):
        own = "".join(part for part in template.parts if isinstance(part, str))
        if not (template.placeholders and (alone or len(_HUMP.findall(own)) >= TELLING_HUMPS)):
            return True
    return is_everyday(template)


def stands_alone(text: str, start: int, end: int, literal: int) -> bool:
    """Return whether a message without placeholders is set off from the prose around it: long, or delimited on both
    sides.
    """
    if literal >= LONG_ENOUGH:
        return True
    return bool(SEGMENT_BEFORE.search(text[max(0, start - 8) : start]) and _SEGMENT_AFTER.match(text[end : end + 12]))


def is_wrapped(message: ShownMessage) -> bool:
    """Return whether a message over several lines was wrapped, rather than made of separate lines."""
    text = message.text_span.original
    if "\n" not in text[message.alignment.start : message.alignment.end]:
        return True
    for place, (start, end) in zip(
        parse_template(message.case_of.message).placeholders, message.alignment.spans, strict=False
    ):
        breaks = text.count("\n", start, end)
        if not breaks or place.is_list:
            continue
        newline = text.find("\n", start, end)
        if breaks > 1 or newline - text.rfind("\n", 0, newline) - 1 < LONGEST_UNWRAPPED:
            return False
    return True


def without_overlaps(messages: Iterable[ShownMessage]) -> list[ShownMessage]:
    """The best of those that show the same span of text; equally good ones all stay, and other services' rivals."""
    messages = list(messages)
    if len(messages) == 1:
        return messages
    result: list[ShownMessage] = []
    for each in sorted(_without_quoted(messages), key=lambda one: one.rank, reverse=True):
        start, end = each.span
        over = [one for one in result if start < one.span[1] and one.span[0] < end]
        if all(one.rank == each.rank or are_rivals(one, each) for one in over):
            result.append(each)
    return result


def are_rivals(longer: ShownMessage, shorter: ShownMessage) -> bool:
    """Return whether two services document one message: one with its program's name, or with a value that is a word.

    Nothing in the text tells whose it is: ``PCI: Using type 1`` is the one's message behind its program, ``PCI``, and
    the other's whole message.
    """
    one, other = longer.alignment, shorter.alignment
    if longer.case_of.error.service == shorter.case_of.error.service or not (one.fills and other.fills):
        return False
    start, end = shorter.span
    if longer.span == (start, end):
        return not one.parameters
    begin = longer.span[0]
    before = longer.text_span.original[one.start : one.start + start - begin] if begin < start else ""
    return longer.span[1] == end and _PROGRAM_BEFORE.fullmatch(before) is not None


def _without_quoted(result: list[ShownMessage]) -> list[ShownMessage]:
    """Without messages that stand in a value of another one, which is a whole line or field: it quotes them."""
    whole = [each for each in result if each.alignment.fills and not parse_template(each.case_of.message).is_weak]
    around = list({each.span: each for each in whole[:MOST_TEXTS]}.values())
    if not around or len(result) == 1:
        return result
    return [each for each in result if not any(_quotes(one, each) for one in around)]


def _quotes(one: ShownMessage, other: ShownMessage) -> bool:
    (start, end), (begin, close) = one.span, other.span
    return start < begin and close <= end and not are_rivals(one, other)
