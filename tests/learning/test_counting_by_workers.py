"""Two workers count the same questions at once: nothing twice, nothing lost when they are stopped by SIGTERM."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.postgres_servers import WHY_NOT, one_server
from tests.running_portal import RunningPortal, free_port, manage, portal_with_its_catalog

KNOWN, UNKNOWN, LOOKED_UP = 80, 80, 30
ASKERS = 40
SETTINGS = {
    "PORTAL_WEB_WORKERS": "2",
    "PORTAL_LEARN": "shapes",
    "PORTAL_DIAGNOSE_RATE": "0",
    "PORTAL_TRUSTED_PROXIES": "1",
    "PORTAL_SLOW_MS": "600000",
    "PORTAL_TASK_WORKER": "0",
}
COUNTED = """
import json
from django.db.models import Sum
from catalog.learning.models import AskerCount, DailyCount, Unknown, UnknownDay
def total(rows): return rows.aggregate(total=Sum("count"))["total"] or 0
shapes = Unknown.objects.filter(kind="shape")
print(json.dumps({
    "known": total(DailyCount.objects.filter(kind="diagnosed", outcome="known")),
    "unknown": total(DailyCount.objects.filter(kind="diagnosed", outcome="unknown")),
    "looked_up": total(DailyCount.objects.filter(kind="looked_up")),
    "rows": DailyCount.objects.count(),
    "shapes": shapes.count(),
    "seen": total(shapes),
    "by day": total(UnknownDay.objects.filter(unknown__kind="shape")),
    "askers": AskerCount.objects.count(),
}))
"""


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    if request.param == "SQLite":
        yield {"DATABASE_URL": f"sqlite:///{tmp_path}/data.sqlite3"}
        return
    if WHY_NOT:
        pytest.skip(WHY_NOT)
    with one_server(catalog=True) as server:
        yield {"DATABASE_URL": server.url, "SECRET_KEY": "of this test only, some fifty characters long at least"}


def ask(url: str, number: int, body: bytes | None) -> int:
    headers = {"X-Forwarded-For": f"192.0.2.{number % ASKERS}", "Content-Type": "text/plain", "Connection": "close"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60) as answer:
        answer.read()
        return int(answer.status)


def test_nothing_is_counted_twice_or_lost(database: dict[str, str], tmp_path: Path) -> None:
    settings = SETTINGS | database
    with RunningPortal(portal_with_its_catalog(tmp_path / "portal"), f"127.0.0.1:{free_port()}", settings) as portal:
        portal.until_ready()
        diagnose, entry = f"{portal.url}/api/v1/diagnose", f"{portal.url}/api/v1/errors/imetal/iMetal.0100"
        requests: list[tuple[str, int, bytes | None]] = []
        requests += ((diagnose, number, b"iMetal.0100") for number in range(KNOWN))
        requests += (
            (diagnose, number, b"Error: could not attach volume v-%d to server s-%d" % (number, number))
            for number in range(UNKNOWN)
        )
        requests += ((entry, number, None) for number in range(LOOKED_UP))
        requests.sort(key=lambda each: each[1])
        with ThreadPoolExecutor(8) as people:
            assert set(people.map(lambda each: ask(*each), requests)) == {200}
        # At once, before the workers have written the last of it.
        assert portal.stop() == 0
        counted = json.loads(manage(portal.folder, "shell", "-v0", "-c", COUNTED, variables=settings))
    assert counted == {
        "known": KNOWN,
        "unknown": UNKNOWN,
        "looked_up": LOOKED_UP,
        "rows": 3,
        "shapes": 1,
        "seen": UNKNOWN,
        "by day": UNKNOWN,
        "askers": 0,
    }
