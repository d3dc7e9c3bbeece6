"""Who asks: somebody with an API key, or anybody as long as the portal is open."""

from __future__ import annotations

from django.conf import settings
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from catalog.store.audience import Audience, answer
from catalog.store.keys import KnownKey, find_key

SCHEME = "bearer"


class KeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer KEY``. Other schemes are the business of a proxy in front."""

    def authenticate(self, request: Request) -> tuple[None, KnownKey] | None:
        """The key as ``request.auth``; None where the request has none.

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
        """What a client is told to send."""
        return 'Bearer realm="error portal"'


class OpenOrKey(BasePermission):
    """Anybody while ``PORTAL_READ_OPEN`` is on; else whoever has a key."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Whether this request may go on."""
        return bool(settings.PORTAL_READ_OPEN or request.auth)
