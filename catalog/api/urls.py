"""The addresses of the REST interface.

Each ends in a slash unless it names a file. A GET without the slash is redirected; a POST is answered at both, as a
redirect would lose its body.
"""

from __future__ import annotations

from django.urls import path
from drf_spectacular.renderers import OpenApiYamlRenderer

from catalog.api import catalog_views, diagnosis_views, schema_views

urlpatterns = [
    path("v1/diagnose/", diagnosis_views.RawDiagnosisView.as_view(), name="api_diagnose"),
    path("v1/diagnose/batch/", diagnosis_views.BatchView.as_view(), name="api_diagnose_batch"),
    path("v1/diagnoses/", diagnosis_views.DiagnosisCreateView.as_view(), name="api_diagnoses"),
    path("v1/diagnose", diagnosis_views.RawDiagnosisView.as_view(schema=None)),
    path("v1/diagnose/batch", diagnosis_views.BatchView.as_view(schema=None)),
    path("v1/diagnoses", diagnosis_views.DiagnosisCreateView.as_view(schema=None)),
    path("v1/errors/", catalog_views.ErrorListView.as_view(), name="api_error_list"),
    path("v1/errors/<str:service>/<path:code>/", catalog_views.ErrorView.as_view(), name="api_error"),
    path("v1/services/", catalog_views.ServiceListView.as_view(), name="api_services"),
    path("v1/changes/", catalog_views.ChangeListView.as_view(), name="api_changes"),
    path("v1/changes.atom", catalog_views.ChangeFeedView.as_view(), name="api_changes_feed"),
    path("v1/catalog.json", catalog_views.CatalogDownloadView.as_view(), name="api_catalog"),
    path("v1/enums/<slug:service>.<slug:language>", catalog_views.EnumView.as_view(), name="api_enum"),
    path("schema/", schema_views.SchemaView.as_view(), name="api_schema"),
    # For clients that cannot send an Accept header, as a link in a browser.
    path(
        "schema.yaml", schema_views.SchemaView.as_view(renderer_classes=[OpenApiYamlRenderer]), name="api_schema_yaml"
    ),
    path("docs/", schema_views.ReferenceView.as_view(), name="api_docs"),
]
