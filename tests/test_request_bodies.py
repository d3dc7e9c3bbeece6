"""Requests as the server hands them over: bodies with a deadline and a bound, headers that nobody can forge."""

from __future__ import annotations

import asyncio
import http.client
import json
import select
import socket
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from portal import rsgi
from tests.running_portal import RunningPortal

PASTED = b'{"error_code": "iMetal.0100", "error_msg": "Physical servers ID not found: [a, b]"}'


def send(portal: RunningPortal, head: str, body: bytes = b"", *, path: str = "/api/v1/diagnose") -> socket.socket:
    """Begin a POST whose header lines are ``head``, and send ``body``, whatever length that announces."""
    connection = socket.create_connection(("127.0.0.1", portal.port), timeout=30)
    connection.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n".encode() + body)
    return connection


def answer(connection: socket.socket) -> tuple[int, dict[str, str]]:
    response = http.client.HTTPResponse(connection, method="POST")
    response.begin()
    return response.status, json.loads(response.read())


def test_oversize_length_is_refused_before_the_body(portal: RunningPortal) -> None:
    # Of a body that it waits for, and that does not come, it says 408.
    with send(portal, "Content-Length: 99999999999", b"iMetal") as connection:
        status, report = answer(connection)

    assert (status, report["error_code"]) == (413, "Portal.0413")


def test_stalled_bodies_keep_no_other_request_waiting(portal: RunningPortal) -> None:
    stalled = [send(portal, "Content-Length: 100000", b"iMetal") for _ in range(40)]
    for _ in range(10):
        with send(portal, f"Content-Length: {len(PASTED)}", PASTED) as connection:
            assert answer(connection)[0] == 200
    answered_before, *_ = select.select(stalled, [], [], 0)
    for each in stalled:
        each.close()

    assert answered_before == []


def test_truncated_body_is_not_taken_for_a_whole_one(portal: RunningPortal) -> None:
    with send(portal, "Content-Length: 100", b"iMeta") as connection:
        connection.shutdown(socket.SHUT_WR)
        status = connection.recv(100)

    # The server closes the connection of a client that ended its side, or answers that the body broke off.
    assert not status or b" 400 " in status


def test_chunks_without_content_are_an_empty_body(portal: RunningPortal) -> None:
    with send(portal, "Transfer-Encoding: chunked", b"0\r\n\r\n") as connection:
        assert answer(connection)[0] == 400


def test_empty_body_leaves_the_worker_alive(portal: RunningPortal) -> None:
    workers = portal.workers()
    for _ in range(3):
        with send(portal, "Content-Length: 0") as connection:
            assert answer(connection)[0] == 400
    assert portal.workers() == workers


def test_client_is_told_to_continue(portal: RunningPortal) -> None:
    with send(portal, f"Content-Length: {len(PASTED)}\r\nExpect: 100-continue") as connection:
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(PASTED)
        assert answer(connection)[0] == 200


def test_query_of_too_many_fields_is_refused_even_where_a_charset_is_named(portal: RunningPortal) -> None:
    path = f"/api/v1/diagnose?{'&'.join(['q=1'] * 1500)}"
    with send(portal, "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 0", path=path) as connection:
        status, report = answer(connection)

    assert (status, report["error_code"]) == (400, "Portal.0400")


class _Headers:
    def __init__(self, *items: tuple[str, str]) -> None:
        self._items = items

    def items(self) -> tuple[tuple[str, str], ...]:
        return self._items


class _Scope:
    method = "POST"
    http_version = "1.1"
    path = "/é"
    query_string = "q=1"
    scheme = "http"
    server = "[::1]:8000"
    client = "192.0.2.7:5000"

    def __init__(self, *headers: tuple[str, str]) -> None:
        self.headers = _Headers(*headers)


def environ(*headers: tuple[str, str]) -> dict[str, Any]:
    return rsgi._environ(_Scope(*headers))  # type: ignore[arg-type]


def test_environment_is_that_of_wsgi() -> None:
    made = environ(("content-type", "text/plain"), ("cookie", "a=1"), ("cookie", "b=2"))

    assert made["PATH_INFO"].encode("latin-1").decode() == "/é"
    assert (made["SERVER_NAME"], made["SERVER_PORT"], made["REMOTE_ADDR"]) == ("::1", "8000", "192.0.2.7")
    assert (made["CONTENT_TYPE"], made["HTTP_COOKIE"]) == ("text/plain", "a=1; b=2")


def test_header_with_an_underscore_forges_none() -> None:
    made = environ(("x-forwarded-for", "192.0.2.1"), ("x-forwarded-for", "192.0.2.2"), ("x_forwarded_for", "127.0.0.1"))

    assert made["HTTP_X_FORWARDED_FOR"] == "192.0.2.1,192.0.2.2"


class _Protocol:
    """Gives out ``pieces``, then waits for ever where ``stalls``; holds what is answered."""

    def __init__(self, *pieces: bytes, stalls: bool = False) -> None:
        self._pieces, self._stalls = pieces, stalls
        self.answer: tuple[int, dict[str, str], dict[str, str]] | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece
        if self._stalls:
            await asyncio.Event().wait()

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answer = status, dict(headers), json.loads(body)


def refused(protocol: _Protocol) -> tuple[int, dict[str, str], dict[str, str]]:
    application = rsgi.Application(limit=1000, threads=1)
    # In a thread of its own: the tests in a browser leave a running loop in this one.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(lambda: asyncio.run(application.__rsgi__(_Scope(), protocol))).result()  # type: ignore[arg-type]
    assert application._bodies_bytes == 0
    assert protocol.answer
    return protocol.answer


def test_body_that_never_comes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rsgi, "BODY_SECONDS", 0.1)
    status, headers, body = refused(_Protocol(b"iMetal", stalls=True))

    assert (status, body["error_code"], headers["Connection"]) == (408, "Portal.0408", "close")


def test_more_bodies_than_memory_has_room_for_are_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rsgi, "_BODIES_BYTES", 100)
    status, headers, body = refused(_Protocol(b"x" * 80, b"x" * 80))

    assert (status, body["error_code"], headers["Retry-After"]) == (503, "Portal.0503", "2")
