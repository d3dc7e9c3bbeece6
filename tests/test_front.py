"""nginx with the configuration of ``deploy/``, really started, in front of a portal that really runs."""

from __future__ import annotations

import base64
import gzip
import hashlib
import http.client
import json
import re
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings

from catalog.printing import portal_errors
from tests.front import BEHIND, DEPLOY, LINES, NAME, WHY_NOT, Answer, RunningFront, front
from tests.running_portal import RunningPortal, free_port, portal_with_its_catalog

pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)

PASTED = b'{"error_code": "iMetal.0100", "error_msg": "Physical servers ID not found: [srv-1]"}'
SECRET = "hunter2hunter2"
SHARE = 40


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    folder = portal_with_its_catalog(tmp_path_factory.mktemp("portal"))
    report = BEHIND | {"PORTAL_ACCESS_LOG": "1", "PORTAL_DIAGNOSE_RATE": f"{SHARE}/day", "PORTAL_SLOW_MS": "600000"}
    with RunningPortal(folder, f"127.0.0.1:{free_port()}", report) as running:
        yield running.until_ready()


@pytest.fixture(scope="module")
def behind(portal: RunningPortal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningFront]:
    with front(f"127.0.0.1:{portal.port}", tmp_path_factory.mktemp("front")) as running:
        yield running


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningFront]:
    """One behind which no portal answers."""
    with front(f"127.0.0.1:{free_port()}", tmp_path_factory.mktemp("alone")) as running:
        yield running


def conf() -> str:
    return (DEPLOY / "nginx.conf").read_text()


def error_body(error: portal_errors.PortalError, *values: object, by: Answer) -> dict[str, str]:
    return error.body(*values) | {"request_id": by.headers["X-Request-Id"]}


def test_nginx_passes_requests_and_the_public_host(behind: RunningFront) -> None:
    page = behind.ask("GET", "/errors/imetal/iMetal.0100/")
    data = json.loads(behind.ask("POST", "/api/v1/diagnose", PASTED).body)

    assert page.status == 200
    assert page.headers.get_all("Strict-Transport-Security") == ["max-age=31536000; includeSubDomains; preload"]
    assert page.headers["Server"] == "nginx"
    # Links are made of how the client came, not of how nginx did.
    assert data["findings"][0]["matches"][0]["url"] == f"{behind.url}/errors/imetal/iMetal.0100/"


def test_who_comes_without_encryption_is_sent_to_it(behind: RunningFront) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", behind.plain_port, timeout=30)) as plain:
        plain.request("GET", "/errors/?q=a", headers={"Host": "evil.example"})
        answer = plain.getresponse()

    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/errors/?q=a")


def test_each_client_has_its_own_share_and_a_forged_header_changes_nothing(behind: RunningFront) -> None:
    forged = [
        {"X_Forwarded_For": f"192.0.2.{number}", "X_Forwarded_Proto": "http", "X_Real_IP": f"192.0.2.{number}"}
        for number in range(SHARE + 5)
    ]
    answers = Counter(
        behind.ask("POST", "/api/v1/diagnose", PASTED, source="127.0.0.7", **each).status for each in forged
    )

    assert answers == {200: SHARE, 429: 5}
    assert behind.ask("POST", "/api/v1/diagnose", PASTED, source="127.0.0.8", **forged[0]).status == 200


def test_a_request_has_one_id_from_end_to_end_and_it_is_not_the_clients(
    behind: RunningFront, portal: RunningPortal
) -> None:
    answer = behind.ask("GET", f"/errors/?q={SECRET}", X_Request_Id="made-by-the-client")
    expected = answer.headers["X-Request-Id"]

    assert answer.headers.get_all("X-Request-Id") == [expected]
    assert re.fullmatch("[0-9a-f]{32}", expected)
    assert expected in portal.log.read_text()
    # nginx writes a request down once its answer is gone.
    end = time.monotonic() + 60
    while expected not in behind.logs() and time.monotonic() < end:
        time.sleep(0.05)
    assert expected in behind.logs()
    assert "made-by-the-client" not in portal.log.read_text() + behind.logs()
    assert SECRET not in portal.log.read_text() + behind.logs()


