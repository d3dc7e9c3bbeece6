"""``manage.py up``: from a fresh copy to a portal that answers, and its end."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.running_portal import (
    RunningPortal,
    copy_of_the_portal,
    free_port,
    make_administrator,
    plain_environment,
    portal_with_its_catalog,
    wait_until_gone,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the portal in which the tests of this file start it again and again."""
    return portal_with_its_catalog(tmp_path_factory.mktemp("up"))


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """A portal that finds nothing but the files of a clone."""
    folder = copy_of_the_portal(tmp_path_factory.mktemp("clone"))
    with RunningPortal(folder, f"127.0.0.1:{free_port()}") as running:
        yield running.until_ready()


def get(running: RunningPortal, path: str, **headers: str) -> http.client.HTTPResponse:
    request = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    request.request("GET", path, headers=headers)
    return request.getresponse()


def up(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "up", *arguments],
        cwd=folder,
        env=plain_environment(variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_fresh_copy_serves_and_stops_cleanly(portal: RunningPortal) -> None:
    assert get(portal, "/healthz").status == 200
    assert get(portal, "/readyz").status == 200
    assert portal.lines[0] == "Loaded the bundled errors of api-gateway, imetal, portal."
    assert portal.lines[1] == f"Ready: {portal.url}/"
    assert portal.log.read_text() == ""


def test_it_keeps_database_and_key_beside_manage_py(portal: RunningPortal) -> None:
    key = portal.folder / "db.sqlite3.secret-key"

    assert (portal.folder / "db.sqlite3").is_file()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_reader_sees_a_write_at_once_because_the_database_is_in_wal_mode(portal: RunningPortal) -> None:
    with sqlite3.connect(portal.folder / "db.sqlite3") as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_home_page_answers_and_its_static_files_may_be_kept_for_ever(portal: RunningPortal) -> None:
    page = get(portal, "/").read().decode()
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)

    assert files
    for file in files:
        answer = get(portal, file, **{"Accept-Encoding": "gzip"})
        assert answer.status == 200
        assert re.search(r"\.[0-9a-f]{12}\.", file), file
        assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_static_files_come_compressed(portal: RunningPortal) -> None:
    manifest = json.loads((portal.folder / "staticfiles" / "staticfiles.json").read_text())
    answer = get(portal, "/static/" + manifest["paths"]["admin/css/base.css"], **{"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"body" in gzip.decompress(answer.read())


def in_pieces(text: bytes) -> Iterator[bytes]:
    for start in range(0, len(text), 1000):
        yield text[start : start + 1000]


def post(running: RunningPortal, path: str, body: bytes, *, chunked: bool) -> tuple[int, dict[str, object]]:
    request = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    if chunked:
        request.request("POST", path, body=in_pieces(body), encode_chunked=True)
    else:
        request.request("POST", path, body=body)
    answer = request.getresponse()
    return answer.status, json.loads(answer.read())


def test_a_body_sent_in_chunks_is_read_like_any_other(portal: RunningPortal) -> None:
    pasted = json.dumps({"error_code": "iMetal.0100", "error_msg": "Physical servers ID not found: [a, b]"}).encode()
    padded = pasted + b" " * 5000

    assert post(portal, "/api/v1/diagnose", padded, chunked=True) == post(
        portal, "/api/v1/diagnose", padded, chunked=False
    )
    assert post(portal, "/api/v1/diagnose", padded, chunked=True)[1]["outcome"] == "known"


@pytest.mark.parametrize("chunked", [True, False])
def test_it_rejects_an_empty_body(portal: RunningPortal, chunked: bool) -> None:
    status, text = post(portal, "/api/v1/diagnose", b"", chunked=chunked)

    assert (status, set(text)) == (400, {"error_code", "error_msg", "request_id"})


@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize("size", [1024 * 1024 + 1, 20 * 1024 * 1024])
def test_it_rejects_a_body_over_the_limit(portal: RunningPortal, chunked: bool, size: int) -> None:
    status, text = post(portal, "/api/v1/diagnose", b"a" * size, chunked=chunked)

    assert (status, set(text)) == (413, {"error_code", "error_msg", "request_id"})


ABSURD = {
    "bytes in the path that are no text": b"GET /errors/%ff%fe/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "raw bytes in the path": b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a long path": b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a path too long": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a long query": b"GET /errors/?q=" + b"%f0" * 15_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "NUL in a query": b"GET /errors/?q=%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "another host": b"GET / HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n",
    "no host's name": b"GET / HTTP/1.1\r\nHost: a b\xff\r\n\r\n",
    "an enormous header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 600_000 + b"\r\n\r\n",
    "a thousand headers": b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: a\r\n" * 1000 + b"\r\n",
    "raw bytes in headers": b"GET / HTTP/1.1\r\nHost: localhost\r\nAccept: \xff\r\nAccept-Language: \xff\r\n\r\n",
    "a negative length": b"POST /api/v1/diagnose HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    "chunks that are none": b"POST /api/v1/diagnose HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "an unknown method": b"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "no HTTP at all": b"\x16\x03\x01\x02\r\n\r\n",
}


@pytest.mark.parametrize("request_bytes", ABSURD.values(), ids=ABSURD.keys())
def test_it_answers_an_absurd_request_and_goes_on(portal: RunningPortal, request_bytes: bytes) -> None:
    with socket.create_connection(("127.0.0.1", portal.port), timeout=30) as connection:
        connection.sendall(request_bytes)
        answer = connection.recv(65536)

    status = int(answer.split()[1])
    assert 200 <= status < 500
    assert b"Traceback" not in answer
    assert get(portal, "/healthz").status == 200


def test_nothing_that_was_pasted_is_logged(portal: RunningPortal) -> None:
    get(portal, "/troubleshoot/?q=something-pasted")
    get(portal, "/errors/?q=something-pasted&http_status=none")
    get(portal, "/nowhere/?q=something-pasted")
    post(portal, "/api/v1/diagnose", b"something-pasted", chunked=False)

    assert "something-pasted" not in portal.log.read_text()


def test_it_stops_cleanly_and_starts_again(folder: Path) -> None:
    for sign in (signal.SIGTERM, signal.SIGINT):
        with RunningPortal(folder, str(free_port()), {"PORTAL_WEB_WORKERS": "2"}) as running:
            workers = running.until_ready().workers()

            assert len(workers) == 2
            assert running.stop(sign) == 0
            assert all(wait_until_gone(worker) for worker in workers)
            assert running.log.read_text() == ""


def test_ctrl_c_reaches_it_and_its_workers_together(folder: Path) -> None:
    with RunningPortal(folder, str(free_port())) as running:
        running.until_ready()
        running.interrupt_all()

        assert running.process.wait(300) == 0
        assert running.log.read_text() == ""


def test_a_worker_that_died_is_replaced_and_none_outlives_the_server(folder: Path) -> None:
    with RunningPortal(folder, str(free_port())) as running:
        (worker,) = running.until_ready().workers()
        running.kill(worker)
        assert wait_until_gone(worker)
        assert running.answers_again()
        workers = running.workers()
        assert workers not in ([], [worker])

        assert running.stop(signal.SIGKILL) == -signal.SIGKILL
        assert all(wait_until_gone(each) for each in workers)


def test_it_says_what_is_left_to_do_until_it_is_done(folder: Path) -> None:
    port = free_port()
    with RunningPortal(folder, f"0.0.0.0:{port}") as running:
        administrator, hosts = running.until_ready().rest()
    assert "ALLOWED_HOSTS=" in hosts
    assert administrator == f"To make the first administrator: {sys.executable} manage.py createsuperuser"

    make_administrator(folder, "first", "a long one 4 tests")
    with RunningPortal(folder, f"0.0.0.0:{port}", {"ALLOWED_HOSTS": "errors.example.com"}) as running:
        assert running.until_ready().rest() == []


def test_behind_https_only_the_health_pages_answer_without_it(folder: Path) -> None:
    with RunningPortal(folder, str(free_port()), {"PORTAL_HTTPS": "1", "PORTAL_TRUSTED_PROXIES": "1"}) as running:
        running.until_ready()

        assert get(running, "/").headers["Location"] == f"https://127.0.0.1:{running.port}/"
        assert get(running, "/healthz").status == get(running, "/readyz").status == 200
        assert get(running, "/", **{"X-Forwarded-Proto": "https"}).status == 200


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
def test_it_listens_on_ipv6(folder: Path) -> None:
    port = free_port()
    with RunningPortal(folder, f"[::1]:{port}") as running:
        running.until_ready()

        assert running.lines[-1] == f"Ready: http://[::1]:{port}/"
        with urllib.request.urlopen(f"http://[::1]:{port}/healthz", timeout=30) as answer:
            assert answer.status == 200


def test_it_rejects_a_port_that_is_taken(
    portal: RunningPortal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.argv", ["manage.py"])
    # From a folder that the interpreter is not in, whose name would be said as seen from there.
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError) as refusal:
        call_command("up", str(portal.port))

    assert refusal.value.returncode == 1
    assert str(refusal.value) == (
        f"Port {portal.port} is already in use; give another: {sys.executable} manage.py up {portal.port + 1}"
    )


BAD_ADDRESSES = (
    "0",
    "65536",
    "host:port",
    "a b:80",
    "127.0.0.1:",
    ":8000",
    "::1:8000",
    "http://127.0.0.1:8000",
    "٣٠٠٠",
)


@pytest.mark.parametrize("address", [*BAD_ADDRESSES, "no-such-host.invalid:8000"])
def test_it_rejects_an_address_that_is_none(address: str) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("up", address)

    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)
    assert repr(address.split(":")[0])[:-1] in str(refusal.value)


def test_it_exits_with_one_line_for_an_address_that_is_none(folder: Path) -> None:
    ended = up(folder, BAD_ADDRESSES[0])

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("CommandError: '0' is not an address")


def test_it_rejects_an_address_of_another_machine() -> None:
    with pytest.raises(CommandError, match=r"^Cannot listen on 192\.0\.2\.1 port 8000: .+$") as refusal:
        call_command("up", "192.0.2.1:8000")

    assert refusal.value.returncode == 1


def test_it_rejects_a_database_that_only_it_would_see(folder: Path) -> None:
    ended = up(folder, str(free_port()), DATABASE_URL="sqlite://:memory:")

    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "DATABASE_URL" in ended.stderr


def test_it_rejects_a_file_that_is_no_database(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "db").write_text("This is no database. " * 100)
    ended = up(folder, str(free_port()), DATABASE_URL=f"sqlite:///{tmp_path}/db")

    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert "not a database" in ended.stderr


def test_it_rejects_two_addresses_with_its_usage(folder: Path) -> None:
    ended = up(folder, "8000", "8001")

    assert ended.returncode == 2
    assert "usage:" in ended.stderr
