"""Read access to the API."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from catalog.api.exceptions import PortalException
from catalog.printing import portal_errors
from catalog.store.keys import KnownKey


class IsOpenOrHasKey(BasePermission):
    """Allows everybody while ``PORTAL_READ_OPEN`` is on, otherwise clients with a key."""

    def has_permission(self, request: Request, view: object) -> bool:
        return bool(settings.PORTAL_READ_OPEN or request.auth)


class HasScope(BasePermission):
    """Allows clients whose key has the scope that the view names for the method."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether this request may go on; a method without a scope is as open as the rest.

        Raises:
            PortalException: when the key lacks the scope.
        """
        scope = view.scopes.get(request.method)
        if scope is None or request.method == "OPTIONS":
            return IsOpenOrHasKey().has_permission(request, view)
        if not isinstance(request.auth, KnownKey):
            return False
        if scope not in request.auth.scopes:
            raise PortalException(portal_errors.FORBIDDEN, f"{request.path}: its key lacks the scope {scope}")
        return True
