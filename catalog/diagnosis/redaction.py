"""Secrets in a pasted text, to be masked in everything that is echoed of it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from urllib.parse import unquote_plus

from ahocorasick_rs import AhoCorasick

from catalog.diagnosis.numbers import DEEPEST_ESCAPING, LONGEST_CONTEXT, MOST_SECRETS, SHORTEST_SECRET, STRETCH
from catalog.diagnosis.occurrences import Needles
from catalog.diagnosis.secrets.rule import goes_on_from
from catalog.diagnosis.secrets.secret_columns import in_columns
from catalog.diagnosis.secrets.secret_rules import COLUMNS, RULES
from catalog.diagnosis.secrets.values import Found
from catalog.folding import fold

_COOKIE_PART = re.compile(r"(?<==)[^;\s=]{12,4000}+")
_LINE_OF_KEY = re.compile(r"[^\s\\]{12,4000}+")

_KEYWORDS = [(word, rule) for rule in RULES for word in rule.words]
_RULE_OF = [rule for _, rule in _KEYWORDS]
_AUTOMATON = AhoCorasick([fold(word) for word, _ in _KEYWORDS], store_patterns=False)
_LONGEST_KEYWORD = max(len(word) for word, _ in _KEYWORDS)

_ALIKE, _FEWEST_TRIED, _MOST_PLACES = 256, 50, 10_000
"""Characters on either side of a word of secrets by which a place like it is looked up, before all that its rule reads
is compared; how many words are looked at before any is, and how many places are kept."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret's text and what it is; where it is short, with the text ``before`` and ``behind`` that tells it."""

    value: str
    kind: str
    before: str = ""
    behind: str = ""

    @property
    def text(self) -> str:
        """The text by which the secret is found."""
        return self.before + self.value + self.behind


def find_secrets(text: str) -> tuple[Secret, ...]:
    """The secrets in ``text``, each once, in time linear in its length."""
    result: dict[str, Secret] = {}
    taken = tried = 0
    heads: list[int] = []
    before: dict[tuple[int, int], tuple[int, int]] = {}
    repetition = _Repetition(text)
    for number, start, end in _keywords_in(fold(text)):
        rule = _RULE_OF[number]
        if rule.before is not None and goes_on_from(text, start - rule.before):
            # Told at once: in a long word of one letter, another word of a token begins with each.
            continue
        if rule.kind in COLUMNS:
            heads.append(start)
        if start < taken:
            continue
        # A text repeats itself: a word between the same characters as before, as far as its rule reads, brings up
        # nothing new.
        place = None
        tried += 1
        if tried > _FEWEST_TRIED:
            place = number, hash(text[max(0, start - _ALIKE) : end + _ALIKE])
            if place in before and repetition.is_same(start - rule.reach, end + rule.reach, start - before[place][0]):
                length = before[place][1]
                before[place] = start, length
                taken = max(taken, start + length)
                continue
        places = rule.find(text, start, end)
        if place and (places is None or _is_near(places, start, end)):
            if place in before or len(before) < _MOST_PLACES:
                before[place] = start, places.end - start if places else 0
        elif place in before:
            del before[place]
        if places is None:
            continue
        taken = places.end
        for secret in _secrets(text, start, places, rule.kind):
            result.setdefault(secret.text, secret)
        if len(result) >= MOST_SECRETS:
            break
    for begin, end in in_columns(text, heads):
        if end - begin >= SHORTEST_SECRET and len(result) < MOST_SECRETS:
            result.setdefault(text[begin:end], Secret(text[begin:end], "secret"))
    return tuple(result.values())


