"""Metrics of every worker, for those who may read them."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from catalog import tally
from portal.environment import LOOPBACK
from tests.running_portal import RunningPortal, free_port, portal_with_its_catalog, wait_until_gone

SMALL = "2000"


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    folder = portal_with_its_catalog(tmp_path_factory.mktemp("measured"))
    environment = {
        "PORTAL_METRICS": "on",
        "PORTAL_WEB_WORKERS": "2",
        "PORTAL_DIAGNOSE_RATE": "30/day",
        "PORTAL_MAX_BODY_BYTES": SMALL,
        "TMPDIR": str(folder),
    }
    with RunningPortal(folder, f"127.0.0.1:{free_port()}", environment) as running:
        yield running.until_ready()
    assert list(folder.glob("portal-metrics-*")) == []


def ask(running: RunningPortal, path: str, body: str | None = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    connection.request("POST" if body is not None else "GET", path, body, {"Connection": "close"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def value(report: str, name: str) -> float:
    """The sum of the samples that begin with this name and these labels."""
    return sum(float(line.rpartition(" ")[2]) for line in report.splitlines() if re.match(name, line))


def test_requests_and_diagnoses_are_counted(measured: RunningPortal) -> None:
    for _ in range(10):
        assert json.loads(ask(measured, "/api/v1/diagnose", "iMetal.0100")[1])["outcome"] == "known"
    ask(measured, "/api/v1/diagnose", "nothing that anybody knows")
    for _ in range(10):
        ask(measured, "/errors/imetal/iMetal.0100/")
    assert ask(measured, "/api/v1/diagnose", "x" * 3000)[0] == 413
    statuses = [ask(measured, "/api/v1/diagnose", "iMetal.0100")[0] for _ in range(70)]
    status, report = ask(measured, "/metrics")

    assert status == 200
    assert value(report, 'portal_diagnoses_total{outcome="known"') == 10 + statuses.count(200)
    assert value(report, 'portal_diagnoses_total{outcome="unknown"') == 1
    assert value(report, 'portal_request_seconds_count{route="error_page",status="2xx"') == 10
    assert value(report, 'portal_kept_answers_total{result="(hit|miss)"') == 10
    assert 1 <= value(report, 'portal_kept_answers_total{result="miss"') <= 2
    assert value(report, 'portal_refused_requests_total{status="413"') == 1
    assert value(report, 'portal_refused_requests_total{status="429"') == statuses.count(429) > 0
    assert value(report, "portal_index_codes ") > 50
    assert value(report, "portal_index_cases ") >= value(report, "portal_index_codes ")
    assert value(report, "portal_index_edition ") > 0
    assert 0 < value(report, "portal_index_build_seconds ") < 60
    assert "iMetal" not in report


def test_what_a_worker_counted_outlives_it(measured: RunningPortal) -> None:
    ask(measured, "/robots.txt")
    name = 'portal_request_seconds_count{route="robots"'
    before = value(ask(measured, "/metrics")[1], name)
    for worker in measured.workers():
        measured.kill(worker)
        # Until it is gone, a connection may still be handed to it.
        assert wait_until_gone(worker)
        assert measured.answers_again()
        break
    assert value(ask(measured, "/metrics")[1], name) == before > 0


@pytest.mark.django_db
class TestWhoMayRead:
    def test_it_rejects_everybody_where_it_is_off(self, client: Client) -> None:
        assert client.get("/metrics").status_code == 404

    @pytest.mark.parametrize(
        ("address", "headers", "status"),
        [
            ("127.0.0.1", {}, 200),
            ("::1", {}, 200),
            ("192.0.2.1", {}, 404),
            ("127.0.0.1", {"x-forwarded-for": "192.0.2.1"}, 404),
            ("127.0.0.1", {"x-forwarded-for": "127.0.0.1"}, 404),
            ("", {}, 404),
        ],
    )
    def test_who_is_allowed(
        self, client: Client, settings: Settings, address: str, headers: dict[str, str], status: int
    ) -> None:
        settings.PORTAL_METRICS = LOOPBACK
        assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status

    def test_behind_a_proxy_the_client_counts(self, client: Client, settings: Settings) -> None:
        settings.PORTAL_METRICS = LOOPBACK
        settings.PORTAL_TRUSTED_PROXIES = 1
        outside = client.get("/metrics", headers={"x-forwarded-for": "127.0.0.1, 192.0.2.1"}, REMOTE_ADDR="127.0.0.1")
        assert outside.status_code == 404


def test_nobody_is_told_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    result: list[str] = []

    def listener(what: str, facts: dict[str, object]) -> None:
        result.append(f"{what} {facts}")

    monkeypatch.setattr(tally, "_listeners", [])
    tally.tell(tally.KEPT, hit=True)
    tally.listen(listener)
    tally.listen(listener)
    tally.tell(tally.KEPT, hit=False)
    assert result == ["kept {'hit': False}"]
