"""The admin's site: Django's own, with what it does not look at itself."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.options import TO_FIELD_VAR
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase


class PortalAdminSite(AdminSite):
    """Every address of the admin, for every model, goes through here."""

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A view for who is logged in, and for requests that it can read."""

        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # Django refuses fields that are not there, but fails on one without a name.
            if "" in (request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)):
                raise BadRequest(f"{TO_FIELD_VAR} has to name a field.")
            answer: HttpResponseBase = view(request, *args, **kwargs)
            return answer

        return super().admin_view(asked, cacheable)


class PortalAdminConfig(AdminConfig):
    """Django's admin with the site above."""

    default_site = "portal.admin_site.PortalAdminSite"