class _Repetition:
    """Stretches of a text that stand the same number of characters before, too: each is compared once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._by = self._begin = self._end = 0

    def is_same(self, begin: int, end: int, by: int) -> bool:
        """Return whether the text from ``begin`` to ``end`` stands there whole, and ``by`` characters before, too."""
        text = self._text
        if begin < by or end > len(text):
            return False
        if by != self._by or not self._begin <= begin <= self._end:
            self._by, self._begin, self._end = by, begin, begin
        if end > self._end:
            if text[self._end : end] != text[self._end - by : end - by]:
                return False
            self._end = end
        return True


def _is_near(places: Found, start: int, end: int) -> bool:
    """Return whether all of what a word brought up stands among the characters by which it is known again."""
    first = min((span[0] for span in places.spans), default=start)
    since = start if places.since is None else places.since
    return min(first, since) > start - _ALIKE + LONGEST_CONTEXT and places.end < end + _ALIKE - LONGEST_CONTEXT


def _keywords_in(folded: str) -> Iterator[tuple[int, int, int]]:
    """Yield the number, start and end of each keyword, a stretch of the text at a time: one may stand everywhere."""
    for begin in range(0, len(folded), STRETCH):
        piece = folded[begin : begin + STRETCH + _LONGEST_KEYWORD - 1]
        for number, start, end in _AUTOMATON.find_matches_as_indexes(piece, overlapping=True):
            if start < STRETCH:
                yield number, begin + start, begin + end


def _secrets(text: str, start: int, places: Found, kind: str) -> Iterator[Secret]:
    since = start if places.since is None else places.since
    for number, (begin, end) in enumerate(places.spans):
        value = text[begin:end]
        if not value or value.startswith("[masked"):
            continue
        if len(value) >= SHORTEST_SECRET:
            yield Secret(value, kind)
            for other in _spellings(value, kind):
                if len(other) >= SHORTEST_SECRET:
                    yield Secret(other, kind)
        elif places.marked:
            # As much of it as still tells the place: all of it may be thousands of characters.
            before = text[places.spans[number - 1][1] + 1 if number else since : begin][-LONGEST_CONTEXT:]
            behind = text[end : end + 2].rstrip()
            yield Secret(value, kind, before, behind)
            if "\\" in before:
                # The field in a string: the same when it is taken out of it.
                yield Secret(value, kind, before.replace("\\", ""), behind.replace("\\", ""))


def _spellings(value: str, kind: str) -> Iterator[str]:
    """Yield the spellings of a value after parsing, and the parts of it that are secret by themselves."""
    plain = value
    for _ in range(DEEPEST_ESCAPING):
        if "\\" not in plain:
            break
        plain = plain.replace('\\"', '"').replace("\\\\", "\\")
        yield plain
    if "%" in value:
        yield unquote_plus(value)
    if "&" in value:
        yield html.unescape(value)
    if kind == "cookie":
        yield from _COOKIE_PART.findall(value)
    if kind == "private key" or "\n" in value:
        yield from _LINE_OF_KEY.findall(value)


class Mask:
    """Puts a visible mark in the place of secrets."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._secrets = tuple(secrets)
        self._values = frozenset(secret.value for secret in self._secrets)
        self._needles = Needles([secret.text for secret in self._secrets])
        self._spared: frozenset[str] = frozenset()
        self._masked: dict[str, str] = {}

    def sparing(self, *kept: str | None) -> Mask:
        """The same mask without the texts that are no secrets: a code, a request id."""
        spared = self._values.intersection(kept)
        if not spared:
            return self
        mask = copy(self)
        mask._spared, mask._masked = self._spared | spared, {}
        return mask

    def __call__(self, text: str) -> str:
        """``text`` with each secret in it masked."""
        if not self._needles or not text:
            return text
        # The findings of one text repeat each other's messages: each is masked, and kept, once.
        if (masked := self._masked.get(text)) is None:
            masked = self._masked[text] = self._put_on(text)
        return masked

    def _put_on(self, text: str) -> str:
        pieces: list[str] = []
        done = 0
        for number, start, end in self._needles.found_in(text):
            secret = self._secrets[number]
            if secret.value not in self._spared:
                pieces += (text[done:start], secret.before, f"[masked {secret.kind}]", secret.behind)
                done = end
        return "".join((*pieces, text[done:]))


def redact(text: str) -> str:
    """A pasted text with its secrets masked, for showing it again."""
    return Mask(find_secrets(text))(text)