def test_pages_come_compressed_and_are_sent_once(behind: RunningFront) -> None:
    page = behind.ask("GET", "/errors/", Accept_Encoding="gzip")
    again = behind.ask("GET", "/errors/", Accept_Encoding="gzip", If_None_Match=page.headers["ETag"])

    assert page.headers["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(page.body)
    assert (again.status, again.body) == (304, b"")


def test_what_is_too_large_for_the_portal_the_portal_says(behind: RunningFront) -> None:
    limit = settings.PORTAL_MAX_BODY_BYTES
    just = behind.ask("POST", "/api/v1/diagnose", PASTED.ljust(limit))
    over = behind.ask("POST", "/api/v1/diagnose", PASTED.ljust(limit + 1))
    # All that a form may be made of: a byte of the text is three on the wire.
    form = behind.ask(
        "POST", "/troubleshoot/", b"body=" + b"%41" * limit, Content_Type="application/x-www-form-urlencoded"
    )

    assert just.status == 200
    assert (over.status, json.loads(over.body)) == (413, error_body(portal_errors.TOO_LARGE, limit, by=over))
    assert form.status == 200


def test_what_is_larger_still_nginx_says_in_the_same_words(behind: RunningFront) -> None:
    body = b" " * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    api = behind.ask("POST", "/api/v1/diagnose", body)
    page = behind.ask("POST", "/troubleshoot/", body)

    assert f"client_max_body_size {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024}k;" in conf()
    assert (api.status, api.headers["Content-Type"]) == (413, "application/json")
    assert json.loads(api.body) == error_body(portal_errors.TOO_LARGE, settings.PORTAL_MAX_BODY_BYTES, by=api)
    assert page.status == 413
    assert b"<h1>The text is too long</h1>" in page.body
    assert "Retry-After" not in page.headers


@pytest.mark.parametrize(
    ("method", "path", "long", "error"),
    [
        ("GET", "/api/v1/errors/?q=" + "a" * 9000, "", portal_errors.BAD_REQUEST),
        ("GET", "/api/v1/errors/", "a" * 9000, portal_errors.BAD_REQUEST),
        ("TRACE", "/api/v1/errors/", "", portal_errors.WRONG_METHOD),
    ],
    ids=["address", "header", "method"],
)
def test_it_rejects_what_it_cannot_read_in_the_portals_words(
    behind: RunningFront, method: str, path: str, long: str, error: portal_errors.PortalError
) -> None:
    answer = behind.ask(method, path, X_Long=long)
    pasted = json.loads(behind.ask("POST", "/api/v1/diagnose", answer.body).body)["findings"][0]

    assert (answer.status, json.loads(answer.body)["error_code"]) == (error.http_status, error.code)
    assert pasted["matches"][0]["message"] == error.message


def test_where_no_portal_answers_a_program_is_told_when_to_come_again(
    alone: RunningFront, behind: RunningFront
) -> None:
    request = (("GET", "/api/v1/errors/"), ("POST", "/api/v1/diagnose"), ("DELETE", "/api/v1/diagnose/batch"))
    for method, path in request:
        answer = alone.ask(method, f"{path}?q={SECRET}", PASTED if method == "POST" else None)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert json.loads(answer.body) == error_body(portal_errors.BUSY, 5, by=answer)
        assert answer.headers["Content-Type"] == "application/json"
    pasted = json.loads(behind.ask("POST", "/api/v1/diagnose", answer.body).body)["findings"][0]

    assert pasted["outcome"] == "known"
    assert pasted["matches"][0]["message"] == portal_errors.BUSY.message
    assert SECRET not in alone.logs()


def test_where_no_portal_answers_people_get_a_page(alone: RunningFront) -> None:
    answer = alone.ask("POST", "/troubleshoot/", b"body=" + SECRET.encode())
    page = answer.body.decode()
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "<h1>Temporarily unavailable</h1>" in page
    assert "Wait 5 seconds" in page
    assert answer.headers["X-Request-Id"] in page
    assert "<!--#" not in page
    assert "Strict-Transport-Security" in answer.headers
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in answer.headers["Content-Security-Policy"]
    assert SECRET not in page + alone.logs()


class Waiting:
    """Stands for a portal whose hands are full: it takes connections, and answers none."""

    def __enter__(self) -> Waiting:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(30)
        self._taken: list[socket.socket] = []
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()
        for each in self._taken:
            each.close()

    def until_it_has(self, number: int) -> None:
        """Wait until so many requests have come to it."""
        while len(self._taken) < number:
            self._taken.append(self._listener.accept()[0])


def under_way(running: RunningFront, stack: list[socket.socket], source: str = "127.0.0.1", body: bytes = b"") -> None:
    """Begin a request and leave it alone; half of its ``body`` never comes."""
    head = f"POST /api/v1/diagnose HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: {len(body) * 2}\r\n\r\n"
    plain = socket.create_connection(("127.0.0.1", running.port), 30, source_address=(source, 0))
    stack.append(running.trust.wrap_socket(plain, server_hostname=NAME))
    stack[-1].sendall(head.encode() + body)


def test_when_all_places_are_taken_the_next_is_told_so_at_once(tmp_path: Path) -> None:
    held: list[socket.socket] = []
    with Waiting() as full, front(full.address, tmp_path, places=LINES) as running:
        for _ in range(LINES):
            under_way(running, held)
        full.until_it_has(LINES)
        answers = [running.ask("GET", "/api/v1/errors/") for _ in range(20)]
        page = running.ask("GET", "/")
        for each in held:
            each.close()

    waits = {answer.headers["Retry-After"] for answer in answers}
    # Not all come again in the same second.
    assert waits <= {"1", "2", "3"}
    assert len(waits) > 1
    for answer in answers:
        assert answer.status == 503
        assert json.loads(answer.body) == error_body(portal_errors.BUSY, answer.headers["Retry-After"], by=answer)
    assert (page.status, b"<h1>Temporarily unavailable</h1>" in page.body) == (503, True)


def test_who_sends_slowly_takes_nobodys_place(portal: RunningPortal, tmp_path: Path) -> None:
    held: list[socket.socket] = []
    with front(f"127.0.0.1:{portal.port}", tmp_path, places=LINES) as running:
        for _ in range(20):
            under_way(running, held, body=PASTED)
        assert {running.ask("GET", "/errors/").status for _ in range(5)} == {200}
        for each in held:
            each.close()


def test_one_client_cannot_take_all_places(tmp_path: Path) -> None:
    held: list[socket.socket] = []
    with Waiting() as full, front(full.address, tmp_path, places=20, each=3) as running:
        for _ in range(3):
            under_way(running, held, source="127.0.0.7")
        full.until_it_has(3)
        answer = running.ask("GET", "/api/v1/errors/", source="127.0.0.7")
        for each in held:
            each.close()

    assert answer.status == 429
    assert json.loads(answer.body) == error_body(portal_errors.TOO_MANY, answer.headers["Retry-After"], by=answer)


class Fixed(BaseHTTPRequestHandler):
    """Stands for a portal with a file that never changes."""

    def do_GET(self) -> None:
        """Answer with it."""
        self.send_response(200)
        self.send_header("Cache-Control", "max-age=315360000, public, immutable")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_files_that_never_change_are_there_while_the_portal_is_not(tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Fixed)
    threading.Thread(target=server.serve_forever).start()
    with front(f"127.0.0.1:{server.server_port}", tmp_path) as running:
        assert running.ask("GET", "/static/portal.0123456789ab.css").status == 200
        server.shutdown()
        server.server_close()
        assert running.ask("GET", "/static/portal.0123456789ab.css").body == b"ok"
        assert running.ask("GET", "/").status == 503


def test_nobody_is_refused_while_the_workers_are_replaced(behind: RunningFront, portal: RunningPortal) -> None:
    answers: Counter[int] = Counter()
    enough = threading.Event()

    def ask(source: str) -> None:
        while not enough.wait(0.02):
            answers[behind.ask("POST", "/api/v1/diagnose", PASTED, source=source).status] += 1
            answers[behind.ask("GET", "/errors/imetal/iMetal.0100/", source=source).status] += 1

    clients = [threading.Thread(target=ask, args=(f"127.0.0.{number}",)) for number in (21, 22, 23)]
    before = portal.workers()
    for client in clients:
        client.start()
    portal.process.send_signal(signal.SIGHUP)
    gone = portal.replaced(before)
    end, after = time.monotonic() + 60, answers.total() + 20
    while answers.total() < after and time.monotonic() < end:
        time.sleep(0.01)
    enough.set()
    for client in clients:
        client.join()

    assert gone
    # Their share is used up meanwhile, which is an answer, too.
    assert set(answers) <= {200, 429}, answers
    assert answers.total() >= after
    assert answers[200]


def test_an_upgrade_of_two_instances_one_after_the_other_refuses_nobody(tmp_path: Path) -> None:
    folder = portal_with_its_catalog(tmp_path / "portal")
    nginx = tmp_path / "nginx"
    nginx.mkdir()
    answers: Counter[int] = Counter()
    enough = threading.Event()
    variables = BEHIND | {"PORTAL_DIAGNOSE_RATE": "0"}
    with ExitStack() as stack:
        instances = []
        for _ in range(2):
            instance = RunningPortal(folder, f"127.0.0.1:{free_port()}", variables)
            instances.append(stack.enter_context(instance).until_ready())
        first, second = (f"127.0.0.1:{each.port}" for each in instances)
        running = stack.enter_context(front(first, nginx, second=second))

        def ask() -> None:
            while not enough.wait(0.1):
                answers[running.ask("POST", "/api/v1/diagnose", PASTED).status] += 1
                answers[running.ask("GET", "/errors/imetal/iMetal.0100/").status] += 1

        clients = [threading.Thread(target=ask) for _ in range(3)]
        for client in clients:
            client.start()
        for each in instances:
            assert each.stop() == 0
            stack.enter_context(RunningPortal(folder, f"127.0.0.1:{each.port}", variables)).until_ready()
        enough.set()
        for client in clients:
            client.join()

    assert set(answers) == {200}, answers
    assert answers[200] > 50


def test_it_has_room_for_thousands_of_slow_clients() -> None:
    connections = re.search(r"worker_connections (\d+);", conf())
    files = re.search(r"worker_rlimit_nofile (\d+);", conf())

    assert connections
    assert files
    assert int(files[1]) > 2 * int(connections[1]) > 10_000
