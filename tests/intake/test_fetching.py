"""Documents from the web: never from inside unless told so, bounded, redirects checked. A real server on loopback."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from catalog.intake import IntakeError, fetch, fetching
from catalog.intake.documents import LARGEST_DOCUMENT

DRIPS_SECONDS = 20
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
        elif self.path == "/cut":
            self._answer(200, PAGE, {}, length=len(PAGE) + 7)
        elif self.path == "/slow":
            self._drip(b"HTTP/1.0 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x")
        elif self.path == "/slow-headers":
            self._drip(b"HTTP/1.0 200 OK\r\n", b"X-A: b\r\n")
        else:
            self._answer(200, PAGE, {})

    def _drip(self, first: bytes, again: bytes) -> None:
        """A little, and a little more, for longer than anybody wants to wait."""
        end = time.monotonic() + DRIPS_SECONDS
        with suppress(OSError):
            self.wfile.write(first)
            while time.monotonic() < end:
                self.wfile.write(again)
                self.wfile.flush()
                time.sleep(0.05)
        self.close_connection = True

    def _answer(self, status: int, body: bytes, headers: dict[str, str], length: int | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
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


def test_page_is_fetched_and_decompressed(site: str) -> None:
    fetched = fetch(f"{site}/to?/page", allow_private=True)
    assert (fetched.data, fetched.url) == (PAGE, f"{site}/page")
    assert fetch(f"{site}/packed", allow_private=True).data == PAGE


@pytest.mark.slow
def test_a_bomb_is_unpacked_no_further_than_can_be_refused(site: str) -> None:
    assert len(fetch(f"{site}/bomb", allow_private=True).data) == LARGEST_DOCUMENT + 1


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/large", "more than 60 MB"),
        ("/gone", "answers 404"),
        ("/to?/to?/to?/to?/to?/to?/to?/page", "redirects more than 5 times"),
        ("/cut", "7 bytes too soon"),
        ("/to?file:///etc/passwd", "not an http or https address"),
        ("/to?gopher://127.0.0.1:6379/_INFO", "not an http or https address"),
        ("/to?http://name:secret@127.0.0.1/", "has a name or password"),
        ("/to?ftp://example.com/a", "not an http or https address"),
    ],
)
def test_what_is_no_document_is_refused(site: str, path: str, message: str) -> None:
    with pytest.raises(IntakeError, match=message):
        fetch(site + path, allow_private=True)


@pytest.mark.parametrize("path", ["/slow", "/slow-headers"])
def test_a_server_that_never_ends_is_left(site: str, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(fetching, "WHOLE_SECONDS", 1)
    begun = time.monotonic()
    with pytest.raises(IntakeError, match="did not arrive within 1 seconds"):
        fetch(site + path, allow_private=True)
    # Sooner than the server has done.
    assert time.monotonic() - begun < DRIPS_SECONDS


LOOPBACK = (
    *("127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.0.0.1.", "127.1", "127.0.1", "127.255.255.254"),
    *("2130706433", "0x7f000001", "0x7f.1", "0x7f.0x0.0x0.0x1", "017700000001", "0177.0.0.1", "00000177.1"),
    *("0.0.0.0", "0", "0x0", "①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.0.0.1"),
    *("[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::1%25lo]", "[::1%lo]", "[::127.0.0.1]", "[::7f00:1]"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:0:127.0.0.1]", "[0:0:0:0:0:ffff:127.0.0.1]"),
    *("[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:7f00:1::1]"),
    *("[2001:0:7f00:1::]", "[2001:0:5ef5:79fb:0:0:80ff:fffe]", "[2606:4700::5efe:7f00:1]"),
)
PRIVATE = (
    *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "198.18.0.1", "192.0.2.1"),
    *("[fd00::1]", "[fc00::1]", "[fe80::1]", "[fe80::1%25eth0]", "[fec0::1]", "[2001:db8::1]", "[100::1]"),
    *("[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[2002:a00:1::]", "[2002:c0a8:101::1]", "[2606:4700::5efe:10.0.0.1]"),
    *("224.0.0.1", "240.0.0.1", "255.255.255.255", "[ff02::1]", "192.88.99.1"),
)
METADATA = (
    *("169.254.169.254", "169.254.170.2", "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "2852039166"),
    *("0xa9fea9fe", "0251.0376.0251.0376", "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::]", "[fd00:ec2::254]"),
    *("100.100.100.200", "192.0.0.192", "metadata.google.internal", "instance-data", "metadata"),
)
TOLD = r"is a private address|cannot be fetched|is no address"


@pytest.fixture
def nothing_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that nobody knows are not asked for outside, and whoever tries to connect fails the test."""
    real = socket.getaddrinfo

    def resolve(host: str, *rest: object, **more: object) -> object:
        expected = any(letter in host for letter in ":.") or host.isalnum()
        if not expected or "internal" in host:
            raise socket.gaierror("nobody knows this name")
        return real(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", lambda *args, **more: pytest.fail(f"connected to {args}"))


@pytest.mark.usefixtures("nothing_is_connected_to")
@pytest.mark.parametrize("host", [*LOOPBACK, *PRIVATE, *METADATA])
def test_addresses_inside_are_not_fetched_from(host: str) -> None:
    for url in (f"http://{host}/", f"https://{host}/", f"HTTP://{host}:8080/a?b#c"):
        with pytest.raises(IntakeError, match=TOLD):
            fetch(url)


@pytest.mark.parametrize(
    "address",
    [
        *("8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"),
        *("172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::5efe:8.8.8.8"),
    ],
)
def test_addresses_outside_are(site: str, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    real, port = socket.create_connection, int(site.rsplit(":", 1)[1])
    result: list[object] = []

    def connect(where: tuple[str, int], timeout: float) -> socket.socket:
        result.append(where)
        monkeypatch.undo()
        return real(("127.0.0.1", port), timeout)

    monkeypatch.setattr(socket, "create_connection", connect)
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answer)
    assert fetch("http://docs.example.com/page").data == PAGE
    assert result == [(address, 80)]


@pytest.mark.parametrize("inside", ["127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "fd00::1", "fe80::1%2"])
def test_a_name_that_leads_inside_is_not_followed(monkeypatch: pytest.MonkeyPatch, inside: str) -> None:
    # No public name can be resolved here: the resolver says what an attacker's would.
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("93.184.216.34", inside)]
    monkeypatch.setattr(socket, "create_connection", lambda *args, **more: pytest.fail(f"connected to {args}"))
    for addresses in (answer, answer[::-1], answer[1:]):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, addresses=addresses, **kwargs: addresses)
        with pytest.raises(IntakeError, match="private address"):
            fetch("http://docs.example.com/")


def test_a_name_is_asked_for_once(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The second answer of a resolver that rebinds would lead inside; nobody hears it.
    answers = iter(["93.184.216.34", "127.0.0.1"])
    real, port = socket.create_connection, int(site.rsplit(":", 1)[1])
    result: list[str] = []

    def resolve(host: str, *args: object, **kwargs: object) -> object:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 80))]

    def connect(where: tuple[str, int], timeout: float) -> socket.socket:
        result.append(where[0])
        monkeypatch.undo()
        return real(("127.0.0.1", port), timeout)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert fetch("http://docs.example.com/page").data == PAGE
    assert result == ["93.184.216.34"]


