"""The addresses of the REST interface."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from catalog.api import views

# The first is what a client gets that does not say: plain JSON, which every tool reads.
SCHEMA_FORMATS = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer]

urlpatterns = [
    path("v1/diagnose", views.DiagnoseView.as_view(), name="api_diagnose"),
    # A slash more than documented must not cost a program its body.
    path("v1/diagnose/", views.DiagnoseView.as_view(schema=None)),
    path("v1/errors/", views.ErrorListView.as_view(), name="api_error_list"),
    path("v1/errors/<str:service>/<path:code>/", views.ErrorView.as_view(), name="api_error"),
    path("v1/services/", views.ServiceListView.as_view(), name="api_services"),
    path("schema/", SpectacularAPIView.as_view(renderer_classes=SCHEMA_FORMATS), name="api_schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api_schema", template_name="api/docs.html"),
        name="api_docs",
    ),
]
