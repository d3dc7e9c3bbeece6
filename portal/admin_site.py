"""Admin site: Django's own with sign-in by django-allauth and stricter checks of requests."""

from __future__ import annotations

from functools import wraps
from typing import Any

from allauth.account.views import login
from django.contrib.admin import AdminSite
from django.contrib.admin.options import TO_FIELD_VAR
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponseBase


class PortalAdminSite(AdminSite):
    """Admin site whose views check permission and input of every model."""

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Sign in, with the second factor where the account has one.

        Raises:
            PermissionDenied: when the account that is signed in may not use the admin.
        """
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return login(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Wrap a view to check the permission and the readability of the request."""

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # Django refuses fields that are not there, but fails on one without a name.
            if "" in (request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)):
                raise BadRequest(f"{TO_FIELD_VAR} has to name a field.")
            answer: HttpResponseBase = view(request, *args, **kwargs)
            return answer

        return super().admin_view(guarded, cacheable)
