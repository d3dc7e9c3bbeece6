"""URLs of the portal's pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from catalog.pages import (
    browse,
    coverage,
    error,
    find,
    go,
    health,
    home,
    machine,
    service_list,
    troubleshoot_page,
    voices,
)


def safe(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Allow GET and HEAD alone, and refuse other methods before the CSRF check."""
    return csrf_exempt(require_safe(view))


urlpatterns = [
    path("", safe(home.home), name="home"),
    path("services/", safe(service_list.service_list), name="service_list"),
    path("services/choose/", safe(service_list.service_options), name="service_options"),
    path("errors/", safe(browse.error_list), name="error_list"),
    path("errors/<slug:slug>/", safe(browse.service_errors), name="service_errors"),
    path("errors/<slug:slug>/<path:code>/", safe(error.error_page), name="error_page"),
    path("go/<path:code>", safe(go.go), name="go"),
    path("find/", safe(find.find), name="find"),
    path("overview/", safe(coverage.overview), name="overview"),
    # Without its slash, too: a redirect would lose what was posted.
    path("troubleshoot", troubleshoot_page.troubleshoot_page),
    path("troubleshoot/", troubleshoot_page.troubleshoot_page, name="troubleshoot"),
    # The same page where people are signed in: it shows curators how the text was read.
    path("workbench/answer/", troubleshoot_page.troubleshoot_page, name="curators_answer"),
    path("reports/", voices.report, name="report"),
    path("feedback/", voices.feedback, name="feedback"),
    path("healthz", safe(health.healthz), name="healthz"),
    path("readyz", safe(health.readyz), name="readyz"),
    path("llms.txt", safe(machine.llms_txt), name="llms"),
    path(".well-known/security.txt", safe(machine.security_txt), name="security"),
    path("robots.txt", safe(machine.robots_txt), name="robots"),
    path("sitemap.xml", safe(machine.sitemap_xml), name="sitemap"),
    path("opensearch.xml", safe(machine.opensearch_xml), name="opensearch"),
]
