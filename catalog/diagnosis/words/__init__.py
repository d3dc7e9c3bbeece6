"""Words and labels as data: files with comments, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def read_words(name: str) -> list[list[str]]:
    """The words of each line of a data file of this package; what stands behind ``#`` is a comment."""
    text = Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.split("#", 1)[0].split() for line in text.splitlines())
    return [words for words in lines if words]


@cache
def everyday_words() -> frozenset[str]:
    """Words that any program's errors are made of."""
    return frozenset(word for line in read_words("everyday") for word in line)
