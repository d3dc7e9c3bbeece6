"""Read access to the API."""

from __future__ import annotations

from django.conf import settings
from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class IsOpenOrHasKey(BasePermission):
    """Anybody while ``PORTAL_READ_OPEN`` is on, otherwise clients with a key."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Return whether this request may go on."""
        return bool(settings.PORTAL_READ_OPEN or request.auth)
