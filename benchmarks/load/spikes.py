"""More requests than the portal can answer, behind the nginx of ``deploy/``: a bounded queue, and slow clients."""

from __future__ import annotations

import asyncio
import random
import resource
import ssl
import statistics
import time
from collections.abc import Iterator
from contextlib import suppress

from benchmarks.load.clients import IMETAL, Address, Connection, Request, Seen, ask_and_note, crowd, everything
from benchmarks.load.servers import PLACES_EACH, behind_nginx
from benchmarks.ratios import Measured
from tests.front import RunningFront

WORKERS = 1
_CALM = 5.0
_SLOW = 3000
_TIMES_OVER = 6


def ten_times(seconds: float) -> Iterator[Measured]:
    """Pasted logs, first as many as the portal can read, then ten times as many a second, then few again."""
    _many_files()
    with behind_nginx(workers=WORKERS) as (running, before):
        address = Address(before.port, before.trust)
        calm, spike, after = Seen(), Seen(), Seen()
        asyncio.run(crowd(address, calm, clients=PLACES_EACH // 2, seconds=_CALM, mix=a_log))
        capacity = calm.count(_is_good) / _CALM
        yield Measured("capacity: logs of 84 errors", capacity, "answers/s", note=f"{WORKERS} worker")

        asyncio.run(_at_a_rate(address, spike, rate=10 * capacity, seconds=seconds))
        good = spike.count(_is_good)
        yield Measured("asked for in the spike", spike.answered / seconds / capacity, "× capacity")
        yield Measured("answered in the spike", good / seconds / capacity, "× capacity", at_least=0.7)
        slow = f"99 in 100 within {spike.milliseconds(0.99):.0f} ms"
        yield Measured("median of what was answered", spike.median(), "ms", note=slow)
        yield Measured("told to come again (503)", spike.count(lambda status: status == 503), "")
        yield Measured("of these without Retry-After", spike.refused_without_time, "", at_most=0)
        others = spike.answered - good - spike.count(lambda status: status == 503)
        yield Measured("answered otherwise", others, "", at_most=0)
        yield Measured("requests without an answer", spike.lost.total(), "", at_most=0, note=", ".join(spike.lost))

        begin = time.monotonic()
        asyncio.run(_at_a_rate(address, after, rate=0.3 * capacity, seconds=_CALM))
        late = [moment - begin for moment, status in after.moments if status != 200]
        yield Measured("seconds after it until nobody is refused", max(late, default=0.0), "s", at_most=3)
        yield Measured("memory of the workers", running.memory(), "MB")


def slow_clients(seconds: float) -> Iterator[Measured]:
    """3,000 clients that say little and never enough, and twenty that want an answer meanwhile."""
    _many_files()
    with behind_nginx(workers=WORKERS) as (_, before):
        address = Address(before.port, before.trust)
        calm, meanwhile = Seen(), Seen()
        asyncio.run(crowd(address, calm, clients=20, seconds=_CALM, mix=everything, pause=0.1))
        held = asyncio.run(_beside_slow_ones(before, address, meanwhile, seconds))
        yield Measured("slow connections held open at once", statistics.median(held), "", at_least=0.8 * _SLOW)
        yield Measured("requests of others answered", meanwhile.count(_is_good), "", at_least=1)
        refused = meanwhile.count(lambda status: not _is_good(status))
        yield Measured("of them refused, or failed", refused, "", at_most=0)
        yield Measured("without an answer", meanwhile.lost.total(), "", at_most=0, note=", ".join(meanwhile.lost))
        note = f"{calm.median():.0f} ms, and {meanwhile.median():.0f} ms beside them"
        yield Measured("their median, to that before", meanwhile.median() / calm.median(), "×", note=note)


def a_log(chance: random.Random) -> Request:
    """A log full of different errors, pasted: little to send, and much to read."""
    lines = [f"ERROR {code} Physical servers ID not found: [srv-{chance.randrange(10**6)}]" for code in IMETAL]
    text = "\n".join(lines * _TIMES_OVER)
    headers = (("Content-Type", "text/plain"), ("Accept", "text/plain"))
    return Request("log", "POST", "/api/v1/diagnose", text.encode(), headers=headers)


def _is_good(status: int) -> bool:
    return 200 <= status < 400


async def _at_a_rate(address: Address, seen: Seen, *, rate: float, seconds: float) -> None:
    """So many requests a second, whatever becomes of those before; each over a connection that nobody else uses."""
    chance = random.Random(1)
    idle: list[Connection] = []
    under_way: set[asyncio.Task[None]] = set()

    async def one() -> None:
        connection = idle.pop() if idle else Connection(address)
        await ask_and_note(connection, a_log(chance), seen)
        idle.append(connection)

    begin = time.monotonic()
    sent = 0
    while (passed := time.monotonic() - begin) < seconds:
        while sent < rate * passed:
            task = asyncio.create_task(one())
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            sent += 1
        await asyncio.sleep(0.005)
    await asyncio.gather(*under_way)
    for connection in idle:
        connection.close()


async def _beside_slow_ones(before: RunningFront, address: Address, seen: Seen, seconds: float) -> list[int]:
    """Ask as usual while the slow ones are there; how many of them were, second by second."""
    held: list[int] = []
    open_now = [0]
    slow = [asyncio.create_task(_slow(number, before, address, open_now)) for number in range(_SLOW)]
    end = time.monotonic() + 30
    while open_now[0] < 0.9 * _SLOW and time.monotonic() < end:
        await asyncio.sleep(0.2)

    async def count() -> None:
        for _ in range(int(seconds)):
            held.append(open_now[0])
            await asyncio.sleep(1)

    await asyncio.gather(count(), crowd(address, seen, clients=20, seconds=seconds, mix=everything, pause=0.1))
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    return held


async def _slow(number: int, before: RunningFront, address: Address, open_now: list[int]) -> None:
    """Reconnect whenever the server closes: with an endless head or body, or with nothing."""
    await asyncio.sleep(number / _SLOW * 5)
    while True:
        with suppress(OSError, EOFError):
            await _once_slow(number, before, address, open_now)
        await asyncio.sleep(0.5)


async def _once_slow(number: int, before: RunningFront, address: Address, open_now: list[int]) -> None:
    encrypted = number % 4 == 0
    trust: ssl.SSLContext | None = address.trust if encrypted else None
    port = address.port if number % 2 == 0 else before.plain_port
    name = "localhost" if encrypted else None
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trust, server_hostname=name)
    open_now[0] += 1
    try:
        if encrypted and number % 8 == 0:
            writer.write(b"POST /api/v1/diagnose HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n")
        elif encrypted or number % 2:
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        while not reader.at_eof() and not writer.is_closing():
            if encrypted or number % 2:
                writer.write(b"x" if number % 8 == 0 else b"X-A: b\r\n")
                await writer.drain()
            with suppress(TimeoutError):
                async with asyncio.timeout(3):
                    if not await reader.read(1000):
                        return
    finally:
        open_now[0] -= 1
        writer.transport.abort()


def _many_files() -> None:
    """As many open files as this machine lets a process have."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
