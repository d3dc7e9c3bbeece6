"""Benchmark of the REST interface beside a bare view: requests per second of one worker each, in turns."""

from __future__ import annotations

import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.ratios import Measured

ROUNDS = 42
SECONDS = 0.15
"""How long one kind of request is made at a time: short, so that what else the machine does meets all kinds."""

CONNECTIONS = 4
_ROOT = Path(__file__).parent.parent
_TIMEOUT_SECONDS = 120
_LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)


class Kind(NamedTuple):
    """A kind of request: what it is called, the requests as they are sent, in turns, and the status they have."""

    name: str
    requests: Sequence[bytes]
    status: int = 200
    promise: float | None = None


def run() -> Iterator[Measured]:
    """Each of the portal's requests to the bare one of the same method, all of them in turns."""
    with _server() as address:
        pairs = _pairs(address)
        kinds = list(dict.fromkeys(kind.name for pair in pairs for kind in pair))
        by_name = {kind.name: kind for pair in pairs for kind in pair}
        rates: dict[str, list[float]] = {name: [] for name in kinds}
        for number in range(-1, ROUNDS):
            # Another one begins each round, and the first round only warms up.
            for name in kinds[number % len(kinds) :] + kinds[: number % len(kinds)]:
                rates[name].append(_per_second(address, by_name[name], SECONDS))
    for bare, ours in pairs:
        theirs, ours_rates = rates[bare.name][1:], rates[ours.name][1:]
        ratio = statistics.median(mine / other for mine, other in zip(ours_rates, theirs, strict=True))
        note = f"{statistics.median(ours_rates):.0f}/s to {statistics.median(theirs):.0f}/s"
        yield Measured(f"{ours.name}, to a {bare.name}", ratio, at_least=ours.promise, note=note)


def _pairs(address: tuple[str, int]) -> list[tuple[Kind, Kind]]:
    codes = [f"iMetal.{number:04d}" for number in (1, 2, 3, 4, 5, 100, 101, 102, 110, 200, 201, 202, 203, 204)]
    bodies = [_body(code, number) for number, code in enumerate(codes)]
    pages = [_get(f"/api/v1/errors/?page={page}&page_size=20") for page in (1, 2, 3)]
    fresh = [_get(f"/api/v1/errors/?page=1&page_size=20&_={turn}") for turn in range(100_000)]
    detail = _get("/api/v1/errors/imetal/iMetal.0100/")
    etag = _header(_once(address, detail), b"etag")
    asked_again = _get("/api/v1/errors/imetal/iMetal.0100/", f"If-None-Match: {etag}\r\n")
    bare_post = Kind("bare POST", [_post("/bare", body) for body in bodies])
    bare_get = Kind("bare GET", [_get("/bare")])
    details = [_get(f"/api/v1/errors/imetal/{code}/") for code in codes]
    return [
        (bare_post, Kind("POST diagnose, 300 bytes", [_post("/api/v1/diagnose", body) for body in bodies], 200, 0.3)),
        (bare_get, Kind("GET one code", details, 200, 0.8)),
        (bare_get, Kind("GET the list", pages, 200, 0.4)),
        (bare_get, Kind("GET a list that nobody asked for yet", fresh)),
        (bare_get, Kind("GET with the ETag, 304", [asked_again], 304, 0.9)),
    ]


def _body(code: str, number: int) -> bytes:
    body = {
        "error_msg": f"Physical servers ID not found: [srv-{number}, srv-2]",
        "error_code": code,
        "request_id": f"{number:032x}",
        "time": "2026-03-02T10:15:30Z",
        "detail": "",
    }
    body["detail"] = "x" * (300 - len(json.dumps(body)))
    return json.dumps(body).encode()


def _get(path: str, headers: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode()


def _post(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _header(answer: bytes, name: bytes) -> str:
    match = re.search(rb"\r\n" + name + rb": *([^\r]+)", answer, re.IGNORECASE)
    if match is None:
        raise RuntimeError(f"the answer has no {name.decode()}")
    return match[1].decode()


def _per_second(address: tuple[str, int], kind: Kind, seconds: float) -> float:
    """Requests a second over a few connections that stay open."""
    answered: list[int] = []
    failed: list[bytes] = []
    begin = time.perf_counter()

    def ask() -> None:
        done = 0
        # From anywhere among them, so that a list that nobody asked for yet stays one.
        first = random.randrange(len(kind.requests))  # noqa: S311 - no secret
        wanted = f"HTTP/1.1 {kind.status} ".encode()
        with socket.create_connection(address, timeout=30) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while time.perf_counter() - begin < seconds:
                answer = _answer(connection, kind.requests[(first + done) % len(kind.requests)])
                if not answer.startswith(wanted):
                    failed.append(answer[:200])
                    return
                done += 1
        answered.append(done)

    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(f"{kind.name}: {failed[0]!r}")
    return sum(answered) / (time.perf_counter() - begin)


def _once(address: tuple[str, int], request: bytes) -> bytes:
    with socket.create_connection(address, timeout=30) as connection:
        return _answer(connection, request)


def _answer(connection: socket.socket, request: bytes) -> bytes:
    """The whole answer to one request. Read by hand: a client library would cost as much as the server."""
    connection.sendall(request)
    answer = b""
    while (end := answer.find(b"\r\n\r\n")) < 0:
        answer += _piece(connection)
    length = _LENGTH.search(answer, 0, end)
    whole = end + 4 + (int(length[1]) if length else 0)
    while len(answer) < whole:
        answer += _piece(connection)
    return answer


def _piece(connection: socket.socket) -> bytes:
    piece = connection.recv(262_144)
    if not piece:
        raise RuntimeError("the server closed the connection")
    return piece


@contextmanager
def _server() -> Iterator[tuple[str, int]]:
    """``manage.py up`` with the bundled catalog, one worker and no limit of rates, stopped at the end."""
    with tempfile.TemporaryDirectory() as folder:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        variables = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PORTAL_") and name not in ("REDIS_URL", "ALLOWED_HOSTS", "DEBUG")
        }
        variables |= {
            "DJANGO_SETTINGS_MODULE": "benchmarks.serving",
            "BENCH_FOLDER": folder,
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "SECRET_KEY": "for measuring only",
            "PORTAL_DIAGNOSE_RATE": "0",
            "PORTAL_WEB_WORKERS": "1",
        }
        process = subprocess.Popen(  # noqa: S603 - this interpreter and this project's own command
            [sys.executable, "manage.py", "up", f"127.0.0.1:{port}"],
            cwd=_ROOT,
            env=variables,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout  # noqa: S101 - it was asked for
            if not any(line.startswith("Ready") for line in process.stdout):
                raise RuntimeError("the server did not start")
            yield "127.0.0.1", port
        finally:
            process.terminate()
            process.wait(_TIMEOUT_SECONDS)
