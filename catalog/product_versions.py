"""Comparison of product versions, as ``since`` and ``until`` of a case name them. Plain Python.

Versions of every kind are compared by their numbers and words: ``1.10`` is after ``1.9``, ``2.0-rc1`` before ``2.0``,
``1.0.2k`` after ``1.0.2``, ``2024-05`` after ``2023-11``.
"""

from __future__ import annotations

import re
from itertools import zip_longest

LONGEST_VERSION = 50

_PART = re.compile(r"[0-9]+|[a-z]+")
_NAME = re.compile(r"^[^0-9]*(?=[0-9])")
_EARLY = frozenset(("alpha", "beta", "rc", "cr", "pre", "preview", "dev", "snapshot", "milestone"))
"""Words that stand behind the number of a version that is not out yet."""

_Part = tuple[int, int, str]
_NOTHING: _Part = (1, 0, "")


def covers(since: str | None, until: str | None, version: str) -> bool | None:
    """Return whether a version is one of those from ``since`` to ``until``; None where they do not tell.

    ``until`` holds all versions that begin like it: what is until 2.4 is in 2.4.7.
    """
    wanted, first, last = _parts(version), _parts(since or ""), _parts(until or "")
    if not wanted or not (first or last):
        return None
    return not (first and _is_before(wanted, first)) and not (last and _is_before(last, wanted[: len(last)]))


def is_version(text: str) -> bool:
    """Return whether a text can be a version: short, in one line, with a number in it."""
    return len(text) <= LONGEST_VERSION and text.isprintable() and any(sign in "0123456789" for sign in text)


def overlap(one: tuple[str | None, str | None], other: tuple[str | None, str | None]) -> bool:
    """Return whether two ranges of versions may have a version in common."""
    (since, until), (begin, end) = ((_parts(first or ""), _parts(last or "")) for first, last in (one, other))
    return not (until and begin and _is_before(until, begin[: len(until)])) and not (
        end and since and _is_before(end, since[: len(end)])
    )


def _is_before(one: list[_Part], other: list[_Part]) -> bool:
    pairs = zip_longest(one, other, fillvalue=_NOTHING)
    return next((mine < others for mine, others in pairs if mine != others), False)


def _parts(version: str) -> list[_Part]:
    """The numbers and words of a version, without a name before them: ``v2.4``, ``PostgreSQL 16``."""
    text = _NAME.sub("", version[:LONGEST_VERSION].casefold())
    if not text[:1].isdigit():
        return []
    return [
        (1, int(part), "") if part.isdigit() else (0 if part in _EARLY else 2, 0, part) for part in _PART.findall(text)
    ]
