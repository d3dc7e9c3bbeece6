"""Who has failed to log in too often waits: where the client is, what is told and logged, and what is never stored."""

from __future__ import annotations

import ipaddress
import math
from datetime import timedelta
from hashlib import sha256
from typing import Any

from axes.handlers.database import AxesDatabaseHandler  # type: ignore[import-untyped]
from axes.models import AccessAttempt, AccessLog  # type: ignore[import-untyped]
from django.conf import settings
from django.db.models.signals import pre_save
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from catalog.limits import client_of, count, count_of, network_of
from catalog.pages.errors import locked_out
from catalog.rates import Rate

NAME_FAILURES = Rate(50, 3600)
"""Failures for one name from all addresses together, from which on no further address may try it in that hour.

Whoever has many addresses would have five tries from each. An address from which the name was logged in lately is let
in all the same, so that nobody locks others out by failing for them.
"""

_LATELY = timedelta(days=30)


class Handler(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts failures in the database, as its parent does, and keeps nothing of the form that was sent."""

    def __init__(self) -> None:
        super().__init__()
        pre_save.connect(_without_form, sender=AccessAttempt, dispatch_uid="portal.lockout")

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any
    ) -> None:
        """Count the failure for the name, too, then as usual."""
        if name := _name_key(credentials):
            count(name, NAME_FAILURES.seconds)
        super().user_login_failed(sender, credentials, request, **more)

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Whether this name may not be tried from this address: by the failures from there, or by those from all."""
        return bool(super().is_locked(request, credentials)) or _is_tried_everywhere(request, credentials or {})


def _is_tried_everywhere(request: HttpRequest, credentials: dict[str, Any]) -> bool:
    name = _name_key(credentials)
    if name is None or count_of(name, NAME_FAILURES.seconds) < NAME_FAILURES.count:
        return False
    return not AccessLog.objects.filter(
        username=credentials.get("username"),
        ip_address=client_network(request),
        attempt_time__gte=timezone.now() - _LATELY,
    ).exists()


def _name_key(credentials: dict[str, Any]) -> str | None:
    """What a name is counted by: not the name, since people type passwords into its box."""
    name = credentials.get("username")
    return f"failed:{sha256(str(name).encode()).hexdigest()}" if name else None


def _without_form(instance: AccessAttempt, **_: object) -> None:
    """A query or a form may hold anything that somebody pasted; to count, the name and the address are enough."""
    instance.get_data = instance.post_data = ""


def client_address(request: HttpRequest) -> str | None:
    """The address of the client, as rates have it; None where a proxy wrote something that is no address."""
    try:
        return str(ipaddress.ip_address(client_of(request).partition("%")[0]))
    except ValueError:
        return None


def client_network(request: HttpRequest) -> str | None:
    """The client's address as failures are counted by it: of IPv6 the first of its /64."""
    address = client_address(request)
    return network_of(address) if address else None


def told_in_log(
    username: str | None, ip_address: str | None, user_agent: str, path_info: str, request: HttpRequest
) -> str:
    """A client in the log: its address only, since people type passwords into the box for the name."""
    return f"a client at {ip_address or 'an unknown address'}"


def answer(request: HttpRequest, original: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """The page for who is locked out, with the time that is left."""
    return locked_out(request, _seconds_left(request, credentials or {}))


def _seconds_left(request: HttpRequest, credentials: dict[str, Any]) -> int:
    pause: timedelta = settings.AXES_COOLOFF_TIME
    last = (
        AccessAttempt.objects.filter(username=credentials.get("username"), ip_address=client_network(request))
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    left = (last + pause - timezone.now()) if last else pause
    return max(1, math.ceil(left.total_seconds()))
