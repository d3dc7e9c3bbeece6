"""Lines of a document that begin like a code that was taken, and were not taken themselves. The stage behind rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from catalog.intake.code_patterns import LONGEST_CODE, is_token, kind_of, series_of
from catalog.intake.columns import error_field
from catalog.intake.entries import Line

MOST_TOLD = 1_000
"""So many lines are named; all are counted."""

_BEFORE = "|*-#`~ \t\u00a0[("
_FIRST = re.compile(r"[^\s|,;\t]{1,200}")
_AFTER_NUMBER = re.compile(r"\s*(?:[|:：\t]|[-–—]\s|$)")
_IN_BODY = re.compile(r"\"(?P<field>\w{1,40})\"\s{0,5}:\s{0,5}\"?(?P<code>[^\s\",]{1,200})\"?,?")
"""A field of a sample body."""
_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Untaken:
    """A line that looks like the beginning of an error and is none that was taken: its number and the code."""

    line: int
    code: str


def untaken_lines(lines: Iterable[Line], codes: Collection[str], rejected: Collection[str]) -> list[Untaken]:
    """The lines that begin like one of the ``known`` codes, each code once, with the first line it stands in.

    ``rejected`` are codes that rows name which were refused: they have been told.
    """
    series = _series_in(codes)
    if not series:
        return []
    seen = {name.casefold() for name in (*codes, *rejected)}
    untaken: list[Untaken] = []
    for line in lines:
        for code in _codes_at_beginning(line, series):
            if code.casefold() not in seen:
                seen.add(code.casefold())
                untaken.append(Untaken(line.number, code))
    return untaken


def _series_in(codes: Collection[str]) -> frozenset[str]:
    """Return the common parts of a document's codes, as far as enough of them share one."""
    counted = Counter(series_of(code) for code in codes)
    least = max(2, int(_SHARE * len(codes)))
    return frozenset(
        series for series, count in counted.items() if count >= least and series not in ("", "digits 1", "digits 2")
    )


def _codes_at_beginning(line: Line, series: frozenset[str]) -> Iterator[str]:
    """The codes that a line begins with, if they are of a series that was taken."""
    text = line.text.lstrip(_BEFORE)
    if line.literal and (match := _IN_BODY.fullmatch(text.rstrip())):
        text = match["code"] if error_field((match["field"],), "code") and match["field"] != "type" else ""
    elif line.literal:
        return
    if not text or not text[0].isprintable():
        return
    match = _FIRST.match(text)
    if match is None:
        return
    first = match[0].strip(_BEFORE + "*`~])>.,:\"'")
    if kind_of(first) == "digits" and not (line.head or _AFTER_NUMBER.match(text[match.end() :])):
        return
    if len(first) <= LONGEST_CODE and not first.endswith("_") and is_token(first) and series_of(first) in series:
        yield first
