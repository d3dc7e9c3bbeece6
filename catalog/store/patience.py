"""What work on everything asks of PostgreSQL: more time than the settings give, and that nobody writes meanwhile.

SQLite has one writer at a time by itself.
"""

from __future__ import annotations

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from catalog.models import Case, Code, Service

_LIMITS = ("statement_timeout", "lock_timeout")


def take_your_time(using: str = "default") -> None:
    """Lift the limits to the end of the present transaction: for what takes in or reads out a whole catalog."""
    _run(connections[using], *(f"SET LOCAL {limit} = 0" for limit in _LIMITS))


def write_alone(using: str = "default") -> None:
    """Let nobody else write services, codes and cases to the end of the present transaction; everybody goes on reading.

    What is written whole is written from what was read before: an edit in between would be lost. A form of the admin
    holds the row of its service before it writes, so the services come first, against such a hold, too: whoever is
    second waits there, with nothing in hand that the other may want.
    """
    service, case, code = (model._meta.db_table for model in (Service, Case, Code))
    _run(
        connections[using],
        f"LOCK TABLE {service} IN EXCLUSIVE MODE",
        f"LOCK TABLE {case}, {code} IN SHARE ROW EXCLUSIVE MODE",
    )


def lift_limits(using: str = "default") -> None:
    """Lift the limits of this connection until ``keep_limits``: for migrations."""
    _run(connections[using], *(f"SET {limit} = 0" for limit in _LIMITS))


def keep_limits(using: str = "default") -> None:
    """Put the limits of this connection back to what the settings say."""
    _run(connections[using], *(f"RESET {limit}" for limit in _LIMITS))


def _run(connection: BaseDatabaseWrapper, *statements: str) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
