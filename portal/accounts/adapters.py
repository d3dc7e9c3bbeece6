"""Adapters of django-allauth: sign-up, client addresses, and lockout."""

from __future__ import annotations

import ipaddress
import logging
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.cache import cache
from django.http import HttpRequest
from django.shortcuts import resolve_url

from catalog.limits import client_of, network_of
from catalog.pages.errors import locked_out

LOCKED_SECONDS = 15 * 60
"""How long a name has to wait at an address after too many failures."""

_UNKNOWN = "0.0.0.0"  # noqa: S104
_KNOWN_SECONDS = 30 * 24 * 3600
"""How long an address from which a name signed in is not locked out by failures from elsewhere."""

logger = logging.getLogger(__name__)


def client_address(request: HttpRequest) -> str:
    """Return the client's address as rate limits see it, 0.0.0.0 where a proxy wrote something that is no address."""
    try:
        return str(ipaddress.ip_address(client_of(request).partition("%")[0]))
    except ValueError:
        return _UNKNOWN


def _keys(request: HttpRequest, credentials: dict[str, Any]) -> tuple[str, str]:
    """Return what a name is counted by at one address, and by itself."""
    name = str(credentials.get("username", "")).lower()
    return f"{name} {network_of(client_address(request))}", name


def _known_client_key(here: str) -> str:
    # A digest, since people type passwords into the field of the name.
    return f"signed-in:{sha256(here.encode()).hexdigest()}"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Creates no accounts by sign-up, and locks out repeated failed sign-ins."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse sign-up: administrators and single sign-on create accounts."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Redirect staff to the admin and readers to the front page."""
        return resolve_url("admin:index") if getattr(request.user, "is_staff", False) else "/"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a name that failed too often from this address, or, by a slower bound, from any.

        Raises:
            ImmediateHttpResponse: with 429 and the time to wait.
        """
        here, name = _keys(request, credentials)
        bounds = {"login_failed": here}
        # Nobody locks others out by failing for them: where a name has signed in lately, only its own failures count.
        if not cache.get(_known_client_key(here)):
            bounds["login_failed_by_name"] = name
        if not all(ratelimit.consume(request, action=action, key=key, dry_run=True) for action, key in bounds.items()):
            # Not the name: see above.
            logger.warning("sign-ins of a client at %s failed too often and are locked out", client_address(request))
            raise ImmediateHttpResponse(locked_out(request, LOCKED_SECONDS))
        for action, key in bounds.items():
            ratelimit.consume(request, action=action, key=key)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Authenticate by name and password; a success resets the failure count of the name at this address."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            here, _ = _keys(request, credentials)
            ratelimit.clear(request, action="login_failed", key=here)
            cache.set(_known_client_key(here), True, _KNOWN_SECONDS)
        return user


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Creates an account for everybody whom the identity provider signs in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Create an account with the first sign-in."""
        return True

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Return to the account's own sessions and second factor."""
        return resolve_url("usersessions_list")
