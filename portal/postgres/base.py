"""Django's PostgreSQL backend with reconnection limited while the server is away."""

from __future__ import annotations

import threading
import time
from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError

PAUSE_SECONDS = 0.5
"""After a connection could not be had, nobody of this process asks for another one so long."""

_TRIES_WITHIN = 60.0


class _Tries:
    """Limits reconnection attempts. While the server is away, one thread tries and the others fail at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._away = False
        self._next = 0.0

    def begin(self) -> bool:
        """Return whether this thread may try to connect now."""
        with self._lock:
            now = time.monotonic()
            if self._away and now < self._next:
                return False
            if self._away:
                self._next = now + _TRIES_WITHIN
            return True

    def failed(self) -> None:
        with self._lock:
            self._away = True
            self._next = time.monotonic() + PAUSE_SECONDS

    def succeeded(self) -> None:
        self._away = False


_tries: dict[str, _Tries] = {}


class DatabaseWrapper(base.DatabaseWrapper):
    """Connection that fails at once if another thread has just failed to connect."""

    def get_new_connection(self, conn_params: Any) -> Any:
        """Connect, or raise an error at once while the server is known to be away.

        Raises:
            OperationalError: when the server does not answer, or did not a moment ago.
        """
        tries = _tries.setdefault(self.alias, _Tries())
        if not tries.begin():
            raise OperationalError("the database did not answer a moment ago")
        try:
            connection = super().get_new_connection(conn_params)
        except BaseException:
            tries.failed()
            raise
        tries.succeeded()
        return connection
