"""The least that a view of Django REST framework does: the constant beside which the portal's own views are measured.

It is served by the portal's own process, behind the same middleware, and is no part of the portal.
"""

from __future__ import annotations

from django.urls import include, path
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class BareView(APIView):
    """Answers the same to everything, and asks nothing of who asks."""

    authentication_classes = ()
    permission_classes = ()
    renderer_classes = (JSONRenderer,)

    def get(self, request: Request) -> Response:
        """A constant."""
        return Response({"outcome": "constant"})

    def post(self, request: Request) -> Response:
        """The same."""
        return Response({"outcome": "constant"})


urlpatterns = [path("bare", BareView.as_view()), path("", include("portal.urls"))]
