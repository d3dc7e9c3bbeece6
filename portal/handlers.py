"""Error handlers outside of views: API errors below /api/ and for programs, pages elsewhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from catalog.api.exceptions import error_response, unavailable_response
from catalog.api.negotiation import wants_problem
from catalog.pages import errors as pages
from catalog.pages.representations import JSON, preferred_form
from catalog.printing import portal_errors
from portal.database_away import is_away
from portal.request_ids import current_id


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return 400 for a request that Django cannot read."""
    if is_program(request):
        return error_response(
            request, portal_errors.BAD_REQUEST, "it is malformed or names a host this portal does not serve"
        )
    return pages.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return 403 for a request without permission."""
    if is_program(request):
        return error_response(request, portal_errors.FORBIDDEN, request.path)
    return pages.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return 404 for an unknown address."""
    for_program = is_program(request)
    response = (
        error_response(request, portal_errors.NO_ADDRESS, request.path)
        if for_program
        else pages.not_found(request, exception)
    )
    patch_vary_headers(response, ("Accept",))
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Return 500, or 503 if the database failed before a view was reached."""
    if is_away():
        return unavailable_response(request) if is_program(request) else pages.away(request)
    if is_program(request):
        return error_response(request, portal_errors.FAILED)
    return pages.server_error(request, current_id())


def is_program(request: HttpRequest) -> bool:
    """Return whether the client is a program, which gets errors in the API's format."""
    return request.path.startswith("/api/") or preferred_form(request) == JSON or wants_problem(request)
