"""The addresses of the workbench."""

from __future__ import annotations

from django.urls import path

from catalog.workbench import cases, entries, history, imports, insights, queue, team

urlpatterns = [
    path("", queue.queue_list, name="workbench"),
    path("unknown/<int:number>/", queue.unknown_page, name="workbench_unknown"),
    path("drafts/", entries.draft_list, name="workbench_drafts"),
    path("drafts/<int:number>/", entries.draft_page, name="workbench_draft"),
    path("deleted/", entries.deleted_list, name="workbench_deleted"),
    path("entries/", cases.entry_list, name="workbench_entries"),
    path("audit/", cases.audit_page, name="workbench_audit"),
    path("cases/<int:number>/", cases.fix_case, name="workbench_fix"),
    path("history/<slug:service>/<path:code>/", history.history_page, name="workbench_history"),
    path("team/<slug:service>/<path:code>/", team.team_part, name="workbench_team"),
    path("imports/", imports.import_list, name="workbench_imports"),
    path("imports/<int:number>/", imports.import_page, name="workbench_import"),
    path("packs/<slug:name>/", imports.propose_pack_page, name="workbench_pack"),
    path("sources/<int:number>/refresh/", imports.refresh_source, name="workbench_refresh"),
    path("insights/", insights.insights_page, name="workbench_insights"),
    path("insights.csv", insights.insights_download, name="workbench_insights_csv"),
]
