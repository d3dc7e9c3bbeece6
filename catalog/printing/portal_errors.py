"""The portal's own error codes, which the service ``portal`` of the catalog explains.

Every message names the error portal, so that none can be taken for a vendor's.
"""

from __future__ import annotations

from dataclasses import dataclass

from catalog.message_template import parse_template

RETRY_SECONDS = 5
"""Retry-After in seconds while the database is unavailable."""


@dataclass(frozen=True, slots=True)
class PortalError:
    """Error of the portal: status, code and message template."""

    http_status: int
    message: str

    @property
    def code(self) -> str:
        """The error's code: ``Portal.`` and its HTTP status in four digits."""
        return f"Portal.{self.http_status:04d}"

    def body(self, *values: object) -> dict[str, str]:
        """Return the error's body in the vendor's format, with ``values`` in place of the placeholders."""
        filled = parse_template(self.message).fill([_one_line(value) for value in values])
        return {"error_code": self.code, "error_msg": filled}


def _one_line(value: object) -> str:
    # A sentence goes on behind it.
    return " ".join(str(value).split())[:300].rstrip(".")


EMPTY_BODY = PortalError(400, "The error portal got an empty request body; send the raw error as the body")
EMPTY_ITEM = PortalError(400, "The error portal got a batch item that is empty")
BAD_PARAMETER = PortalError(400, "The error portal cannot use the query parameter {parameter}: {problem}")
BAD_FIELD = PortalError(400, "The error portal cannot use the field {field} of this request: {problem}")
BAD_REQUEST = PortalError(400, "The error portal could not read this HTTP request: {problem}")
NO_KEY = PortalError(401, "The error portal wants a valid API key with this request")
FORBIDDEN = PortalError(403, "The error portal does not let this client use {path}")
NO_ERROR = PortalError(404, "The error portal has no code {code} in the catalog of service {service}")
NO_SERVICE = PortalError(404, "The error portal has no catalog of a service named {service}")
NO_PAGE = PortalError(404, "The error portal has only {pages} pages of this list")
NO_ADDRESS = PortalError(404, "The error portal has nothing at the address {path}")
WRONG_METHOD = PortalError(405, "The error portal does not take {method} at this address")
NOT_ACCEPTABLE = PortalError(406, "The error portal cannot answer in a media type of this Accept header: {accept}")
TIMED_OUT = PortalError(408, "The error portal got no complete request body within {seconds} seconds")
TOO_LARGE = PortalError(413, "The error portal reads request bodies of at most {limit} bytes")
TOO_MANY_ITEMS = PortalError(413, "The error portal takes at most {limit} items in one batch")
ITEM_TOO_LARGE = PortalError(413, "The error portal reads batch items of at most {limit} bytes")
NOT_ENCODED = PortalError(415, "The error portal cannot decode a request body with content encoding {encoding}")
WRONG_MEDIA_TYPE = PortalError(
    415, "The error portal does not take a body of the media type {media_type} at this address"
)
TOO_MANY = PortalError(429, "The error portal was asked too often by this client; ask again in {seconds} seconds")
FAILED = PortalError(500, "The error portal itself failed while it answered this request")
UNAVAILABLE = PortalError(503, "The error portal cannot reach its catalog just now; ask again in {seconds} seconds")
BUSY = PortalError(503, "The error portal cannot take this request just now; ask again in {seconds} seconds")
"""The words of the proxy in front (deploy/nginx.conf), where the portal has no place free or is away."""

PORTAL_ERRORS = (
    EMPTY_BODY,
    EMPTY_ITEM,
    BAD_PARAMETER,
    BAD_FIELD,
    BAD_REQUEST,
    NO_KEY,
    FORBIDDEN,
    NO_ERROR,
    NO_SERVICE,
    NO_PAGE,
    NO_ADDRESS,
    WRONG_METHOD,
    NOT_ACCEPTABLE,
    TIMED_OUT,
    TOO_LARGE,
    TOO_MANY_ITEMS,
    ITEM_TOO_LARGE,
    NOT_ENCODED,
    WRONG_MEDIA_TYPE,
    TOO_MANY,
    FAILED,
    UNAVAILABLE,
    BUSY,
)
"""All of them, in the order of the bundled catalog."""
