"""Restricts reading to networks, signed-in people or API keys."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.cache import patch_cache_control, patch_vary_headers

from catalog.api.authentication import SCHEME
from catalog.api.exceptions import error_response
from catalog.printing import portal_errors
from portal.accounts.adapters import client_address
from portal.handlers import is_program

OPEN = ("/admin/", "/workbench/", "/accounts/", "/metrics", "/robots.txt", "/.well-known/", "/static/")
"""Addresses with a rule of their own, or with nothing of the catalog."""


class ReadingMiddleware:
    """Restricts the pages and the REST interface to readers allowed by ``PORTAL_READ``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        policy = settings.PORTAL_READ
        if policy.everybody or request.path_info.startswith(OPEN):
            return self._get_response(request)
        if not self._may_read(request):
            return self._refuse(request)
        response = self._get_response(request)
        # A cache in front would give it to everybody.
        if "public" in response.headers.get("Cache-Control", ""):
            patch_cache_control(response, private=True)
        if policy.signed_in:
            patch_vary_headers(response, ("Cookie",))
        return response

    def _may_read(self, request: HttpRequest) -> bool:
        policy = settings.PORTAL_READ
        address = ipaddress.ip_address(client_address(request))
        if any(address in network for network in policy.networks):
            return True
        if request.path_info.startswith("/api/"):
            scheme = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")[0]
            if scheme.lower() == SCHEME:
                # The API refuses a wrong key itself.
                return True
        return policy.signed_in and request.user.is_authenticated

    def _refuse(self, request: HttpRequest) -> HttpResponseBase:
        if is_program(request):
            response = error_response(request, portal_errors.NO_KEY)
            response.headers["WWW-Authenticate"] = 'Bearer realm="error portal"'
            return response
        if settings.PORTAL_READ.signed_in:
            back = request.path + (f"?{urlencode(request.GET)}" if request.GET else "")
            return redirect_to_login(back if request.method == "GET" else "/", resolve_url(settings.LOGIN_URL))
        raise PermissionDenied
