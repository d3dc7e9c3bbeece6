"""Recognition of error codes: their patterns, lists of codes, and marks that do not belong to a code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

LONGEST_CODE = 200

_CODE = re.compile(r"[^\x00-\x20\x7f]+(?:(?<!,) [^\x00-\x20\x7f]+)?|[A-Z]\w{1,40}:[A-Z]\w*(?: \w+){2,8}")
"""One word or two without a comma between them; or a category with the error's own words: ``EOrder:Unknown type``."""
_TOKEN = re.compile(r"[%#@-]?[^\W_][\w.:/#()%@~*-]{0,199}")
_FILE = re.compile(r"(?:[\w.-]+/)+[\w-]+\.[a-z]{1,4}")
"""The path of a file."""
_SHAPE = re.compile(r"(?=\S*[\d._-])[%-]?[^\W_][\w.:/#()-]{0,199}(?: [\w.:/#-]{1,50})?|[A-Z]\w{2,}(?::[A-Z]\w*)?")
# A star behind a number is a footnote's; behind a word or a dot it stands for the rest of a name: Forbidden.*
_FOOTNOTE = re.compile(
    r"[ ]?\([*^†‡§¹²³#+]{1,4}\)$|(?<=[\w)])(?:[\u2070-\u2079\u00b9\u00b2\u00b3\u207d\u207e†‡§]+|(?<=[\d)])\*+)+$"
)
_RUN = re.compile(r"[^\W\d_]+|\d+")
_BETWEEN = re.compile(r"\s*(?:[,;、，；\n]|\s[/|]\s|\s(?:or|and|oder|ou|或|或者|和)\s)\s*")
_CAMEL = re.compile(r"[A-Za-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+|[a-z]+(?:_[a-z0-9]+)+")

_BROKEN = re.compile(r"(?P<begin>[^\s:/]\S{0,198}\w(?P<mark>[:/])) ?\n(?P<end>\w\S{0,199})")
"""A code that is broken over two lines behind the mark between two of its parts."""
_NUMBER = re.compile(r"[-+]?\d{1,10}|[-+]?0[xX][0-9A-Fa-f]{1,16}[uUlL]{0,3}")
_PARTS = re.compile(r"\s+/\s+|[\s()（）\[\]{}`'\",;=|]+")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9]*(?:[0-9][A-Z]|_)\w*")
_HEAD = re.compile(r"[^\W\d_]+(?=[\d._:-]*\d)")
_STATE = re.compile(r"[0-9A-Z]{5}")
_MOST_NAMES = 5

_SUPERSCRIPTS = str.maketrans("0123456789[]()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁽⁾")


def is_code(text: str) -> bool:
    """Return whether a text can be a code at all: one word or two, or a category and a few, and not too long."""
    return len(text) <= LONGEST_CODE and bool(_CODE.fullmatch(text))


def has_shape(text: str) -> bool:
    """Return whether a text looks like a code rather than a word: it has digits, delimiters or capitals."""
    return len(text) <= 2 * LONGEST_CODE and bool(_SHAPE.fullmatch(text))


def is_token(text: str) -> bool:
    """Return whether a text is one word that can be a code, and neither a sentence's end nor a file's path."""
    return (
        len(text) <= LONGEST_CODE
        and text[-1:] not in ".:!?"
        and bool(_TOKEN.fullmatch(text))
        and not _FILE.fullmatch(text)
    )


@lru_cache(maxsize=20_000)
def pattern_of(code: str) -> str:
    """A code with its runs of letters and digits reduced to one each: ``AS.0001`` is ``a.0``."""
    return _RUN.sub(_letter, code)


def _letter(match: re.Match[str]) -> str:
    return "0" if match[0][0].isdigit() else "a"


@lru_cache(maxsize=20_000)
def kind_of(code: str) -> str:
    """How a code is built, more roughly than its pattern: digits, delimited, joined words, capitals, word; or none."""
    if not is_token(code):
        spaced = has_shape(code) and not code.endswith((".", ":")) and any(map(str.isdigit, code))
        return "spaced" if spaced else ""
    if not code.isascii():
        return "word" if any(map(str.isdigit, code)) else ""
    if code.lstrip("-").isdigit():
        return "digits"
    if any(map(str.isdigit, code)):
        return "numbered"
    if _CAMEL.fullmatch(code):
        return "joined"
    if code.isupper() and len(code) > 1:
        return "capitals"
    if re.search(r"\w[._:/#-]\w", code):
        return "delimited"
    return "word"


