"""Charts drawn on the server as SVG: where bars, axes and labels stand. A table beside each says the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 22, 26
_MOST_TICKS = 5
_WIDEST = 46


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its value, its share of the longest in percent, and where a click leads."""

    label: str
    value: int
    share: float
    link: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One bar of an upright chart, in the units of its drawing."""

    bar: Bar
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Horizontal centre of the label."""
        return round(self.x + self.width / 2, 1)

    @property
    def above(self) -> float:
        """The base line of the text above it."""
        return round(self.y - 6, 1)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the value axis."""

    value: int
    y: float


@dataclass(frozen=True, slots=True)
class Columns:
    """An upright chart with its value axis."""

    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    base: int = HEIGHT - _BOTTOM
    label_base: int = HEIGHT - 8


def bars(values: Iterable[tuple[str, int, str, str]]) -> tuple[Bar, ...]:
    """Bars for (label, value, link, tone), each as long as its value is to the largest."""
    rows = list(values)
    most = max((value for _, value, _, _ in rows), default=0) or 1
    return tuple(Bar(label, value, round(100 * value / most, 1), link, tone) for label, value, link, tone in rows)


def columns(bars_given: Iterable[Bar]) -> Columns:
    """Bars, set upright beside each other, over an axis from zero."""
    all_bars = list(bars_given)
    ticks = _ticks(max((bar.value for bar in all_bars), default=0))
    top, base = ticks[-1] or 1, HEIGHT - _BOTTOM
    room = (WIDTH - _LEFT - _RIGHT) / max(1, len(all_bars))
    width = round(min(_WIDEST, room * 0.7), 1)
    placed = []
    for number, bar in enumerate(all_bars):
        height = round(bar.value / top * (base - _TOP), 1)
        x = round(_LEFT + number * room + (room - width) / 2, 1)
        placed.append(Column(bar, x, round(base - height, 1), width, height))
    lines = tuple(Tick(value, round(base - value / top * (base - _TOP), 1)) for value in ticks)
    return Columns(tuple(placed), lines)


def _ticks(most: int) -> list[int]:
    """Round values from zero to at least ``most``, evenly spaced."""
    step = 1
    while step * (_MOST_TICKS - 1) < most:
        # 1, 2, 5, 10, 20, 50, …
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return list(range(0, most + step, step))
