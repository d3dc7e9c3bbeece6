"""How often one client may ask, and who the client is behind proxies."""

from __future__ import annotations

import logging
import time

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.http import HttpRequest
from redis.exceptions import RedisError

from catalog.rates import Rate, read_rate
from catalog.store.keys import KnownKey

SHARED, LOCAL = "rates", "local"
"""The settings' caches to count in: that of all processes, and that of this one."""

_AWAY_SECONDS = 5.0

logger = logging.getLogger(__name__)

_ask_shared_at = 0.0


def too_many(request: HttpRequest, key: KnownKey | None = None) -> int | None:
    """Count a diagnosis of this client; the seconds to wait when it has had too many, else None.

    Who has a ``key`` is counted by it, wherever the request comes from, and by the key's own rate if it has one.
    """
    usual: Rate | None = settings.PORTAL_DIAGNOSE_RATE
    rate = read_rate(key.rate) if usual and key and key.rate else usual
    if rate is None:
        return None
    window, passed = divmod(time.time(), rate.seconds)
    asked = _count(f"asked:{asker_of(request, key)}:{int(window)}", rate.seconds + 1)
    return max(1, round(rate.seconds - passed)) if asked > rate.count else None


def asker_of(request: HttpRequest, key: KnownKey | None = None) -> str:
    """Return what one asker is counted by: its key where it has one, else its address."""
    return f"key-{key.number}" if key else client_of(request)


def _count(name: str, seconds: int) -> int:
    """How often this name was counted within so many seconds, this time included: by all processes, or by this one.

    A shared cache that does not answer is left alone for some seconds, so that not every request waits for it.
    """
    global _ask_shared_at
    if time.monotonic() >= _ask_shared_at:
        try:
            return _counted(caches[SHARED], name, seconds)
        except RedisError:
            _ask_shared_at = time.monotonic() + _AWAY_SECONDS
            logger.warning("the shared cache does not answer; this process counts its own requests meanwhile")
    return _counted(caches[LOCAL], name, seconds)


def _counted(cache: BaseCache, name: str, seconds: int) -> int:
    cache.add(name, 0, timeout=seconds)
    try:
        return cache.incr(name)
    except ValueError:
        # The count was dropped between the two calls; the next request starts it anew.
        return 1


def client_of(request: HttpRequest) -> str:
    """The client's address: the one that the outermost trusted proxy saw.

    Each proxy appends the address it was asked from to ``X-Forwarded-For``; of that list only as many entries from
    the end are believed as there are trusted proxies, whatever a client wrote before them.
    """
    trusted = settings.PORTAL_TRUSTED_PROXIES
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not trusted:
        return direct
    forwarded = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if each.strip()]
    return forwarded[-min(trusted, len(forwarded))][:100] if forwarded else direct
