"""Two hundred people and programs at once, a curator and imports among them: all are answered, nothing is lost."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.load.clients import Address, Seen, crowd, everything
from benchmarks.load.curator import Curator
from benchmarks.load.servers import Servers, servers
from benchmarks.ratios import Measured
from tests.running_portal import manage, plain_environment

ROWS = 1000
_EVERY = 2.0


def on_postgresql(seconds: float) -> Iterator[Measured]:
    """200 clients on PostgreSQL and Redis, two workers."""
    with servers(account=True) as running:
        yield from _crowd(running, clients=200, seconds=seconds)


def on_sqlite(seconds: float) -> Iterator[Measured]:
    """50 clients on SQLite, two workers."""
    with servers(sqlite=True, account=True) as running:
        yield from _crowd(running, clients=50, seconds=seconds)


def _crowd(running: Servers, *, clients: int, seconds: float) -> Iterator[Measured]:
    seen = Seen()
    curator = Curator(Address(running.portal.port))
    imports: list[dict[str, int]] = []
    memory: list[float] = []
    asyncio.run(_all_at_once(running, seen, curator, imports, memory, clients, seconds))

    yield Measured("requests answered", seen.answered, "", note=f"{clients} clients, {seconds:g} s")
    yield Measured("a second", seen.answered / seconds, "requests/s")
    yield Measured("answers with 5xx", seen.count(lambda status: status >= 500), "", at_most=0)
    yield Measured("requests without an answer", seen.lost.total(), "", at_most=0, note=", ".join(seen.lost))
    yield Measured("diagnoses with another code than was sent", len(seen.wrong), "", at_most=0)
    for kind in ("page", "search", "diagnose", "paste"):
        slow = f"99 in 100 within {seen.milliseconds(0.99, kind):.0f} ms"
        yield Measured(f"{kind}: median", seen.median(kind), "ms", note=slow)
    yield Measured("edits that the curator was told are saved", len(curator.saved), "", at_least=1)
    yield Measured("edits refused", len(curator.refused), "", at_most=0, note=str(curator.refused[:1])[:200])
    yield Measured("edits lost", len(curator.saved) - _kept_edits(running, curator), "", at_most=0)
    yield Measured("imports of 1,000 rows meanwhile", len(imports), "", at_least=1)
    yield Measured("rows of them lost", ROWS - _rows(running), "", at_most=0)
    third = len(memory) // 3
    growth = statistics.mean(memory[-third:]) / statistics.mean(memory[third : 2 * third])
    note = f"{memory[third]:.0f} MB after a third of the time, {memory[-1]:.0f} MB at the end, two workers"
    yield Measured("memory, the last third to the second", growth, "×", at_most=1.1, note=note)


async def _all_at_once(
    running: Servers,
    seen: Seen,
    curator: Curator,
    imports: list[dict[str, int]],
    memory: list[float],
    clients: int,
    seconds: float,
) -> None:
    await curator.log_in()
    address = Address(running.portal.port)
    await asyncio.gather(
        crowd(address, seen, clients=clients, seconds=seconds, mix=everything),
        curator.go_on(seconds, pause=1.0),
        asyncio.to_thread(_import_again_and_again, running, imports, seconds),
        asyncio.to_thread(_weigh, running, memory, seconds),
    )


def _import_again_and_again(running: Servers, done: list[dict[str, int]], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        document = _document(running.folder, len(done))
        report = manage(running.folder, "import_docs", str(document), "--service", "crowd", "--json",
                      variables=running.variables)  # fmt: skip
        done.append(json.loads(report))
        time.sleep(min(10.0, seconds / 4))


def _document(folder: Path, revision: int) -> Path:
    document = folder / "crowd.csv"
    rows = (f"Crowd.{number:04d},400,Place {number} is taken,For the {revision}th time" for number in range(ROWS))
    document.write_text("\n".join(["code,http_status,message,description", *rows, ""]))
    return document


def _weigh(running: Servers, memory: list[float], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        memory.append(running.memory())
        time.sleep(_EVERY if seconds > 20 else 0.5)


def _kept_edits(running: Servers, curator: Curator) -> int:
    """How many of the edits are in the case's history, all of them in their order and the last one in the case."""
    program = (
        "import json; from catalog.models import Case;"
        f" case = Case.objects.get(pk={curator.case});"
        " print(json.dumps([case.solution, [each.solution for each in case.history.order_by('history_id')]]))"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", program],
        cwd=running.folder, env=plain_environment(running.variables), capture_output=True, text=True, check=True,
    )  # fmt: skip
    now, history = json.loads(done.stdout.splitlines()[-1])
    if curator.saved and now != curator.saved[-1]:
        return 0
    return sum(text in history for text in curator.saved)


def _rows(running: Servers) -> int:
    csv = manage(running.folder, "export_catalog", "--service", "crowd", "--format", "csv",
                  variables=running.variables)  # fmt: skip
    return sum(line.startswith("Crowd.") for line in csv.splitlines())