@pytest.mark.parametrize(
    "url",
    [
        *("http://docs.example.com@127.0.0.1/", "http://127.0.0.1@docs.example.com/", "http://name:secret@a.example/"),
        *("http://a.example\\@127.0.0.1/", "http://@127.0.0.1/", "https://secret@a.example:443/x"),
    ],
)
def test_an_address_with_a_name_or_password_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(IntakeError, match="has a name or password") as refused:
        fetch(url, allow_private=True)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("port", [0, 1, 21, 22, 23, 25, 53, 79, 110, 143, 389, 445, 465, 587, 993, 1023])
def test_ports_of_other_services_are_not_connected_to(port: int) -> None:
    with pytest.raises(IntakeError, match="the port of another service"):
        fetch(f"http://93.184.216.34:{port}/")


def test_a_redirect_inside_is_not_followed(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.create_connection
    port = int(site.rsplit(":", 1)[1])
    monkeypatch.setattr(socket, "create_connection", lambda address, timeout: real(("127.0.0.1", port), timeout))
    assert fetch("http://93.184.216.34/page").data == PAGE
    with pytest.raises(IntakeError, match="private address"):
        fetch("http://93.184.216.34/to?http://127.0.0.1/page")


@pytest.mark.parametrize(
    "url",
    [
        *("http://", "http://[::1", "https:///page", "http://exa mple.com/", "http://127.0.0.1:99999/", "http://a:b/"),
        *("http://127.0.0.1:-1/", "http://xn--/", "http://a..b/", f"http://{'a' * 300}.example/", "http:127.0.0.1"),
        *("//127.0.0.1/", "http://127.0.0.1:1/a b", "http://\x00/", "file:///etc/passwd", "http://[fe80::1%25]/"),
    ],
)
def test_a_broken_address_is_refused(url: str) -> None:
    with pytest.raises(IntakeError):
        fetch(url, allow_private=True)
