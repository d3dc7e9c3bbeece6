"""Charts drawn on the server: where their bars stand. The words beside them say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

HEIGHT = 120
_WIDTH = 40
_GAP = 9


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: its label, its value, its share of the longest in percent, and where a click leads."""

    label: str
    value: int
    share: float
    link: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an upright chart, in the units of its drawing."""

    bar: Bar
    x: int
    y: float
    width: int
    height: float

    @property
    def middle(self) -> float:
        """Where its label is centred."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Columns:
    """An upright chart and how wide it is."""

    columns: tuple[Column, ...]
    width: int
    height: int = HEIGHT


def bars(values: Iterable[tuple[str, int, str, str]]) -> tuple[Bar, ...]:
    """Bars for (label, value, link, tone), each as long as its value is to the largest."""
    known = list(values)
    most = max((value for _, value, _, _ in known), default=0) or 1
    return tuple(Bar(label, value, round(100 * value / most, 1), link, tone) for label, value, link, tone in known)


def columns(found: Iterable[Bar]) -> Columns:
    """Bars, set upright beside each other."""
    known = list(found)
    placed = tuple(
        Column(
            bar,
            number * (_WIDTH + _GAP),
            round(HEIGHT - bar.share * HEIGHT / 100, 1),
            _WIDTH,
            round(bar.share * HEIGHT / 100, 1),
        )
        for number, bar in enumerate(known)
    )
    return Columns(placed, max(1, len(known) * (_WIDTH + _GAP) - _GAP))
