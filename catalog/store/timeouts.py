"""PostgreSQL's statement and lock timeouts, lifted for work on the whole catalog."""

from __future__ import annotations

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_LIMITS = ("statement_timeout", "lock_timeout")


def without_statement_timeout(using: str = "default") -> None:
    """Lift the timeouts for the current transaction, as to import or export a whole catalog."""
    _run(connections[using], *(f"SET LOCAL {limit} = 0" for limit in _LIMITS))


def disable_timeouts(using: str = "default") -> None:
    """Lift the timeouts of this connection until ``restore_timeouts``, as for migrations."""
    _run(connections[using], *(f"SET {limit} = 0" for limit in _LIMITS))


def restore_timeouts(using: str = "default") -> None:
    """Reset the timeouts of this connection to the settings."""
    _run(connections[using], *(f"RESET {limit}" for limit in _LIMITS))


def _run(connection: BaseDatabaseWrapper, *statements: str) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
