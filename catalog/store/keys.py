"""API keys: made once, shown once, stored as a digest only."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from django.utils import timezone

from catalog.models import ApiKey

_BEGIN = "ep_"
_SHOWN = len(_BEGIN) + 6
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that holds: its number, and its own rate as ``600/min``, empty where it has none."""

    number: int
    rate: str


def new_token(key: ApiKey) -> str:
    """Give ``key``, which is not stored yet, a token, and return it: nobody can tell it again afterwards."""
    token = _BEGIN + secrets.token_urlsafe(32)
    key.digest, key.shown = _digest(token), token[:_SHOWN]
    return token


def find_key(token: str) -> KnownKey | None:
    """The key of ``token``; None where there is none or it was revoked. The day of its use is noted.

    Raises:
        DatabaseError: when the database does not answer.
    """
    if len(token) > _LONGEST:
        return None
    row = ApiKey.objects.filter(digest=_digest(token), revoked=False).first()
    if row is None:
        return None
    today = timezone.now().date()
    if row.last_used != today:
        ApiKey.objects.filter(pk=row.pk).update(last_used=today)
    return KnownKey(row.pk, row.rate)


def _digest(token: str) -> str:
    """Of 32 random bytes no one can guess another that fits: salt and slowness would add nothing."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
