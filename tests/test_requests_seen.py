"""Seeing inside: request ids, the lines that are written of requests, and what is in none of them."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from catalog import tally
from portal.log_lines import JsonFormatter, LineFormatter
from portal.request_ids import HEADER, current_id
from portal.urls import handler400, handler403, handler404, handler500  # noqa: F401
from portal.urls import urlpatterns as _urls
from tests.catalog_rows import service_catalog, store

pytestmark = pytest.mark.django_db

PASTED = "something-pasted-0123"


def _fails(request: HttpRequest, more: str = "") -> HttpResponse:
    raise RuntimeError(PASTED)


def _asks_a_database_that_is_away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


urlpatterns = [
    path("away", _asks_a_database_that_is_away),
    path("fails/<str:more>", _fails, name="fails"),
    path("api/v1/fails", _fails),
    *_urls,
]


class Written(logging.Handler):
    """The lines that were written, as text and as JSON."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.objects: list[dict[str, object]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(LineFormatter().format(record))
        self.objects.append(json.loads(JsonFormatter().format(record)))


@pytest.fixture
def written() -> Iterator[Written]:
    handler = Written()
    loggers = [logging.getLogger(), logging.getLogger("django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield handler
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.fixture(autouse=True)
def catalog(settings: Settings) -> None:
    store(service_catalog("metal"))
    settings.ROOT_URLCONF = __name__
    settings.PORTAL_ACCESS_LOG = True


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def test_it_works(client: Client, written: Written) -> None:
    answer = client.get("/errors/metal/Metal.0204/?from=elsewhere")
    known = answer.headers[HEADER]
    (line,) = written.objects

    assert re.fullmatch("[0-9a-f]{32}", known)
    assert line["request_id"] == known == current_id()
    assert {name: line[name] for name in ("event", "method", "route", "status", "bytes")} == {
        "event": "answered",
        "method": "GET",
        "route": "error_page",
        "status": 200,
        "bytes": len(answer.content),
    }
    assert isinstance(line["ms"], float)
    assert f"[{known}] answered method=GET route=error_page status=200 ms=" in written.lines[0]


def test_every_request_has_another_id(client: Client) -> None:
    assert len({client.get("/healthz").headers[HEADER] for _ in range(5)}) == 5


def test_the_id_of_a_trusted_proxy_is_taken_over(settings: Settings) -> None:
    settings.PORTAL_TRUSTED_PROXIES = 1
    given = "proxy.0123-abcd_EF"
    assert Client().get("/healthz", headers={HEADER: given}).headers[HEADER] == given


@pytest.mark.parametrize(
    "given", ["short", "x" * 129, "with space 0123", "new\nline-0123", "é" * 10, "<b>0123456</b>", ""]
)
def test_it_rejects_an_id_that_is_not_well_formed(settings: Settings, given: str) -> None:
    settings.PORTAL_TRUSTED_PROXIES = 1
    answer = Client().get("/healthz", HTTP_X_REQUEST_ID=given)
    assert re.fullmatch("[0-9a-f]{32}", answer.headers[HEADER])


def test_it_rejects_an_id_of_a_stranger(client: Client) -> None:
    assert client.get("/healthz", headers={HEADER: "stranger-0123"}).headers[HEADER] != "stranger-0123"


def test_without_access_lines_only_slow_and_failed_requests_are_written(settings: Settings, written: Written) -> None:
    settings.PORTAL_ACCESS_LOG = False
    client = Client(raise_request_exception=False)
    client.get("/healthz")
    client.get("/nowhere/")
    assert written.objects == []
    settings.PORTAL_SLOW_MS = 0.000_001
    Client().get("/healthz")
    assert [(each["event"], each["level"]) for each in written.objects] == [("slow", "WARNING")]


@pytest.mark.parametrize("address", [f"/fails/{PASTED}", f"/fails/x?q={PASTED}", "/api/v1/fails"])
def test_a_failure_can_be_found_by_the_id_that_its_answer_tells(client: Client, written: Written, address: str) -> None:
    answer = client.get(address)
    known = answer.headers[HEADER]

    assert answer.status_code == 500
    assert known in answer.content.decode()
    assert {each["request_id"] for each in written.objects} == {known}
    assert [each["event"] for each in written.objects if "event" in each] == ["failed"]
    assert any("RuntimeError" in str(each.get("error")) for each in written.objects)
    assert PASTED not in "".join(written.lines) + json.dumps(written.objects)


def test_nothing_that_was_pasted_is_written(client: Client, written: Written) -> None:
    client.get(f"/troubleshoot/?q={PASTED}")
    client.get(f"/errors/?q={PASTED}&http_status=none")
    client.get(f"/go/{PASTED}")
    client.get(f"/{PASTED}/")
    client.get(f"/errors/metal/{PASTED}/")
    client.post("/troubleshoot/", {"body": PASTED})
    client.post("/api/v1/diagnose", PASTED, content_type="text/plain", headers={"x-request-id": PASTED})
    client.generic(PASTED, "/healthz")

    assert len([each for each in written.objects if "event" in each]) == 8
    assert PASTED not in "".join(written.lines) + json.dumps(written.objects)
    assert {str(each.get("route")) for each in written.objects if "event" in each} == {
        "troubleshoot",
        "error_list",
        "go",
        "none",
        "error_page",
        "api_diagnose",
        "healthz",
    }


def test_a_database_that_is_away_is_counted(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(tally, "_listeners", [lambda what, facts: told.append((what, facts))])

    assert client.get("/away").status_code == 503
    monkeypatch.setattr("catalog.api.catalog_views.get_error", lambda *_: _asks_a_database_that_is_away(HttpRequest()))
    assert client.get("/api/v1/errors/metal/Metal.0204/").status_code == 503
    assert told.count((tally.DATABASE_AWAY, {"who": "request"})) == 2


def test_a_refusal_of_an_account_is_written_with_its_number(settings: Settings, written: Written) -> None:
    settings.PORTAL_ACCESS_LOG = False
    reader = get_user_model().objects.create_user("reader", is_staff=True)
    client = Client()
    client.force_login(reader)
    for _ in range(3):
        assert client.get("/admin/auth/user/").status_code == 403
    refused = [each for each in written.objects if each.get("event") == "refused"]
    assert [(each["account"], each["status"], each["level"]) for each in refused] == [(reader.pk, 403, "WARNING")] * 3


def test_refusals_of_clients_without_an_account_are_written_once_a_second(settings: Settings, written: Written) -> None:
    settings.PORTAL_ACCESS_LOG = False
    client = Client(enforce_csrf_checks=True)
    for _ in range(5):
        assert client.post("/admin/login/").status_code == 403
    refused = [each for each in written.objects if each.get("event") == "refused"]
    assert 1 <= len(refused) < 5
    assert "account" not in refused[0] or refused[0]["account"] is None
