"""PostgreSQL servers of its own for a test: one, and a standby that follows it by streaming replication."""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.running_portal import SET_UP, folder_of_the_run, free_port, manage, portal_with_its_catalog

_SETTINGS = {
    "fsync": "off",
    "listen_addresses": "127.0.0.1",
    "log_statement": "all",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "wal_receiver_status_interval": "1s",
    "wal_retrieve_retry_interval": "500ms",
}


def _programs() -> Path | None:
    items = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name))
    if items and (items[-1] / "pg_basebackup").exists():
        return items[-1]
    here = shutil.which("pg_basebackup") if shutil.which("initdb") else None
    return Path(here).parent if here else None


PROGRAMS = _programs()


def _account() -> str | None:
    """As whom to run a server: root may not."""
    return "postgres" if os.getuid() == 0 else None


def _is_account(name: str) -> bool:
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


WHY_NOT = (
    "the programs of a PostgreSQL server are not installed here"
    if PROGRAMS is None
    else "root may not run PostgreSQL, and there is no account postgres"
    if os.getuid() == 0 and not _is_account("postgres")
    else ""
)
"""Why there can be no servers; empty where there can."""


class PostgresServer:
    """A server with its data in a folder of its own."""

    def __init__(self, folder: Path, name: str, settings: Mapping[str, str] | None = None) -> None:
        self._settings = {**_SETTINGS, **(settings or {})}
        self.data = folder / name
        self.port = free_port()
        self.log = folder / f"{name}.log"
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        """Make a new database cluster."""
        _run("initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")

    def create_with_catalog(self) -> None:
        """Make a copy of a cluster in whose first database a portal was prepared."""
        subprocess.run(["cp", "-a", _with_catalog(), self.data], check=True)

    def copy(self, primary: PostgresServer) -> None:
        """Begin as a copy of another server, and follow it."""
        source = ("-h", "127.0.0.1", "-p", str(primary.port), "-U", "postgres")
        _run("pg_basebackup", *source, "-D", self.data, "-R", "-X", "stream", "--checkpoint=fast")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        report = {**self._settings, "port": str(self.port), "unix_socket_directories": str(self.data)}
        options = " ".join(f"-c {name}={value}" for name, value in report.items())
        _run("pg_ctl", "-D", self.data, "-l", self.log, "-w", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it at once, whoever is connected."""
        _run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop")

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement; its rows."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def times_asked(self, text: str) -> int:
        """In how many of the statements so far a text stands."""
        return self.log.read_text(errors="replace").count(text)


def _with_catalog() -> Path:
    """A cluster in whose first database a portal was prepared, made by the first process of the run that needs it."""
    folder_of_the_run()
    made = Path(os.environ[SET_UP]) / "cluster"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            with one_server() as server, tempfile.TemporaryDirectory() as folder:
                variables = {
                    "DATABASE_URL": server.url,
                    "SECRET_KEY": "to prepare a database with, and for nothing else",
                }
                manage(portal_with_its_catalog(Path(folder)), "up", "--prepare", variables=variables)
                server.stop("fast")
                subprocess.run(["cp", "-a", server.data, made.with_suffix(".begun")], check=True)
            made.with_suffix(".begun").rename(made)
    return made


@contextmanager
def one_server(
    settings: Mapping[str, str] | None = None, *, folder: Path | None = None, catalog: bool = False
) -> Iterator[PostgresServer]:
    """A server with settings of its own, in ``folder`` if that is given; gone afterwards.

    With ``catalog``, its first database is as a portal leaves it that has been started on it once.
    """
    with _folder(folder) as place:
        server = PostgresServer(place, "primary", settings)
        try:
            if catalog:
                server.create_with_catalog()
            else:
                server.create()
            server.start()
            yield server
        finally:
            _end(server)


@contextmanager
def two_servers() -> Iterator[tuple[PostgresServer, PostgresServer]]:
    """A primary server with the bundled catalog, and a standby that follows it; gone afterwards."""
    with one_server(catalog=True) as primary, _folder(None) as place:
        standby = PostgresServer(place, "standby")
        try:
            standby.copy(primary)
            standby.start()
            yield primary, standby
        finally:
            _end(standby)


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    """A folder that the server may write to, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-", dir=given))
    if account := _account():
        shutil.chown(folder, account)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _end(server: PostgresServer) -> None:
    if (server.data / "postmaster.pid").exists():
        server.stop()


def _run(program: str, *arguments: str | Path) -> None:
    assert PROGRAMS
    command = [str(PROGRAMS / program), *map(str, arguments)]
    how: Mapping[str, Any] = {"user": account, "group": account, "extra_groups": []} if (account := _account()) else {}
    ended = subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        timeout=90, check=False, **how,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
