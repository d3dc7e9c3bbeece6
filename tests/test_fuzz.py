"""Random requests to every address of a running portal; ``python -m tests.fuzz --seconds 600`` does it for longer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz import NAME, PASSWORD, VARIABLES, Sent, errors_in, failed, lines_of, routes, run, send
from tests.running_portal import RunningPortal, free_port, make_administrator, portal_with_its_catalog


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """A portal that counts no requests, with an administrator."""
    folder = portal_with_its_catalog(tmp_path_factory.mktemp("portal"))
    with RunningPortal(folder, f"127.0.0.1:{free_port()}", VARIABLES) as running:
        running.until_ready()
        make_administrator(folder, NAME, PASSWORD)
        yield running


def test_random_requests_never_fail(portal: RunningPortal) -> None:
    output = run(portal.port, seconds=10, most=2000, seed=7)
    assert [sent.line() for sent in output.failures] == []
    assert errors_in(portal.log.read_text()) == []
    assert output.count > 50
    assert output.statuses[200] > output.count / 50
    assert output.statuses[0] < output.count / 10


def test_every_address_is_asked(portal: RunningPortal) -> None:
    expected = routes()
    for route in ("api/v1/diagnose", "errors/<slug:slug>/<path:code>/", "admin/login/", "healthz", "troubleshoot/"):
        assert route in expected
    assert sum(route.startswith("admin/") for route in expected) > 40
    assert send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", portal.port).status == 200


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        (Sent(b"", 200), False),
        (Sent(b"", 404), False),
        (Sent(b"", 500), True),
        (Sent(b"", 503), True),
        (Sent(b"", 501), False),
        (Sent(b"", 0, problem="no answer in time"), True),
        (Sent(b"", 0, problem="RemoteDisconnected"), False),
    ],
)
def test_a_failure_is_the_portals_own(sent: Sent, fault: bool) -> None:
    assert failed(sent) is fault


def test_it_rejects_a_log_with_failures() -> None:
    line = "2026-01-02T03:04:05Z ERROR django.request Internal Server Error: /x | ValueError"
    assert errors_in(f"{line}\n2026-01-02T03:04:06Z WARNING axes x\n") == [line.split(" ", 1)[1]]


def test_what_the_log_says_of_a_request_is_found(portal: RunningPortal) -> None:
    sent = send(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", portal.port)
    log = portal.folder / "a-log.txt"
    line = f"2026-01-02T03:04:05Z ERROR django.request [{sent.request_id}] 500 admin:index | ValueError at options.py:1"
    log.write_text(f"2026-01-02T03:04:05Z ERROR django.request [another] 500 none\n{line}\n")
    assert lines_of(sent, log) == [line]
    assert lines_of(Sent(b""), log) == []
