"""Parsers of request bodies: bounded before they are read, and never refused for their encoding."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.parsers import BaseParser

from catalog.api.exceptions import PortalException
from catalog.printing import portal_errors
from catalog.troubleshoot import text_of


class RawTextParser(BaseParser):
    """Parses the body as text of any content type: the error itself."""

    media_type = "*/*"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the text.

        Raises:
            PortalException: when the body is empty, compressed, over the limit, or was cut off on its way.
        """
        return text_of(self.read(stream, (parser_context or {})["request"].META))

    def read(self, stream: IO[Any], meta: Mapping[str, str]) -> bytes:
        """Return the body's bytes, at most ``PORTAL_MAX_BODY_BYTES`` of them."""
        encoding = meta.get("HTTP_CONTENT_ENCODING", "").strip().lower()
        if encoding not in ("", "identity"):
            raise PortalException(portal_errors.NOT_ENCODED, encoding)
        limit = settings.PORTAL_MAX_BODY_BYTES
        length = int(meta.get("CONTENT_LENGTH") or 0)
        if length > limit:
            raise PortalException(portal_errors.TOO_LARGE, limit)
        body: bytes = stream.read(limit + 1)
        if len(body) > limit:
            raise PortalException(portal_errors.TOO_LARGE, limit)
        if len(body) < length:
            problem = f"its body broke off after {len(body)} of {length} bytes"
            raise PortalException(portal_errors.BAD_REQUEST, problem)
        if not body.strip():
            raise PortalException(portal_errors.EMPTY_BODY)
        return body


class JSONObjectParser(RawTextParser):
    """Parses the body as a JSON value."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the value.

        Raises:
            PortalException: for what a raw text is refused for, and for what is no JSON.
        """
        text = super().parse(stream, media_type, parser_context)
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as problem:
            reason = problem if isinstance(problem, json.JSONDecodeError) else "it is nested too deeply"
            raise PortalException(portal_errors.BAD_REQUEST, f"its body is no JSON: {reason}") from problem
