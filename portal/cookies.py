"""Restricts cookies to the paths where people are signed in; browsers send them elsewhere too.

A cookie whose name begins with ``__Host-`` can be set by no other host and over no plain connection; browsers keep one
only if it is for all paths. So what used to be the cookie's path is kept here.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

SIGNED_IN = ("/admin/", "/workbench/", "/accounts/")
"""Prefixes of the addresses that read cookies."""


def reads_cookies(request: HttpRequest) -> bool:
    """Return whether a request's cookies are read: everywhere if reading requires a sign-in."""
    return request.path_info.startswith(SIGNED_IN) or settings.PORTAL_READ.signed_in


class CookiesOfTheAdminMiddleware:
    """Removes the cookies from requests outside those paths before anything reads them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not reads_cookies(request):
            request.COOKIES = {}
        return self._get_response(request)
