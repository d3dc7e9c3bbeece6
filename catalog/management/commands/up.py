"""``manage.py up``: everything between a fresh clone and a portal that answers, in one command."""

from __future__ import annotations

import atexit
import errno
import gc
import http.client
import logging
import multiprocessing
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess  # the task worker
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from catalog import ingest
from catalog.management.static_sources import collect_static
from catalog.store import snapshot

_DEFAULT = "127.0.0.1:8000"
_ADDRESS = re.compile(r"(?:(?P<host>\[[0-9A-Fa-f:.%a-z]+\]|[A-Za-z0-9._-]+):)?(?P<port>[0-9]{1,5})")
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
_CONNECTIONS = 1024
_HEADERS_WITHIN = 10_000
_STOP_WITHIN = 10
_NEW_BESIDE_OLD = 0.5
_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 30.0
_STEADY = 60
_READY_WITHIN = 600
_WRONG_USAGE = 2

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Address:
    """Address to listen on: ``host`` as given, ``ip`` as resolved."""

    host: str
    ip: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}/"

    @property
    def family(self) -> socket.AddressFamily:
        return socket.AF_INET6 if ":" in self.ip else socket.AF_INET


class Command(BaseCommand):
    """Migrate, collect static files, load the bundled catalog where it was never loaded, and serve."""

    help = "Set up what is missing and serve the portal, until stopped with Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "address",
            nargs="?",
            default=_DEFAULT,
            metavar="ADDR:PORT",
            help=f"where to listen: 8080, 0.0.0.0:8000 or [::1]:8000 (default {_DEFAULT})",
        )
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="only migrate, collect static files and load bundled services; serve nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        address = _read_address(options["address"])
        if options["prepare"]:
            self._prepare()
            return
        _refuse_taken(address)
        if isinstance(connection, SQLite) and connection.is_in_memory_db():
            raise CommandError("DATABASE_URL is a database in memory, which no other process can see; give it a file.")
        _on_stop(_stop)
        signal.signal(signal.SIGUSR1, _ignore)
        self._prepare()
        first_steps = self._first_steps(address)
        _load_for_workers()
        self._serve(address, first_steps)

    def _prepare(self) -> None:
        try:
            call_command("migrate", interactive=False, verbosity=0)
            loaded = ingest.load_bundled()
        except DatabaseError as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise CommandError(f"The database cannot be set up: {reason[:300]}") from error
        self._collect_static()
        if loaded:
            self._say(f"Loaded the bundled errors of {', '.join(loaded)}.")

    def _collect_static(self) -> None:
        for tries_left in (2, 1, 0):
            try:
                collect_static()
                return
            except FileNotFoundError as error:
                # Another instance of this folder, which starts at the same moment, has just replaced the file.
                if not tries_left:
                    raise _not_written(error) from error
                time.sleep(0.5)
            except OSError as error:
                raise _not_written(error) from error

    def _first_steps(self, address: _Address) -> list[str]:
        """Return the first steps that still have to be taken: administrator, host names, proxy."""
        steps = []
        if not get_user_model().objects.filter(is_superuser=True, is_active=True).exists():
            steps.append(f"To make the first administrator: {_this_command('createsuperuser')}")
        loopback = address.ip == "::1" or address.ip.startswith("127.")
        if not loopback and all(_is_loopback_name(name) for name in settings.ALLOWED_HOSTS):
            steps.append("It answers to loopback names only; name the others: ALLOWED_HOSTS=errors.example.com")
        if settings.PORTAL_HTTPS and not settings.PORTAL_TRUSTED_PROXIES:
            steps.append("PORTAL_HTTPS needs a proxy that says so (X-Forwarded-Proto): set PORTAL_TRUSTED_PROXIES=1")
        return steps

    def _serve(self, address: _Address, first_steps: list[str]) -> None:
        """Serve until stopped; start the server again, ever more slowly, whenever its workers keep dying."""
        ready = threading.Event()

        def watch(server: Any) -> None:
            # A fork must not find a thread in the middle of something.
            while len(server.wrks) < server.workers and not server.interrupt_signal:
                time.sleep(0.05)
            if _answers(address, server) and not ready.is_set():
                self._say(f"Ready: {address.url}", *first_steps)
                ready.set()
                with starting:
                    if settings.PORTAL_TASK_WORKER and not server.interrupt_signal:
                        tasks.append(_start_task_worker())

        threading.Thread(target=_wake_for_signals, name="signals", daemon=True).start()
        tasks: list[subprocess.Popen[bytes]] = []
        starting = threading.Lock()
        try:
            self._serve_for_ever(address, watch, ready)
        finally:
            with starting:
                for task in tasks:
                    task.terminate()

    def _serve_for_ever(self, address: _Address, watch: Callable[[Any], None], ready: threading.Event) -> None:
        pause = _FIRST_PAUSE
        while True:
            server = _server(address, watch)
            began = time.monotonic()
            try:
                server.serve(target_loader=partial(_load_in_worker, os.getpid()), wrap_loader=False)
            except SystemExit:
                if server.interrupt_signal:
                    return
                if not ready.is_set():
                    raise CommandError("The server could not start; its log says why.") from None
            else:
                return
            if time.monotonic() - began > _STEADY:
                pause = _FIRST_PAUSE
            logger.error("the workers keep dying; they are started again in %g s", pause)
            _on_stop(_stop)
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()


def _not_written(error: OSError) -> CommandError:
    return CommandError(f"Static files cannot be written to {settings.STATIC_ROOT}: {error.strerror}")


def _wake_for_signals() -> None:
    """Wake the main thread every second.

    It waits for an event without a time limit. A signal that comes in the moment in which it begins to wait is noted by
    Python, but handled only when the next one interrupts the wait.
    """
    while True:
        time.sleep(1)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)


