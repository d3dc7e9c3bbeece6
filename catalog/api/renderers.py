"""Renderers: JSON for programs, plain text for a terminal, Markdown for a ticket, and more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework.renderers import BaseRenderer, JSONRenderer

from catalog.diagnosis.guidance import Guidance
from catalog.known_error import ServiceCatalog
from catalog.printing.enums import python_enum, typescript_enum
from catalog.printing.json_answer import guidance_object
from catalog.printing.links import Links, links_for
from catalog.printing.plain_text import markdown, plain_text


class GuidanceJSONRenderer(JSONRenderer):
    """Renders guidance as JSON by the fast path that ``GuidanceSerializer`` documents."""

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        if isinstance(data, Guidance):
            data = guidance_object(data, links_for((renderer_context or {}).get("request")))
        return super().render(data, accepted_media_type, renderer_context)


class TextRenderer(BaseRenderer):
    """Renders text as it is, and the response to OPTIONS as JSON."""

    charset: str | None = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        return data.encode() if isinstance(data, str) else JSONRenderer().render(data)


class PlainTextRenderer(TextRenderer):
    """Renders guidance as plain text of 80 columns."""

    media_type = "text/plain"
    format = "txt"
    print_guidance: Callable[[Guidance, Links], str] = staticmethod(plain_text)

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        if isinstance(data, Guidance):
            data = self.print_guidance(data, links_for((renderer_context or {}).get("request")))
        return super().render(data, accepted_media_type, renderer_context)


class MarkdownRenderer(PlainTextRenderer):
    """Renders guidance as Markdown."""

    media_type = "text/markdown"
    format = "md"
    print_guidance = staticmethod(markdown)


class LinesRenderer(TextRenderer):
    """Renders one JSON value a line."""

    media_type = "application/x-ndjson"
    format = "ndjson"


class ExportRenderer(TextRenderer):
    """Renders the export format, which is JSON already."""

    media_type = "application/json"
    format = "json"
    charset = None


class CSVRenderer(TextRenderer):
    """Renders CSV for spreadsheets."""

    media_type = "text/csv"
    format = "csv"


class AtomRenderer(TextRenderer):
    """Renders an Atom feed."""

    media_type = "application/atom+xml"
    format = "atom"


class XMLRenderer(TextRenderer):
    """Renders the feed for readers that accept only ``application/xml``."""

    media_type = "application/xml"
    format = "atom"


class PythonRenderer(TextRenderer):
    """Renders the codes of a service as a Python module with an enum."""

    media_type = "text/x-python"
    format = "py"
    print_enum: Callable[[ServiceCatalog], str] = staticmethod(python_enum)

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> Any:
        if isinstance(data, ServiceCatalog):
            data = self.print_enum(data)
        return super().render(data, accepted_media_type, renderer_context)


class PythonAsTextRenderer(PythonRenderer):
    """Renders the Python module for clients that accept only text."""

    media_type = "text/plain"


class TypeScriptRenderer(PythonRenderer):
    """Renders the codes of a service as a TypeScript module with an object and the type of its values."""

    media_type = "text/x-typescript"
    format = "ts"
    print_enum = staticmethod(typescript_enum)


class TypeScriptAsTextRenderer(TypeScriptRenderer):
    """Renders the TypeScript module for clients that accept only text."""

    media_type = "text/plain"


class PageRenderer(TextRenderer):
    """Renders an HTML page."""

    media_type = "text/html"
    format = "html"
