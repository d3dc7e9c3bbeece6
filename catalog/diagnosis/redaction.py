"""Secrets in a pasted text, to be masked in everything that is echoed of it. The tenth stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from catalog.diagnosis.secret_rules import RULES, Found
from catalog.message_template import fold

MOST_SECRETS = 2000
"""Distinct secrets of one text that are masked by their value."""

SHORTEST_SECRET = 4
"""Characters below which a value is masked in its own place only: it would be found everywhere."""

_KEYWORDS = [(word, number) for number, (_, words, _) in enumerate(RULES) for word in words]
_AUTOMATON = AhoCorasick([word for word, _ in _KEYWORDS], store_patterns=False)


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret's text and what it is; where it is short, with the text ``before`` and ``behind`` that tells it."""

    value: str
    kind: str
    before: str = ""
    behind: str = ""

    @property
    def told(self) -> str:
        """The text by which the secret is found."""
        return self.before + self.value + self.behind


def find_secrets(text: str) -> tuple[Secret, ...]:
    """The secrets in ``text``, each once, in time linear in its length."""
    found: dict[str, Secret] = {}
    taken = 0
    for number, start, end in _AUTOMATON.find_matches_as_indexes(fold(text), overlapping=True):
        if start < taken:
            continue
        kind, _, find = RULES[_KEYWORDS[number][1]]
        places = find(text, start, end)
        if places is None:
            continue
        taken = places.end
        for secret in _secrets(text, start, places, kind):
            found.setdefault(secret.told, secret)
        if len(found) >= MOST_SECRETS:
            break
    return tuple(found.values())


def _secrets(text: str, start: int, places: Found, kind: str) -> Iterator[Secret]:
    for number, (begin, end) in enumerate(places.spans):
        value = text[begin:end]
        if not value or value.startswith("[masked"):
            continue
        if len(value) >= SHORTEST_SECRET:
            yield Secret(value, kind)
            if "\\" in value:
                # What a parser makes of it.
                yield Secret(value.replace('\\"', '"').replace("\\\\", "\\"), kind)
        elif places.marked:
            before = text[places.spans[number - 1][1] + 1 if number else start : begin]
            behind = text[end : end + 2].rstrip()
            yield Secret(value, kind, before, behind)
            if "\\" in before:
                # The field in a string: the same when it is taken out of it.
                yield Secret(value, kind, before.replace("\\", ""), behind.replace("\\", ""))


class Mask:
    """Puts a visible mark in the place of secrets."""

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self.secrets = tuple(secrets)
        told = [secret.told for secret in self.secrets]
        self._automaton = AhoCorasick(told, matchkind=MatchKind.LeftmostLongest) if told else None

    def sparing(self, *kept: str | None) -> Mask:
        """The mask without the texts that are no secrets: a code, a request id."""
        if not any(secret.value in kept for secret in self.secrets):
            return self
        return Mask(secret for secret in self.secrets if secret.value not in kept)

    def __call__(self, text: str) -> str:
        """``text`` with each secret in it masked."""
        if self._automaton is None or not text:
            return text
        pieces: list[str] = []
        done = 0
        for number, start, end in self._automaton.find_matches_as_indexes(text):
            secret = self.secrets[number]
            pieces += (text[done:start], secret.before, f"[masked {secret.kind}]", secret.behind)
            done = end
        return "".join((*pieces, text[done:]))


def redact(text: str) -> str:
    """A pasted text with its secrets masked, for showing it again."""
    return Mask(find_secrets(text))(text)
