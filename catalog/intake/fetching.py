"""Documents from the web: bounded in size and time, and never from an address inside, unless told so.

The address is resolved once, checked, and then connected to as it was checked, so that a name cannot lead elsewhere
the second time it is asked for; each redirect is checked as the first address was.
"""

from __future__ import annotations

import gzip
import http.client
import io
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from catalog.intake.documents import LARGEST_DOCUMENT, IntakeError

CONNECT_SECONDS = 10
WHOLE_SECONDS = 60
MOST_REDIRECTS = 5

_WEB_PORTS = (80, 443)
_SYSTEM_PORTS = 1024
# Inside, or nobody's, whatever the release of Python at hand says of them: protocol assignments (a cloud's metadata
# among them), relays and translators, and IPv4 addresses written as IPv6 ones.
_NOT_PUBLIC = [
    *map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "::/96", "64:ff9b:1::/48", "2001::/23")),
    *map(ipaddress.ip_network, ("fec0::/10", "3fff::/20", "5f00::/16")),
]
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_ISATAP = 0x5EFE

_NOT_MODIFIED = 304
_REDIRECTS = (301, 302, 303, 307, 308)
_PIECE = 65_536
_HEADERS = {"Accept": "text/html, text/*;q=0.9, */*;q=0.5", "Accept-Encoding": "gzip", "User-Agent": "error-portal"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document's bytes and the address it was found at in the end.

    ``etag`` and ``modified`` are the validators it came with, empty where it had none.
    """

    data: bytes
    url: str
    etag: str = ""
    modified: str = ""


class NotModified(Exception):
    """The document is still the one whose validators were sent."""


def is_url(source: str) -> bool:
    """Return whether a source has to be fetched."""
    return source.lower().startswith(("http://", "https://"))


def fetch(url: str, *, allow_private: bool = False, etag: str = "", modified: str = "") -> Fetched:
    """Get a document over HTTP or HTTPS, unless it is the one that has these validators.

    Raises:
        NotModified: when the server says that it is.
        IntakeError: when the address is none of the web's, leads to a private one, or does not answer as it should.
    """
    deadline = time.monotonic() + WHOLE_SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        try:
            answer = _get(url, deadline, allow_private=allow_private, etag=etag, modified=modified)
        except (OSError, http.client.HTTPException, UnicodeError) as problem:
            raise IntakeError(
                f"{_printable_url(url)} cannot be fetched: {str(problem) or type(problem).__name__}"
            ) from None
        if isinstance(answer, Fetched):
            return answer
        url = urljoin(url, answer)
    raise IntakeError(f"{_printable_url(url)} redirects more than {MOST_REDIRECTS} times")


def _get(url: str, deadline: float, *, allow_private: bool, etag: str, modified: str) -> Fetched | str:
    """One request: the document, or where it has moved to."""
    _refuse_late(deadline)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise IntakeError(f"{_printable_url(url)} is not an address") from None
    if parts.scheme not in ("http", "https") or not host:
        raise IntakeError(f"{_printable_url(url)} is not an http or https address")
    if "@" in parts.netloc:
        # It would be kept as the source of the rows, and shown.
        raise IntakeError(f"{_printable_url(url)} has a name or password in it; save the document and import the file")
    secure = parts.scheme == "https"
    port = (443 if secure else 80) if port is None else port
    if not allow_private and port < _SYSTEM_PORTS and port not in _WEB_PORTS:
        raise IntakeError(f"{_printable_url(url)} has the port of another service; --allow-private lets it be fetched")
    address = _resolved(host, port, allow_private=allow_private)
    connection = _Connection(host, port, address, deadline, secure=secure)
    # A server may send a byte now and then for ever, its headers, too; no single wait would be too long.
    watch = threading.Timer(max(0.0, deadline - time.monotonic()), connection.give_up)
    watch.daemon = True
    watch.start()
    try:
        path = parts.path or "/"
        validators = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = _HEADERS | {name: value for name, value in validators.items() if value}
        connection.request("GET", f"{path}?{parts.query}" if parts.query else path, headers=headers)
        answer = connection.getresponse()
        if answer.status == _NOT_MODIFIED and (etag or modified):
            raise NotModified
        if answer.status in _REDIRECTS:
            return answer.getheader("Location") or ""
        if answer.status != 200:
            raise IntakeError(f"{_printable_url(url)} answers {answer.status} {answer.reason[:100]}")
        data = _body(answer, deadline)
        return Fetched(data, url, *((answer.getheader(name) or "")[:200] for name in ("ETag", "Last-Modified")))
    except (OSError, http.client.HTTPException):
        _refuse_late(deadline)
        raise
    finally:
        watch.cancel()
        connection.close()


def _printable_url(url: str) -> str:
    """An address in a message: short, and without the name and password that may stand in it."""
    before, at, after = url.partition("//")[2].partition("/")[0].rpartition("@")
    return (url.replace(f"{before}{at}", "", 1) if before and after else url)[:200]


def _refuse_late(deadline: float) -> None:
    if time.monotonic() >= deadline:
        raise IntakeError(f"the document did not arrive within {WHOLE_SECONDS} seconds")


def _resolved(host: str, port: int, *, allow_private: bool) -> str:
    """The address to connect to: the first of the name's, if all of them are public."""
    addresses = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in addresses:
        if not allow_private and not _is_public(address):
            raise IntakeError(f"{host[:100]} is a private address ({address}); --allow-private lets it be fetched")
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inside = _ipv4_within(ip)
        if inside is not None and not _is_public(str(inside)):
            return False
        if ip.ipv4_mapped or ip.sixtofour or ip in _NAT64:
            return True
    if any(ip in network for network in _NOT_PUBLIC if network.version == ip.version):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _ipv4_within(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for, or leads to through a translator or a tunnel."""
    if ip.ipv4_mapped or ip.sixtofour:
        return ip.ipv4_mapped or ip.sixtofour
    if ip in _NAT64 or (int(ip) >> 32) & 0xFDFFFFFF == _ISATAP:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name it was asked for by."""

    def __init__(self, host: str, port: int, address: str, deadline: float, *, secure: bool) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS)
        self._address, self._deadline, self._secure = address, deadline, secure

    def connect(self) -> None:
        """Connect to the checked address."""
        left = max(0.1, min(CONNECT_SECONDS, self._deadline - time.monotonic()))
        self.sock = socket.create_connection((self._address, self.port), timeout=left)
        if time.monotonic() >= self._deadline:
            # Whoever watches the time may have looked before there was anything to end.
            raise TimeoutError
        if self._secure:
            context = ssl.create_default_context()
            secured = context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = secured
            secured.do_handshake()

    def give_up(self) -> None:
        """End what is being waited for."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def _body(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_DOCUMENT:
            raise IntakeError(f"the document has more than {LARGEST_DOCUMENT // 1024 // 1024} MB")
        _refuse_late(deadline)
    _refuse_late(deadline)
    if answer.length:
        # The rows that are missing would be taken for withdrawn.
        raise IntakeError(f"the document ended {answer.length} bytes too soon")
    data = b"".join(pieces)
    if (answer.getheader("Content-Encoding") or "").lower() == "gzip":
        try:
            return gzip.GzipFile(fileobj=io.BytesIO(data)).read(LARGEST_DOCUMENT + 1)
        except (EOFError, zlib.error) as problem:
            raise IntakeError(f"the document cannot be unpacked: {problem}") from None
    return data
