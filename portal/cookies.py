"""The admin's cookies belong to the admin: nothing else of the portal reads them, though browsers send them everywhere.

A cookie whose name begins with ``__Host-`` can be set by no other host and over no plain connection; browsers keep one
only if it is for all paths. So what used to be the cookie's path is kept here.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

ADMIN = "/admin/"

SIGNED_IN = (ADMIN, "/workbench/")
"""Where people are signed in: the addresses that read cookies."""


class CookiesOfTheAdminMiddleware:
    """Take the cookies from every request that is not the admin's, before anybody looks at them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(SIGNED_IN):
            request.COOKIES = {}
        return self._get_response(request)
