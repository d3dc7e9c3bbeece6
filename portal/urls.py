"""URLs of the REST interface, the admin and the pages, and the error handlers."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from portal import metrics_page

admin.site.site_header = admin.site.site_title = _("Error portal")
admin.site.index_title = _("The catalog and who may edit it")

urlpatterns = [
    path("api/", include("catalog.api.urls")),
    path("accounts/", include("portal.accounts.urls")),
    path("admin/", admin.site.urls),
    path("workbench/", include("catalog.workbench.urls")),
    path("metrics", metrics_page.metrics, name="metrics"),
    path("", include("catalog.urls")),
]

handler400 = "portal.handlers.bad_request"
handler403 = "portal.handlers.permission_denied"
handler404 = "portal.handlers.not_found"
handler500 = "portal.handlers.server_error"
