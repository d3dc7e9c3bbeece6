"""Documents from the web: bounded in size and time, and never from an address inside, unless told so. The first stage.

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
import time
import zlib
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from catalog.intake.documents import LARGEST_DOCUMENT, IntakeError

CONNECT_SECONDS = 10
WHOLE_SECONDS = 60
MOST_REDIRECTS = 5

_REDIRECTS = (301, 302, 303, 307, 308)
_PIECE = 65_536
_HEADERS = {"Accept": "text/html, text/*;q=0.9, */*;q=0.5", "Accept-Encoding": "gzip", "User-Agent": "error-portal"}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document's bytes and the address it was found at in the end."""

    data: bytes
    url: str


def is_url(source: str) -> bool:
    """Whether a source is to be fetched."""
    return source.lower().startswith(("http://", "https://"))


def fetch(url: str, *, allow_private: bool = False) -> Fetched:
    """Get a document over HTTP or HTTPS.

    Raises:
        IntakeError: when the address is none of the web's, leads to a private one, or does not answer as it should.
    """
    deadline = time.monotonic() + WHOLE_SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        try:
            answer = _get(url, deadline, allow_private=allow_private)
        except (OSError, http.client.HTTPException, UnicodeError) as problem:
            raise IntakeError(f"{url[:200]} cannot be fetched: {str(problem) or type(problem).__name__}") from None
        if isinstance(answer, bytes):
            return Fetched(answer, url)
        url = urljoin(url, answer)
    raise IntakeError(f"{url[:200]} redirects more than {MOST_REDIRECTS} times")


def _get(url: str, deadline: float, *, allow_private: bool) -> bytes | str:
    """One request: the document, or where it has moved to."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise IntakeError(f"{url[:200]} is no address") from None
    if parts.scheme not in ("http", "https") or not host:
        raise IntakeError(f"{url[:200]} is no http or https address")
    secure = parts.scheme == "https"
    address = _resolved(host, port or (443 if secure else 80), allow_private=allow_private)
    connection = _Connection(host, port, address, deadline, secure=secure)
    try:
        path = parts.path or "/"
        connection.request("GET", f"{path}?{parts.query}" if parts.query else path, headers=_HEADERS)
        answer = connection.getresponse()
        if answer.status in _REDIRECTS:
            return answer.getheader("Location") or ""
        if answer.status != 200:
            raise IntakeError(f"{url[:200]} answers {answer.status} {answer.reason}")
        return _body(answer, deadline)
    finally:
        connection.close()


def _resolved(host: str, port: int, *, allow_private: bool) -> str:
    """The address to connect to: the first of the name's, if all of them are public."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for address in found:
        if not allow_private and not _is_public(address):
            raise IntakeError(f"{host[:100]} is a private address ({address}); --allow-private lets it be fetched")
    return found[0]


def _is_public(address: str) -> bool:
    known = ipaddress.ip_address(address.split("%")[0])
    if isinstance(known, ipaddress.IPv6Address):
        inside = known.ipv4_mapped or known.sixtofour or (known.teredo[1] if known.teredo else None)
        if inside is None and known in ipaddress.ip_network("64:ff9b::/96"):
            inside = ipaddress.IPv4Address(int(known) & 0xFFFFFFFF)
        if inside is not None:
            return inside.is_global and not inside.is_multicast
    return known.is_global and not known.is_multicast


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was checked, under the name it was asked for by."""

    def __init__(self, host: str, port: int | None, address: str, deadline: float, *, secure: bool) -> None:
        super().__init__(host, port or (443 if secure else 80), timeout=CONNECT_SECONDS)
        self._address, self._deadline, self._secure = address, deadline, secure

    def connect(self) -> None:
        """Connect to the checked address."""
        left = max(0.1, min(CONNECT_SECONDS, self._deadline - time.monotonic()))
        self.sock = socket.create_connection((self._address, self.port), timeout=left)
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _body(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_DOCUMENT:
            raise IntakeError(f"the document has more than {LARGEST_DOCUMENT // 1024 // 1024} MB")
        if time.monotonic() > deadline:
            raise IntakeError(f"the document did not come within {WHOLE_SECONDS} seconds")
    data = b"".join(pieces)
    if (answer.getheader("Content-Encoding") or "").lower() == "gzip":
        try:
            return gzip.GzipFile(fileobj=io.BytesIO(data)).read(LARGEST_DOCUMENT + 1)
        except (EOFError, zlib.error) as problem:
            raise IntakeError(f"the document cannot be unpacked: {problem}") from None
    return data
