"""Words and labels as data: files with comments, read once."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_WORD_OF_CODE = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def read_words(name: str) -> list[list[str]]:
    """The words of each line of a data file of this package; what stands behind ``#`` is a comment."""
    text = Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.split("#", 1)[0].split() for line in text.splitlines())
    return [words for words in lines if words]


def read_lines(name: str) -> list[str]:
    """The lines of a data file of this package but for those that begin with ``#``."""
    text = Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def read_patterns(name: str) -> tuple[tuple[str, str], ...]:
    """The named patterns of a data file of this package, one a line; a line that begins with ``#`` is a comment."""
    pairs = (line.partition(" ") for line in read_lines(name))
    return tuple((name, pattern) for name, _, pattern in pairs)


@cache
def everyday_words() -> frozenset[str]:
    """Words that any program's errors are made of."""
    return frozenset(word for line in read_words("everyday") for word in line)


def is_everyday(code: str) -> bool:
    """Return whether a code is made of words that any program's errors are called by: ``NOT_FOUND``."""
    return all(word.lower() in everyday_words() for word in _WORD_OF_CODE.findall(code))


@cache
def plain_names() -> frozenset[str]:
    """Services' names that are words of every day."""
    return frozenset(word for line in read_words("plain_names") for word in line)
