"""The addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from catalog.workbench import entries, imports, insights, queue

urlpatterns = [
    path("", queue.queue_list, name="workbench"),
    path("unknown/<int:number>/", queue.unknown_page, name="workbench_unknown"),
    path("drafts/", entries.draft_list, name="workbench_drafts"),
    path("drafts/<int:number>/", entries.draft_page, name="workbench_draft"),
    path("deleted/", entries.deleted_list, name="workbench_deleted"),
    path("imports/", imports.import_list, name="workbench_imports"),
    path("imports/<int:number>/", imports.import_page, name="workbench_import"),
    path("packs/<slug:name>/", imports.propose_pack_page, name="workbench_pack"),
    path("sources/<int:number>/refresh/", imports.refresh_source, name="workbench_refresh"),
    path("insights/", insights.insights_page, name="workbench_insights"),
    path("insights.csv", insights.insights_download, name="workbench_insights_csv"),
]
