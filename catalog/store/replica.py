"""Reading from a PostgreSQL standby (streaming replication) while it is up and current.

A server process watches the standby from a thread. It is read as long as it has at least the revision that answers
are made of, so that what is read there is never older than the answer claims. Otherwise, and whenever it fails, the
primary is read. Writes, and what the same request reads after a write, always go to the primary.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.signals import request_started
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, OperationalError, connections
from django.db.models import Model

from catalog.models import Revision
from catalog.tally import DATABASE_AWAY, tell

REPLICA = "replica"
"""The copy's name among the settings' databases."""

WATCH_SECONDS = 0.25
"""How often a server process looks how far the copy is."""

_AWAY_SECONDS = 5
_TOO_LONG = "57014"

logger = logging.getLogger(__name__)

Asked = ParamSpec("Asked")
Found = TypeVar("Found")


class _Here(threading.local):
    """State of this thread: whether it reads from the standby, and whether its request has written."""

    reading = False
    wrote = False


_here = _Here()
_seen: int | None = None
_needed: Callable[[], int] = int
_watcher: threading.Thread | None = None


def may_be_read_from_replica(read: Callable[Asked, Found]) -> Callable[Asked, Found]:
    """Let a read-only function read from the standby; it is called again if the standby fails."""

    @wraps(read)
    def reading(*args: Asked.args, **kwargs: Asked.kwargs) -> Found:
        if _here.reading or not _is_up_to_date() or _here.wrote:
            return read(*args, **kwargs)
        if connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return read(*args, **kwargs)
        _here.reading = True
        try:
            return read(*args, **kwargs)
        except (OperationalError, InterfaceError) as problem:
            if getattr(problem.__cause__, "sqlstate", None) == _TOO_LONG:
                # The primary would work on it as long.
                raise
            _give_up()
        finally:
            _here.reading = False
        return read(*args, **kwargs)

    return reading


class ReplicaRouter:
    """Routes reads to the standby inside ``may_be_read_from_replica``, everything else to the primary."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """Return the standby while this thread reads from it."""
        return REPLICA if _here.reading else None

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        """Return the primary, and read from it until the request ends."""
        _here.wrote = True
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool | None:
        """Allow relations between rows of the standby and the primary."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """Refuse migrations of the standby, which replicates the tables."""
        return False if db == REPLICA else None


def start_watching(needed: Callable[[], int]) -> None:
    """Watch the standby, if configured, for the life of the process. Called once by a server.

    ``needed`` tells the number of the revision that answers are made of now.
    """
    global _watcher, _needed
    if _watcher is None and REPLICA in connections.settings:
        _needed = needed
        request_started.connect(_begin_request, dispatch_uid="replica-request")
        _watcher = threading.Thread(target=_watch, name="catalog-replica", daemon=True)
        _watcher.start()


def _begin_request(**_: object) -> None:
    _here.wrote = False


def _is_up_to_date() -> bool:
    return _seen is not None and _seen >= _needed()


def _give_up() -> None:
    """Read from the primary until the standby is healthy again."""
    global _seen
    _seen = None
    connections[REPLICA].close()


def _watch() -> None:
    global _seen
    pause = threading.Event()
    was_away = False
    # Another one in its place is its end.
    while _watcher is threading.current_thread():
        try:
            number = Revision.objects.using(REPLICA).values_list("number", flat=True).first() or 0
            if was_away:
                logger.warning("the replica answers again; it is read from as soon as it has caught up")
            _seen, was_away = number, False
        except DatabaseError:
            tell(DATABASE_AWAY, who="replica")
            if not was_away:
                logger.warning("the replica does not answer; the primary database is read until it does")
            _seen, was_away = None, True
            connections[REPLICA].close()
        finally:
            connections[REPLICA].close_if_unusable_or_obsolete()
        pause.wait(_AWAY_SECONDS if was_away else WATCH_SECONDS)
