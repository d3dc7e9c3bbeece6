"""The shape of a message: its common words, with everything that may be a value replaced. Plain Python.

A word is kept only if it is in ``words.txt``: whatever is a name, a number, an identifier, a path, an address, a quoted
string, or simply no common word, becomes ``<*>``. What a shape cannot say, nobody can read out of it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

PLACEHOLDER = "<*>"

LONGEST_MESSAGE = 2_000
"""Characters of a message that its shape is made of; errors say what is wrong at their beginning."""

LONGEST_SHAPE = 500
"""Characters of a shape; a longer one is cut at a word."""

FEWEST_WORDS = 3
"""Kept words below which a shape says too little to be told from others."""

LONGEST_CODE = 80
"""Characters of an unknown code; what is longer is a token or a sentence."""

_WORDS = Path(__file__).with_name("words.txt")

_PIECE = re.compile(
    r"""
      "[^"\n]{0,200}" | “[^”\n]{0,200}” | `[^`\n]{0,200}`   # quoted: a value whatever it says
    | (?<!\w)'[^'\n]{0,200}'(?!\w)                           # in single quotes, which are no apostrophes
    | [A-Za-z]+(?:['’][a-z]{1,2})?(?![\w@/\\.:=-]*[\w@/\\=])  # a plain word, not part of an address or identifier
    | [^\s\w"“`'.,;:!?()\[\]{}<>=-]*\w(?:[^\s,;!?()\[\]{}<>"]*\w)?  # any other run, up to its last letter or digit
    | [.,;:!?()\[\]{}=-]                                      # punctuation
    """,
    re.VERBOSE,
)
_CLOSING = ".,;:!?)]}"

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[._:/-][A-Za-z0-9]+){0,6}|0x[0-9A-Fa-f]{4,8}|[0-9]{3,6}")
_HUMP = re.compile(r"[a-z][A-Z]")


@cache
def common_words() -> frozenset[str]:
    """Return the words that a shape keeps, in lower case."""
    lines = _WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def shape_of(message: str) -> str | None:
    """Return the shape of a message, None where it has too few common words to be told from others.

    Time is linear in the message, of which ``LONGEST_MESSAGE`` characters are read.
    """
    words = common_words()
    pieces: list[str] = []
    kept = 0
    for piece in _PIECE.findall(message[:LONGEST_MESSAGE]):
        if not any(map(str.isalnum, piece)) and piece in _CLOSING + "([{=-":
            pieces.append(piece)
        elif piece.lower().replace("’", "'") in words or _is_contraction(piece, words):
            kept += 1
            pieces.append(piece.lower())
        elif pieces[-1:] != [PLACEHOLDER]:
            pieces.append(PLACEHOLDER)
    if kept < FEWEST_WORDS:
        return None
    return _joined(pieces)


def looks_like_code(text: str) -> bool:
    """Return whether an unknown code looks like one that a program made, and like nothing that identifies anybody.

    It has a delimiter, humps, capitals only, or is a short number. Identifiers are longer, or mix digits and letters.
    """
    if not 2 <= len(text) <= LONGEST_CODE or not _CODE.fullmatch(text):
        return False
    if text.isdigit() or text.startswith("0x"):
        return True
    parts = re.split(r"[._:/-]", text)
    if any(_is_identifier(part) for part in parts):
        return False
    return len(parts) > 1 or bool(_HUMP.search(text)) or text.isupper() or any(map(str.isdigit, text))


def _is_identifier(part: str) -> bool:
    """Return whether a part mixes digits into letters as identifiers, hashes and serial numbers do."""
    if part.isdigit():
        return len(part) > 6
    runs = re.findall(r"[0-9]+|[A-Za-z]+", part)
    return len(runs) > 3 or (len(part) >= 8 and bool(re.fullmatch(r"[0-9a-f]+", part)) and not part.isalpha())


def _is_contraction(piece: str, words: frozenset[str]) -> bool:
    stem, mark, _ = piece.lower().replace("’", "'").partition("'")
    return bool(mark) and stem in words


def _joined(pieces: list[str]) -> str:
    text = ""
    for piece in pieces:
        glued = not text or piece in _CLOSING or text[-1] in "([{"
        if len(text) + len(piece) + 1 > LONGEST_SHAPE:
            break
        text += piece if glued else f" {piece}"
    return text
