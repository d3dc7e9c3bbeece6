"""The addresses of the portal's pages."""

from __future__ import annotations

from django.urls import path

from catalog.pages import browse, error, find, go, health, home, machine, overview, troubleshoot

urlpatterns = [
    path("", home.home, name="home"),
    path("errors/", browse.error_list, name="error_list"),
    path("errors/<slug:slug>/", browse.service_errors, name="service_errors"),
    path("errors/<slug:slug>/<path:code>/", error.error_page, name="error_page"),
    path("go/<path:code>", go.go, name="go"),
    path("find/", find.find, name="find"),
    path("overview/", overview.overview, name="overview"),
    path("troubleshoot/", troubleshoot.troubleshoot_page, name="troubleshoot"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("llms.txt", machine.llms_txt, name="llms"),
    path("robots.txt", machine.robots_txt, name="robots"),
    path("sitemap.xml", machine.sitemap_xml, name="sitemap"),
    path("opensearch.xml", machine.opensearch_xml, name="opensearch"),
]
