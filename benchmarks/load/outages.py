"""Outages of PostgreSQL, of Redis, and of the portal's own workers."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator

from benchmarks.load.clients import (
    Address,
    Connection,
    Request,
    Seen,
    a_diagnosis,
    a_page,
    a_search,
    ask_and_note,
    crowd,
)
from benchmarks.load.curator import Curator
from benchmarks.load.servers import Servers, behind_nginx, servers
from benchmarks.ratios import Measured

CLIENTS = 16
RATE = 30


def database(seconds: float) -> Iterator[Measured]:
    """PostgreSQL is stopped at once, and started again after so many seconds."""
    with servers(account=True) as running:
        curator = Curator(Address(running.portal.port))
        seen, edits, healed = asyncio.run(_without_database(running, curator, seconds))

        for kind, name in (
            ("diagnose", "diagnoses"),
            ("page", "pages of codes, lists, the first page"),
            ("search", "searches"),
        ):
            good, all_ = seen.count(lambda status: status == 200, kind), seen.count(lambda _: True, kind)
            note = f"of {all_}; the slowest in {seen.milliseconds(1.0, kind):.0f} ms, median {seen.median(kind):.0f} ms"
            yield Measured(f"{name} answered meanwhile", good, "", at_least=all_, note=note + _otherwise(seen, kind))
        yield Measured("refused without Retry-After", seen.refused_without_time, "", at_most=0)
        yield Measured("requests without an answer", seen.lost.total(), "", at_most=0, note=", ".join(seen.lost))
        yield Measured("edits that were told they are not saved", edits.count("told"), "", at_least=1)
        yield Measured("edits answered otherwise", len(edits) - edits.count("told"), "", at_most=0)
        yield Measured("seconds until an edit is saved again", healed["edit"], "s", at_most=10)


def _otherwise(seen: Seen, kind: str) -> str:
    others = {status: n for (of, status), n in seen.statuses.items() if of == kind and status != 200}
    return f"; not 200: {others}" if others else ""


async def _without_database(
    running: Servers, curator: Curator, seconds: float
) -> tuple[Seen, list[str], dict[str, float]]:
    address = Address(running.portal.port)
    assert running.postgres
    await curator.log_in()
    form = await curator.form()
    # Everybody has asked before, so that nothing is asked for the first time.
    await crowd(address, Seen(), clients=CLIENTS, seconds=2, mix=_readers, pause=0.1, seed=1000)
    seen = Seen()
    edits: list[str] = []

    async def edit_again_and_again() -> None:
        end = time.monotonic() + seconds - 1
        while time.monotonic() < end:
            saved = await curator.save(f"Not to be saved, at {time.monotonic()}", form)
            status, page = curator.refused[-1] if not saved else (302, "")
            is_refused = status == 503 and "Not saved yet" in page and "Not to be saved" in page
            edits.append("told" if is_refused else str(status))
            await asyncio.sleep(1)

    await asyncio.to_thread(running.postgres.stop)
    await asyncio.gather(
        crowd(address, seen, clients=CLIENTS, seconds=seconds - 1, mix=_readers, pause=0.1), edit_again_and_again()
    )
    await asyncio.sleep(1)
    await asyncio.to_thread(running.postgres.start)

    async def edit() -> bool:
        return await curator.save("Saved again")

    begin = time.monotonic()
    healed = {"edit": await _until(edit) - begin}
    return seen, edits, healed


def cache(seconds: float) -> Iterator[Measured]:
    """Redis is stopped, and started again; the limit is 30 diagnoses a minute for one client."""
    # A client's address is what the (trusted) proxy in front says, so that one machine can play many.
    limits = {"PORTAL_DIAGNOSE_RATE": f"{RATE}/hour", "PORTAL_TRUSTED_PROXIES": "1"}
    with servers(more=limits) as running:
        assert running.redis
        address = Address(running.portal.port)
        count = 3 * RATE
        yield Measured("let through with Redis, of one client's 90", _of_one(address, count, "192.0.2.1"), "",
                       at_least=RATE, at_most=RATE)  # fmt: skip
        running.redis.stop()
        through = _of_one(address, count, "192.0.2.2")
        yield Measured("let through without it", through, "", at_least=RATE, at_most=2 * RATE, note="two workers")
        seen = Seen()
        asyncio.run(crowd(address, seen, clients=CLIENTS, seconds=seconds, mix=_pages_and_searches))
        failed = seen.count(lambda status: status != 200)
        yield Measured("other requests meanwhile that failed", failed, "", at_most=0, note=f"of {seen.answered}")
        many = Seen()
        asyncio.run(_many_clients(address, many))
        slow = f"{many.answered} clients, the slowest in {many.milliseconds(1.0):.0f} ms"
        yield Measured("diagnoses of others meanwhile that failed", many.count(lambda status: status != 200), "",
                       at_most=0, note=slow)  # fmt: skip
        running.redis.start()
        time.sleep(6)
        yield Measured("let through once it is back", _of_one(address, count, "192.0.2.3"), "",
                       at_least=RATE, at_most=RATE)  # fmt: skip


def worker(seconds: float) -> Iterator[Measured]:
    """One of two workers is killed under load, then the other; asked directly."""
    with servers() as running:
        # Every client waits for one answer, half of them for one of the worker that dies.
        yield from _two_deaths("asked directly", running, Address(running.portal.port), seconds, may_lose=2 * CLIENTS)


def worker_behind_nginx(seconds: float) -> Iterator[Measured]:
    """The same, asked through nginx."""
    with behind_nginx(workers=2) as (running, before):
        yield from _two_deaths("behind nginx", running, Address(before.port, before.trust), seconds, may_lose=0)


def _two_deaths(how: str, running: Servers, address: Address, seconds: float, *, may_lose: int) -> Iterator[Measured]:
    seen = Seen()
    back: list[float] = []
    asyncio.run(_with_deaths(running, address, seen, back, seconds))
    slow = f"the slowest in {seen.milliseconds(1.0):.0f} ms, median {seen.median():.0f} ms"
    yield Measured(f"{how}: requests answered", seen.answered, "", note=f"{CLIENTS} clients, {seconds:g} s; {slow}")
    lost = seen.lost.total()
    yield Measured(f"{how}: lost in the two deaths", lost, "", at_most=may_lose, note=", ".join(seen.lost))
    wrong = Counter(status for of, status in seen.statuses.elements() if status != 200)
    yield Measured(f"{how}: answered otherwise than they should", wrong.total(), "", at_most=may_lose,
                   note=", ".join(f"{number} times {status}" for status, number in wrong.items()))  # fmt: skip
    yield Measured(f"{how}: seconds until another stands in, at most", max(back), "s", at_most=10)


def _readers(chance: random.Random) -> Request:
    return chance.choice([a_page, a_page, a_diagnosis, a_diagnosis, a_search])(chance)


def _pages_and_searches(chance: random.Random) -> Request:
    return chance.choice([a_page, a_search])(chance)


async def _until(holds: Callable[[], Awaitable[bool]], within: float = 60) -> float:
    """Return the time at which a condition first holds; infinity if it does not within ``within`` seconds."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if await holds():
            return time.monotonic()
        await asyncio.sleep(0.1)
    return float("inf")


