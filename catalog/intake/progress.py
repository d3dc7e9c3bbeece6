"""How far a document has been read: rows and lines as they pass, for whoever shows a bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_step: ContextVar[Callable[[int], object]] = ContextVar("step", default=int)


@contextmanager
def reading_steps(step: Callable[[int], object]) -> Iterator[None]:
    """Call ``step`` with every number of rows or lines that is read meanwhile."""
    token = _step.set(step)
    try:
        yield
    finally:
        _step.reset(token)


def advance(count: int) -> None:
    """Count rows or lines as read."""
    _step.get()(count)
