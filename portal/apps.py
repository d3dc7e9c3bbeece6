"""Application configurations: the admin's site, and names for third-party applications."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.admin.apps import AdminConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

_NAMES = {
    "mfa": _("Second factor"),
    "usersessions": _("Sessions"),
    "socialaccount": _("Single sign-on"),
    "account": _("Accounts"),
}
"""Applications that are named after their packages, as the admin's headings call them."""


class PortalAdminConfig(AdminConfig):
    """Django's admin with the portal's site."""

    default_site = "portal.admin_site.PortalAdminSite"

    def ready(self) -> None:
        """Rename third-party applications and connect the signal handlers."""
        super().ready()
        from portal.accounts import sign_in_events

        for label, name in _NAMES.items():
            apps.get_app_config(label).verbose_name = name
        sign_in_events.connect()
        post_migrate.connect(_make_cache_table, sender=self, dispatch_uid="portal.cache")


def _make_cache_table(using: str, **_: Any) -> None:
    # Where failed sign-ins are counted by all processes together.
    call_command("createcachetable", database=using, verbosity=0)
