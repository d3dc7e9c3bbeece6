"""Many clients at once, each asking one thing after another over a connection of its own, and what came of it."""

from __future__ import annotations

import asyncio
import json
import random
import ssl
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

_TIMEOUT_SECONDS = 60.0
_LONGEST_LINE = 1 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """Request of a client. ``expected`` is the code that a diagnosis must return."""

    kind: str
    method: str
    path: str
    body: bytes = b""
    expected: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Seen:
    """Responses seen by clients: statuses and seconds by kind, lost and wrong ones."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lost: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    refused_without_time: int = 0
    moments: list[tuple[float, int]] = field(default_factory=list)

    def count(self, holds: Callable[[int], bool], kind: str | None = None) -> int:
        """How many answers had a status that ``holds``, of one kind or of all."""
        return sum(n for (of, status), n in self.statuses.items() if holds(status) and kind in (None, of))

    @property
    def answered(self) -> int:
        """How many requests were answered at all."""
        return self.statuses.total()

    def milliseconds(self, share: float, kind: str | None = None) -> float:
        """The time within which such a share of the good answers came."""
        times = sorted(each for of, all_ in self.seconds.items() if kind in (None, of) for each in all_)
        return 1000 * times[min(len(times) - 1, int(share * len(times)))] if times else float("nan")

    def median(self, kind: str | None = None) -> float:
        """The median time of a good answer in milliseconds."""
        times = [each for of, all_ in self.seconds.items() if kind in (None, of) for each in all_]
        return 1000 * statistics.median(times) if times else float("nan")


@dataclass(frozen=True, slots=True)
class Address:
    """Address of the portal on this machine; TLS if ``trust`` is given."""

    port: int
    trust: ssl.SSLContext | None = None


class Connection:
    """A connection that is opened when it is needed and kept for as long as the server lets it."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, request: Request) -> Answer:
        """Send a request, once, and read the whole answer.

        Raises:
            OSError, EOFError: when the connection breaks before there is one.
            TimeoutError: when none comes for a minute.
        """
        if self._reader is not None and self._reader.at_eof():
            # The server has closed it while nobody used it.
            self.close()
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                return await self._ask(request)
        except BaseException:
            self.close()
            raise

    async def _ask(self, request: Request) -> Answer:
        if self._writer is None or self._reader is None:
            where: dict[str, Any] = {"port": self._address.port, "limit": _LONGEST_LINE}
            if self._address.trust:
                where |= {"ssl": self._address.trust, "server_hostname": "localhost"}
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", **where)
        head = [f"{request.method} {request.path} HTTP/1.1", "Host: localhost"]
        head += [f"{name}: {value}" for name, value in request.headers]
        if request.method == "POST":
            head.append(f"Content-Length: {len(request.body)}")
        self._writer.write("\r\n".join([*head, "", ""]).encode() + request.body)
        await self._writer.drain()
        answer = await _read(self._reader)
        if answer.headers.get("connection", "").lower() == "close":
            self.close()
        return answer

    def close(self) -> None:
        """Close it, whatever state it is in."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


async def _read(reader: asyncio.StreamReader) -> Answer:
    status = int((await reader.readline() or _ended()).split()[1])
    headers: dict[str, str] = {}
    while line := (await reader.readline()).strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    if status in (204, 304):
        return Answer(status, headers, b"")
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = b""
        while size := int((await reader.readline() or _ended()).split(b";")[0], 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
        return Answer(status, headers, body)
    return Answer(status, headers, await reader.readexactly(int(headers.get("content-length", "0"))))


def _ended() -> bytes:
    raise EOFError("the connection was closed before there was an answer")


async def crowd(
    address: Address,
    seen: Seen,
    *,
    clients: int,
    seconds: float,
    mix: Callable[[random.Random], Request],
    pause: float = 0.0,
    seed: int = 0,
) -> None:
    """So many clients for so many seconds; each waits ``pause`` seconds between an answer and its next request.

    With another ``seed`` they ask for other things.
    """
    end = time.monotonic() + seconds

    async def one(number: int) -> None:
        chance = random.Random(seed + number)
        connection = Connection(address)
        await asyncio.sleep(chance.random() * min(1.0, seconds / 10))
        while time.monotonic() < end:
            await ask_and_note(connection, mix(chance), seen)
            if pause:
                await asyncio.sleep(pause * 2 * chance.random())
        connection.close()

    await asyncio.gather(*(one(number) for number in range(clients)))


async def ask_and_note(connection: Connection, request: Request, seen: Seen) -> Answer | None:
    """Ask, and note what came: the status, the time, whether it was right; None where nothing came."""
    begin = time.monotonic()
    try:
        answer = await connection.ask(request)
    except (OSError, EOFError, TimeoutError) as problem:
        seen.lost[f"{request.kind}: {type(problem).__name__}"] += 1
        seen.moments.append((time.monotonic(), 0))
        return None
    now = time.monotonic()
    seen.statuses[request.kind, answer.status] += 1
    seen.moments.append((now, answer.status))
    if answer.status < 400:
        seen.seconds[request.kind].append(now - begin)
    if answer.status == 503 and not answer.headers.get("retry-after"):
        seen.refused_without_time += 1
    if request.expected and answer.status == 200 and _code(answer.body) != request.expected:
        seen.wrong.append(f"{request.expected}: {answer.body[:200]!r}")
    return answer


def _code(body: bytes) -> str:
    matches = json.loads(body)["findings"][0]["matches"]
    return str(matches[0]["code"]) if matches else ""


IMETAL = tuple(f"iMetal.{number:04d}" for number in (1, 2, 3, 4, 5, 100, 101, 102, 110, 200, 201, 202, 203, 204))
_WORDS = ("server", "subnet", "request", "token", "disk", "not found", "quota", "signature", "servre", "imag")


def a_page(chance: random.Random) -> Request:
    """The page of a code, the first page, or the list."""
    code = chance.choice(IMETAL)
    path = chance.choice([f"/errors/imetal/{code}/"] * 4 + ["/", f"/errors/?page={chance.randint(1, 3)}"])
    return Request("page", "GET", path)


def a_search(chance: random.Random) -> Request:
    """A search that nobody has asked for yet, on the page, in the box or by REST."""
    words = f"{chance.choice(_WORDS)} {chance.choice(_WORDS)} {chance.randrange(10**6)}"
    place = chance.choice(["/errors/?q=", "/find/?q=", "/find/?q=", "/api/v1/errors/?q="])
    return Request("search", "GET", place + quote(words))


def a_diagnosis(chance: random.Random) -> Request:
    """An error of the bundled catalog with values of its own, to the REST interface."""
    code = chance.choice(IMETAL)
    body: dict[str, Any] = {
        "error_code": code,
        "error_msg": f"Physical servers ID not found: [srv-{chance.randrange(10**6)}]",
        "request_id": f"{chance.getrandbits(128):032x}",
    }
    headers = (("Content-Type", "application/json"),)
    return Request("diagnose", "POST", "/api/v1/diagnose", json.dumps(body).encode(), code, headers)


def a_paste(chance: random.Random) -> Request:
    """The same on the page."""
    text = f"2026-01-02 ERROR iMetal.0100 Physical servers ID not found: [srv-{chance.randrange(10**6)}]"
    headers = (("Content-Type", "application/x-www-form-urlencoded"),)
    return Request("paste", "POST", "/troubleshoot/", f"body={quote(text)}".encode(), headers=headers)


def everything(chance: random.Random) -> Request:
    """Return a random request of the usual mix of people and programs."""
    ways: Sequence[Callable[[random.Random], Request]] = (
        [a_page] * 7 + [a_search] * 4 + [a_diagnosis] * 7 + [a_paste] * 2
    )
    return chance.choice(ways)(chance)
