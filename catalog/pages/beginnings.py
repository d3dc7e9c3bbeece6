"""Common beginnings of a service's codes, by which thousands of them can be browsed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

FEWEST_CODES = 25
"""Codes that stand on one page, which nobody needs to narrow."""

MOST_BEGINNINGS = 12

_WORD = re.compile(r"[\W_]*(?:\d|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W_])")


def beginnings(codes: Iterable[str], within: str = "") -> list[tuple[str, int]]:
    """Return the beginnings in which codes ``within`` one differ, each with how many have it, the most frequent first.

    ``InvalidName`` and ``InvalidType`` begin with ``Invalid``; ``E.0101`` and ``E.0201`` differ behind ``E.0``. There
    are none where they would tell hardly any codes apart. Letter case does not matter.
    """
    starting = [code for code in codes if code.lower().startswith(within.lower())]
    if len(starting) <= FEWEST_CODES:
        return []
    words = [_WORD.findall(code) for code in starting]
    columns = enumerate(zip(*words, strict=False))
    common = next((place for place, column in columns if len(set(column)) > 1), min(map(len, words)))
    counts_by_head = Counter("".join(each[: common + 1]) for each in words if len(each) > common)
    folded = [code.lower() for code in starting]
    often = [each for each, count in counts_by_head.most_common(MOST_BEGINNINGS) if count > 1]
    counted = [(each, sum(code.startswith(each.lower()) for code in folded)) for each in often]
    telling = [(each, count) for each, count in counted if count < len(starting)]
    return sorted(telling, key=lambda each: (-each[1], each[0])) if len(telling) > 1 else []
