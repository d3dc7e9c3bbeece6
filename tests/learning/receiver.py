"""A receiver of web hooks: an HTTP server that keeps what it was sent."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


class Receiver(HTTPServer):
    """Keeps what it was sent, and answers with ``statuses``, the last of them for ever."""

    received: list[tuple[dict[str, str], str]]
    statuses: list[int]

    @property
    def url(self) -> str:
        """The address of a web hook that leads here."""
        return f"http://127.0.0.1:{self.server_port}/hook?team=1"

    def wait_for(self, event: str, within: float = 120) -> tuple[dict[str, str], str]:
        """The headers and the body of the first message about an event."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            for headers, body in list(self.received):
                if f'"type":"{event}"' in body:
                    return headers, body
            time.sleep(0.1)
        raise AssertionError(f"no {event} in {self.received}")


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.received.append((dict(self.headers), body))
        statuses = self.server.statuses
        self.send_response(statuses.pop(0) if len(statuses) > 1 else statuses[0])
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def listening() -> Iterator[Receiver]:
    """A receiver that listens until the block ends."""
    server = Receiver(("127.0.0.1", 0), _Handler)
    server.received, server.statuses = [], [204]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
