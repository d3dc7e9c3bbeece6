"""Domain events, consumed by the metrics, the logs and the webhooks.

Plain Python, so that every layer may tell, and none has to know by whom it is counted or how.
"""

from __future__ import annotations

from collections.abc import Callable

Listener = Callable[[str, dict[str, object]], None]
"""Called with the name of what happened, and its facts. It is called often, by any thread, and raises nothing."""

DIAGNOSED = "diagnosed"
"""An error was diagnosed; ``outcome``, its ``guidance``, and the ``client`` that asked."""

LOOKED_UP = "looked up"
"""An entry was looked up; its ``service`` and ``code``."""

UNKNOWN_SEEN = "unknown errors seen"
"""Unknown errors of the queue were seen; ``rows`` of their number, and how often each was before and after."""

ANSWERED = "unknown error answered"
"""A curator answered an unknown error; its number, ``unknown``, the ``reports`` whose senders wait for it, and by what:
the number of the ``code``, or of the service whose ``referral`` it is."""

REPORTED = "reported"
"""Somebody sent a text to the team; the number of the ``report``, and of its row in the queue, ``unknown``."""

FEEDBACK = "feedback"
"""Somebody said whether an entry helped; the number of the ``feedback``, and ``helpful``."""

SOURCE_REFRESHED = "source refreshed"
"""A source differs; its number, ``source``, the ``outcome`` (applied or waiting), and a ``text`` that counts."""

SOURCE_FAILED = "source failed"
"""A source could not be read; its number, ``source``, and the ``text`` that says why."""

CATALOG_CHANGED = "catalog changed"
"""A revision of the catalog began; its number, ``revision``, and how many codes became what, ``kinds``."""

KEPT = "kept"
"""An answer was asked for that may be kept; ``hit``: whether it was there, or the client had it."""

INDEX_BUILT = "index built"
"""An index took the place of another; its ``revision``, ``codes`` and ``cases``, and the ``seconds`` it took."""

DATABASE_AWAY = "database away"
"""The database did not answer; ``who`` asked it."""

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Register ``listener`` for all events; a second registration has no effect."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(what: str, **facts: object) -> None:
    """Send an event to all listeners."""
    for listener in _listeners:
        listener(what, facts)
