"""A measurement and what was promised of it; and how things are timed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure. ``at_most`` and ``at_least`` are its promise; None where it only stands beside another."""

    name: str
    value: float
    unit: str = "×"
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def kept(self) -> bool:
        """True if the promise is kept or nothing was promised."""
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )


def best_of(*works: Work, rounds: int = 5) -> list[float]:
    """The shortest time of each of several works in seconds, taken in turns, so that noise meets all of them."""
    best = [float("inf")] * len(works)
    for _ in range(rounds):
        for number, work in enumerate(works):
            begin = time.perf_counter()
            work()
            best[number] = min(best[number], time.perf_counter() - begin)
    return best


def medians(*works: Sequence[Work], rounds: int = 1) -> list[float]:
    """The median time of each of several lists of works in seconds, one of each list in turns."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for turn in zip(*works, strict=True):
            for number, work in enumerate(turn):
                begin = time.perf_counter()
                work()
                times[number].append(time.perf_counter() - begin)
    return [statistics.median(each) for each in times]
