"""Resets the audience with every request, whatever the thread answered before."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from catalog.store.audience import Audience, answer, answering

_SEES_INTERNAL = "catalog.view_code"


class AudienceMiddleware:
    """Sets the audience to the team for signed-in accounts that may see internal entries, else to the public.

    Must come after the authentication of accounts. A key that may see them is found by the REST interface, later.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with answering(Audience.PUBLIC):
            # Where no cookie is read nobody is signed in, and no session is looked at.
            if request.COOKIES and request.user.is_authenticated and request.user.has_perm(_SEES_INTERNAL):
                answer(Audience.TEAM)
            return self._get_response(request)
