"""What a request asks: its query, checked, and its body, bounded."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers
from rest_framework.request import Request

from catalog.api.errors import Refused
from catalog.printing import portal_errors
from catalog.store.held import held_services, held_slug

_MAY_BE_EMPTY = ("q", "service", "http_status")

_OF_NO_MEANING = "_"
"""What fields begin with that only make an address a new one, for who goes around caches."""

_MOST_NAMED = 10


def asked_body(request: Request) -> bytes:
    """The raw body: the error itself, whatever the content type says.

    Raises:
        Refused: when it is empty, compressed, over the limit, or broke off on its way.
    """
    raw = request._request
    encoding = raw.META.get("HTTP_CONTENT_ENCODING", "").strip().lower()
    if encoding not in ("", "identity"):
        raise Refused(portal_errors.NOT_ENCODED, encoding)
    limit = settings.PORTAL_MAX_BODY_BYTES
    length = int(raw.META.get("CONTENT_LENGTH") or 0)
    if length > limit:
        raise Refused(portal_errors.TOO_LARGE, limit)
    body = raw.read(limit + 1)
    if len(body) > limit:
        raise Refused(portal_errors.TOO_LARGE, limit)
    if len(body) < length:
        raise Refused(portal_errors.BAD_REQUEST, f"its body broke off after {len(body)} of {length} bytes")
    if not body and "chunked" in raw.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        raise Refused(portal_errors.BAD_REQUEST, "its body came in chunks, none of which could be read")
    if not body.strip():
        raise Refused(portal_errors.EMPTY_BODY)
    return body


def asked_query(shape: type[serializers.Serializer[Any]], request: Request, *, others: bool = False) -> dict[str, Any]:
    """The fields of the query, as ``shape`` has them; ``others`` are passed over, or refused.

    Raises:
        Refused: naming the first field that is not as it should be, or that nobody knows.
    """
    given = request.query_params
    # What is left empty in a form was not given.
    query = shape(data={name: value for name, value in given.items() if value or name not in _MAY_BE_EMPTY})
    # A narrowing that is misspelled must not be answered with the whole list.
    unknown = next((name for name in given if name not in query.fields and not name.startswith(_OF_NO_MEANING)), None)
    if unknown is not None and not others:
        raise Refused(portal_errors.BAD_PARAMETER, unknown, f"this address has {', '.join(query.fields)}")
    if not query.is_valid():
        name, problems = next(iter(query.errors.items()))
        raise Refused(portal_errors.BAD_PARAMETER, name, problems[0])
    checked: dict[str, Any] = query.validated_data
    if "service" in checked:
        checked["service"] = _known_service(checked["service"])
    return checked


def _known_service(asked: str) -> str:
    """The slug of a service that was asked for in any letter case."""
    slug = held_slug(asked)
    if slug is None:
        known = ", ".join(each.service.slug for each in held_services()[:_MOST_NAMED])
        problem = f"the catalog has no service of this name: {asked[:100]}; it has {known or 'none'}"
        raise Refused(portal_errors.BAD_PARAMETER, "service", problem)
    return slug
