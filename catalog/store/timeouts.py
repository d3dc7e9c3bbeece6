"""How long PostgreSQL may work on a statement, or wait for a lock: as the settings say, but for work on everything."""

from __future__ import annotations

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_LIMITS = ("statement_timeout", "lock_timeout")


def without_statement_timeout(using: str = "default") -> None:
    """Lift the limits to the end of the present transaction: for what takes in or reads out a whole catalog."""
    _run(connections[using], *(f"SET LOCAL {limit} = 0" for limit in _LIMITS))


def disable_timeouts(using: str = "default") -> None:
    """Lift the limits of this connection until ``restore_timeouts``: for migrations."""
    _run(connections[using], *(f"SET {limit} = 0" for limit in _LIMITS))


def restore_timeouts(using: str = "default") -> None:
    """Put the limits of this connection back to what the settings say."""
    _run(connections[using], *(f"RESET {limit}" for limit in _LIMITS))


def _run(connection: BaseDatabaseWrapper, *statements: str) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
