"""Rates such as ``600/min``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SECONDS = {
    **dict.fromkeys(("s", "sec", "second"), 1),
    **dict.fromkeys(("m", "min", "minute"), 60),
    **dict.fromkeys(("h", "hour"), 3600),
    **dict.fromkeys(("d", "day"), 86400),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``count`` requests in ``seconds``."""

    count: int
    seconds: int


def read_rate(text: str) -> Rate | None:
    """Parse a rate such as ``600/min``; None, no limit, for ``0``.

    Raises:
        ValueError: saying what it should be like, when it is none.
    """
    if text == "0":
        return None
    parts = re.fullmatch(r"([1-9][0-9]{0,8})/([a-z]+)", text.lower())
    if not parts or parts[2] not in _SECONDS:
        raise ValueError("it should be like 600/min, 10/s, 5000/hour or 20000/day, or 0 for no limit")
    return Rate(int(parts[1]), _SECONDS[parts[2]])
