"""Which form of a page is asked for: HTML for people, JSON for programs, Markdown for tickets and language models."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest

HTML = "text/html"
JSON = "application/json"
MARKDOWN = "text/markdown"

FORMS = (HTML, JSON, MARKDOWN)
"""The media types that a page has; the first is for who does not say."""


def preferred_form(request: HttpRequest) -> str:
    """The media type that the request's Accept header prefers among ``FORMS``."""
    return _preferred(request.META.get("HTTP_ACCEPT", "")[:1000])


@lru_cache(maxsize=500)
def _preferred(accept: str) -> str:
    """Browsers send few different headers, so that each is read once."""
    request = HttpRequest()
    request.META["HTTP_ACCEPT"] = accept or "*/*"
    return request.get_preferred_type(FORMS) or FORMS[0]
