"""Servers of a load test in temporary folders: the portal with PostgreSQL and Redis, or on SQLite."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.front import BEHIND, RunningFront, front
from tests.front import WHY_NOT as NO_FRONT
from tests.postgres_servers import WHY_NOT, PostgresServer, one_server
from tests.running_portal import RunningPortal, free_port, make_administrator, portal_with_its_catalog

KEY = "for load tests only, the same for every process of one of them"
CURATOR, PASSWORD = "curator", "a phrase for this load test only"
PLACES_EACH = 32
"""How many requests nginx lets be with each worker, as ``deploy/nginx.conf`` says."""

_ALL_FROM_ONE_ADDRESS = 60_000


class RedisServer:
    """A Redis that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it listens."""
        program = shutil.which("redis-server")
        if program is None:
            raise RuntimeError("redis-server is not installed here")
        command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("redis-server did not start")

    def stop(self) -> None:
        """Stop it at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@dataclass
class Servers:
    """Servers started by a load test."""

    folder: Path
    portal: RunningPortal
    variables: dict[str, str]
    postgres: PostgresServer | None = None
    redis: RedisServer | None = None

    def memory(self) -> float:
        """Megabytes that the portal's workers hold together; what they share is counted once (PSS)."""
        return sum(_proportional(worker) for worker in self.portal.workers()) / 1e6


@contextmanager
def servers(
    *, sqlite: bool = False, workers: int = 2, account: bool = False, more: Mapping[str, str] | None = None
) -> Iterator[Servers]:
    """A portal with the bundled catalog and no limit of rates, ready; and, if asked for, an account to edit with."""
    if not sqlite and WHY_NOT:
        raise RuntimeError(WHY_NOT)
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="portal-load-")))
        portal_with_its_catalog(folder)
        variables = {
            "SECRET_KEY": KEY,
            "PORTAL_DIAGNOSE_RATE": "0",
            "PORTAL_WEB_WORKERS": str(workers),
            "PORTAL_SLOW_MS": "600000",
            **(more or {}),
        }
        postgres = redis = None
        if not sqlite:
            postgres = running.enter_context(one_server({"fsync": "on", "log_statement": "none"}, catalog=True))
            redis = RedisServer(folder)
            redis.start()
            running.callback(redis.stop)
            variables |= {"DATABASE_URL": postgres.url, "REDIS_URL": redis.url}
        portal = RunningPortal(folder, f"127.0.0.1:{free_port()}", variables)
        running.enter_context(portal)
        portal.until_ready()
        if account:
            make_administrator(folder, CURATOR, PASSWORD, variables)
        yield Servers(folder, portal, variables, postgres, redis)


@contextmanager
def behind_nginx(*, workers: int) -> Iterator[tuple[Servers, RunningFront]]:
    """A portal, and nginx in front of it as ``deploy/nginx.conf`` says, but that one address may play all clients."""
    if NO_FRONT:
        raise RuntimeError(NO_FRONT)
    with servers(workers=workers, more=BEHIND) as running:
        folder = running.folder / "front"
        folder.mkdir()
        portal = f"127.0.0.1:{running.portal.port}"
        with front(portal, folder, places=PLACES_EACH * workers, each=_ALL_FROM_ONE_ADDRESS) as before:
            yield running, before


def _proportional(process_id: int) -> int:
    rollup = Path(f"/proc/{process_id}/smaps_rollup").read_text()
    return 1024 * int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1])
