"""URLs of the REST interface, each with and without a trailing slash; the schema has them without.

Neither is redirected to the other: a redirect would lose the body of a POST, and many clients do not follow it.
"""

from __future__ import annotations

from django.urls import URLPattern, path
from drf_spectacular.renderers import OpenApiYamlRenderer
from rest_framework.views import APIView

from catalog.api import (
    catalog_views,
    diagnosis_views,
    entry_views,
    import_views,
    schema_views,
    team_views,
    webhook_views,
)


def addresses(route: str, view: type[APIView], name: str) -> list[URLPattern]:
    """Return the patterns of a view, the one with the slash first: a code at the end may hold slashes itself."""
    return [path(f"{route}/", view.as_view(schema=None)), path(route, view.as_view(), name=name)]


urlpatterns = [
    *addresses("v1/diagnose", diagnosis_views.RawDiagnosisView, "api_diagnose"),
    *addresses("v1/diagnose/batch", diagnosis_views.BatchView, "api_diagnose_batch"),
    *addresses("v1/diagnoses", diagnosis_views.DiagnosisCreateView, "api_diagnoses"),
    *addresses("v1/errors", catalog_views.ErrorListView, "api_error_list"),
    *addresses("v1/errors/<str:service>/<path:code>", catalog_views.ErrorView, "api_error"),
    *addresses("v1/services", catalog_views.ServiceListView, "api_services"),
    *addresses("v1/changes", catalog_views.ChangeListView, "api_changes"),
    path("v1/changes.atom", catalog_views.ChangeFeedView.as_view(), name="api_changes_feed"),
    path("v1/catalog.json", catalog_views.CatalogDownloadView.as_view(), name="api_catalog"),
    path("v1/enums/<slug:service>.<slug:language>", catalog_views.EnumView.as_view(), name="api_enum"),
    *addresses("v1/feedback", team_views.FeedbackView, "api_feedback"),
    *addresses("v1/reports", team_views.ReportView, "api_reports"),
    *addresses("v1/queue", team_views.QueueView, "api_queue"),
    *addresses("v1/queue/<int:number>", team_views.UnknownView, "api_unknown"),
    *addresses("v1/sources", team_views.SourceListView, "api_sources"),
    *addresses("v1/sources/<int:number>/refresh", team_views.RefreshView, "api_refresh"),
    *addresses("v1/sources/<int:number>", import_views.SourceView, "api_source"),
    *addresses("v1/insights", team_views.InsightsView, "api_insights"),
    *addresses("v1/cases", entry_views.WorklistView, "api_cases"),
    *addresses("v1/cases/<int:number>", entry_views.CaseView, "api_case"),
    *addresses("v1/drafts", entry_views.DraftListView, "api_drafts"),
    *addresses("v1/drafts/<int:number>", entry_views.DraftView, "api_draft"),
    *addresses("v1/proof", entry_views.ProofView, "api_proof"),
    *addresses("v1/deleted", entry_views.DeletedListView, "api_deleted"),
    *addresses("v1/history/<str:service>/<path:code>", entry_views.HistoryView, "api_history"),
    *addresses("v1/notes/<str:service>/<path:code>", entry_views.NoteView, "api_note"),
    *addresses("v1/audit", entry_views.AuditView, "api_audit"),
    *addresses("v1/imports", import_views.ImportListView, "api_imports"),
    *addresses("v1/imports/<int:number>", import_views.ImportView, "api_import"),
    *addresses("v1/webhooks", webhook_views.WebHookListView, "api_webhooks"),
    *addresses("v1/webhooks/<int:number>", webhook_views.WebHookView, "api_webhook"),
    *addresses("v1/deliveries", webhook_views.DeliveryListView, "api_deliveries"),
    path("schema/", schema_views.SchemaView.as_view(), name="api_schema"),
    # For clients that cannot send an Accept header, as a link in a browser.
    path(
        "schema.yaml", schema_views.SchemaView.as_view(renderer_classes=[OpenApiYamlRenderer]), name="api_schema_yaml"
    ),
    path("docs/", schema_views.ReferenceView.as_view(), name="api_docs"),
    path("docs/team/", schema_views.ReferenceView.as_view(part=team_views.TEAM_TAG), name="api_docs_team"),
    path("docs/curation/", schema_views.ReferenceView.as_view(part=team_views.CURATION_TAG), name="api_docs_curation"),
]
