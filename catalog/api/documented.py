"""What the schema says of every address alike: the errors it may answer with, and examples, which are real answers."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from catalog.api.keys import SCHEME, KeyAuthentication
from catalog.api.shapes import ApiError

_EXAMPLES = Path(__file__).with_name("examples.json")

_WHEN = {
    400: "An empty body or one that broke off, a parameter outside its range, or one that the address does not have.",
    401: "A key that is wrong or revoked; or none, on a portal that is closed to those without.",
    404: "No such code, service, page or address.",
    406: "Another media type than the address has.",
    413: "A body over the limit.",
    415: "A compressed body.",
    429: "Too many diagnoses; `Retry-After` says how long to wait.",
    500: "The portal itself failed.",
    503: "The database does not answer; `Retry-After` says how long to wait.",
}


REFUSING = [
    OpenApiParameter("WWW-Authenticate", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, response=[401]),
    OpenApiParameter(
        "Retry-After",
        OpenApiTypes.INT,
        OpenApiParameter.HEADER,
        required=True,
        response=[429, 503],
        description="How many seconds to wait.",
    ),
]
"""What errors tell in headers."""

KEPT = [
    *REFUSING,
    OpenApiParameter(
        "If-None-Match",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        description="The `ETag` of the answer you have: 304 while it still holds.",
    ),
    OpenApiParameter(
        "If-Modified-Since",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        description="The `Last-Modified` of the answer you have; `If-None-Match` goes first.",
    ),
    OpenApiParameter(
        "ETag",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        required=True,
        response=[200, 304],
        description="Names this answer; another edition of the catalog has another.",
    ),
    OpenApiParameter(
        "Last-Modified",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        required=True,
        response=[200, 304],
        description="When the catalog, or the portal's own program, was last changed.",
    ),
]
"""What every GET of the catalog takes and gives in headers."""

NOT_MODIFIED = {304: OpenApiResponse(description="You have it already.")}


def refusals(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """The errors that an operation may answer with."""
    return {(status, "application/json"): OpenApiResponse(ApiError, description=_WHEN[status]) for status in statuses}


def examples(operation: str) -> list[OpenApiExample]:
    """The examples of an operation: its requests and what they were answered with."""
    found = []
    for each in recorded_examples():
        if each["operation"] != operation:
            continue
        if "body" in each:
            found.append(
                OpenApiExample(each["name"], value=each["body"], request_only=True, media_type=each["content_type"])
            )
        found.append(
            OpenApiExample(
                each["name"],
                summary=each["request"],
                value=each["answer"],
                response_only=True,
                status_codes=[str(each["status"])],
                media_type=each["media_type"],
            )
        )
    return found


@cache
def recorded_examples() -> list[dict[str, Any]]:
    """Every example: operation, name, request, where it was a good one its body, status and answer."""
    recorded: list[dict[str, Any]] = json.loads(_EXAMPLES.read_text(encoding="utf-8"))
    return recorded


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema names the key."""

    target_class = KeyAuthentication
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer token."""
        return {"type": "http", "scheme": SCHEME, "description": "An API key, made in the admin."}

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[Any]]]:
        """None is needed while the portal is open."""
        return [{}, {self.name: []}]
