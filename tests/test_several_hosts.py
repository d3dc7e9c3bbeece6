"""Several portals over one PostgreSQL, and reads from its standby: every answer is as new as it says, come what may."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.postgres_servers import WHY_NOT, PostgresServer, two_servers
from tests.running_portal import RunningPortal, free_port, plain_environment, portal_with_its_catalog

pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "-")

SEARCH = "/api/v1/errors/?q=iMetal.0100"
SOON = 60.0
"""Seconds: one, where a machine has nothing else to do; what a busy one needs no test can promise."""
KEY = "the same for every process, and some 50 characters long"


class Hosts:
    """Two portals over one database, the second of which reads from the standby."""

    def __init__(self, folder: Path, primary: PostgresServer, standby: PostgresServer, running: ExitStack) -> None:
        self.primary, self.standby, self.folder = primary, standby, folder
        self.environment = {"DATABASE_URL": primary.url, "SECRET_KEY": KEY, "PORTAL_DIAGNOSE_RATE": "0"}
        more = ({"PORTAL_WEB_WORKERS": "2"}, {"PORTAL_REPLICA_URL": standby.url})
        self.portals = [
            running.enter_context(
                RunningPortal(folder, f"127.0.0.1:{free_port()}", self.environment | each)
            ).until_ready()
            for each in more
        ]

    def describe(self, text: str) -> None:
        """Import a document that says something else of a code, as a command on some host."""
        document = self.folder / "changed.csv"
        document.write_text(f"code,http_status,message,description\nSeveral.0001,400,Hosts do not agree,{text}\n")
        subprocess.run(
            [sys.executable, "manage.py", "import_docs", str(document), "--service", "several"],
            cwd=self.folder,
            env=plain_environment(self.environment),
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=300,
        )

    def save(self, text: str) -> None:
        """Save a single row, as the admin does."""
        program = (
            "from catalog.models import Case; case = Case.objects.get(message='Hosts do not agree');"
            f" case.description = {text!r}; case.save()"
        )
        subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", program],
            cwd=self.folder,
            env=plain_environment(self.environment),
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=300,
        )


def ask(portal: RunningPortal, path: str, body: str | None = None) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", portal.port, timeout=30)
    connection.request("POST" if body else "GET", path, body, {"Connection": "close"})
    answer = connection.getresponse()
    data = json.loads(answer.read())
    assert answer.status == 200, data
    return data


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def diagnosed(portal: RunningPortal) -> str:
    matches = ask(portal, "/api/v1/diagnose", "Several.0001")["findings"][0]["matches"]
    return str(matches[0]["description"]) if matches else ""


LOG = 'FROM "catalog_catalogchange"'


def search_page(portal: RunningPortal) -> str:
    results = ask(portal, "/api/v1/errors/?q=hosts+agree")["results"]
    return str(results[0]["cases"][0]["description"]) if results else ""


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hosts]:
    folder = portal_with_its_catalog(tmp_path_factory.mktemp("hosts"))
    with two_servers() as (primary, standby), ExitStack() as running:
        hosts = Hosts(folder, primary, standby, running)
        hosts.describe("at first")
        assert within(SOON, lambda: all(diagnosed(each) == "at first" for each in hosts.portals))
        yield hosts


def reads_from_standby(hosts: Hosts, seconds: float = SOON) -> bool:
    """Return whether the second portal starts to read from the standby."""
    number = iter(range(1_000_000))

    def did() -> bool:
        before = hosts.standby.times_asked(LOG)
        ask(hosts.portals[1], f"/api/v1/changes/?since={next(number)}&_={time.monotonic_ns()}")
        return hosts.standby.times_asked(LOG) > before

    return within(seconds, did)


def test_a_change_is_in_the_answers_of_every_process_and_none_waits(hosts: Hosts) -> None:
    slowest = [0.0]
    enough = threading.Event()

    def go_on(portal: RunningPortal) -> None:
        while not enough.is_set():
            begin = time.monotonic()
            ask(portal, "/api/v1/diagnose", "iMetal.0100")
            slowest[0] = max(slowest[0], time.monotonic() - begin)
            time.sleep(0.1)

    asking = [threading.Thread(target=go_on, args=(portal,)) for portal in hosts.portals]
    for thread in asking:
        thread.start()
    try:
        for change, text in ((hosts.describe, "imported"), (hosts.save, "edited"), (hosts.save, "edited again")):
            change(text)
            # Each process of a portal in turn: whoever of them answers.
            for _ in range(6):
                for portal in hosts.portals:
                    assert within(SOON, lambda: diagnosed(portal) == search_page(portal) == text)  # noqa: B023
    finally:
        enough.set()
        for thread in asking:
            thread.join()
    assert slowest[0] < SOON


def test_changes_are_read_from_the_standby_and_writes_are_not(hosts: Hosts) -> None:
    assert reads_from_standby(hosts)
    before = hosts.primary.times_asked(LOG)
    for number in range(5):
        ask(hosts.portals[1], f"/api/v1/changes/?since={number}&_={time.monotonic_ns()}")
    assert hosts.primary.times_asked(LOG) == before
    assert hosts.standby.times_asked("UPDATE ") == hosts.standby.times_asked("INSERT ") == 0


def test_a_standby_that_is_behind_is_not_read(hosts: Hosts) -> None:
    assert reads_from_standby(hosts)
    hosts.standby.run("SELECT pg_wal_replay_pause()")
    try:
        hosts.save("while the standby stood still")
        assert within(SOON, lambda: search_page(hosts.portals[1]) == "while the standby stood still")
        for _ in range(20):
            assert search_page(hosts.portals[1]) == "while the standby stood still"
            time.sleep(0.05)
        assert not reads_from_standby(hosts, 1)
    finally:
        hosts.standby.run("SELECT pg_wal_replay_resume()")
    assert reads_from_standby(hosts)


def test_a_standby_that_goes_away_costs_no_answer(hosts: Hosts) -> None:
    assert reads_from_standby(hosts)
    hosts.standby.stop()
    try:
        for number in range(40):
            ask(hosts.portals[1], f"/api/v1/changes/?since={number}&_={time.monotonic_ns()}")
            time.sleep(0.02)
        assert "the replica does not answer" in hosts.portals[1].log.read_text()
    finally:
        hosts.standby.start()
    assert reads_from_standby(hosts)
    assert "the replica answers again" in hosts.portals[1].log.read_text()
