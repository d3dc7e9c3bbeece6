"""Every error of the API in the vendor page's own shape, whoever raised it."""

from __future__ import annotations

import logging
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions

from catalog.printing import portal_errors
from catalog.printing.portal_errors import PortalError
from catalog.tally import DATABASE_AWAY, tell

logger = logging.getLogger(__name__)


class Refused(exceptions.APIException):
    """A request that the API refuses with one of the portal's own errors."""

    def __init__(self, error: PortalError, *values: object, retry_after: int | None = None) -> None:
        self.status_code = error.http_status
        self.body = error.body(*values)
        self.retry_after = retry_after
        super().__init__(self.body["error_msg"], self.body["error_code"])


def exception_handler(exc: Exception, context: dict[str, Any]) -> JsonResponse | None:
    """Turn whatever a view raised into an answer, JSON whatever was asked for; None lets Django handle a failure."""
    request: HttpRequest = context["request"]
    refused = exc if isinstance(exc, Refused) else _translated(exc, request)
    if refused is None:
        return None
    response = JsonResponse(refused.body, status=refused.status_code)
    if refused.retry_after is not None:
        response["Retry-After"] = str(refused.retry_after)
    if wanted := getattr(exc, "auth_header", None):
        response["WWW-Authenticate"] = wanted
    if isinstance(exc, exceptions.MethodNotAllowed):
        allowed = context["view"].allowed_methods
        response["Allow"] = ", ".join(allowed)
    return response


def _translated(exc: Exception, request: HttpRequest) -> Refused | None:
    if isinstance(exc, DatabaseError):
        tell(DATABASE_AWAY, who="request")
        logger.error("the database did not answer a request")
        return Refused(portal_errors.UNAVAILABLE, portal_errors.RETRY_SECONDS, retry_after=portal_errors.RETRY_SECONDS)
    if isinstance(exc, exceptions.MethodNotAllowed):
        return Refused(portal_errors.WRONG_METHOD, request.method)
    if isinstance(exc, exceptions.NotAcceptable):
        return Refused(portal_errors.NOT_ACCEPTABLE, request.META.get("HTTP_ACCEPT", ""))
    if isinstance(exc, Http404 | exceptions.NotFound):
        return Refused(portal_errors.NO_ADDRESS, request.path)
    if isinstance(exc, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return Refused(portal_errors.NO_KEY)
    if isinstance(exc, exceptions.PermissionDenied):
        return Refused(portal_errors.FORBIDDEN, request.path)
    if isinstance(exc, exceptions.APIException) and exc.status_code < 500:
        return Refused(portal_errors.BAD_REQUEST, exc.detail)
    return None


def away() -> JsonResponse:
    """The database does not answer, outside of any view of the API."""
    response = error_response(portal_errors.UNAVAILABLE, portal_errors.RETRY_SECONDS)
    response["Retry-After"] = str(portal_errors.RETRY_SECONDS)
    return response


def error_response(error: PortalError, *values: object) -> JsonResponse:
    """An error outside of any view of the API (no such address, a failure), in the same shape."""
    return JsonResponse(error.body(*values), status=error.http_status)
