"""Error responses of the API in one format: the vendor's by default, problem details on request."""

from __future__ import annotations

import logging
from http import HTTPStatus
from math import ceil
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions

from catalog.api.negotiation import PROBLEM, wants_problem
from catalog.printing import portal_errors
from catalog.printing.links import links_for
from catalog.printing.portal_errors import PortalError
from catalog.tally import DATABASE_AWAY, tell

logger = logging.getLogger(__name__)


class PortalException(exceptions.APIException):
    """A request that the API refuses with one of the portal's own errors."""

    def __init__(self, error: PortalError, *values: object, retry_after: int | None = None) -> None:
        self.error, self.values, self.retry_after = error, values, retry_after
        self.status_code = error.http_status
        super().__init__(error.message, error.code)


def exception_handler(exc: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Return the response to an exception of a view; None leaves a failure of the portal itself to Django."""
    request: HttpRequest = context["request"]._request
    ours = exc if isinstance(exc, PortalException) else _translated(exc, request)
    if ours is None:
        return None
    response = error_response(request, ours.error, *ours.values, retry_after=ours.retry_after)
    if scheme := getattr(exc, "auth_header", None):
        response["WWW-Authenticate"] = scheme
    if isinstance(exc, exceptions.MethodNotAllowed):
        response["Allow"] = ", ".join(context["view"].allowed_methods)
    return response


def error_response(
    request: HttpRequest, error: PortalError, *values: object, retry_after: int | None = None
) -> HttpResponse:
    """Return an error of the portal in the shape that the request asks for, whatever media types its address has."""
    # The middleware that gives a request its id has not seen one that it never got.
    request_id = getattr(request, "request_id", "")
    body: dict[str, object] = {**error.body(*values), **({"request_id": request_id} if request_id else {})}
    is_problem = wants_problem(request)
    if is_problem:
        # A host that the portal does not serve must not be repeated in a link.
        page = links_for(None).error("portal", error.code)
        title = HTTPStatus(error.http_status).phrase
        body = {"type": page, "title": title, "status": error.http_status, "detail": body["error_msg"], **body}
    response = JsonResponse(body, status=error.http_status, content_type=PROBLEM if is_problem else "application/json")
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def unavailable_response(request: HttpRequest) -> HttpResponse:
    """Return 503 with Retry-After: the database does not answer."""
    seconds = portal_errors.RETRY_SECONDS
    return error_response(request, portal_errors.UNAVAILABLE, seconds, retry_after=seconds)


def _translated(exc: Exception, request: HttpRequest) -> PortalException | None:
    if isinstance(exc, DatabaseError):
        tell(DATABASE_AWAY, who="request")
        logger.error("the database did not answer a request")
        seconds = portal_errors.RETRY_SECONDS
        return PortalException(portal_errors.UNAVAILABLE, seconds, retry_after=seconds)
    if isinstance(exc, exceptions.Throttled):
        seconds = max(1, ceil(getattr(exc, "wait", None) or 1))
        return PortalException(portal_errors.TOO_MANY, seconds, retry_after=seconds)
    if isinstance(exc, exceptions.MethodNotAllowed):
        return PortalException(portal_errors.WRONG_METHOD, request.method)
    if isinstance(exc, exceptions.NotAcceptable):
        return PortalException(portal_errors.NOT_ACCEPTABLE, request.META.get("HTTP_ACCEPT", ""))
    if isinstance(exc, exceptions.UnsupportedMediaType):
        return PortalException(portal_errors.WRONG_MEDIA_TYPE, request.content_type or "none")
    if isinstance(exc, Http404 | exceptions.NotFound):
        return PortalException(portal_errors.NO_ADDRESS, request.path)
    if isinstance(exc, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return PortalException(portal_errors.NO_KEY)
    if isinstance(exc, exceptions.PermissionDenied):
        return PortalException(portal_errors.FORBIDDEN, request.path)
    if isinstance(exc, exceptions.ValidationError):
        field, problem = first_problem(exc.detail)
        return PortalException(portal_errors.BAD_FIELD, field, problem)
    if isinstance(exc, exceptions.APIException) and exc.status_code < 500:
        return PortalException(portal_errors.BAD_REQUEST, exc.detail)
    return None


def first_problem(detail: Any) -> tuple[str, str]:
    """Return the first field that a serializer refused, nested ones by their path, and what is wrong with it."""
    path: list[str] = []
    while isinstance(detail, dict | list) and detail:
        key, detail = next(iter(detail.items())) if isinstance(detail, dict) else ("", detail[0])
        path += [str(key)] if key and key != "non_field_errors" else []
    return ".".join(path) or "body", str(detail)
