"""What OPTIONS tells of an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request

if TYPE_CHECKING:
    # The framework's views name this module in their settings.
    from rest_framework.views import APIView


class AddressMetadata(BaseMetadata):
    """What an address is for, what it answers in, and that a body may be of any content type where it takes one."""

    def determine_metadata(self, request: Request, view: APIView) -> dict[str, Any]:
        """The facts, for JSON."""
        told = {
            "name": view.get_view_name(),
            "description": view.get_view_description(),
            "renders": [renderer.media_type for renderer in view.renderer_classes],
        }
        return told | ({"parses": ["*/*"]} if "POST" in view.allowed_methods else {})
