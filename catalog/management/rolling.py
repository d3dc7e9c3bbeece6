"""The server of ``manage.py up``: several processes on one port, replaced one after the other without a lost request.

The sockets that listen belong to the parent, one for each worker: what waits in one when its worker goes is answered by
the next. A new worker is a new interpreter, so that it has the program as it is on disk by then.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from granian.server.mp import MPServer, WorkerProcess

from catalog.management import workers

logger = logging.getLogger(__name__)

_LOADED_WITHIN = 300
_LAST_ANSWERS = 1.0


class RollingServer(MPServer):
    """Granian's server with workers that are replaced on request.

    ``prepare`` does before a replacement what the new workers need, and says whether it could: if not, the old ones
    stay.
    """

    def __init__(self, target: str, *, prepare: Callable[[], bool], **how: Any) -> None:
        super().__init__(target, **how)
        self._prepare = prepare
        self._listeners: list[socket.socket] = []
        self._loaded, self._told = multiprocessing.Pipe(duplex=False)

    def run(self) -> None:
        """Serve until SIGINT or SIGTERM.

        Raises:
            SystemExit: when it could not go on.
        """
        load = partial(workers.application, os.getpid(), self._told)
        self.serve(spawn_target=workers.serve, target_loader=load, wrap_loader=False)

    def _init_shared_socket(self) -> None:
        family = socket.AF_INET6 if ":" in self.bind_addr else socket.AF_INET
        for _ in range(self.workers):
            listener = socket.socket(family, socket.SOCK_STREAM)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # The kernel deals connections out evenly among the sockets of one port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            # An answer goes out in more than one piece: no piece waits until the client has confirmed the one before,
            # which clients put off by 40 ms. Each connection has this from the socket that it was accepted by.
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            listener.bind((self.bind_addr, self.bind_port))
            listener.listen(workers.CONNECTIONS)
            listener.setblocking(False)
            self._listeners.append(listener)
        self._sso = None

    def _drop_shared_socket(self) -> None:
        for listener in self._listeners:
            listener.close()

    def _spawn_worker(self, idx: int, target: Any, callback_loader: Any) -> WorkerProcess:  # type: ignore[override]
        self._sso = self._listeners[idx]
        return super()._spawn_worker(idx, target, callback_loader)

    def _reload(self, spawn_target: Any, target_loader: Any) -> None:
        self.reload_signal = False
        self.main_loop_interrupt.clear()
        if not self._prepare():
            logger.error("what the new workers need could not be prepared; the old ones go on")
            return
        multiprocessing.set_start_method("spawn", force=True)
        for number in range(self.workers):
            if self.interrupt_signal or not self._replace(number, spawn_target, target_loader):
                # Whoever asked to stop meanwhile is listened to.
                break

    def _replace(self, number: int, spawn_target: Any, target_loader: Any) -> bool:
        """Put a new worker in the place of one; False where the new one did not come up, and the old one stays."""
        old: Any = self.wrks[number]
        while self._loaded.poll():
            self._loaded.recv_bytes()
        new: Any = self._spawn_worker(number, spawn_target, target_loader)
        # Until it serves, it is our business and not that of who watches over those that do.
        new.interrupt_by_parent = True
        new.start()
        if not self._comes_up(new):
            logger.error("a new worker did not come up; the old ones go on")
            new.kill()
            new.join()
            return False
        new.interrupt_by_parent = False
        self.wrks[number] = new
        if old.is_alive():
            old.interrupt_by_parent = True
            os.kill(old.inner.pid, workers.LEAVE)
            time.sleep(_LAST_ANSWERS)
            old.terminate()
            old.join(self.workers_kill_timeout)
            if old.is_alive():
                old.kill()
                old.join()
        return True

    def _comes_up(self, worker: Any) -> bool:
        give_up = time.monotonic() + _LOADED_WITHIN
        while time.monotonic() < give_up and worker.is_alive() and not self.interrupt_signal:
            if self._loaded.poll(0.1):
                return True
        return False


def has_terminal() -> bool:
    """Whether this process was started from a terminal, whose end is told by the same signal as a replacement."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


REPLACE = signal.SIGHUP
"""Asks a portal without a terminal to replace its workers."""
