"""Pause of Python's garbage collection while much is built that is all kept, or that has no cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Pause garbage collection, which would repeatedly scan objects that are all in use.

    Of several threads that pause it at once, the one that paused it first ends the pause.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
