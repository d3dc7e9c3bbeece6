"""What runs in a worker process of ``manage.py up``. A new one imports this first, before there is any Django."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterable
from multiprocessing.connection import Connection
from socket import AF_UNIX, socket
from typing import TYPE_CHECKING, Any

from granian._granian import SocketHolder
from granian.server.mp import MPServer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONNECTIONS = 1024
"""Connections that wait for a worker, or are with it."""

LEAVE = signal.SIGUSR1
"""Tells a worker that it is about to be replaced: it asks its clients not to come back on the same connection."""


_leaving = threading.Event()


def serve(worker: int, name: str | None, load: Any, sockets: tuple[Any, socket], *how: Any) -> None:
    """Serve in this process, from a socket that its parent listens with: what waits there outlives the worker."""
    _, listener = sockets
    signal.signal(LEAVE, lambda *_: _leave(listener))
    holder = SocketHolder(listener.fileno(), False, CONNECTIONS)  # type: ignore[call-arg]
    MPServer._spawn_wsgi_worker(worker, name, load, ((None, holder), None), *how)


def _leave(listener: socket) -> None:
    """Take no more connections, and let each that is there go after its next answer.

    The server has no way to stop listening other than to stop: it would close connections that it has just accepted,
    before their request is read. So another socket takes the place of the one it listens with, where nobody comes.
    """
    _leaving.set()
    if sys.platform != "linux":
        return
    nobody = socket(AF_UNIX)
    nobody.bind("")
    nobody.listen(1)
    nobody.setblocking(False)
    listened = os.fstat(listener.fileno()).st_ino
    for number in (int(each) for each in os.listdir("/proc/self/fd")):
        try:
            if os.fstat(number).st_ino == listened:
                os.dup2(nobody.fileno(), number)
        except OSError:
            # The one that the folder was read by.
            continue


def application(parent: int, told: Connection) -> WSGIApplication:
    """The portal, in a worker that the terminal's Ctrl-C does not reach and that does not outlive its parent.

    ``told`` gets a message when it can answer.
    """
    os.setpgid(0, 0)

    def follow() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=follow, name="parent", daemon=True).start()

    # Which settings there are is known only to the process that serves.
    from django.core.servers.basehttp import get_internal_wsgi_application

    portal = _until_leaving(get_internal_wsgi_application())
    told.send_bytes(b"loaded")
    return portal


def _until_leaving(portal: WSGIApplication) -> WSGIApplication:
    """Once it is leaving, every answer ends its connection: a client's next request goes to the next worker."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not _leaving.is_set():
            return portal(environ, start_response)

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            return start_response(status, [*headers, ("Connection", "close")], *error)

        return portal(environ, start)

    return answer
