"""Content negotiation of responses and of errors."""

from __future__ import annotations

from django.http import HttpRequest
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

PROBLEM = "application/problem+json"
_JSON = "application/json"
_LONGEST = 2000


class ContentNegotiation(DefaultContentNegotiation):
    """DRF's negotiation, except that ``application/problem+json`` selects the format of errors only."""

    def get_accept_list(self, request: Request) -> list[str]:
        """Return the media types that a good answer may have; all where only the shape of errors was named."""
        accepted = super().get_accept_list(request)
        return [each for each in accepted if _media_type(each) != PROBLEM] or ["*/*"]


def names_media_type(request: HttpRequest, media_type: str) -> bool:
    """Return whether the Accept header names a media type itself, not by a wildcard."""
    return any(_media_type(each) == media_type for each in _accepted(request))


def wants_problem(request: HttpRequest) -> bool:
    """Return whether errors are to be problem details (RFC 9457): where Accept ranks them no lower than plain JSON."""
    ranks = {_media_type(each): _quality(each) for each in _accepted(request)}
    return ranks.get(PROBLEM, 0) > 0 and ranks[PROBLEM] >= ranks.get(_JSON, 0)


def select_renderer(renderers: list[BaseRenderer], media_type: str) -> BaseRenderer:
    """Return the renderer of a media type."""
    return next(each for each in renderers if each.media_type == media_type)


def _accepted(request: HttpRequest) -> list[str]:
    return str(request.META.get("HTTP_ACCEPT", ""))[:_LONGEST].split(",")


def _media_type(accepted: str) -> str:
    return accepted.partition(";")[0].strip().lower()


def _quality(accepted: str) -> float:
    for parameter in accepted.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0
    return 1
