"""``manage.py up``: everything between a fresh clone and a portal that answers, in one command."""

from __future__ import annotations

import errno
import http.client
import logging
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from catalog import ingest
from catalog.management import workers
from catalog.management.rolling import REPLACE, RollingServer, has_terminal
from catalog.store import snapshot

_DEFAULT = "127.0.0.1:8000"
_ADDRESS = re.compile(r"(?:(?P<host>\[[0-9A-Fa-f:.%a-z]+\]|[A-Za-z0-9._-]+):)?(?P<port>[0-9]{1,5})")
_ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
_HEADERS_WITHIN = 10_000
_STOP_WITHIN = 10
_READY_WITHIN = 600
_WRONG_USAGE = 2


@dataclass(frozen=True, slots=True)
class _Address:
    """Where to listen: ``host`` as it was given, ``ip`` what it stands for."""

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
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, _stop)
        self._prepare()
        first_steps = self._first_steps(address)
        snapshot.build_for_all()
        # The workers are forked from here; none may find a connection of its parent's.
        connection.close()
        if close_pool := getattr(connection, "close_pool", None):
            close_pool()
        self._serve(address, first_steps)

    def _prepare(self) -> None:
        try:
            call_command("migrate", interactive=False, verbosity=0)
            loaded = ingest.load_bundled()
        except DatabaseError as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise CommandError(f"The database cannot be set up: {reason[:300]}") from error
        try:
            call_command("collectstatic", interactive=False, verbosity=0)
        except OSError as error:
            raise CommandError(f"Static files cannot be written to {settings.STATIC_ROOT}: {error.strerror}") from error
        if loaded:
            self._say(f"Loaded the bundled errors of {', '.join(loaded)}.")

    def _first_steps(self, address: _Address) -> list[str]:
        """What somebody who sees the portal for the first time has to know."""
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
        server = RollingServer(
            settings.WSGI_APPLICATION.replace(".application", ":application"),
            address=address.ip,
            port=address.port,
            interface=Interfaces.WSGI,
            prepare=_prepare_anew,
            workers=settings.PORTAL_WEB_WORKERS,
            blocking_threads=settings.PORTAL_WEB_THREADS,
            # Counted by connection, those that idle between two requests too: few would shut everybody out.
            backlog=workers.CONNECTIONS,
            backpressure=workers.CONNECTIONS,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=_HEADERS_WITHIN),
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=_STOP_WITHIN,
            log_level=LogLevels.error,
            log_dictconfig=_server_log(),
        )

        def watch() -> None:
            while len(server.wrks) < server.workers and not server.interrupt_signal:
                time.sleep(0.05)
            if _answers(address, server):
                self._say(f"Ready: {address.url}", *first_steps)

        @server.on_startup
        def start() -> None:
            # A terminal that closes sends the same signal, and there it means the end.
            if has_terminal():
                signal.signal(REPLACE, server.signal_handler_interrupt)
            # It sleeps until all workers are forked: a fork must not find a thread in the middle of something.
            threading.Thread(target=watch, name="ready", daemon=True).start()

        metrics = _folder_of_metrics() if settings.PORTAL_METRICS else None
        try:
            server.run()
        except SystemExit:
            if not server.interrupt_signal:
                raise CommandError("The server could not go on; its log says why.") from None
        finally:
            if metrics:
                shutil.rmtree(metrics, ignore_errors=True)

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()


def _read_address(text: str) -> _Address:
    found = _ADDRESS.fullmatch(text)
    if not found or not 1 <= int(found["port"]) <= 65535:
        raise CommandError(
            f"{text[:80]!r} is no address to listen on; it should be like 8080, 0.0.0.0:8000 or [::1]:8000",
            returncode=_WRONG_USAGE,
        )
    host = (found["host"] or _DEFAULT.split(":")[0]).strip("[]")
    port = int(found["port"])
    try:
        ip = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][4][0]
    except (OSError, UnicodeError):
        raise CommandError(f"{host[:80]!r} is no name or address of this machine", returncode=_WRONG_USAGE) from None
    return _Address(host, str(ip), port)


def _refuse_taken(address: _Address) -> None:
    """The server shares its port between workers, and so with strangers too; only one that nobody has is taken."""
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


def _answers(address: _Address, server: RollingServer) -> bool:
    """Wait until the portal answers; whether it did before it was stopped."""
    names = settings.ALLOWED_HOSTS
    name = next((name.removeprefix(".") for name in names if name != "*"), "localhost")
    give_up = time.monotonic() + _READY_WITHIN
    while time.monotonic() < give_up and not server.interrupt_signal:
        asked = http.client.HTTPConnection(_ANYWHERE.get(address.ip, address.ip), address.port, timeout=5)
        try:
            asked.request("GET", "/healthz", headers={"Host": name})
            if asked.getresponse().status == http.HTTPStatus.OK:
                return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            asked.close()
        time.sleep(0.1)
    return False


def _prepare_anew() -> bool:
    """Migrate, collect and load as the program on disk would, which may be a newer one than this."""
    command = [sys.executable, os.path.abspath(sys.argv[0]), "up", "--prepare"]
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False).returncode == 0  # noqa: S603


def _folder_of_metrics() -> str:
    """Where all workers count, each in a file of its own that outlives it."""
    folder = tempfile.mkdtemp(prefix="portal-metrics-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    return folder


def _is_loopback_name(name: str) -> bool:
    return name.removeprefix(".") in ("localhost", "127.0.0.1", "[::1]")


def _this_command(command: str) -> str:
    """How to call another command of this ``manage.py`` with this Python, from the present folder."""

    def short(path: str) -> str:
        here = Path.cwd()
        full = Path(os.path.abspath(path))
        return shlex.quote(str(full.relative_to(here) if full.is_relative_to(here) else full))

    return f"{short(sys.executable)} {short(sys.argv[0])} {command}"


def _server_log() -> dict[str, Any]:
    return {
        "formatters": settings.LOGGING["formatters"],
        "handlers": settings.LOGGING["handlers"],
        "loggers": {"_granian": {"handlers": ["stderr"], "level": logging.ERROR, "propagate": False}},
    }


def _stop(*_: object) -> None:
    raise SystemExit(0)
