"""Benchmark of pages beside a bare view with the same middleware, in one process."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.ratios import Measured, best_of

_CODE = "/errors/imetal/iMetal.0100/"
_TIMES = 200
_STATIC = re.compile(r'(?:href|src)="/static/([^"]+)"')


def run() -> Iterator[Measured]:
    """The page of a code, warm, cold and unchanged; and how much the first page loads."""
    root = Path(__file__).parent.parent
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
            "DATABASE_URL": f"sqlite:///{folder}/pages.sqlite3",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }
        program = [sys.executable, "-c", "from benchmarks.pages import measure; measure()"]
        process = subprocess.run(program, cwd=root, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    figures: dict[str, float] = json.loads(process.stdout.splitlines()[-1])
    yield Measured("a warm page of a code to a bare view", figures["warm"], at_most=1.5)
    yield Measured("a cold page of a code to a bare view", figures["cold"], at_most=20)
    yield Measured("a page that has not changed (304) to a bare view", figures["same"], at_most=1.5)
    yield Measured("the first page in all, compressed", figures["bytes"] / 1000, "kB", at_most=60)


def measure() -> None:
    """Serve the pages in this process, as a worker does, and print the ratios."""
    import django

    django.setup()

    from django.conf import settings
    from django.core.management import call_command

    from catalog import response_cache
    from catalog.ingest import load_bundled

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    load_bundled()
    settings.ROOT_URLCONF = "benchmarks.bare_pages"

    # As in a process that serves: the revision is polled from a thread.
    from portal.wsgi import application

    def ask(address: str, **headers: str) -> tuple[str, dict[str, str], bytes]:
        started: list[Any] = []

        def start(status: str, sent: list[tuple[str, str]], _: object = None, /) -> Callable[[bytes], object]:
            started.extend((status, dict(sent)))
            return bytes

        body = b"".join(application(_environ(address) | headers, start))
        return started[0], started[1], body

    def many(address: str, before: Callable[[], object] = bytes, **headers: str) -> Callable[[], None]:
        def worked() -> None:
            for _ in range(_TIMES):
                before()
                ask(address, **headers)

        return worked

    status, headers, _ = ask(_CODE)
    assert status == "200 OK", status  # noqa: S101 - a figure for another answer says nothing
    base, warm, cold, same = best_of(
        many("/bare"), many(_CODE), many(_CODE, response_cache.forget), many(_CODE, HTTP_IF_NONE_MATCH=headers["ETag"])
    )
    figures = {"warm": warm / base, "cold": cold / base, "same": same / base, "bytes": _loaded(ask("/")[2])}
    print(json.dumps(figures))  # noqa: T201 - to the process that asked


def _environ(address: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT": "text/html",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }


def _loaded(page: bytes) -> int:
    """Bytes of a page and all it loads, each compressed as browsers get it."""
    from django.conf import settings

    files = [Path(settings.STATIC_ROOT, name).read_bytes() for name in sorted(set(_STATIC.findall(page.decode())))]
    return sum(len(gzip.compress(each, 6)) for each in [page, *files])
