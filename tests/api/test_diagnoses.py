"""POST /api/v1/diagnoses: an error in a JSON object, with the status and the headers of the failed response."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.catalog_rows import store

pytestmark = pytest.mark.django_db

TEXT = '{"error_msg": "Servers not found: [srv-1, srv-2]", "error_code": "metal.0100"}'


@pytest.fixture(autouse=True)
def catalog() -> None:
    store()


def post(client: Client, body: object, **headers: str) -> Any:
    raw = body if isinstance(body, str) else json.dumps(body)
    return client.post("/api/v1/diagnoses", raw, content_type="application/json", headers=headers)


@pytest.mark.parametrize("text", [TEXT, "ERROR Metal.0201 504\nsomething else", "nothing known", "Metal.9999"])
def test_answer_is_that_of_the_raw_text(client: Client, text: str) -> None:
    raw = client.post("/api/v1/diagnose?http_status=504&service=metal", text, content_type="text/plain")

    created = post(client, {"text": text, "http_status": 504, "service": "METAL"})

    assert (created.status_code, created.json()) == (200, raw.json())
    assert created.headers["Portal-Outcome"] == raw.headers["Portal-Outcome"]


@pytest.mark.parametrize("absent", [{}, {"service": None, "http_status": None, "headers": None}, {"service": ""}])
def test_everything_but_the_text_may_be_absent(client: Client, absent: dict[str, Any]) -> None:
    assert post(client, {"text": TEXT, **absent}).json()["outcome"] == "known"


@pytest.mark.parametrize(
    ("headers", "wait", "request_id"),
    [
        ({"Retry-After": "12", "X-Request-Id": "5f0c11aa22bb33cc"}, 12, "5f0c11aa22bb33cc"),
        ({"retry-after": 12, "x-amzn-requestid": "5f0c11aa22bb33cc"}, 12, "5f0c11aa22bb33cc"),
        ({"Retry-After": ["12"], "X-Request-Id": ["5f0c11aa22bb33cc"]}, 12, "5f0c11aa22bb33cc"),
        (
            {"Retry-After": "Sat, 28 Nov 2026 08:00:30 GMT", "Date": "Sat, 28 Nov 2026 08:00:00 GMT"},
            30,
            None,
        ),
        ({"Content-Type": "text/html", "Server": "nginx"}, None, None),
        ({}, None, None),
    ],
)
def test_headers_of_the_failed_response_are_read(
    client: Client, headers: dict[str, Any], wait: int | None, request_id: str | None
) -> None:
    finding = post(client, {"text": TEXT, "headers": headers}).json()["findings"][0]

    assert (finding["outcome"], finding["wait"], finding["read"]["request_id"]) == ("known", wait, request_id)
    assert finding["read"]["format"] == "json"


def test_lines_are_those_of_the_text_alone(client: Client) -> None:
    text = "first\nsecond\nERROR Metal.0100: Servers not found: [srv-1]\n"
    alone = post(client, {"text": text}).json()["findings"][0]

    with_headers = post(client, {"text": text, "headers": {"Retry-After": "3", "Server": "x"}}).json()["findings"][0]

    assert (with_headers["lines"], with_headers["variants"]) == (alone["lines"], alone["variants"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n"}, "text"),
        ({"text": None}, "text"),
        ({"text": 5}, "text"),
        ({"text": ["a"]}, "text"),
        ({"text": TEXT, "service": "nobody"}, "service"),
        ({"text": TEXT, "service": "a b"}, "service"),
        ({"text": TEXT, "http_status": 99}, "http_status"),
        ({"text": TEXT, "http_status": "404"}, "http_status"),
        ({"text": TEXT, "http_status": True}, "http_status"),
        ({"text": TEXT, "headers": ["a"]}, "headers"),
        ({"text": TEXT, "headers": {"a": {"b": "c"}}}, "headers.a"),
        ({"text": TEXT, "headers": {"a b": "c"}}, "headers"),
        ({"text": TEXT, "headers": {"a": "x" * 70_000}}, "headers"),
        ({"text": TEXT, "headers": {f"a{number}": "" for number in range(201)}}, "headers"),
        ([TEXT], "body"),
        (TEXT.removesuffix("}"), None),
        ("[" * 100_000, None),
        ("5", "body"),
    ],
)
def test_wrong_field_is_named(client: Client, body: object, field: str | None) -> None:
    response = post(client, body)

    assert (response.status_code, response.json()["error_code"]) == (400, "Portal.0400")
    assert field is None or f" {field} " in response.json()["error_msg"]


def test_other_media_types_are_refused(client: Client) -> None:
    response = client.post("/api/v1/diagnoses", {"text": TEXT})

    assert (response.status_code, response.json()["error_code"]) == (415, "Portal.0415")
    assert "multipart/form-data" in response.json()["error_msg"]


def test_answer_comes_in_words_too(client: Client) -> None:
    assert post(client, {"text": TEXT}, accept="text/markdown").content.startswith(b"## Metal.0100")
