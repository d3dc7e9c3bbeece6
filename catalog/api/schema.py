"""OpenAPI schema: errors and headers of every address, and recorded responses as examples."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator as DefaultSchemaGenerator
from drf_spectacular.openapi import AutoSchema as DefaultAutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from catalog.api.authentication import SCHEME, KeyAuthentication
from catalog.api.negotiation import PROBLEM
from catalog.api.throttling import LIMIT_HEADER, POLICY_HEADER, DiagnosisThrottle
from catalog.printing.links import links_for
from catalog.printing.serializers import ApiErrorSerializer, ProblemSerializer

_EXAMPLES = Path(__file__).with_name("examples.json")
_DEFAULT_SERVER = "http://127.0.0.1:8000"

_WHEN = {
    400: "The body is empty or was cut off, or a parameter or field is unknown or out of range.",
    401: "The API key is wrong or revoked, or missing where one is required.",
    403: "The key lacks the scope, or its account may not change this.",
    404: "There is no such code, service or page.",
    406: "The address does not have this media type.",
    413: "The body is over the limit.",
    415: "The body is compressed, or of a media type that the address does not take.",
    429: "Too many diagnoses; `Retry-After` says how long to wait.",
    500: "The portal itself failed.",
    503: "The database does not answer; `Retry-After` says how long to wait.",
}


def _header(name: str, description: str, *statuses: int, type: Any = OpenApiTypes.STR) -> OpenApiParameter:
    return OpenApiParameter(
        name, type, OpenApiParameter.HEADER, required=bool(statuses), response=list(statuses), description=description
    )


_ERROR_HEADERS = [
    _header("WWW-Authenticate", "How to authenticate.", 401),
    _header("Retry-After", "Seconds to wait.", 429, 503, type=OpenApiTypes.INT),
]
_CACHE_HEADERS = [
    _header("If-None-Match", "The `ETag` of the answer you have: 304 while it still holds."),
    _header("If-Modified-Since", "The `Last-Modified` of the answer you have; `If-None-Match` takes precedence."),
    _header("ETag", "The validator of this answer; another revision of the catalog has another.", 200, 304),
    _header("Last-Modified", "When the catalog or the portal's program was last changed.", 200, 304),
]
_RATE_HEADERS = [
    OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, response=[200, 429], description=description)
    for name, description in (
        (POLICY_HEADER, 'The rate of one client or key, `"diagnose";q=600;w=60`: requests, and seconds.'),
        (LIMIT_HEADER, 'What is left of it, `"diagnose";r=599;t=42`: requests, and seconds until it begins anew.'),
    )
]


class AutoSchema(DefaultAutoSchema):
    """Schema of one method of one address."""

    def get_override_parameters(self) -> list[Any]:
        """Add the parameters of filters, pagination and view, and the headers."""
        queries = [query for each in self._query_sources() if (query := getattr(each, "query_class", None))]
        headers = [*_ERROR_HEADERS]
        headers += _CACHE_HEADERS if self._is_cached else []
        headers += _RATE_HEADERS if self._is_throttled else []
        return [*super().get_override_parameters(), *queries, *headers]

    def get_auth(self) -> list[dict[str, Any]]:
        """Require the key where a scope is needed; elsewhere it is optional, as the whole interface says once."""
        super().get_auth()
        return [{KeyScheme.name: []}] if self._scope else []

    def get_description(self) -> str:  # type: ignore[override]
        """Add the required scope."""
        description: str = super().get_description()
        needed = f"\n\nNeeds a key with the scope `{self._scope}`." if self._scope else ""
        return f"{description}{needed}"

    def _get_request_body(self, direction: Any = "request") -> dict[str, Any] | None:
        body: dict[str, Any] | None = super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        return body and {**body, "required": True}

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        if self._is_cached:
            not_modified = OpenApiResponse(description="The answer you have still holds.")
            bodies["304"] = self._response(not_modified, 304)
        for status in self._error_statuses():
            plain = self._response(OpenApiResponse(ApiErrorSerializer, _WHEN[status]), status, "application/json")
            problem = self._response(OpenApiResponse(ProblemSerializer, _WHEN[status]), status, PROBLEM)
            plain["content"] |= problem["content"]
            bodies[str(status)] = plain
        return bodies

    def _response(self, response: OpenApiResponse, status: int, *media_types: str) -> dict[str, Any]:
        made: dict[str, Any] = self._get_response_for_code(response, str(status), media_types)  # type: ignore[no-untyped-call]
        return made

    def _error_statuses(self) -> list[int]:
        statuses = {401, 406, 500, 503}
        statuses |= {403} if self._scope else set()
        statuses |= {400, 413, 415} if self.method == "POST" else set()
        statuses |= getattr(self.view, "refusals", {}).get(self.method, set())
        statuses |= {400, 413, 415, 429} if self._is_throttled else set()
        sources = self._query_sources()
        statuses |= {400} if any(hasattr(each, "query_class") for each in sources) else set()
        statuses |= {404} if "{" in self.path or any(hasattr(each, "has_last_page") for each in sources) else set()
        return sorted(statuses)

    def _query_sources(self) -> list[Any]:
        """Return what may read the query: filters, pagination, and the view itself."""
        view: Any = self.view
        if self.method != "GET" and getattr(view, "pagination_class", None):
            # The address lists what is posted to it: only the list is narrowed.
            return []
        return [*getattr(view, "filter_backends", ()), getattr(view, "pagination_class", None), view]

    @property
    def _scope(self) -> str | None:
        return getattr(self.view, "scopes", {}).get(self.method)

    @property
    def _is_cached(self) -> bool:
        return hasattr(getattr(self.view, self.method.lower(), None), "is_cached")

    @property
    def _is_throttled(self) -> bool:
        return DiagnosisThrottle in self.view.throttle_classes


class SchemaGenerator(DefaultSchemaGenerator):
    """Generates the schema with the server as the client addresses it."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        """Return the schema of the whole interface."""
        base = links_for(request and request._request).base
        servers = [{"url": base or _DEFAULT_SERVER, "description": "This portal."}]
        return {**interface_schema(), "servers": servers, "security": [{}, {KeyScheme.name: []}]}


@cache
def interface_schema() -> dict[str, Any]:
    """Return the schema without what differs from one client to the next, made once in a process."""
    schema: dict[str, Any] = DefaultSchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
    return schema


def add_examples(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the recorded requests and responses to each operation; a hook of drf-spectacular."""
    operations = {each["operationId"]: each for methods in result["paths"].values() for each in methods.values()}
    for each in recorded_examples():
        operation, name = operations[each["operation"]], each["name"].title().replace(" ", "")
        if "body" in each:
            content = operation["requestBody"]["content"][each["content_type"]]
            content.setdefault("examples", {})[name] = {"value": each["body"]}
        content = operation["responses"][str(each["status"])]["content"][each["media_type"]]
        content.setdefault("examples", {})[name] = {"summary": each["request"], "value": each["answer"]}
    return result


@cache
def recorded_examples() -> list[dict[str, Any]]:
    """Return every example: operation, name, request, body of a good one, status and answer."""
    recorded: list[dict[str, Any]] = json.loads(_EXAMPLES.read_text(encoding="utf-8"))
    return recorded


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The API key in the schema."""

    target_class = KeyAuthentication
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the definition of a bearer token."""
        return {"type": "http", "scheme": SCHEME, "description": "An API key, made in the admin."}
