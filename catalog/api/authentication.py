"""API keys: ``Authorization: Bearer KEY``."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from catalog.store.audience import Audience, answer
from catalog.store.keys import KnownKey, find_key

SCHEME = "bearer"


class KeyAuthentication(BaseAuthentication):
    """Authenticate by API key. Other schemes are left to a proxy in front."""

    def authenticate(self, request: Request) -> tuple[None, KnownKey] | None:
        """Return the key as ``request.auth``; None where the request has none.

        Raises:
            AuthenticationFailed: when the key is wrong or was revoked.
        """
        scheme, _, token = request._request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != SCHEME:
            return None
        key = find_key(token.strip())
        if key is None:
            raise AuthenticationFailed
        if key.internal:
            answer(Audience.TEAM)
        return None, key

    def authenticate_header(self, request: Request) -> str:
        """Return the WWW-Authenticate header of a 401."""
        return 'Bearer realm="error portal"'
