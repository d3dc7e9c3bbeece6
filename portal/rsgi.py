"""The portal as an application of granian's RSGI interface: ``portal.rsgi:application``.

An event loop receives the requests, so that a slow body costs no thread; a few threads answer them with Django.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator, Iterable
from io import BytesIO
from queue import SimpleQueue
from threading import Thread
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from granian.rsgi import HTTPProtocol, ProtocolClosed, ProtocolError, Scope  # type: ignore[attr-defined]

from catalog.printing import portal_errors
from catalog.printing.portal_errors import PortalError
from portal.wsgi import application as django

BODY_SECONDS = 20
"""How long the body of a request may take to arrive."""

_BODIES_BYTES = 64 * 1024 * 1024
"""How many bytes of bodies a process holds at once; who sends more meanwhile is asked to come again."""

_DRAINED_BYTES = 32 * 1024 * 1024
_DRAINED_SECONDS = 5
"""How much of a refused body is read and dropped: a client that is still sending would not see the answer."""

_PIECE_SECONDS = 20
"""How long a client may take to receive one piece of a streamed answer."""

_WITHOUT_BODY = ("GET", "HEAD", "OPTIONS", "TRACE")
_RETRY_SECONDS = "2"

Environ = dict[str, Any]
Headers = list[tuple[str, str]]

logger = logging.getLogger(__name__)


class _RefusedBody(Exception):
    """Raised for a request body that is not read to its end."""

    def __init__(self, error: PortalError, *values: object) -> None:
        super().__init__(error.code)
        self.error, self.values = error, values


SWITCH_SECONDS = 0.001
"""Seconds that one thread computes before another may: beside a long text a light request waits so long, many times."""


class Application:
    """RSGI application around Django; one for each server process."""

    def __init__(self, *, limit: int, threads: int) -> None:
        self._limit, self._threads = limit, threads
        self._bodies_bytes = 0
        self._queue: SimpleQueue[tuple[Environ, HTTPProtocol, asyncio.Future[None]]] = SimpleQueue()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the threads; the server calls it in each process before the first request."""
        # Models can be imported only now that Django is set up.
        from catalog.learning.recording import start_recording
        from catalog.store import snapshot

        self._loop = loop
        sys.setswitchinterval(SWITCH_SECONDS)
        snapshot.start_polling()
        start_recording()
        for number in range(self._threads):
            Thread(target=self._serve, name=f"request-{number}", daemon=True).start()

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Receive a request and have it answered."""
        environ = _environ(scope)
        if scope.method in _WITHOUT_BODY:
            await self._answered(environ, b"", protocol)
            return
        # The server gives a body out once: what is left of it is read on from the same iterator.
        pieces, body = aiter(protocol), bytearray()
        try:
            complete = await self._receive(environ, pieces, body)
            await self._answered(environ, body, protocol)
        except _RefusedBody as refused:
            # The server's iterator must not be asked again once it was cancelled or has ended.
            complete = refused.error is portal_errors.TIMED_OUT
            _refuse(protocol, refused.error, *refused.values)
        finally:
            self._bodies_bytes -= len(body)
        if not complete:
            await _drain(pieces)

    async def _receive(self, environ: Environ, pieces: AsyncIterator[bytes], body: bytearray) -> bool:
        """Read a body into ``body``; return whether its end was seen.

        A body whose announced length is over the limit is not read at all, one without a length up to the limit and
        a little more: Django refuses both by their length, in the words of the page or the API.

        Raises:
            _RefusedBody: when it takes too long, or too many others are being held.
        """
        if int(environ.get("CONTENT_LENGTH", 0)) > self._limit:
            return False
        try:
            async with asyncio.timeout(BODY_SECONDS):
                while piece := await anext(pieces, b""):
                    self._bodies_bytes += len(piece)
                    body += piece
                    if len(body) > self._limit:
                        break
                    if self._bodies_bytes > _BODIES_BYTES:
                        raise _RefusedBody(portal_errors.BUSY, _RETRY_SECONDS)
        except TimeoutError:
            raise _RefusedBody(portal_errors.TIMED_OUT, BODY_SECONDS) from None
        except (ProtocolClosed, ProtocolError):
            # The client went away or sent chunks that are none. Django sees that the body is too short.
            pass
        environ.setdefault("CONTENT_LENGTH", str(len(body)))
        return len(body) <= self._limit

    async def _answered(self, environ: Environ, body: bytes | bytearray, protocol: HTTPProtocol) -> None:
        environ["wsgi.input"] = BytesIO(body)
        done = self._loop.create_future()
        self._queue.put((environ, protocol, done))
        await done

    def _serve(self) -> None:
        while True:
            environ, protocol, done = self._queue.get()
            try:
                self._answer(environ, protocol)
            except Exception as problem:
                # Not the message: that may quote what somebody pasted.
                logger.error("a request failed outside of Django: %s", type(problem).__name__)
                _refuse(protocol, portal_errors.FAILED)
            self._loop.call_soon_threadsafe(_set_done, done)

    def _answer(self, environ: Environ, protocol: HTTPProtocol) -> None:
        begun: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: Headers, _: object = None, /) -> Any:
            begun.append((int(status[:3]), headers))

        try:
            response = django(environ, start_response)
        except SuspiciousOperation:
            # Django reads the query while it makes the request where a charset is named: one of too many fields.
            _refuse(protocol, portal_errors.BAD_REQUEST, "its query has too many fields")
            return
        try:
            status, headers = begun[0]
            if any(name.lower() == "content-length" for name, _ in headers):
                protocol.response_bytes(status, headers, b"".join(response))
            else:
                self._stream(protocol, status, headers, response)
        finally:
            response.close()

    def _stream(self, protocol: HTTPProtocol, status: int, headers: Headers, pieces: Iterable[bytes]) -> None:
        transport = protocol.response_stream(status, headers)

        async def send(piece: bytes) -> None:
            async with asyncio.timeout(_PIECE_SECONDS):
                await transport.send_bytes(piece)

        for piece in pieces:
            try:
                asyncio.run_coroutine_threadsafe(send(piece), self._loop).result()
            except (TimeoutError, ProtocolClosed, ProtocolError):
                # The client is gone, or has stopped reading.
                return


def _environ(scope: Scope) -> Environ:
    """Build the WSGI environment of a request."""
    server, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        # Behind a proxy that passes it on, X_Forwarded_For would be taken for X-Forwarded-For.
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    return environ


def _refuse(protocol: HTTPProtocol, error: PortalError, *values: object) -> None:
    body = json.dumps(error.body(*values)).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("Connection", "close")]
    if error.http_status == portal_errors.BUSY.http_status:
        headers.append(("Retry-After", _RETRY_SECONDS))
    protocol.response_bytes(error.http_status, headers, body)


async def _drain(pieces: AsyncIterator[bytes]) -> None:
    left = _DRAINED_BYTES
    try:
        async with asyncio.timeout(_DRAINED_SECONDS):
            while piece := await anext(pieces, b""):
                left -= len(piece)
                if left < 0:
                    break
    except (TimeoutError, ProtocolClosed, ProtocolError):
        pass


def _set_done(done: asyncio.Future[None]) -> None:
    if not done.done():
        done.set_result(None)


application = Application(limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE, threads=settings.PORTAL_WEB_THREADS)