def _of_one(address: Address, times: int, client: str) -> int:
    """How many of so many diagnoses of one client, over four connections at once, are let through."""
    seen = Seen()

    async def all_of_them() -> None:
        async def one(number: int) -> None:
            connection = Connection(address)
            for turn in range(times // 6):
                await ask_and_note(connection, _from(client, number * 1000 + turn), seen)
            connection.close()

        await asyncio.gather(*(one(number) for number in range(6)))

    asyncio.run(all_of_them())
    return seen.count(lambda status: status == 200)


async def _many_clients(address: Address, seen: Seen) -> None:
    connection = Connection(address)
    for number in range(200):
        await ask_and_note(connection, _from(f"198.51.100.{number}", number), seen)
    connection.close()


def _from(client: str, seed: int) -> Request:
    request = a_diagnosis(random.Random(seed))
    return Request(request.kind, request.method, request.path, request.body, request.expected,
                   (*request.headers, ("X-Forwarded-For", client)))  # fmt: skip


async def _with_deaths(running: Servers, address: Address, seen: Seen, back: list[float], seconds: float) -> None:
    async def die() -> None:
        await asyncio.sleep(seconds / 3)
        victims = running.portal.workers()
        for victim in victims:
            running.portal.kill(victim)
            begin = time.monotonic()

            async def two_again(victim: int = victim) -> bool:
                # One that listens, not one that has been started: until then its place is held by nobody.
                now = running.portal.listening()
                return len(now) == len(victims) and victim not in now

            back.append(await _until(two_again) - begin)
            await asyncio.sleep(seconds / 3)

    await asyncio.gather(crowd(address, seen, clients=CLIENTS, seconds=seconds, mix=_readers), die())
