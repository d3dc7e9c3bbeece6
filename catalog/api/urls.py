"""The addresses of the REST interface."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView

from catalog.api import batch, changes, diagnose, docs, downloads, look_up

# The first is what a client gets that does not say: plain JSON, which every tool reads.
SCHEMA_FORMATS = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer]

urlpatterns = [
    path("v1/diagnose", diagnose.DiagnoseView.as_view(), name="api_diagnose"),
    # A slash more than documented must not cost a program its body.
    path("v1/diagnose/", diagnose.DiagnoseView.as_view(schema=None)),
    path("v1/diagnose/batch", batch.BatchView.as_view(), name="api_diagnose_batch"),
    path("v1/diagnose/batch/", batch.BatchView.as_view(schema=None)),
    path("v1/errors/", look_up.ErrorListView.as_view(), name="api_error_list"),
    path("v1/errors/<str:service>/<path:code>/", look_up.ErrorView.as_view(), name="api_error"),
    path("v1/services/", look_up.ServiceListView.as_view(), name="api_services"),
    path("v1/changes", changes.ChangesView.as_view(), name="api_changes"),
    path("v1/changes.atom", changes.ChangesFeedView.as_view(), name="api_changes_feed"),
    path("v1/catalog.json", downloads.CatalogDownloadView.as_view(), name="api_catalog"),
    path("v1/enums/<slug:service>.py", downloads.PythonEnumView.as_view(), name="api_enum_python"),
    path("v1/enums/<slug:service>.ts", downloads.TypeScriptEnumView.as_view(), name="api_enum_typescript"),
    path("schema/", SpectacularAPIView.as_view(renderer_classes=SCHEMA_FORMATS), name="api_schema"),
    # For who cannot say what he takes, as in a link.
    path("schema.yaml", SpectacularAPIView.as_view(renderer_classes=[OpenApiYamlRenderer]), name="api_schema_yaml"),
    path("docs/", docs.ReferenceView.as_view(), name="api_docs"),
]
