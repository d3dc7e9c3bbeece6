"""The portal's own parts of applications that come from elsewhere."""

from __future__ import annotations

from django.apps import apps
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _

_NAMES = {"axes": _("Logins"), "otp_totp": _("Second factor")}
"""Applications that are named after their packages, as the admin's headings call them."""


class PortalAdminConfig(AdminConfig):
    """Django's admin with the portal's site."""

    default_site = "portal.admin_site.PortalAdminSite"

    def ready(self) -> None:
        """Give the applications names that people know."""
        super().ready()
        for label, name in _NAMES.items():
            apps.get_app_config(label).verbose_name = name
