"""What a request asks: its query, checked, and its body, bounded."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers
from rest_framework.request import Request

from catalog.api.errors import Refused
from catalog.printing import portal_errors

_MAY_BE_EMPTY = ("q", "service", "http_status")


def asked_body(request: Request) -> bytes:
    """The raw body: the error itself, whatever the content type says.

    Raises:
        Refused: when it is empty, compressed, or over the limit.
    """
    raw = request._request
    encoding = raw.META.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if encoding not in ("", "identity"):
        raise Refused(portal_errors.NOT_ENCODED, encoding)
    limit = settings.PORTAL_MAX_BODY_BYTES
    if int(raw.META.get("CONTENT_LENGTH") or 0) > limit:
        raise Refused(portal_errors.TOO_LARGE, limit)
    body = raw.read(limit + 1)
    if len(body) > limit:
        raise Refused(portal_errors.TOO_LARGE, limit)
    if not body.strip():
        raise Refused(portal_errors.EMPTY_BODY)
    return body


def asked_query(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The fields of the query, as ``shape`` has them.

    Raises:
        Refused: naming the first field that is not as it should be.
    """
    # What is left empty in a form was not given.
    given = request.query_params.items()
    query = shape(data={name: value for name, value in given if value or name not in _MAY_BE_EMPTY})
    if not query.is_valid():
        name, problems = next(iter(query.errors.items()))
        raise Refused(portal_errors.BAD_PARAMETER, name, problems[0])
    checked: dict[str, Any] = query.validated_data
    return checked