def _start_task_worker() -> subprocess.Popen[bytes]:
    """Start the process that delivers web hooks: the library's own worker."""
    command = [
        sys.executable,
        sys.argv[0],
        "db_worker",
        "--interval",
        "1",
        "--no-startup-delay",
        "--skip-checks",
        "-v",
        "0",
    ]
    # In a group of its own, so that Ctrl-C reaches it only through its parent.
    return subprocess.Popen(  # noqa: S603 - nothing in it comes from outside
        command, start_new_session=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )


def _load_for_workers() -> None:
    """Load the program and the index into this process, which all workers are forked from.

    A worker that takes the place of another serves within milliseconds, and all share this memory.
    """
    if settings.PORTAL_METRICS:
        # All workers count here, each in a file of its own that outlives it.
        folder = tempfile.mkdtemp(prefix="portal-metrics-")
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        atexit.register(_remove_as, os.getpid(), folder)
    snapshot.build_for_all()
    # No worker may find a connection of its parent's.
    connection = connections[DEFAULT_DB_ALIAS]
    connection.close()
    if close_pool := getattr(connection, "close_pool", None):
        close_pool()
    # Only now: it has the connections pooled from here on. What is loaded is never visited by the collector of garbage.
    import_module("portal.rsgi")
    gc.freeze()
    if sys.platform == "linux":
        # The default of Python up to 3.13.
        multiprocessing.set_start_method("fork", force=True)


def _load_in_worker(parent: int) -> Any:
    """Return the application, in a worker that Ctrl-C does not reach and that does not outlive ``parent``."""
    # Until the server has handlers of its own, those of the parent would only be noted.
    _on_stop(signal.SIG_DFL)
    os.setpgid(0, 0)

    def follow() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=follow, name="parent", daemon=True).start()
    return import_module("portal.rsgi").application


def _server(address: _Address, watch: Callable[[Any], None]) -> Any:
    server = Granian(
        "portal.rsgi:application",
        address=address.ip,
        port=address.port,
        interface=Interfaces.RSGI,
        workers=settings.PORTAL_WEB_WORKERS,
        # Counted by connection, those that idle between two requests too: few would shut everybody out.
        backlog=_CONNECTIONS,
        backpressure=_CONNECTIONS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADERS_WITHIN),
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=_NEW_BESIDE_OLD,
        workers_kill_timeout=_STOP_WITHIN,
        log_level=LogLevels.error,
        log_dictconfig=_server_log(),
    )

    @server.on_startup
    def start() -> None:
        # A terminal that closes sends the signal that replaces the workers; there it means the end.
        if _has_terminal():
            signal.signal(signal.SIGHUP, server.signal_handler_interrupt)
        threading.Thread(target=watch, args=(server,), name="ready", daemon=True).start()

    return server


def _read_address(text: str) -> _Address:
    match = _ADDRESS.fullmatch(text)
    if not match or not 1 <= int(match["port"]) <= 65535:
        raise CommandError(
            f"{text[:80]!r} is not an address to listen on; it should be like 8080, 0.0.0.0:8000 or [::1]:8000",
            returncode=_WRONG_USAGE,
        )
    host = (match["host"] or _DEFAULT.split(":")[0]).strip("[]")
    port = int(match["port"])
    try:
        ip = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][4][0]
    except (OSError, UnicodeError):
        raise CommandError(f"{host[:80]!r} is no name or address of this machine", returncode=_WRONG_USAGE) from None
    return _Address(host, str(ip), port)


def _refuse_taken(address: _Address) -> None:
    """Refuse a port in use: workers share theirs with SO_REUSEPORT, so another server could share it unnoticed."""
    with socket.socket(address.family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.ip, address.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {address.port} is already in use; give another: {_this_command('up')} {address.port + 1}"
                ) from None
            raise CommandError(f"Cannot listen on {address.host} port {address.port}: {error.strerror}") from None


def _answers(address: _Address, server: Any) -> bool:
    """Wait until the portal answers; whether it did before it was stopped."""
    names = settings.ALLOWED_HOSTS
    name = next((name.removeprefix(".") for name in names if name != "*"), "localhost")
    give_up = time.monotonic() + _READY_WITHIN
    while time.monotonic() < give_up and not server.interrupt_signal:
        connection = http.client.HTTPConnection(_ANYWHERE.get(address.ip, address.ip), address.port, timeout=5)
        try:
            connection.request("GET", "/healthz", headers={"Host": name})
            if connection.getresponse().status == http.HTTPStatus.OK:
                return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    return False


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _remove_as(process: int, folder: str) -> None:
    # Workers are forked with what is to be done at the end.
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


def _is_loopback_name(name: str) -> bool:
    return name.removeprefix(".") in ("localhost", "127.0.0.1", "[::1]")


def _this_command(command: str) -> str:
    """How to call another command of this program with this Python, from the present folder."""

    def short(path: str) -> str:
        here = Path.cwd()
        full = Path(os.path.abspath(path))
        return shlex.quote(str(full.relative_to(here) if full.is_relative_to(here) else full))

    if Path(sys.argv[0]).name == "error-portal":
        return f"error-portal {command}"
    return f"{short(sys.executable)} {short(sys.argv[0])} {command}"


def _server_log() -> dict[str, Any]:
    return {
        "formatters": settings.LOGGING["formatters"],
        "handlers": settings.LOGGING["handlers"],
        "loggers": {"_granian": {"handlers": ["stderr"], "level": logging.ERROR, "propagate": False}},
    }


def _on_stop(handler: Callable[..., None] | signal.Handlers) -> None:
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, handler)


def _ignore(*_: object) -> None:
    """Handle a signal by having been interrupted, which one that is ignored does not do."""


def _stop(*_: object) -> None:
    raise SystemExit(0)
