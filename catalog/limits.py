"""How often one client may ask, and who the client is behind proxies."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def too_many(request: HttpRequest) -> int | None:
    """Count a diagnosis of this client; the seconds to wait when it has had too many, else None."""
    rate = settings.PORTAL_DIAGNOSE_RATE
    if rate is None:
        return None
    window, passed = divmod(time.time(), rate.seconds)
    key = f"asked:{client_of(request)}:{int(window)}"
    cache.add(key, 0, timeout=rate.seconds + 1)
    try:
        asked = cache.incr(key)
    except ValueError:
        # The count was dropped between the two calls; the next request starts it anew.
        return None
    return max(1, round(rate.seconds - passed)) if asked > rate.count else None


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
