"""The portal's own parts of applications that come from elsewhere."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Django's admin with the portal's site."""

    default_site = "portal.admin_site.PortalAdminSite"
