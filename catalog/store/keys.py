"""API keys: made once, shown once, stored as a digest only."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from django.db import DatabaseError
from django.utils import timezone

from catalog.models import ApiKey

_BEGIN = "ep_"
_BEGINNING = len(_BEGIN) + 6
_LONGEST = 200
_MOST_SEEN = 1000


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that holds: its number, its own rate as ``600/min``, empty where it has none.

    ``internal`` is whether its answers hold what only the team may see.
    """

    number: int
    rate: str
    internal: bool = False


_seen: dict[str, KnownKey] = {}
"""Keys that held when they were last asked for, by their digest: for while the database is away."""


def new_token(key: ApiKey) -> str:
    """Give ``key``, which is not stored yet, a token, and return it: nobody can tell it again afterwards."""
    token = _BEGIN + secrets.token_urlsafe(32)
    key.digest, key.beginning = _digest(token), token[:_BEGINNING]
    return token


def find_key(token: str) -> KnownKey | None:
    """The key of ``token``; None where there is none, or it was revoked or has expired. The day of its use is noted.

    While the database does not answer, a key holds as it did when it was last asked for.

    Raises:
        DatabaseError: when the database does not answer, and this process has not seen the key yet.
    """
    if len(token) > _LONGEST:
        return None
    digest = _digest(token)
    try:
        found = _look_up(digest)
    except DatabaseError:
        if digest not in _seen:
            raise
        return _seen[digest]
    if found is None:
        _seen.pop(digest, None)
        return None
    if len(_seen) >= _MOST_SEEN:
        _seen.clear()
    _seen[digest] = found
    return found


def _look_up(digest: str) -> KnownKey | None:
    row = ApiKey.objects.filter(digest=digest, revoked=False).first()
    if row is None:
        return None
    today = timezone.now().date()
    if row.expires is not None and row.expires <= today:
        return None
    if row.last_used != today:
        ApiKey.objects.filter(pk=row.pk).update(last_used=today)
    return KnownKey(row.pk, row.rate, row.internal)


def _digest(token: str) -> str:
    """Of 32 random bytes no one can guess another that fits: salt and slowness would add nothing."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
