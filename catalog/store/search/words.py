"""How a text is cut into the words that are looked for: the same for what is stored and for what is typed.

Done here and not by a database, so that both databases find the same, in any language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

LONGEST_QUERY = 300
"""Characters of a query that are looked at."""

MOST_WORDS = 8
"""Words of a query that are looked at."""

LONGEST_WORD = 60
"""Characters of a word that are kept: what is longer is an id, or noise."""

_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_HAS_CJK = re.compile(rf"[{_CJK}]")
_PIECE = re.compile(r"\d+|[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_]+")
_CODE = re.compile(r"[^\W_]+(?:[._:/-][^\W_]+){1,6}")
_DELIMITERS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a query.

    ``sequence`` are the stored words that must stand side by side, the last of which may go on: mostly one, for
    Chinese and Japanese one for each character. ``pieces`` are what a word such as ``NotFoundException`` is made of,
    all of which together do as well; empty for a plain word.
    """

    text: str
    sequence: tuple[str, ...]
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    """What somebody typed, ready to be looked for."""

    text: str

    @cached_property
    def squashed(self) -> str:
        """The query as the beginning of a code: its letters and digits alone."""
        return squashed(self.text)

    @cached_property
    def bare(self) -> str:
        """The same without the zeros that numbers begin with."""
        return without_zeros(self.text)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """Its words, each once."""
        found: dict[tuple[str, ...], Term] = {}
        for text in _WORD.findall(unicodedata.normalize("NFKC", self.text)):
            term = Term(text, tuple(_stored(text)), tuple(_compound(text)))
            found.setdefault(term.sequence, term)
        return tuple(found.values())[:MOST_WORDS]

    @property
    def as_code(self) -> Term:
        """The query as a code that a text speaks of."""
        return Term(self.text, (self.squashed[:LONGEST_WORD],))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing in it to look for."""
        return not self.terms


def query_of(typed: str) -> Query:
    """A typed text as a query, cut to what is looked at."""
    return Query(" ".join(typed.replace("\x00", " ")[:LONGEST_QUERY].split()))


def squashed(code: str) -> str:
    """A code as it is compared where delimiters and letter case are forgiven: ``imetal0230``."""
    return _DELIMITERS.sub("", _folded(code))[:200]


def without_zeros(code: str) -> str:
    """A code as it is compared where leading zeros are forgiven too: ``imetal230``."""
    parts = _NUMBER.sub(lambda number: number[0].lstrip("0") or "0", _folded(code))
    return _DELIMITERS.sub("", parts)[:200]


def stored_words(text: str) -> str:
    """The words of a text as they are stored: folded, apart by spaces, behind each compound the pieces of it.

    What may be a code that the text speaks of stands there once more without its delimiters.
    """
    text = unicodedata.normalize("NFKC", text)
    found = [squashed(code)[:LONGEST_WORD] for code in _CODE.findall(text) if _NUMBER.search(code)]
    for word in _WORD.findall(text):
        found += _stored(word)
        found += _pieces(word)
    return " ".join(found)


def stored_code(code: str) -> str:
    """The words by which a code is found: itself, its parts, and its numbers without leading zeros."""
    words = [squashed(code), *stored_words(code).split()]
    words += [number.lstrip("0") or "0" for number in _NUMBER.findall(code)]
    return " ".join(dict.fromkeys(words))


def marked_words(terms: Iterable[Term]) -> tuple[str, ...]:
    """What to mark in a text that was found: the words as they were typed, and as they are stored."""
    return tuple(dict.fromkeys(word for term in terms for word in (term.text, "".join(term.sequence), *term.pieces)))


def _stored(word: str) -> Iterator[str]:
    if _HAS_CJK.match(word):
        yield from word
    else:
        yield _singular(_folded(word))[:LONGEST_WORD]


def _pieces(word: str) -> list[str]:
    pieces = _PIECE.findall(word) if not _HAS_CJK.match(word) else []
    return [_singular(_folded(piece))[:LONGEST_WORD] for piece in pieces if len(piece) > 1] if len(pieces) > 1 else []


def _compound(word: str) -> list[str]:
    """The pieces of a word of several, as programmers write them together; none for one with digits in it."""
    return _pieces(word) if word.isalpha() else []


def _folded(text: str) -> str:
    """Without letter case, width and accents: what people leave out when they type."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", "".join(letter for letter in apart if unicodedata.category(letter) != "Mn"))


def _singular(word: str) -> str:
    """A word without an English plural's ending, so that "servers" finds "server"."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") and len(word) > 4 else word[:-1]
