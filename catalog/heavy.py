"""Queue for long texts: one is read at a time in a process, a few wait, and short requests keep their threads.

The threads of a process share one interpreter: two long texts at once take as long as one after the other, and each
thread with one is a thread less for those who only look something up.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

HEAVY_BYTES = 48 * 1024
"""Bytes of a text, or of a batch, from which reading it is heavy: it may take a tenth of a second and more."""

LONGEST_WAIT = 15.0
"""Seconds that a heavy text waits for its turn."""

RETRY_AFTER = 2
"""Seconds after which whoever was refused may ask again."""

Turn = Callable[[], AbstractContextManager[None]]


class Busy(Exception):
    """Raised when the queue is full for this client or for all; retry after ``retry_after`` seconds."""

    retry_after = RETRY_AFTER


class Turns:
    """Queue of one process for heavy work: one at a time, first come, first served."""

    def __init__(self, *, most: int, most_of_one: int, longest_wait: float = LONGEST_WAIT) -> None:
        self._most, self._most_of_one, self._longest_wait = most, most_of_one, longest_wait
        self._changed = threading.Condition()
        self._places: Counter[str] = Counter()
        self._line: list[object] = []

    @contextmanager
    def place(self, client: str, size: int) -> Iterator[Turn]:
        """Reserve a place for ``size`` bytes; its value takes a turn, once or repeatedly. Light work has both at once.

        Raises:
            Busy: when this client or all together have as many places as there are; and by a turn that is waited for
                too long.
        """
        if size < HEAVY_BYTES:
            yield nullcontext
            return
        with self._changed:
            if self._places.total() >= self._most or self._places[client] >= self._most_of_one:
                raise Busy
            self._places[client] += 1
        try:
            yield self._turn
        finally:
            with self._changed:
                self._places[client] -= 1
                self._places += Counter()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        ticket = object()
        try:
            with self._changed:
                self._line.append(ticket)
                if not self._changed.wait_for(lambda: self._line[0] is ticket, self._longest_wait):
                    raise Busy
            yield
        finally:
            with self._changed:
                self._line.remove(ticket)
                self._changed.notify_all()
