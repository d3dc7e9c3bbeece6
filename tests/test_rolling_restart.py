"""Workers replaced one after the other while clients ask: nobody is refused, and what is on disk by then serves."""

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

from tests.running_portal import RunningPortal, copy_of_the_portal, free_port, plain_environment, wait_until_gone

# What is slow on a machine that has much to do is not what is tried here.
TWO = {"PORTAL_WEB_WORKERS": "2", "PORTAL_DIAGNOSE_RATE": "0", "PORTAL_SLOW_MS": "600000"}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningPortal]:
    with RunningPortal(copy_of_the_portal(tmp_path), f"127.0.0.1:{free_port()}", TWO) as portal:
        yield portal.until_ready()


class Clients:
    """Clients that ask one thing after another, and what came of it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: Counter[str] = Counter()
        self._enough = threading.Event()
        ways = (self._each_its_own_connection, self._one_connection, self._a_long_text, self._one_connection)
        self._threads = [threading.Thread(target=self._until_enough, args=(way,)) for way in ways]

    def __enter__(self) -> Clients:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        for thread in self._threads:
            thread.join()

    def have_another(self, number: int) -> bool:
        """Whether so many more answers than by now come while anybody would wait."""
        goal = self.answers.total() + number
        end = time.monotonic() + 60
        while self.answers.total() < goal and time.monotonic() < end:
            time.sleep(0.01)
        return self.answers.total() >= goal

    def _until_enough(self, way: object) -> None:
        connection: list[http.client.HTTPConnection] = []
        while not self._enough.is_set():
            try:
                self.answers[str(way(connection))] += 1  # type: ignore[operator]
            except (OSError, http.client.HTTPException) as problem:
                self.answers[repr(problem)] += 1
                connection.clear()
            time.sleep(0.005)

    def _open(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def _each_its_own_connection(self, _: object) -> int:
        return self._ask(self._open(), "GET", "/errors/imetal/iMetal.0100/", None, "close")

    def _one_connection(self, connection: list[http.client.HTTPConnection]) -> int:
        connection[:] = connection or [self._open()]
        return self._ask(connection[0], "GET", "/errors/imetal/iMetal.0100/", None, "keep-alive")

    def _a_long_text(self, _: object) -> int:
        text = b"an ordinary line\n" * 40_000 + b"iMetal.0100"
        return self._ask(self._open(), "POST", "/api/v1/diagnose", text, "close")

    def _ask(self, connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None, end: str) -> int:
        connection.request(method, path, body, {"Connection": end})
        answer = connection.getresponse()
        answer.read()
        if end == "close":
            connection.close()
        return answer.status


def replaced(running: RunningPortal, before: list[int], within: float = 60) -> bool:
    """Whether all workers are others within so many seconds."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        now = running.workers()
        if len(now) == len(before) and not set(now) & set(before):
            return True
        time.sleep(0.1)
    return False


def test_it_works(running: RunningPortal) -> None:
    before = running.workers()
    with Clients(running.port) as clients:
        assert clients.have_another(30)
        for _ in range(2):
            running.process.send_signal(signal.SIGHUP)
            assert replaced(running, before)
            before = running.workers()
        assert clients.have_another(30)

    assert set(clients.answers) == {"200"}, clients.answers
    assert running.log.read_text() == ""
    assert running.stop() == 0


def test_the_new_workers_have_the_program_that_is_on_disk_by_then(running: RunningPortal) -> None:
    health = running.folder / "catalog" / "pages" / "health.py"
    health.write_text(health.read_text().replace('"ok\\n"', '"renewed\\n"'))
    before = running.workers()
    running.process.send_signal(signal.SIGHUP)
    assert replaced(running, before)

    asked = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    asked.request("GET", "/healthz")
    assert asked.getresponse().read() == b"renewed\n"


def test_until_then_a_worker_goes_on_with_the_program_that_it_began_with(tmp_path: Path) -> None:
    # One worker: of several, the others may still be beginning when the first is ready.
    folder = copy_of_the_portal(tmp_path)
    with RunningPortal(folder, f"127.0.0.1:{free_port()}", TWO | {"PORTAL_WEB_WORKERS": "1"}) as running:
        running.until_ready()
        for name in ("catalog/urls.py", "catalog/pages/home.py", "portal/handlers.py"):
            (folder / name).write_text("raise RuntimeError\n")
        (folder / "templates" / "base.html").write_text("{% no_such_tag %}")

        for path, status in (("/", 200), ("/troubleshoot/", 200), ("/overview/", 200), ("/nowhere/", 404)):
            asked = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
            asked.request("GET", path)
            assert asked.getresponse().status == status


def test_it_rejects_a_program_that_does_not_start_and_goes_on_with_the_old_one(running: RunningPortal) -> None:
    # Of the first workers, one may still be beginning when the other is ready; of those that replaced them, none is.
    first = running.workers()
    running.process.send_signal(signal.SIGHUP)
    assert replaced(running, first)
    wsgi = running.folder / "portal" / "wsgi.py"
    wsgi.write_text("raise RuntimeError\n" + wsgi.read_text())
    before = running.workers()
    running.process.send_signal(signal.SIGHUP)
    end = time.monotonic() + 60
    while time.monotonic() < end and "a new worker did not come up" not in running.log.read_text():
        time.sleep(0.1)

    assert "a new worker did not come up" in running.log.read_text()
    assert running.answers_again()
    assert running.workers() == before
    assert running.stop() == 0
    assert all(wait_until_gone(worker) for worker in before)


def test_where_it_has_a_terminal_the_end_of_that_is_its_end(tmp_path: Path) -> None:
    folder = copy_of_the_portal(tmp_path)
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
        assert process.wait(30) == 0
