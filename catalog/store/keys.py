"""API keys: created once, displayed once, stored as a digest."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, User
from django.db import DatabaseError
from django.utils import timezone

from catalog.models import ApiKey

Scope = ApiKey.Scope
"""Permissions of a key beyond diagnosing and looking up."""

_BEGIN = "ep_"
_BEGINNING = len(_BEGIN) + 6
_LONGEST = 200
_MOST_SEEN = 1000


@dataclass(frozen=True, slots=True)
class KnownKey:
    """Valid key: its number, scopes, and own rate as ``600/min``, empty if it has none.

    ``internal`` is whether its answers hold what only the team may see; ``scopes`` are what it may do beside asking,
    and ``account`` the number of the account in whose name it does.
    """

    number: int
    rate: str
    internal: bool = False
    scopes: frozenset[str] = frozenset()
    account: int | None = None


_seen: dict[str, KnownKey] = {}
"""Keys that were valid when last looked up, by digest; used while the database is unavailable."""


def new_token(key: ApiKey) -> str:
    """Set the digest of ``key``, which is not stored yet, and return the token, which cannot be recovered."""
    token = _BEGIN + secrets.token_urlsafe(32)
    key.digest, key.beginning = _digest(token), token[:_BEGINNING]
    return token


def find_key(token: str) -> KnownKey | None:
    """Return the valid key of ``token``, noting the day of its use; None if unknown, revoked or expired.

    While the database does not answer, a key holds as it did when it was last asked for.

    Raises:
        DatabaseError: when the database does not answer, and this process has not seen the key yet.
    """
    if len(token) > _LONGEST:
        return None
    digest = _digest(token)
    try:
        key = _look_up(digest)
    except DatabaseError:
        if digest not in _seen:
            raise
        return _seen[digest]
    if key is None:
        _seen.pop(digest, None)
        return None
    if len(_seen) >= _MOST_SEEN:
        _seen.clear()
    _seen[digest] = key
    return key


def account_of(key: KnownKey) -> AbstractBaseUser | None:
    """Return the account in whose name a key writes; None where there is none, or it was switched off."""
    return User.objects.filter(pk=key.account, is_active=True).first() if key.account else None


def _look_up(digest: str) -> KnownKey | None:
    row = ApiKey.objects.filter(digest=digest, revoked=False).first()
    if row is None:
        return None
    today = timezone.now().date()
    if row.expires is not None and row.expires <= today:
        return None
    if row.last_used != today:
        ApiKey.objects.filter(pk=row.pk).update(last_used=today)
    scopes = frozenset(row.scopes)
    return KnownKey(row.pk, row.rate, row.internal or bool(scopes), scopes, row.account_id)


def _digest(token: str) -> str:
    """Hash a token; 32 random bytes need neither salt nor slowness."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
