"""Return 503 with Retry-After when the database is unavailable, and say that nothing was saved."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase

from catalog.pages.errors import away
from catalog.tally import DATABASE_AWAY, tell
from portal.database_faults import in_words, is_damaged

AWAY = (OperationalError, InterfaceError)
"""Of Django's errors those that are the database's own: gone, full, read-only, too slow, or locked for too long."""

logger = logging.getLogger(__name__)


class DatabaseAwayMiddleware:
    """Returns 503 pages for database failures; the REST interface has handled its own by then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Return the 503 page for a database failure; None for any other exception."""
        return away(request) if _noted(exception) else None


def is_away() -> bool:
    """Return whether the exception being handled is a failure of the database."""
    return _noted(sys.exc_info()[1])


def _noted(problem: BaseException | None) -> bool:
    if problem is None or not (isinstance(problem, AWAY) or is_damaged(problem)):
        return False
    tell(DATABASE_AWAY, who="request")
    # The statement is not logged, as it may hold data; the kind of failure is enough.
    logger.error("the database did not answer a request: %s", in_words(problem))
    return True
