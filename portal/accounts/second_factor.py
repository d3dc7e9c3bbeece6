"""Enforces ``PORTAL_SECOND_FACTOR``: accounts with a password must set up a second factor."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.cookies import SIGNED_IN

_WITHOUT = ("/accounts/", "/admin/logout/")
_SIGNED_IN_BY = "account_authentication_methods"
"""Session key under which allauth notes how the account signed in."""


class SecondFactorMiddleware:
    """Redirects accounts without a second factor to the page where it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if not settings.PORTAL_SECOND_FACTOR or path.startswith(_WITHOUT) or not path.startswith(SIGNED_IN):
            return self._get_response(request)
        if request.user.is_authenticated and not _has_one(request):
            messages.info(request, _("Every account here needs a second factor. The rest opens once yours is set up."))
            return redirect("mfa_activate_totp")
        return self._get_response(request)


def _has_one(request: HttpRequest) -> bool:
    # Single sign-on asks for its own.
    methods = [record.get("method") for record in request.session.get(_SIGNED_IN_BY, ())]
    return "socialaccount" in methods or bool(is_mfa_enabled(request.user))
