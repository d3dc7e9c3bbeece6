"""What django-allauth asks the project: who may sign up, where a client is, when a name is locked out."""

from __future__ import annotations

import ipaddress
import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.shortcuts import resolve_url

from catalog.limits import client_of
from catalog.pages.errors import locked_out

LOCKED_SECONDS = 15 * 60
"""How long a name has to wait at an address after too many failures."""

_UNKNOWN = "0.0.0.0"  # noqa: S104
_IPV6_PREFIX = 64

logger = logging.getLogger(__name__)


def client_address(request: HttpRequest) -> str:
    """Return the client's address as rate limits see it, 0.0.0.0 where a proxy wrote something that is no address."""
    try:
        return str(ipaddress.ip_address(client_of(request).partition("%")[0]))
    except ValueError:
        return _UNKNOWN


def _network_of(address: str) -> str:
    found = ipaddress.ip_address(address)
    return str(ipaddress.ip_network((found, _IPV6_PREFIX), strict=False)) if found.version == 6 else address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by administrators or come from single sign-on; sign-ins that fail too often are locked out."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that rates are counted by, and that a session notes."""
        return client_address(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to the admin, readers to the front page."""
        return resolve_url("admin:index") if getattr(request.user, "is_staff", False) else "/"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse a name that failed too often from this address, or, by a slower bound, from any.

        Raises:
            ImmediateHttpResponse: with 429 and the time to wait.
        """
        address = client_address(request)
        name = str(credentials.get("username", "")).lower()
        counted = {"login_failed": f"{name} {_network_of(address)}", "login_failed_by_name": name}
        if not all(ratelimit.consume(request, action=action, key=key, dry_run=True) for action, key in counted.items()):
            # Not the name: people type passwords into its field.
            logger.warning("sign-ins of a client at %s failed too often and are locked out", address)
            raise ImmediateHttpResponse(locked_out(request, LOCKED_SECONDS))
        for action, key in counted.items():
            ratelimit.consume(request, action=action, key=key)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The account of a name and password; a success starts the count of its name at this address anew."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            name = str(credentials.get("username", "")).lower()
            ratelimit.clear(request, action="login_failed", key=f"{name} {_network_of(client_address(request))}")
        return user


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Whoever the organisation's identity provider signs in gets an account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Accounts come with the first sign-in."""
        return True

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to the sessions and second factor of one's own account."""
        return resolve_url("usersessions_list")
