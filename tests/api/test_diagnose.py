"""POST /api/v1/diagnose: the raw body in, guidance out, in three media types."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client, override_settings

from catalog.rates import Rate
from tests.catalog_rows import store

pytestmark = pytest.mark.django_db

BODY = '{"error_msg": "Servers not found: [srv-1, srv-2]", "error_code": "metal.0100"}'


@pytest.fixture(autouse=True)
def catalog() -> None:
    store()


def post(
    client: Client, body: bytes | str, content_type: str = "application/json", query: str = "", **extra: Any
) -> Any:
    return client.generic("POST", f"/api/v1/diagnose{query}", body, content_type=content_type, **extra)


def test_raw_body_is_diagnosed_in_three_media_types(client: Client) -> None:
    response = post(client, BODY)
    assert response.status_code == 200
    answer = response.json()
    finding = answer["findings"][0]
    assert answer["outcome"] == "known"
    assert finding["read"] == {
        "format": "json",
        "code": "metal.0100",
        "message": "Servers not found: [srv-1, srv-2]",
        "http_status": None,
        "request_id": None,
    }
    match = finding["matches"][0]
    assert match["code"] == "Metal.0100"
    assert match["parameters"] == [{"name": "id", "values": ["srv-1", "srv-2"]}]
    assert match["solution"].startswith("Remedy of Servers not found")
    assert match["url"] == "http://testserver/errors/metal/Metal.0100/"
    assert not response.cookies


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "image/png", "x", "multipart/form-data"]
)
def test_any_content_type_is_the_error_itself(client: Client, content_type: str) -> None:
    assert post(client, BODY, content_type).json()["outcome"] == "known"


def test_a_trailing_slash_is_taken_too(client: Client) -> None:
    response = client.post("/api/v1/diagnose/", BODY, content_type="text/plain")
    assert response.json()["outcome"] == "known"


def test_the_client_may_say_what_it_saw(client: Client) -> None:
    answer = post(client, "Metal.0201", query="?http_status=504&service=metal").json()
    assert answer["findings"][0]["matches"][0]["http_status"] == 504


@pytest.mark.parametrize(
    ("accept", "kind", "begins"),
    [
        ("text/plain", "text/plain", "KNOWN ERROR"),
        ("text/markdown", "text/markdown", "## Metal.0100"),
        ("*/*", "application/json", '{"outcome"'),
        ("text/plain;q=0.2, application/json", "application/json", '{"outcome"'),
    ],
)
def test_the_answer_comes_in_the_media_type_asked_for(client: Client, accept: str, kind: str, begins: str) -> None:
    response = post(client, BODY, HTTP_ACCEPT=accept)
    assert response.headers["Content-Type"].split(";")[0] == kind
    assert response.content.decode().startswith(begins)
    if kind == "text/plain":
        assert max(map(len, response.content.decode().splitlines())) <= 80


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"\x80\x81", "Metal.0100".encode("utf-16"), b"null", b"\x00\x00"])
def test_bytes_that_are_no_utf_8_are_read_all_the_same(client: Client, body: bytes) -> None:
    assert post(client, body).status_code == 200


@pytest.mark.parametrize(
    ("body", "query", "extra", "status"),
    [
        (b"", "", {}, 400),
        (b" \r\n\t ", "", {}, 400),
        (BODY, "?http_status=abc", {}, 400),
        (BODY, "?http_status=99", {}, 400),
        (BODY, "?service=nobody", {}, 400),
        (BODY, "?service=%00", {}, 400),
        (b"x" * 1_048_577, "", {}, 413),
        (BODY, "", {"HTTP_CONTENT_ENCODING": "gzip"}, 415),
        (BODY, "", {"HTTP_ACCEPT": "image/png"}, 406),
    ],
)
def test_it_rejects_what_it_cannot_read(
    client: Client, body: bytes | str, query: str, extra: dict[str, str], status: int
) -> None:
    response = post(client, body, query=query, **extra)
    assert response.status_code == status
    assert set(response.json()) == {"error_code", "error_msg", "request_id"}
    assert response.json()["error_code"] == f"Portal.{status:04d}"


def test_a_body_of_exactly_the_limit_is_read(client: Client) -> None:
    assert post(client, b"x" * 1_048_576).status_code == 200


def test_it_rejects_other_methods(client: Client) -> None:
    response = client.get("/api/v1/diagnose")
    assert (response.status_code, response.json()["error_code"]) == (405, "Portal.0405")
    assert "POST" in response.headers["Allow"]


@override_settings(PORTAL_DIAGNOSE_RATE=Rate(2, 86400))
def test_it_rejects_a_client_that_asks_too_often(client: Client) -> None:
    answers = [post(client, BODY) for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[2].json()["error_code"] == "Portal.0429"
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 86400
    assert post(client, BODY, REMOTE_ADDR="10.0.0.9").status_code == 200


@override_settings(PORTAL_DIAGNOSE_RATE=Rate(1, 86400), PORTAL_TRUSTED_PROXIES=1)
def test_a_forged_address_changes_nothing(client: Client) -> None:
    answers = [post(client, BODY, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}, 192.0.2.7") for n in range(2)]
    assert [each.status_code for each in answers] == [200, 429]
    assert post(client, BODY, HTTP_X_FORWARDED_FOR="192.0.2.7, 192.0.2.8").status_code == 200


def test_an_answer_never_carries_half_a_character(client: Client) -> None:
    response = post(client, json.dumps({"code": "X.0001", "message": "\ud800 broken"}))
    assert response.status_code == 200
