"""Short runs of the load tests; only what depends on no clock is asserted."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tests import front, postgres_servers
from tests.running_portal import ROOT, plain_environment

NEEDS_SERVERS = pytest.mark.skipif(
    bool(postgres_servers.WHY_NOT) or shutil.which("redis-server") is None,
    reason=postgres_servers.WHY_NOT or "redis-server is not installed here",
)
NEEDS_NGINX = pytest.mark.skipif(bool(front.WHY_NOT), reason=front.WHY_NOT or "-")


def run(name: str, seconds: float) -> dict[str, bool]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load", name, "--seconds", str(seconds), "--json"],
        cwd=ROOT,
        env=plain_environment(),
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode in (0, 1), done.stderr
    assert not done.stderr
    items = [json.loads(line) for line in done.stdout.splitlines()]
    assert items
    return {each["name"]: each["kept"] for each in items}


def test_a_crowd_on_sqlite() -> None:
    output = run("crowd_sqlite", 3)
    assert output["answers with 5xx"]
    assert output["diagnoses with another code than was sent"]
    assert output["requests without an answer"]
    assert output["edits that the curator was told are saved"]
    assert output["edits lost"]
    assert output["rows of them lost"]


@NEEDS_SERVERS
def test_a_database_that_is_away() -> None:
    output = run("database_away", 6)
    del output["seconds until an edit is saved again"]
    assert all(output.values()), output


@NEEDS_SERVERS
@NEEDS_NGINX
def test_a_worker_that_dies_behind_nginx() -> None:
    # The second dies once the first is replaced by one that serves, and a third of the time has passed.
    output = run("worker_killed_behind_nginx", 6)
    assert output["behind nginx: lost in the two deaths"]
    assert output["behind nginx: answered otherwise than they should"]
