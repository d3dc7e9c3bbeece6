"""POST /api/v1/diagnose/batch: many raw errors in, an answer for each out, in order, and none that spoils another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, override_settings

from catalog.api import diagnosis_views
from catalog.printing.json_answer import guidance_object
from catalog.rates import Rate
from tests.catalog_rows import store

pytestmark = pytest.mark.django_db

LINES = "application/x-ndjson"
JSON = "application/json"


@pytest.fixture(autouse=True)
def catalog() -> None:
    store()


def post(client: Client, body: bytes | str, kind: str = LINES, **headers: str) -> Any:
    return client.generic("POST", "/api/v1/diagnose/batch/", body, content_type=kind, headers=headers)


def lines(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == LINES
    text = response.getvalue().decode()
    assert text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


def outcomes(answers: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(each["index"], each.get("outcome") or each["error_code"]) for each in answers]


def test_each_text_gets_the_answer_it_gets_alone(client: Client) -> None:
    body = '"Metal.0100"\n{"error_code": "Metal.0204"}\nERROR Metal.0201: Backend timeout.\n"nothing known"\n'
    answers = lines(post(client, body))
    assert outcomes(answers) == [(0, "known"), (1, "known"), (2, "known"), (3, "unknown")]
    codes = [each["findings"][0]["matches"][0]["code"] for each in answers[:3]]
    assert codes == ["Metal.0100", "Metal.0204", "Metal.0201"]
    alone = client.post("/api/v1/diagnose", "Metal.0100", content_type="text/plain").json()
    assert answers[0] == {"index": 0, **alone}


@pytest.mark.parametrize("kind", [JSON, "text/plain", "application/x-www-form-urlencoded", ""])
def test_a_json_list_is_a_batch_too(client: Client, kind: str) -> None:
    body = json.dumps(["Metal.0100", {"error_code": "Metal.0204"}, None, 5])
    response = post(client, body, kind)
    assert response.headers["Content-Type"] == JSON
    expected = [(0, "known"), (1, "known"), (2, "unknown"), (3, "unknown")]
    assert outcomes(json.loads(response.getvalue())) == expected
    assert outcomes(lines(post(client, body, kind, accept=LINES))) == expected


@pytest.mark.parametrize(
    ("body", "accept", "kind"),
    [
        ('["Metal.0100"]', "*/*", JSON),
        ('["Metal.0100"]', "application/*", JSON),
        ('["Metal.0100"]', f"{LINES}, */*;q=0.1", LINES),
        ('["Metal.0100"]', f"{LINES};q=0.1, {JSON}", JSON),
        ("Metal.0100\n", "*/*", LINES),
        ("Metal.0100\n", f"{JSON}, text/plain, */*", JSON),
        ("Metal.0100\n", "application/problem+json", LINES),
        ('["Metal.0100"]', "application/problem+json", JSON),
    ],
)
def test_items_are_answered_as_they_came_unless_accept_names_one(
    client: Client, body: str, accept: str, kind: str
) -> None:
    assert post(client, body, "text/plain", accept=accept).headers["Content-Type"] == kind


def test_the_answer_is_a_stream(client: Client) -> None:
    response = post(client, '"Metal.0100"\n"Metal.0204"\n')
    assert response.streaming
    pieces: Iterator[bytes] = iter(response.streaming_content)
    assert json.loads(next(pieces))["index"] == 0
    assert json.loads(next(pieces))["index"] == 1


def test_a_bad_item_spoils_only_itself(client: Client) -> None:
    long = json.dumps("x" * (diagnosis_views.LONGEST_ITEM + 1))
    answers = lines(post(client, f'"Metal.0100"\n\n{long}\n"\\ud800"\n{"[" * 5000}\n""\nMetal.0204'))
    assert outcomes(answers) == [
        (0, "known"),
        (1, "Portal.0400"),
        (2, "Portal.0413"),
        (3, "unknown"),
        (4, "unknown"),
        (5, "Portal.0400"),
        (6, "known"),
    ]
    assert set(answers[1]) == {"index", "error_code", "error_msg"}


def test_an_item_at_which_the_portal_fails_spoils_only_itself(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(guidance: Any, links: Any) -> Any:
        if guidance.findings[0].read.code == "Metal.0204":
            raise RuntimeError("a defect")
        return guidance_object(guidance, links)

    monkeypatch.setattr("catalog.api.diagnosis_views.guidance_object", broken)
    answers = lines(post(client, "Metal.0100\nMetal.0204\nMetal.0201\n"))
    assert outcomes(answers) == [(0, "known"), (1, "Portal.0500"), (2, "known")]


def test_the_client_may_say_what_it_saw(client: Client) -> None:
    response = client.generic("POST", "/api/v1/diagnose/batch/?http_status=504", "Metal.0201\n", content_type=LINES)
    assert json.loads(response.getvalue())["findings"][0]["matches"][0]["http_status"] == 504


def test_a_thousand_items_are_read(client: Client) -> None:
    answers = lines(post(client, "Metal.0100\r\n" * 1000))
    assert outcomes(answers) == [(index, "known") for index in range(1000)]


@pytest.mark.parametrize("body", ["Metal.0100\n" * 1001, json.dumps(["x"] * 1001)])
def test_it_rejects_more_than_a_thousand(client: Client, body: str) -> None:
    response = post(client, body, "text/plain")
    assert (response.status_code, response.json()["error_code"]) == (413, "Portal.0413")


@override_settings(PORTAL_DIAGNOSE_RATE=Rate(2, 86400))
def test_a_batch_counts_as_one_request(client: Client) -> None:
    assert len(lines(post(client, "Metal.0100\n" * 100))) == 100
    assert len(lines(post(client, "Metal.0100\n" * 100))) == 100
    assert post(client, "Metal.0100\n").status_code == 429


def test_one_value_over_many_lines_is_one_item(client: Client) -> None:
    body = json.dumps({"error_code": "Metal.0204"}, indent=2)
    assert outcomes(lines(post(client, body, "text/plain"))) == [(0, "known")]


@pytest.mark.parametrize(
    "body", ['{"error_code": "Metal.0204"}', "Metal.0204", '"Metal.0204"\n"Metal.0100"', "[" * 9999]
)
def test_it_rejects_json_that_is_no_list(client: Client, body: str) -> None:
    response = post(client, body, f"{JSON}; charset=utf-8")
    assert (response.status_code, response.json()["error_code"]) == (400, "Portal.0400")


def test_an_empty_list_has_an_empty_answer(client: Client) -> None:
    assert post(client, "[]", JSON, accept=LINES).getvalue() == b""
    assert json.loads(post(client, "[]", JSON, accept=JSON).getvalue()) == []
