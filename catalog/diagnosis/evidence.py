"""Evidence: what a text says of an error, which rule read it where, and how sure it is; and the rules themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from daachorse import CharwiseDoubleArrayAhoCorasick as Automaton

from catalog.diagnosis.numbers import CHARACTERS_OF_END, CHARACTERS_OF_NEED, LONGEST_WORD, SHORTEST_NEED


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


@dataclass(frozen=True, eq=False)
class Rule:
    """A way to read evidence from running text, with its reason and its samples.

    ``pattern`` has a group ``value``; it is tried only in lines with one of ``needs`` (folded) and those beside
    them, so that a long text without any costs nothing. ``reads`` are texts with the value that must be read,
    ``leaves`` texts in which the rule must read nothing. ``longest`` is the length of a text from which it is not
    tried, where what it reads comes in short texts only. Where a value is best found by its end, ``pattern`` reads
    that, and ``before`` the rest of it, in the word before. ``near`` is a quicker pattern for what the text that
    ``pattern`` matches has in it, where its words are in nearly every line: it must begin with a letter or a set of
    them, which is what makes it quick. ``called`` is what a catalog puts before the number that is read, where it lists
    that as another name of its code: ``curl error``.
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
    before: re.Pattern[str] | None = None
    near: re.Pattern[str] | None = None
    called: str = ""

    def find(self, text: str, folded: str) -> Iterator[Evidence]:
        """The evidence of this rule in ``text``, whose lower-case form is ``folded``."""
        if self.longest is not None and len(text) > self.longest:
            return
        for begin, end in self._windows(text, folded):
            for start, stop in self._spans(text, begin, end):
                yield Evidence(self.kind, text[start:stop], (start, stop), self.id, self.certainty)

    def _spans(self, text: str, begin: int, end: int) -> Iterable[tuple[int, int]]:
        if self.before is None:
            return [match.span("value") for match in self.pattern.finditer(text, begin, end)]
        return self._spans_by_end(text, begin, end, self.before)

    def _spans_by_end(self, text: str, begin: int, end: int, rest: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        most = (end - begin) // CHARACTERS_OF_END
        ends = list(islice(self.pattern.finditer(text, begin, end), most + 1))
        if len(ends) > most:
            yield from (match.span() for match in self._whole.finditer(text, begin, end))
            return
        lengths: dict[str, int] = {}
        for match in ends:
            start, stop = match.span()
            before = text[max(0, start - LONGEST_WORD) : start]
            if not before or before[-1].isspace():
                continue
            # Only in the word that ends there, and in each once: to try every place costs more than all else.
            word = before.rsplit(None, 1)[-1]
            if word not in lengths:
                first = rest.search(word)
                lengths[word] = len(first[0]) if first else 0
            if lengths[word]:
                yield start - lengths[word], stop

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        """The pattern of a whole value, the word before and its end: quicker where most words end so."""
        before = self.before.pattern.strip().removesuffix("$") if self.before else ""
        return re.compile(before + self.pattern.pattern, self.pattern.flags)

    def _windows(self, text: str, folded: str) -> Iterator[tuple[int, int]]:
        """Yield the stretches in which the pattern can match: lines with what it needs, and their neighbours."""
        needs = [word for word in self.needs if word in folded]
        if not needs:
            return
        most = len(folded) // CHARACTERS_OF_NEED
        if self.near:
            places = [each.start() for each in islice(self.near.finditer(text), most + 1)]
        elif sum(map(folded.count, needs)) <= most:
            places = sorted(at for word in needs for at in _places(word, folded))
        else:
            places, most = [], -1
        if len(places) > most:
            yield 0, len(folded)
            return
        begin = end = 0
        for start in places:
            if end and start < end:
                continue
            first = folded.rfind("\n", 0, max(0, folded.rfind("\n", 0, start))) + 1
            last = folded.find("\n", start)
            last = folded.find("\n", last + 1) if last >= 0 else last
            last = last if last >= 0 else len(folded)
            if end and first <= end:
                end = last
                continue
            if end:
                yield begin, end
            begin, end = first, last
        if end:
            yield begin, end


def read_rules(rules: tuple[Rule, ...], text: str, folded: str) -> Iterator[Evidence]:
    """Yield the evidence of each of some rules: those are tried of whose needs one stands in the text.

    One pass of an automaton finds the longer ones; the shorter ones stand in nearly every text.
    """
    needs = _needs_of(rules)
    standing = {number for _, _, number in needs.automaton.find_overlapping(folded)}
    tried = {place for number in standing for place in needs.places[number]}
    for word, places in needs.short:
        if word in folded:
            tried.update(places)
    for place in sorted(tried):
        yield from rules[place].find(text, folded)


class _Needs(NamedTuple):
    """Words that rules need, each with the places of those rules: the ones of an automaton, and the short ones."""

    automaton: Automaton
    places: list[list[int]]
    short: list[tuple[str, list[int]]]


@lru_cache
def _needs_of(rules: tuple[Rule, ...]) -> _Needs:
    places: dict[str, list[int]] = {}
    for place, rule in enumerate(rules):
        for word in rule.needs:
            places.setdefault(word, []).append(place)
    words = [word for word in places if len(word) >= SHORTEST_NEED]
    short = [(word, places[word]) for word in places if len(word) < SHORTEST_NEED]
    return _Needs(Automaton(words), [places[word] for word in words], short)


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


@dataclass(frozen=True)
class CleaningRule:
    """A way to change a whole text before it is read, with its reason and its samples.

    ``reads`` are texts with what must become of them, ``leaves`` texts that must stay as they are. Linear in the text.
    """

    id: str
    reason: str
    change: Callable[[str], str]
    reads: Mapping[str, str]
    leaves: tuple[str, ...]


@dataclass(frozen=True)
class HeadRule:
    """A part of what stands before a message in its line, with its reason and its samples.

    ``pattern`` is in verbose form. ``reads`` are lines that have the part, each with the message behind it; ``leaves``
    are lines that have no such part.
    """

    id: str
    reason: str
    pattern: str
    reads: Mapping[str, str]
    leaves: tuple[str, ...]


@dataclass(frozen=True)
class LineRule:
    """A way to tell what sort of line one is, with its reason and its samples.

    ``pattern`` is in verbose form; where there are ``words``, in lower case, it is tried where one of them stands, and
    without a pattern they suffice. ``reads`` are lines of the sort, ``leaves`` are none.
    """

    id: str
    reason: str
    pattern: str
    reads: tuple[str, ...]
    leaves: tuple[str, ...]
    words: tuple[str, ...] = ()


def verbose(pattern: str, *, ignore_case: bool = False) -> re.Pattern[str]:
    """A verbose pattern; every line of a text is a line of its own."""
    return re.compile(pattern, re.VERBOSE | re.MULTILINE | (re.IGNORECASE if ignore_case else re.NOFLAG))
