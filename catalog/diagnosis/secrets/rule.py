"""Rule for secrets: an id, a reason, trigger words, a finder, and samples of both kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalog.diagnosis.numbers import REACH_OF_A_RULE
from catalog.diagnosis.secrets.values import Finder, Found

_RECIPE = re.compile(r"\{(\d{1,4})([xXdaAu]?)\}")
_LETTERS = {
    "": "aB3dE5gH7jK9mN1pQ2rS4",
    "x": "0a1b2c3d4e5f6789",
    "X": "0A1B2C3D4E5F6789",
    "d": "1029384756",
    "a": "a3b5c7d9e1f2g4h6",
    "A": "A3B5C7D2E4F6G7H2",
    "u": "AQBRCSDTEUFVGW",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """How one sort of secret is told.

    ``kind`` is what the mask says; ``words``, in lower case, bring the rule up; ``find`` reads from there. ``masks``
    are texts whose secret stands in «guillemets», ``leaves`` texts in which nothing is masked. In both, ``{36}`` stands
    for 36 letters and digits (``x`` hexadecimal, ``d`` digits, ``a`` lower case, ``A`` capitals, ``u`` capitals only),
    so that no sample looks like somebody's own. ``reach`` is how many characters on either side of the word decide what
    it brings up. ``before`` is how many characters of a token stand before the word, None where it is no token: one
    inside a longer word is none.
    """

    id: str
    kind: str
    words: tuple[str, ...]
    find: Finder
    reason: str
    masks: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    reach: int = REACH_OF_A_RULE
    before: int | None = None

    def samples(self) -> Iterator[tuple[str, str]]:
        """The texts to be masked, each with its secret."""
        for sample in self.masks:
            before, _, rest = made(sample).partition("«")
            secret, _, behind = rest.partition("»")
            yield before + secret + behind, secret


def made(sample: str) -> str:
    """A sample with its recipes made."""
    return _RECIPE.sub(lambda match: _characters(match[2], int(match[1])), sample)


def _characters(kind: str, count: int) -> str:
    letters = _LETTERS[kind]
    return (letters * (count // len(letters) + 1))[:count]


def shaped(pattern: str, *, before: int = 0) -> Finder:
    """A token known by its look, of which the word is the beginning, or stands ``before`` characters into it."""
    shape = re.compile(pattern)

    def find(text: str, start: int, end: int) -> Found | None:
        begin = start - before
        if begin < 0 or goes_on_from(text, begin):
            return None
        match = shape.match(text, begin)
        return Found((match.span(),), match.end()) if match else None

    return find


def goes_on_from(text: str, start: int) -> bool:
    """Return whether the word before ``start`` continues there; an escape such as ``\\n`` or ``%22`` is no part of
    it.
    """
    last = text[start - 1 : start]
    return (
        (last.isalnum() or last in ("_", "-"))
        and text[start - 2 : start - 1] != "\\"
        and text[start - 3 : start - 2] != "%"
    )