def series_of(code: str) -> str:
    """Return the common part of a series of codes: the letters up to a number, or the first word; or ""."""
    head = _HEAD.match(code)
    kind = kind_of(code)
    if kind == "numbered" and head:
        return f"{head[0]} {pattern_of(code)}"
    if kind in ("capitals", "delimited", "joined") and "_" in code:
        return code.partition("_")[0] + "_"
    return f"digits {len(code)}" if kind == "digits" else ""


def codes_of(text: str) -> list[str]:
    """The codes of a cell: several where each part of a list looks like one, else the whole text as one."""
    if (broken := _BROKEN.fullmatch(text)) and (broken["mark"] == "/" or ":" in broken["begin"][:-1]):
        text = broken["begin"] + broken["end"]
    if names := names_of(text):
        return [names[0]]
    parts = [without_footnote(part.strip()) for part in _BETWEEN.split(text.strip())]
    if 1 < len(parts) <= 50 and all(kind_of(part) not in ("", "spaced", "word") for part in parts):
        return list(dict.fromkeys(parts))
    return [without_footnote(" ".join(text.split()))]


def is_number(text: str) -> bool:
    """Return whether a code is a number, decimal or hexadecimal."""
    return bool(_NUMBER.fullmatch(text))


def is_name(text: str) -> bool:
    """Return whether a code is a constant's name: capitals, joined words, or words with delimiters."""
    if not is_token(text) or is_number(text):
        return False
    kind = kind_of(text)
    return kind in ("capitals", "joined", "delimited") or (kind == "numbered" and bool(_CONSTANT.fullmatch(text)))


def names_of(text: str) -> tuple[str, ...]:
    """The names of one code, the first of them its own: ``WSAEINTR 10004``, ``0xC0000BC5 (PDH_INVALID)``.

    Empty where the text is not one name beside its number, or one number in several notations.
    """
    if len(text) > 2 * LONGEST_CODE or not any(map(str.isdigit, text)):
        return ()
    parts = [part for part in _PARTS.split(text) if part]
    if not 2 <= len(parts) <= _MOST_NAMES or len(set(parts)) < len(parts):
        return ()
    numbers = [part for part in parts if is_number(part)]
    names = [part for part in parts if part not in numbers]
    if not numbers or len(names) > 1 or not is_one_number(numbers):
        return ()
    if names and (not is_name(names[0]) or _is_spaced_code(text, parts)):
        return ()
    return tuple(parts) if names or any(map(_is_hexadecimal, numbers)) else ()


def _is_spaced_code(text: str, parts: Sequence[str]) -> bool:
    """Return whether a name and a number are the two words of one code, as in ``AS 0001``."""
    name, number = parts[:2]
    plain = len(parts) == 2 and text.strip() == f"{name} {number}"
    return plain and not _is_hexadecimal(number) and not is_number(name) and "_" not in name


def is_one_number(numbers: Sequence[str]) -> bool:
    """Return whether numbers are one in several notations: ``2 (0x2)``, ``-2147024891 (0x80070005)``."""
    return len({int(each.rstrip("uUlL"), 16 if _is_hexadecimal(each) else 10) & 0xFFFFFFFF for each in numbers}) == 1


def _is_hexadecimal(number: str) -> bool:
    return number.lstrip("+-")[:2] in ("0x", "0X")


def without_suffix(number: str) -> str:
    """A hexadecimal number without the suffix that tells a compiler its type: ``0x80070005L``."""
    return number.rstrip("uUlL") if is_number(number) and _is_hexadecimal(number) else number


def is_state(text: str) -> bool:
    """Return whether a text has the form of an SQLSTATE: five digits or capitals."""
    return bool(_STATE.fullmatch(text)) and any(map(str.isdigit, text))


def without_footnote(text: str) -> str:
    """A code or a heading without the raised number of a footnote."""
    return _FOOTNOTE.sub("", text)


def raised(text: str) -> str:
    """A raised text as raised signs, so that ``A.1`` with note 2 does not become A.12, nor 10 to the 6th 106."""
    return text.translate(_SUPERSCRIPTS) if re.fullmatch(r"\s*[\[(]?\d{1,3}[\])]?\s*", text) else text
