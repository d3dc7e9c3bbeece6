"""The media types of an answer: JSON for programs, plain text for a terminal, Markdown for a ticket, and more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer, JSONRenderer

from catalog.diagnosis.guidance import Guidance
from catalog.known_error import ServiceCatalog
from catalog.printing.enums import python_enum, typescript_enum
from catalog.printing.json_answer import guidance_object
from catalog.printing.links import Links, links_for
from catalog.printing.words import markdown, plain_text


class GuidanceJSONRenderer(JSONRenderer):
    """Guidance as JSON, printed by the fast path that ``GuidanceSerializer`` documents."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return bytes of JSON."""
        if isinstance(data, Guidance):
            data = guidance_object(data, links_for((renderer_context or {}).get("request")))
        return super().render(data, accepted_media_type, renderer_context)


class TextRenderer(BaseRenderer):
    """A media type that is not JSON: text as it is; what OPTIONS answers stays JSON."""

    charset: str | None = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the text as bytes, or bytes of JSON."""
        return data.encode() if isinstance(data, str) else JSONRenderer().render(data)


class PlainTextRenderer(TextRenderer):
    """Guidance as plain text of 80 columns."""

    media_type = "text/plain"
    format = "txt"
    print_guidance: Callable[[Guidance, Links], str] = staticmethod(plain_text)

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the text."""
        if isinstance(data, Guidance):
            data = self.print_guidance(data, links_for((renderer_context or {}).get("request")))
        return super().render(data, accepted_media_type, renderer_context)


class MarkdownRenderer(PlainTextRenderer):
    """Guidance as Markdown."""

    media_type = "text/markdown"
    format = "md"
    print_guidance = staticmethod(markdown)


class LinesRenderer(TextRenderer):
    """A JSON value a line."""

    media_type = "application/x-ndjson"
    format = "ndjson"


class ExportRenderer(TextRenderer):
    """The export format, which is JSON already."""

    media_type = "application/json"
    format = "json"
    charset = None


class CSVRenderer(TextRenderer):
    """Rows for a spreadsheet."""

    media_type = "text/csv"
    format = "csv"


class AtomRenderer(TextRenderer):
    """A feed."""

    media_type = "application/atom+xml"
    format = "atom"


class XMLRenderer(TextRenderer):
    """A feed, for readers that know only that it is XML."""

    media_type = "application/xml"
    format = "atom"


class PythonRenderer(TextRenderer):
    """The codes of a service as a Python module with an enum."""

    media_type = "text/x-python"
    format = "py"
    print_enum: Callable[[ServiceCatalog], str] = staticmethod(python_enum)

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the module."""
        if isinstance(data, ServiceCatalog):
            data = self.print_enum(data)
        return super().render(data, accepted_media_type, renderer_context)


class PythonAsTextRenderer(PythonRenderer):
    """The same for clients that take nothing but text."""

    media_type = "text/plain"


class TypeScriptRenderer(PythonRenderer):
    """The codes of a service as a TypeScript module with an object and the type of its values."""

    media_type = "text/x-typescript"
    format = "ts"
    print_enum = staticmethod(typescript_enum)


class TypeScriptAsTextRenderer(TypeScriptRenderer):
    """The same for clients that take nothing but text."""

    media_type = "text/plain"


class PageRenderer(TextRenderer):
    """A page for people."""

    media_type = "text/html"
    format = "html"
