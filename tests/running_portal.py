"""A portal of its own for a test to start and stop: ``manage.py up`` in a copy of what a clone has."""

from __future__ import annotations

import fcntl
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from types import TracebackType

import psycopg
from django.contrib.auth.hashers import PBKDF2PasswordHasher

ROOT = Path(__file__).resolve().parent.parent
_PORTS = range(8100, 9000)
_TIMEOUT_SECONDS = 300
SET_UP = "TEST_SET_UP"
"""The variable with the folder of the portal that all processes of a run copy."""
_LISTEN = "0A"
"""``TCP_LISTEN`` as ``/proc/net/tcp`` writes it."""


def plain_environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a machine where nobody has set the portal up, with the given variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", SET_UP) if name in os.environ}
    return kept | dict(variables or {})


@cache
def _ports() -> Iterator[int]:
    """The ports of this process, again and again, so that none is chosen twice before all others were.

    Portals share ports (SO_REUSEPORT): no two processes of pytest-xdist may choose from the same ones.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    own = _PORTS[int(worker.removeprefix("gw")) % workers :: workers]
    return cycle(random.sample(own, len(own)))


def free_port() -> int:
    """A port of this machine that nobody listens on, below those that outgoing connections take."""
    for port in islice(_ports(), len(_PORTS)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise RuntimeError(f"all ports of {_PORTS} are taken")


class RunningPortal:
    """``manage.py up`` in a copy of the portal, stopped at the end whatever happens.

    Without ``task_worker``, no web hooks are delivered: the process that does costs as much to start as the portal.
    """

    def __init__(
        self, folder: Path, address: str, variables: Mapping[str, str] | None = None, *, task_worker: bool = False
    ) -> None:
        self.folder = folder
        self.port = int(address.rpartition(":")[2])
        self.url = f"http://127.0.0.1:{self.port}"
        self.lines: list[str] = []
        self.log = folder / f"log-{self.port}.txt"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", address],
                cwd=folder,
                env=plain_environment(({} if task_worker else {"PORTAL_TASK_WORKER": "0"}) | dict(variables or {})),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )

    def __enter__(self) -> RunningPortal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.stop()
        assert self.process.stdout
        self.process.stdout.close()

    def until_ready(self) -> RunningPortal:
        """Wait for the line that says so; fail with what was printed when it does not come."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if line.startswith("Ready"):
                return self
        self.process.wait(_TIMEOUT_SECONDS)
        raise AssertionError(f"never ready: exit {self.process.returncode}, {self.lines}, {self.log.read_text()}")

    def workers(self) -> list[int]:
        """The process ids of those that serve."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in children.read_text().split() if not _serves_nobody(child)]

    def listening(self) -> list[int]:
        """The process ids of those workers that take connections already: each has a listening socket of its own."""
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        listen = {row[9] for row in rows if row[3] == _LISTEN and int(row[1].rpartition(":")[2], 16) == self.port}
        return [worker for worker in self.workers() if listen & _sockets(worker)]

    def replaced(self, before: list[int], within: float = 60) -> bool:
        """Return whether all workers differ from ``before`` within so many seconds."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            now = self.workers()
            if len(now) == len(before) and not set(now) & set(before):
                return True
            time.sleep(0.1)
        return False

    def interrupt_all(self) -> None:
        """Do as a terminal does when somebody types Ctrl-C: the whole group of processes gets the signal."""
        os.killpg(self.process.pid, signal.SIGINT)

    def kill(self, worker: int) -> None:
        """End one of the workers the hard way."""
        assert worker in self.workers()
        os.kill(worker, signal.SIGKILL)

    def kill_all(self) -> None:
        """End every worker the hard way; where one dies, the server may end the others before this comes to them."""
        workers = self.workers()
        assert workers
        for worker in workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)

    def answers_again(self, within: float = 120) -> bool:
        """Return whether the portal answers within so many seconds."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                    return bool(answer.status == 200)
            except OSError:
                time.sleep(0.1)
        return False

    def until_it_has(self, path: str, within: float = 300) -> None:
        """Wait until a page is there that another process has just written into the database."""
        end = time.monotonic() + within
        while True:
            try:
                urllib.request.urlopen(self.url + path, timeout=30).close()
                return
            except urllib.error.HTTPError:
                assert time.monotonic() < end, f"{path} is not served"
                time.sleep(0.05)

    def rest(self) -> list[str]:
        """Stop it; what it printed after it was ready."""
        assert self.process.stdout
        self.stop()
        return self.process.stdout.read().splitlines()

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal and wait; the exit status."""
        self.process.send_signal(sign)
        try:
            return self.process.wait(_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


def _sockets(process_id: int) -> set[str]:
    """The inodes of a process's sockets; none of one that is gone."""
    inodes = set()
    try:
        for descriptor in Path(f"/proc/{process_id}/fd").iterdir():
            kind, _, inode = os.readlink(descriptor).partition(":[")
            if kind == "socket":
                inodes.add(inode.rstrip("]"))
    except (FileNotFoundError, ProcessLookupError):
        return set()
    return inodes


def _serves_nobody(process_id: str) -> bool:
    """Return whether a process is the webhook deliverer, or Python's resource tracker."""
    try:
        command = Path(f"/proc/{process_id}/cmdline").read_bytes()
        return b"db_worker" in command or b"resource_tracker" in command
    except (FileNotFoundError, ProcessLookupError):
        # Gone since it was listed: it serves nobody any more.
        return True


def copy_of_the_portal(folder: Path) -> Path:
    """The files that a clone has and running needs, and what Python has compiled of them already."""
    half_written = shutil.ignore_patterns("*.pyc.*")
    for name in ("portal", "catalog", "templates", "static"):
        shutil.copytree(ROOT / name, folder / name, ignore=half_written)
    shutil.copy2(ROOT / "manage.py", folder)
    return folder


@cache
def folder_of_the_run() -> tempfile.TemporaryDirectory[str]:
    """A folder as long as this process, which the processes that it starts use, too."""
    folder = tempfile.TemporaryDirectory(prefix="portal-set-up-")
    os.environ.setdefault(SET_UP, folder.name)
    return folder


def _set_up() -> Path:
    """A portal with its database, made by the first process of the run that needs it."""
    folder_of_the_run()
    shared = Path(os.environ[SET_UP])
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = shared / "portal"
        if not made.exists():
            manage(copy_of_the_portal(shared / "begun"), "up", "--prepare")
            (shared / "begun").rename(made)
    return made


def portal_with_its_catalog(folder: Path) -> Path:
    """A copy like ``copy_of_the_portal`` that has its SQLite database and key already, as at a second start."""
    return Path(shutil.copytree(_set_up(), folder, copy_function=_linked_or_copied, dirs_exist_ok=True))


def _linked_or_copied(source: str, target: str) -> None:
    """Let a portal share a file of another's that is never written again, but replaced as a whole: most are such."""
    is_collected = "/staticfiles/" in source and not source.endswith((".gz", ".collected"))
    if is_collected or source.endswith(".pyc"):
        with suppress(OSError):
            os.link(source, target)
            return
    shutil.copy2(source, target)


_ONE_AFTER_THE_OTHER = """
import contextlib, io, json, sys
from portal.command_line import main

outputs = []
for command in json.loads(sys.argv[1]):
    sys.argv = ["manage.py", *command]
    with contextlib.redirect_stdout(io.StringIO()) as output:
        main()
    outputs.append(output.getvalue())
print(json.dumps(outputs))
"""


def manage(folder: Path, *arguments: str, variables: Mapping[str, str] | None = None) -> str:
    """Return the output of a command in ``folder``, which has to succeed."""
    return _run(folder, ["manage.py", *arguments], variables)


def manage_each(folder: Path, *commands: Sequence[str], variables: Mapping[str, str] | None = None) -> list[str]:
    """Return the outputs of commands that run one after the other in one process: starting is what costs most."""
    outputs: list[str] = json.loads(_run(folder, ["-c", _ONE_AFTER_THE_OTHER, json.dumps(commands)], variables))
    return outputs


def _run(folder: Path, arguments: Sequence[str], variables: Mapping[str, str] | None) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=plain_environment(variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def make_administrator(folder: Path, name: str, password: str, variables: Mapping[str, str] | None = None) -> None:
    """An account that may do everything, in the portal in ``folder``: written by hand, at once."""
    # The portal hashes the password as often as it should when it is first used.
    hashed = PBKDF2PasswordHasher().encode(password, "salt", iterations=1)
    row = {"username": name, "password": hashed, "email": "a@example.com", "first_name": "", "last_name": ""}
    row |= dict.fromkeys(("is_superuser", "is_staff", "is_active"), "1") | {"date_joined": "2026-01-02 03:04:05"}
    columns, values = ", ".join(row), ", ".join(f"'{value}'" for value in row.values())
    statement = f"INSERT INTO auth_user ({columns}) VALUES ({values})"
    url = (variables or {}).get("DATABASE_URL", f"sqlite:///{folder}/db.sqlite3")
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=60)) as database, database:
            database.execute(statement)
    else:
        with psycopg.connect(url) as server:
            server.execute(statement.encode())


def wait_until_gone(process_id: int, within: float = 60) -> bool:
    """Return whether the process ends within so many seconds, all of its threads with it.

    The first thread of a killed process may be dead while others still hold its sockets open.
    """
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
            if state == "Z" and len(list(Path(f"/proc/{process_id}/task").iterdir())) == 1:
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.1)
    return False
