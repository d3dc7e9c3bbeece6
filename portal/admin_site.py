"""The admin's site: Django's own, with a second factor, and with what Django does not look at itself."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.options import TO_FIELD_VAR
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path

from portal import own_account
from portal.second_factor import LoginForm, authenticators

_WITHOUT_SECOND_FACTOR = ("own_account", "logout")
"""Where an account may go that needs a second factor and has none yet."""


class PortalAdminSite(AdminSite):
    """Every address of the admin, for every model, goes through here."""

    login_form = LoginForm
    login_template = "admin/login_with_code.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Who is staff, and has given a code where the account has an authenticator."""
        return super().has_permission(request) and (_verified(request) or not authenticators(request.user).exists())

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A view for who may see the admin, has the second factor where all have to, and asks what can be read."""

        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            name = request.resolver_match and request.resolver_match.url_name
            if settings.PORTAL_SECOND_FACTOR and not _verified(request) and name not in _WITHOUT_SECOND_FACTOR:
                return redirect(own_account.HERE)
            # Django refuses fields that are not there, but fails on one without a name.
            if "" in (request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)):
                raise BadRequest(f"{TO_FIELD_VAR} has to name a field.")
            answer: HttpResponseBase = view(request, *args, **kwargs)
            return answer

        return super().admin_view(asked, cacheable)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's addresses, and those of one's own account."""
        ours: list[URLPattern | URLResolver] = [
            path("account/", self.admin_view(own_account.own_account), name="own_account"),
            path(
                "account/end_sessions/",
                self.admin_view(own_account.end_other_sessions),
                name="end_other_sessions",
            ),
        ]
        return ours + super().get_urls()


def _verified(request: HttpRequest) -> bool:
    return bool(request.user.is_verified())  # type: ignore[union-attr]
