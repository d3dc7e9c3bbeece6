"""The media types of an answer: JSON for programs, plain text for a terminal, Markdown for a ticket, and more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from rest_framework.renderers import BaseRenderer, JSONRenderer

from catalog.diagnosis.guidance import Guidance
from catalog.printing.json_answer import guidance_object
from catalog.printing.links import links_for
from catalog.printing.words import markdown, plain_text


def json_response(data: Any) -> HttpResponse:
    """A whole answer of JSON, rendered."""
    return HttpResponse(JSONRenderer().render(data), content_type="application/json")


class GuidanceJSONRenderer(JSONRenderer):
    """Guidance as JSON."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Bytes of JSON."""
        if isinstance(data, Guidance):
            data = guidance_object(data, links_for((renderer_context or {}).get("request")))
        return super().render(data, accepted_media_type, renderer_context)


class OtherRenderer(BaseRenderer):
    """A media type that is not JSON, of answers that are rendered elsewhere; what OPTIONS tells stays JSON."""

    charset: str | None = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> str | bytes:
        """Bytes of JSON."""
        rendered: bytes = JSONRenderer().render(data)
        return rendered


class _WordsRenderer(OtherRenderer):
    def words(self, guidance: Guidance, renderer_context: Mapping[str, Any]) -> str:
        raise TypeError("a renderer of words says how it words guidance")

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> str | bytes:
        """The words of guidance."""
        if isinstance(data, Guidance):
            return self.words(data, renderer_context or {})
        return super().render(data, accepted_media_type, renderer_context)


class PlainTextRenderer(_WordsRenderer):
    """Guidance as plain text of 80 columns."""

    media_type = "text/plain"
    format = "txt"

    def words(self, guidance: Guidance, renderer_context: Mapping[str, Any]) -> str:
        """The text."""
        return plain_text(guidance, links_for(renderer_context.get("request")))


class MarkdownRenderer(_WordsRenderer):
    """Guidance as Markdown."""

    media_type = "text/markdown"
    format = "md"

    def words(self, guidance: Guidance, renderer_context: Mapping[str, Any]) -> str:
        """The Markdown text."""
        return markdown(guidance, links_for(renderer_context.get("request")))


class LinesRenderer(OtherRenderer):
    """A JSON value a line."""

    media_type = "application/x-ndjson"
    format = "ndjson"


class AtomRenderer(OtherRenderer):
    """A feed."""

    media_type = "application/atom+xml"
    format = "atom"


class XMLRenderer(OtherRenderer):
    """A feed, for readers that know only that it is XML."""

    media_type = "application/xml"
    format = "xml"


class PythonRenderer(OtherRenderer):
    """A module of Python."""

    media_type = "text/x-python"
    format = "py"


class TypeScriptRenderer(OtherRenderer):
    """A module of TypeScript."""

    media_type = "text/x-typescript"
    format = "ts"


class SourceRenderer(OtherRenderer):
    """A module, for clients that take nothing but text."""

    media_type = "text/plain"
    format = "txt"


class PageRenderer(OtherRenderer):
    """A page for people."""

    media_type = "text/html"
    format = "html"
