"""Rate limits and concurrency limits of clients, and the client's address behind proxies."""

from __future__ import annotations

import ipaddress
import logging
import sys
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.http import HttpRequest

from catalog.heavy import Turn, Turns
from catalog.rates import Rate, read_rate
from catalog.store.keys import KnownKey

SHARED, LOCAL = "rates", "local"
"""The settings' caches to count in: that of all processes, and that of this one."""

_AWAY_SECONDS = 5.0

logger = logging.getLogger(__name__)

_ask_shared_at = 0.0


def _cache_errors() -> tuple[type[Exception], ...]:
    """The errors of a shared cache that is away: none before Redis is in use, which every start would wait to load."""
    redis = sys.modules.get("redis.exceptions")
    return (redis.RedisError,) if redis else ()


@dataclass(frozen=True, slots=True)
class Quota:
    """Quota of a client: ``limit`` requests in ``seconds``, ``remaining`` of them until reset in ``reset`` seconds."""

    limit: int
    seconds: int
    remaining: int
    reset: int
    is_exceeded: bool


def count_request(request: HttpRequest, key: KnownKey | None = None) -> Quota | None:
    """Count a diagnosis and return the client's remaining quota; None without a limit.

    Who has a ``key`` is counted by it, wherever the request comes from, and by the key's own rate if it has one.
    """
    usual: Rate | None = settings.PORTAL_DIAGNOSE_RATE
    rate = read_rate(key.rate) if usual and key and key.rate else usual
    if rate is None:
        return None
    window, passed = divmod(time.time(), rate.seconds)
    count = _count(f"asked:{asker_of(request, key)}:{int(window)}", rate.seconds + 1)
    reset = max(1, round(rate.seconds - passed))
    return Quota(rate.count, rate.seconds, max(0, rate.count - count), reset, count > rate.count)


def too_many(request: HttpRequest, key: KnownKey | None = None) -> int | None:
    """Count a diagnosis; return the seconds to wait if the client is over its limit, else None."""
    quota = count_request(request, key)
    return quota.reset if quota and quota.is_exceeded else None


def asker_of(request: HttpRequest, key: KnownKey | None = None) -> str:
    """Return what one asker is counted by: its key where it has one, else its address."""
    return f"key-{key.number}" if key else network_of(client_of(request))


_turns = Turns(most=settings.PORTAL_WEB_THREADS // 2 + 1, most_of_one=settings.PORTAL_WEB_THREADS // 2)


def place(asker: str, size: int) -> AbstractContextManager[Turn]:
    """Reserve a place for reading ``size`` bytes for the client; raises ``heavy.Busy``."""
    return _turns.place(asker, size)


def _count(name: str, seconds: int) -> int:
    """Return how often this name was counted in the window, including this time, by all processes or by this one.

    A shared cache that does not answer is left alone for some seconds, so that not every request waits for it.
    """
    global _ask_shared_at
    if time.monotonic() >= _ask_shared_at:
        try:
            return _counted(caches[SHARED], name, seconds)
        except _cache_errors():
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
    """Return the client's address as the outermost trusted proxy saw it.

    Each proxy appends the address it was asked from to ``X-Forwarded-For``; of that list only as many entries from
    the end are believed as there are trusted proxies, whatever a client wrote before them.
    """
    trusted = settings.PORTAL_TRUSTED_PROXIES
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not trusted:
        return direct
    forwarded = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if each.strip()]
    return forwarded[-min(trusted, len(forwarded))][:100] if forwarded else direct


def network_of(address: str) -> str:
    """Return the network that counts as one client: for IPv6 the /64, which one subscriber owns.

    An IPv4 address written as IPv6 is the IPv4 one; what is no address stays as it is.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)


def count(name: str, seconds: int) -> int:
    """Count ``name`` and return how often that was done in the present window of so many seconds."""
    return _count(_counter(name, seconds), seconds + 1)


def _counter(name: str, seconds: int) -> str:
    return f"counted:{name}:{int(time.time() // seconds)}"
