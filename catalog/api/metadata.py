"""Responses to OPTIONS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request

if TYPE_CHECKING:
    # The framework's views name this module in their settings.
    from rest_framework.views import APIView


class AddressMetadata(BaseMetadata):
    """Purpose of an address, and the media types it returns and accepts."""

    def determine_metadata(self, request: Request, view: APIView) -> dict[str, Any]:
        facts = {
            "name": view.get_view_name(),
            "description": view.get_view_description(),
            "renders": [renderer.media_type for renderer in view.renderer_classes],
        }
        takes_body = "POST" in view.allowed_methods
        return facts | ({"parses": [parser.media_type for parser in view.parser_classes]} if takes_body else {})
