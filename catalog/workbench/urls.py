"""The addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from catalog.workbench import entry_pages, imports, insights_page, queue_pages

urlpatterns = [
    path("", queue_pages.queue_list, name="workbench"),
    path("unknown/<int:number>/", queue_pages.unknown_page, name="workbench_unknown"),
    path("drafts/", entry_pages.draft_list, name="workbench_drafts"),
    path("drafts/<int:number>/", entry_pages.draft_page, name="workbench_draft"),
    path("deleted/", entry_pages.deleted_list, name="workbench_deleted"),
    path("imports/", imports.import_list, name="workbench_imports"),
    path("imports/<int:number>/", imports.import_page, name="workbench_import"),
    path("sources/<int:number>/refresh/", imports.refresh_source, name="workbench_refresh"),
    path("insights/", insights_page.insights_page, name="workbench_insights"),
    path("insights.csv", insights_page.insights_download, name="workbench_insights_csv"),
]
