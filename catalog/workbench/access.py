"""Access to the workbench."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url

from catalog.store.audience import Audience, answering

View = Callable[..., HttpResponse]


def account_of(request: HttpRequest) -> AbstractBaseUser:
    """Return the account that is signed in."""
    account: AbstractBaseUser = request.user  # type: ignore[assignment]
    return account


def curators_only(permission: str) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Let only accounts with ``permission`` use a view; send visitors who are not signed in to the login.

    Raises:
        PermissionDenied: when a signed-in account lacks the permission.
    """

    def wrap(view: View) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
            if not request.user.has_perm(permission):
                raise PermissionDenied
            with answering(Audience.TEAM):
                response = view(request, *args, **kwargs)
            response["Cache-Control"] = "no-store"
            return response

        return checked

    return wrap


def number_in(request: HttpRequest, name: str) -> int:
    """Return a number that a form or an address has; 0 where it has none."""
    text = (request.POST if request.method == "POST" else request.GET).get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
