"""nginx in front of a portal, as ``deploy/nginx.conf`` says, for a test to start and stop."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from tests.running_portal import ROOT, free_port

DEPLOY = ROOT / "deploy"
NAME = "localhost"
BEHIND = {"PORTAL_HTTPS": "1", "PORTAL_TRUSTED_PROXIES": "1", "ALLOWED_HOSTS": NAME}
"""Environment variables of a portal behind a proxy."""
LINES = 8
"""How often ``deploy/nginx.conf`` lists the portal."""

NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
WHY_NOT = (
    "nginx is not installed here"
    if NGINX is None
    else "openssl, which makes a certificate, is not installed here"
    if shutil.which("openssl") is None
    else ""
)
"""Why there can be no front; empty where there can."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Response."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True, slots=True)
class RunningFront:
    """Address and certificate of a running front."""

    folder: Path
    port: int
    plain_port: int
    process: int

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.port}"

    @property
    def plain_url(self) -> str:
        return f"http://{NAME}:{self.plain_port}"

    @property
    def trust(self) -> ssl.SSLContext:
        """SSL context that trusts this front's certificate alone."""
        return ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))

    def ask(
        self, method: str, path: str, body: bytes | None = None, *, source: str = "127.0.0.1", **headers: str
    ) -> Answer:
        """Ask over TLS from an address of this machine; a header's name has ``_`` for ``-``."""
        to = http.client.HTTPSConnection(NAME, self.port, timeout=30, context=self.trust, source_address=(source, 0))
        to.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = to.getresponse()
        result = Answer(answer.status, answer.headers, answer.read())
        to.close()
        return result

    def logs(self) -> str:
        """All that it has written down."""
        return "".join(log.read_text() for log in self.folder.glob("*.log"))


def configured(
    folder: Path, portal: str, *, port: int, plain_port: int, places: int | None, each: int | None, page: Path
) -> str:
    """The configuration with what differs from one machine to the next put in, as the page on deploying says."""
    changes = {
        "user www-data;": "user root;" if os.getuid() == 0 else "",
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/var/log/nginx": str(folder),
        "/var/lib/nginx": str(folder),
        "/etc/ssl/portal": str(folder),
        "/opt/portal/deploy": str(page),
        "errors.example.com": NAME,
        "127.0.0.1:8000": portal,
        "listen 80 ": f"listen 127.0.0.1:{plain_port} ",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "max_conns=4": f"max_conns={max(1, (places or 32) // LINES)}",
        "limit_conn clients 64": f"limit_conn clients {each or 64}",
    }
    text = (DEPLOY / "nginx.conf").read_text()
    for this, that in changes.items():
        assert this in text, f"deploy/nginx.conf says {this!r} no more"
        text = text.replace(this, that)
    return text


@contextmanager
def front(
    portal: str,
    folder: Path,
    *,
    second: str | None = None,
    places: int | None = None,
    each: int | None = None,
    page: Path = DEPLOY,
) -> Iterator[RunningFront]:
    """nginx before the portal at an address like ``127.0.0.1:8000``, with its files in an empty ``folder``.

    ``second`` is the address of another instance; ``places`` is how many requests it lets be with the portal at once,
    at least one for each of its lines, and ``each`` how many of one client's.
    """
    assert NGINX
    port, plain_port = free_port(), free_port()
    text = configured(folder, portal, port=port, plain_port=plain_port, places=places, each=each, page=page)
    if second:
        # Half of its lines, as the page on deploying says.
        text = text.replace(f"server {portal} ", f"server {second} ", LINES // 2)
    (folder / "nginx.conf").write_text(text)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},IP:127.0.0.1",
         "-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    started = subprocess.run(command, capture_output=True, text=True)
    assert started.returncode == 0, started.stderr
    process = int((folder / "nginx.pid").read_text())
    try:
        yield RunningFront(folder, port, plain_port, process)
    finally:
        os.kill(process, signal.SIGTERM)
        end = time.monotonic() + 60
        while (folder / "nginx.pid").exists() and time.monotonic() < end:
            time.sleep(0.05)
