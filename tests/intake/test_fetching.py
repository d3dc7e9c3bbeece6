"""Documents from the web: never from inside unless told so, bounded, redirects checked. A real server on loopback."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from catalog.intake import IntakeError, fetch
from catalog.intake.documents import LARGEST_DOCUMENT

PAGE = b"Error Code\tMessage\nA.1\thello\n"


class Site(BaseHTTPRequestHandler):
    """Pages and traps."""

    def do_GET(self) -> None:
        if self.path == "/packed":
            self._answer(200, gzip.compress(PAGE), {"Content-Encoding": "gzip"})
        elif self.path == "/bomb":
            self._answer(200, gzip.compress(b" " * (LARGEST_DOCUMENT * 2)), {"Content-Encoding": "gzip"})
        elif self.path == "/large":
            self._answer(200, b"x" * (LARGEST_DOCUMENT + 1), {})
        elif self.path == "/gone":
            self._answer(404, b"", {})
        elif self.path.startswith("/to?"):
            self._answer(302, b"", {"Location": self.path[4:]})
        else:
            self._answer(200, PAGE, {})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            return  # The reader has seen enough.

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def running() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with running() as address:
        yield address


def test_it_works(site: str) -> None:
    fetched = fetch(f"{site}/to?/page", allow_private=True)
    assert (fetched.data, fetched.url) == (PAGE, f"{site}/page")
    assert fetch(f"{site}/packed", allow_private=True).data == PAGE


def test_a_bomb_is_unpacked_no_further_than_can_be_refused(site: str) -> None:
    assert len(fetch(f"{site}/bomb", allow_private=True).data) == LARGEST_DOCUMENT + 1


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/large", "more than 20 MB"),
        ("/gone", "answers 404"),
        ("/to?/to?/to?/to?/to?/to?/to?/page", "redirects more than 5 times"),
        ("/to?file:///etc/passwd", "no http or https address"),
        ("/to?ftp://example.com/a", "no http or https address"),
    ],
)
def test_what_is_no_document_is_refused(site: str, path: str, told: str) -> None:
    with pytest.raises(IntakeError, match=told):
        fetch(site + path, allow_private=True)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "[::1]", "[::]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "10.0.0.1", "172.16.0.1",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "[fd00::1]", "[fe80::1]", "224.0.0.1", "255.255.255.255",
    ],
)  # fmt: skip
def test_addresses_inside_are_not_fetched_from(host: str) -> None:
    with pytest.raises(IntakeError, match=r"private address|cannot be fetched"):
        fetch(f"http://{host}/")


def test_a_name_that_leads_inside_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    # No public name can be resolved here: the resolver says what an attacker's would.
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answer)
    with pytest.raises(IntakeError, match="private address"):
        fetch("http://docs.example.com/")


def test_a_redirect_inside_is_not_followed(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.create_connection
    port = int(site.rsplit(":", 1)[1])
    monkeypatch.setattr(socket, "create_connection", lambda address, timeout: real(("127.0.0.1", port), timeout))
    assert fetch("http://93.184.216.34/page").data == PAGE
    with pytest.raises(IntakeError, match="private address"):
        fetch("http://93.184.216.34/to?http://127.0.0.1/page")


@pytest.mark.parametrize("url", ["http://", "http://[::1", "https:///page", "http://exa mple.com/"])
def test_a_broken_address_is_refused(url: str) -> None:
    with pytest.raises(IntakeError):
        fetch(url, allow_private=True)
