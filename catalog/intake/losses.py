"""Lines of a document that begin like a code that was taken, and were not taken themselves. The stage behind rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from catalog.intake.codes import LONGEST_CODE, is_token, kind_of, series_of
from catalog.intake.entries import Line

MOST_TOLD = 1_000
"""So many lines are named; all are counted."""

_BEFORE = "|*-#`~ \t\u00a0[("
_FIRST = re.compile(r"[^\s|,;\t]{1,200}")
_AFTER_NUMBER = re.compile(r"\s*(?:[|:：\t]|[-–—]\s|$)")
_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Untaken:
    """A line that looks like the beginning of an error and is none that was taken: its number and the code."""

    line: int
    code: str


def untaken_lines(lines: Iterable[Line], known: Collection[str], rejected: Collection[str]) -> list[Untaken]:
    """The lines that begin like one of the ``known`` codes, each code once, with the first line it stands in.

    ``rejected`` are codes that rows name which were refused: they have been told.
    """
    series = _series_in(known)
    if not series:
        return []
    seen = {name.casefold() for name in (*known, *rejected)}
    found: list[Untaken] = []
    for line in lines:
        for code in _codes_at_beginning(line, series):
            if code.casefold() not in seen:
                seen.add(code.casefold())
                found.append(Untaken(line.number, code))
    return found


def _series_in(known: Collection[str]) -> frozenset[str]:
    """What the codes of a document have in common, as far as a part of them does."""
    counted = Counter(series_of(code) for code in known)
    least = max(2, int(_SHARE * len(known)))
    return frozenset(
        series for series, count in counted.items() if count >= least and series not in ("", "digits 1", "digits 2")
    )


def _codes_at_beginning(line: Line, series: frozenset[str]) -> Iterator[str]:
    """The codes that a line begins with, if they are of a series that was taken."""
    text = line.text.lstrip(_BEFORE)
    if line.literal or not text or not text[0].isprintable():
        return
    found = _FIRST.match(text)
    if found is None:
        return
    first = found[0].strip(_BEFORE + "*`~])>.,:\"'")
    if kind_of(first) == "digits" and not (line.head or _AFTER_NUMBER.match(text[found.end() :])):
        return
    if len(first) <= LONGEST_CODE and not first.endswith("_") and is_token(first) and series_of(first) in series:
        yield first
