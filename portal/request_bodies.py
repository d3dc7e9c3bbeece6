"""Request bodies as Django and clients need them: with a length, and read to their end."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING

from django.core.exceptions import SuspiciousOperation

from catalog.printing import portal_errors

if TYPE_CHECKING:
    from _typeshed.wsgi import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

_PIECE = 64 * 1024
_IN_MEMORY = 1024 * 1024
_LEFT_OVER_BYTES = 32 * 1024 * 1024
_LEFT_OVER_SECONDS = 5
_REFUSED = json.dumps(portal_errors.BAD_REQUEST.body("its query has too many fields")).encode()
_WITHOUT_BODY = ("GET", "HEAD", "OPTIONS", "TRACE")


def whole_bodies(application: WSGIApplication, *, limit: int) -> WSGIApplication:
    """Give a body sent in chunks its length, without which Django takes it for empty; read what was left of any body.

    A body in chunks is read to ``limit`` bytes and one more, so that the application sees that it is too long. What
    the application leaves unread, as of a body that it refuses for its length, is read and dropped: a client that
    is still sending when the connection closes would never see the answer. That, too, has its bounds.
    """

    def whole(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in _WITHOUT_BODY:
            return _answered(application, environ, start_response)
        source: InputStream = environ["wsgi.input"]
        if environ.get("CONTENT_LENGTH"):
            if environ.get("HTTP_EXPECT"):
                return _asked_first(application, environ, start_response)
            answer = _answered(application, environ, start_response)
        else:
            with SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
                length = _copy(source, body, limit + 1)
                body.seek(0)
                sized = environ | {"wsgi.input": body, "CONTENT_LENGTH": str(length)}
                answer = _answered(application, sized, start_response)
        _drop(source)
        return answer

    return whole


class _Waiting:
    """The body of a client that sends nothing before it is told to go on, which is done as soon as it is read."""

    def __init__(self, source: InputStream) -> None:
        self._source = source
        self.begun = False

    def read(self, size: int = -1, /) -> bytes:
        self.begun = True
        return self._source.read(size)

    def readline(self, size: int = -1, /) -> bytes:
        self.begun = True
        return self._source.readline(size)


def _asked_first(
    application: WSGIApplication, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    """The answer to a client that asks before it sends its body (RFC 9110, section 10.1.1).

    What is refused unread is left unread: nobody is told to go on only for what is dropped.
    """
    body = _Waiting(environ["wsgi.input"])
    answer = _answered(application, environ | {"wsgi.input": body}, start_response)
    if body.begun:
        _drop(body)
    return answer


def _answered(application: WSGIApplication, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The application's answer; 400 for what Django refuses before it has a request that a page could be made for."""
    try:
        return application(environ, start_response)
    except SuspiciousOperation:
        # Where a charset is named, the query is read while the request is being made: one of too many fields.
        length = str(len(_REFUSED))
        start_response("400 Bad Request", [("Content-Type", "application/json"), ("Content-Length", length)])
        return [_REFUSED]


def _copy(source: InputStream, target: IO[bytes], most: int) -> int:
    left = most
    while left and (piece := source.read(min(left, _PIECE))):
        target.write(piece)
        left -= len(piece)
    return most - left


def _drop(source: InputStream | _Waiting) -> None:
    left = _LEFT_OVER_BYTES
    end = time.monotonic() + _LEFT_OVER_SECONDS
    while left > 0 and time.monotonic() < end and (piece := source.read(_PIECE)):
        left -= len(piece)
