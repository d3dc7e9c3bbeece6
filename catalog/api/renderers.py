"""The media types of an answer: JSON for programs, plain text for a terminal, Markdown for a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer, JSONRenderer

from catalog.diagnosis.guidance import Guidance
from catalog.printing.json_answer import guidance_object
from catalog.printing.links import links_for
from catalog.printing.words import markdown, plain_text


class GuidanceJSONRenderer(JSONRenderer):
    """Guidance, or an error of the API, as JSON."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Bytes of JSON."""
        if isinstance(data, Guidance):
            data = guidance_object(data, links_for((renderer_context or {}).get("request")))
        return super().render(data, accepted_media_type, renderer_context)


class _WordsRenderer(BaseRenderer):
    charset = "utf-8"

    def words(self, guidance: Guidance, renderer_context: Mapping[str, Any]) -> str:
        raise TypeError("a renderer of words says how it words guidance")

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> str | bytes:
        """The words of guidance; an error of the API stays JSON, as the contract has it for every error."""
        if isinstance(data, Guidance):
            return self.words(data, renderer_context or {})
        rendered: bytes = JSONRenderer().render(data)
        return rendered


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
