"""Workers that die or are replaced while clients ask: others take their place at once, for ever."""

from __future__ import annotations

import http.client
import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running_portal import RunningPortal, free_port, plain_environment, portal_with_its_catalog

# Long limits: this does not test the speed of a busy machine.
TWO = {"PORTAL_WEB_WORKERS": "2", "PORTAL_DIAGNOSE_RATE": "0", "PORTAL_SLOW_MS": "600000"}

STALL = 3
"""Seconds, beside what requests wait anyhow. Where a killed worker keeps its connections they wait for 4 to 12; how
long at most is what the load test ``worker_killed`` measures."""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningPortal]:
    with RunningPortal(portal_with_its_catalog(tmp_path), f"127.0.0.1:{free_port()}", TWO) as portal:
        yield portal.until_ready()


class Clients:
    """Clients that ask one thing after another, how long each waited, and what came of it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: Counter[str] = Counter()
        self.longest = 0.0
        self._enough = threading.Event()
        self._threads = [threading.Thread(target=self._until_enough, args=(kept,)) for kept in (True, False) * 2]

    def __enter__(self) -> Clients:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        for thread in self._threads:
            thread.join()

    def _until_enough(self, kept: bool) -> None:
        connection = self._open()
        while not self._enough.is_set():
            began = time.monotonic()
            try:
                connection.request(
                    "GET", "/errors/imetal/iMetal.0100/", headers={} if kept else {"Connection": "close"}
                )
                response = connection.getresponse()
                response.read()
                self.answers[str(response.status)] += 1
            except (OSError, http.client.HTTPException):
                self.answers["broken"] += 1
                connection.close()
            self.longest = max(self.longest, time.monotonic() - began)
            time.sleep(0.05)

    def _open(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)


def kill_one(running: RunningPortal) -> None:
    """Kill a worker, and wait until another has its place."""
    before = running.workers()
    running.kill(before[0])
    end = time.monotonic() + 60
    while time.monotonic() < end and not (len(running.workers()) == len(before) and before[0] not in running.workers()):
        time.sleep(0.02)


def test_no_request_waits_for_a_killed_worker_before_or_after_a_reload(running: RunningPortal) -> None:
    with Clients(running.port) as clients:
        time.sleep(1)
        usual = clients.longest
        kill_one(running)
        time.sleep(1)
        before = running.workers()
        running.process.send_signal(signal.SIGHUP)
        assert running.replaced(before)
        time.sleep(1)
        kill_one(running)
        time.sleep(1)

    assert clients.longest < STALL + 10 * usual, (clients.longest, usual)
    # Requests that were with a killed worker, or came in the moment in which the server starts again, as it does when
    # a worker dies within seconds of its start: how long that is, is up to the machine.
    assert set(clients.answers) <= {"200", "broken"}
    assert clients.answers["broken"] < clients.answers["200"] > 50, clients.answers
    assert running.stop() == 0


@pytest.mark.parametrize("count", ["1", "2"])
def test_workers_that_die_again_and_again_are_replaced_for_ever(tmp_path: Path, count: str) -> None:
    folder = portal_with_its_catalog(tmp_path)
    with RunningPortal(folder, f"127.0.0.1:{free_port()}", TWO | {"PORTAL_WEB_WORKERS": count}) as running:
        running.until_ready()
        for _ in range(5):
            # Sooner than the server takes for the sign of a program that does not work.
            running.kill_all()
            assert running.answers_again()

        if count == "1":
            assert "the workers keep dying" in running.log.read_text()
        assert running.stop() == 0


def test_worker_that_never_becomes_ready_ends_the_start(tmp_path: Path) -> None:
    folder = portal_with_its_catalog(tmp_path)
    application = folder / "portal" / "rsgi.py"
    application.write_text(application.read_text().replace("self._loop = loop\n", "import os; os._exit(3)\n"))
    with RunningPortal(folder, f"127.0.0.1:{free_port()}", TWO) as portal:
        assert portal.process.wait(300) == 1
        assert "CommandError: The server could not start" in portal.log.read_text()


def test_until_then_a_worker_goes_on_with_the_program_that_it_began_with(tmp_path: Path) -> None:
    # One worker: of several, the others may still be beginning when the first is ready.
    folder = portal_with_its_catalog(tmp_path)
    with RunningPortal(folder, f"127.0.0.1:{free_port()}", TWO | {"PORTAL_WEB_WORKERS": "1"}) as running:
        running.until_ready()
        for name in ("catalog/urls.py", "catalog/pages/home.py", "portal/handlers.py"):
            (folder / name).write_text("raise RuntimeError\n")
        (folder / "templates" / "base.html").write_text("{% no_such_tag %}")

        for path, status in (("/", 200), ("/troubleshoot/", 200), ("/overview/", 200), ("/nowhere/", 404)):
            request = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
            request.request("GET", path)
            assert request.getresponse().status == status


def test_where_it_has_a_terminal_the_end_of_that_is_its_end(tmp_path: Path) -> None:
    folder = portal_with_its_catalog(tmp_path)
    leader, follower = pty.openpty()
    # A session of its own whose terminal this is.
    program = (
        "import fcntl, os, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
        " os.execv(sys.executable, [sys.executable, 'manage.py', 'up', sys.argv[1]])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(free_port())],
        cwd=folder,
        env=plain_environment(),
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        os.close(follower)
        assert process.stdout
        for line in process.stdout:
            if line.startswith("Ready"):
                break
        os.close(leader)
        assert process.wait(300) == 0
