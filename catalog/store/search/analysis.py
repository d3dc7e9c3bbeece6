"""Cutting a text into the terms by which it is found: the same for what is indexed and for what is typed.

A term is an English stem in small letters; Chinese and Japanese are cut into pairs of characters. A word that is made
of several (``NotFoundException``) counts both whole and in its parts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

LONGEST_WORD = 60
"""Characters of a word that are kept: what is longer is an id, or noise."""

_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_ACCENTS = "\u0300-\u036f"
_LETTERS = rf"[^\W_{_CJK}]"
_WORD = re.compile(rf"[{_CJK}]+|{_LETTERS}+(?:[{_ACCENTS}]+{_LETTERS}*)*(?:['\u2019][Tt](?![^\W_]))?")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+(?:'[Tt](?![A-Za-z0-9]))?")
_ASCII_LETTERS_AND_DIGITS = bytes(each if each < 128 and chr(each).isalnum() else ord(" ") for each in range(256))
_HAS_CJK = re.compile(rf"[{_CJK}]")
_PART = re.compile(r"[A-Z]{2,}s(?![a-z])|[A-Z]?[a-z]+\d*|[A-Z]+\d*(?![a-z])|\d+[a-z]*|[^\W\d_]+\d*")
_LETTERS_OR_DIGITS = re.compile(r"\d+|[^\W\d_]+")
_CODE = re.compile(r"[^\W_]+(?:[._:/-][^\W_]+){1,6}")
_DELIMITER = re.compile(r"[._:/-](?<=[^\W_].)[^\W_]")
_DELIMITERS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+")
_LEADING_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_VOWEL = re.compile(r"[aeiouy]")

_STEMMER = TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.stemmer("english")).build()

_NEGATIONS = frozenset(("cannot", "cant", "dont", "doesnt", "didnt", "isnt", "wasnt", "wont", "couldnt"))


class Cut(NamedTuple):
    """How a word is cut into terms.

    ``whole`` is the term of the word itself, ``parts`` are those of its parts, one or more; ``beside`` are the terms by
    which it is found beside its parts.
    """

    whole: str
    parts: tuple[str, ...]
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text at its place, with its terms."""

    start: int
    end: int
    whole: str
    parts: tuple[str, ...]


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in their order."""
    for match in _WORD.finditer(text):
        whole, parts, _ = word_terms(match[0])
        yield Word(match.start(), match.end(), whole, parts)


def cut(text: str) -> list[str]:
    """Return the words of a text as they stand there."""
    if not text.isascii():
        return _WORD.findall(text)
    # The same words in a fraction of the time.
    if "'" not in text:
        return text.encode().translate(_ASCII_LETTERS_AND_DIGITS).decode().split()
    return _ASCII_WORD.findall(text)


def terms(text: str) -> list[str]:
    """Return the terms of a text in their order, each word in its parts."""
    return [part for word in cut(text) for part in word_terms(word).parts]


def is_cjk(word: str) -> bool:
    """Return whether a word is Chinese or Japanese and therefore split into characters."""
    return bool(_HAS_CJK.match(word))


def folded(text: str) -> str:
    """Return a text without letter case, width and accents: what people leave out when they type."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", "".join(letter for letter in apart if unicodedata.category(letter) != "Mn"))


def code_key(code: str) -> str:
    """Return a code as it is compared where delimiters and letter case are ignored: ``imetal0230``."""
    return _DELIMITERS.sub("", folded(code))[:200]


def code_key_without_zeros(code: str) -> str:
    """Return a code as it is compared where leading zeros are ignored too: ``imetal230``."""
    return _DELIMITERS.sub("", _LEADING_ZEROS.sub("", folded(code)))[:200]


def numbers_without_zeros(code: str) -> list[str]:
    """Return the numbers in a code as people remember them."""
    return [number.lstrip("0") or "0" for number in _NUMBER.findall(code)]


def mentioned_codes(text: str) -> tuple[str, ...]:
    """Return the keys of what may be codes that a text speaks of: words with delimiters and digits in them."""
    if not _DELIMITER.search(text):
        return ()
    return tuple(
        code_key(code)[:LONGEST_WORD]
        for word in text.split()
        if _NUMBER.search(word) and _DELIMITER.search(word)
        for code in _CODE.findall(word)
        if _NUMBER.search(code)
    )


@lru_cache(maxsize=20_000)
def word_terms(word: str) -> Cut:
    """Cut a word into terms; of Chinese and Japanese its parts are pairs of characters."""
    if _HAS_CJK.match(word):
        pairs = tuple(word[at : at + 2] for at in range(len(word) - 1)) or (word,)
        return Cut(word[:LONGEST_WORD], pairs, tuple(word) if len(word) > 1 else ())
    if not word.isascii():
        # A letter and its accent may come apart, as in file names of macOS.
        word = unicodedata.normalize("NFC", word)
    plain = folded(word)[:LONGEST_WORD]
    if plain in _NEGATIONS or plain.endswith(("n't", "n\u2019t")):
        return Cut(plain, ("not",))
    parts = parts_of(word)
    term = stem(plain)
    # A number in a word is found alone: ORA00942 by 00942.
    pieces = tuple(map(stem, _LETTERS_OR_DIGITS.findall(plain))) if _NUMBER.search(plain) else ()
    beside = pieces if len(pieces) > 1 else ()
    if len(parts) < 2:
        return Cut(term, (term,), beside)
    return Cut(term, tuple(stem(folded(part)) for part in parts), (term, *beside))


def parts_of(word: str) -> list[str]:
    """Return the parts of a word as programmers write several together; a plain word is its only part."""
    if word.islower() or word.isupper() or word.isdigit() or (word.isalpha() and word[1:].islower()):
        return [word]
    return _PART.findall(word)


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the English stem of a word in small letters; of an acronym the singular."""
    if not word.isascii() or not word.isalpha() or len(word) < 3:
        return word[:LONGEST_WORD]
    if word[-1] == "s" and len(word) < 5 and not _VOWEL.search(word):
        return word[:-1] if word[-2] != "s" else word
    stems = _STEMMER.analyze(word[:LONGEST_WORD])
    return stems[0] if stems else word


_NOISE = """
a about also am an and any are as at be because been being but could did do does doing during each either for from
get gets getting give given gives got had having he her here hers him his how i if into is it its itself just let like
me mine my myself once or our ours please shall she should since so some such that the their theirs them then these
they thing things this those through trying until upon us very via want was we were what when where which while who whom
whose why will with within would you your yours when whenever whether else ever even really anymore somehow hello hi
"""
_LIGHT = """
in on off out of up by over has have still already yet only more most no not can may must might same own too there
longer again to than all else try error errors exception problem issue fault fail fails failed failing failure message
code request requests specified one now currently today suddenly always never sometimes somebody someone else
"""

NOISE = frozenset(term for word in _NOISE.split() for term in (word, stem(word)))
"""Terms that are left out wherever they stand."""

LIGHT = frozenset(term for word in _LIGHT.split() for term in (word, stem(word)))
"""Terms that tell something as part of a phrase (*in use*, *no longer*), but little alone."""
