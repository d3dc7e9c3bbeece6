"""Throughput of one worker, and the cost of 100,000 cases for each worker."""

from __future__ import annotations

import asyncio
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.load.clients import Address, Request, Seen, a_diagnosis, a_page, a_paste, a_search, crowd
from benchmarks.load.servers import KEY, Servers, servers
from benchmarks.ratios import Measured
from tests.postgres_servers import one_server
from tests.running_portal import RunningPortal, copy_of_the_portal, free_port, manage, plain_environment

CASES = 100_000
_CLIENTS = 8
_TICK = os.sysconf("SC_CLK_TCK")
_KINDS: dict[str, Callable[[random.Random], Request]] = {
    "pages, kept": a_page,
    "searches": a_search,
    "diagnoses by REST": a_diagnosis,
    "diagnoses on the page": a_paste,
}


def workers(seconds: float) -> Iterator[Measured]:
    """One worker with the bundled catalog; then one, two and four with 100,000 cases, all on PostgreSQL."""
    with servers(workers=1) as running:
        for name, kind in _KINDS.items():
            yield _one_worker(running, name, kind, seconds)
    yield from _many_cases(seconds)


def _one_worker(running: Servers, name: str, kind: Callable[[random.Random], Request], seconds: float) -> Measured:
    seen = Seen()
    (worker,) = running.portal.workers()
    busy = _processor_seconds(worker)
    asyncio.run(crowd(Address(running.portal.port), seen, clients=_CLIENTS, seconds=seconds, mix=kind, seed=7))
    share = (_processor_seconds(worker) - busy) / seconds
    each = 1000 * share * seconds / max(seen.answered, 1)
    note = f"{100 * share:.0f} % of a core, {each:.1f} ms of it each"
    return Measured(f"one worker, {name}", seen.answered / seconds, "/s", note=note)


def _many_cases(seconds: float) -> Iterator[Measured]:
    with tempfile.TemporaryDirectory(prefix="portal-load-") as folder, one_server({"log_statement": "none"}) as server:
        portal = copy_of_the_portal(Path(folder))
        variables = {"DATABASE_URL": server.url, "SECRET_KEY": KEY, "PORTAL_DIAGNOSE_RATE": "0", "PORTAL_METRICS": "1",
                     "PORTAL_SLOW_MS": "600000"}  # fmt: skip
        manage(portal, "up", "--prepare", variables=variables)
        begin = time.monotonic()
        _publish(portal, variables)
        yield Measured(f"taking in {CASES:,} cases", time.monotonic() - begin, "s")
        size = server.run("SELECT pg_database_size(current_database())")[0][0]
        yield Measured("the database then", size / 1e6, "MB")
        for number in (1, 2, 4):
            yield from _with_workers(portal, variables | {"PORTAL_WEB_WORKERS": str(number)}, number, seconds)


def _with_workers(portal: Path, variables: dict[str, str], number: int, seconds: float) -> Iterator[Measured]:
    begin = time.monotonic()
    with RunningPortal(portal, f"127.0.0.1:{free_port()}", variables) as running:
        running.until_ready()
        started = time.monotonic() - begin
        started_servers = Servers(portal, running, variables)
        before = started_servers.memory()
        seen = Seen()
        asyncio.run(crowd(Address(running.port), seen, clients=_CLIENTS, seconds=seconds, mix=_asked_of_many, seed=7))
        after = started_servers.memory()
        note = f"index built in {_build_seconds(running):.1f} s by each"
        yield Measured(f"{number} workers, {CASES:,} cases: until all are ready", started, "s", note=note)
        note = f"{before / number:.0f} MB each at first, {after / number:.0f} MB each after {seen.answered} answers"
        yield Measured(f"{number} workers: memory together", after, "MB", note=note)
        note = f"search {seen.median('search'):.1f} ms, diagnosis {seen.median('diagnose'):.1f} ms at the median"
        yield Measured(f"{number} workers: mixed", seen.answered / seconds, "/s", note=note)


def _asked_of_many(chance: random.Random) -> Request:
    return chance.choice([a_search, a_diagnosis, a_page])(chance)


def _publish(portal: Path, variables: dict[str, str]) -> None:
    root = Path(__file__).resolve().parents[2]
    program = (
        "import datetime; from benchmarks.made_up import made_up_catalog; from catalog.store.publish import publish;"
        f" publish(made_up_catalog({CASES}), today=datetime.date(2026, 1, 1), as_it_is=True)"
    )
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", program],
        cwd=portal, env=plain_environment(variables) | {"PYTHONPATH": str(root)}, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def _build_seconds(running: RunningPortal) -> float:
    with urllib.request.urlopen(f"{running.url}/metrics", timeout=30) as answer:
        match = re.search(r"^portal_index_build_seconds(?:\{[^}]*\})? (\S+)", answer.read().decode(), re.MULTILINE)
    return float(match[1]) if match else float("nan")


def _processor_seconds(process_id: int) -> float:
    """Seconds of a processor that a process has used so far."""
    facts = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return (int(facts[11]) + int(facts[12])) / _TICK
