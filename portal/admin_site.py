"""The admin's site: Django's own, signed in to by django-allauth, and with what Django does not look at itself."""

from __future__ import annotations

from functools import wraps
from typing import Any

from allauth.account.views import login
from django.contrib.admin import AdminSite
from django.contrib.admin.options import TO_FIELD_VAR
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponseBase


class PortalAdminSite(AdminSite):
    """Every address of the admin, for every model, goes through here."""

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Sign in, with the second factor where the account has one.

        Raises:
            PermissionDenied: when the account that is signed in may not use the admin.
        """
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return login(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A view for who may see the admin and asks what can be read."""

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # Django refuses fields that are not there, but fails on one without a name.
            if "" in (request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)):
                raise BadRequest(f"{TO_FIELD_VAR} has to name a field.")
            answer: HttpResponseBase = view(request, *args, **kwargs)
            return answer

        return super().admin_view(guarded, cacheable)
