"""Who has failed to log in too often waits: where the client is, what is told and logged, and what is never stored."""

from __future__ import annotations

import ipaddress
import math
from datetime import timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler  # type: ignore[import-untyped]
from axes.models import AccessAttempt  # type: ignore[import-untyped]
from django.conf import settings
from django.db.models.signals import pre_save
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from catalog.limits import client_of
from catalog.pages.errors import locked_out


class Handler(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts failures in the database, as its parent does, and keeps nothing of the form that was sent."""

    def __init__(self) -> None:
        super().__init__()
        pre_save.connect(_without_form, sender=AccessAttempt, dispatch_uid="portal.lockout")


def _without_form(instance: AccessAttempt, **_: object) -> None:
    """A query or a form may hold anything that somebody pasted; to count, the name and the address are enough."""
    instance.get_data = instance.post_data = ""


def client_address(request: HttpRequest) -> str | None:
    """The address of the client, as rates have it; None where a proxy wrote something that is no address."""
    try:
        return str(ipaddress.ip_address(client_of(request).partition("%")[0]))
    except ValueError:
        return None


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
        AccessAttempt.objects.filter(username=credentials.get("username"), ip_address=client_address(request))
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    left = (last + pause - timezone.now()) if last else pause
    return max(1, math.ceil(left.total_seconds()))
