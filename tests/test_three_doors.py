"""Every case of the bundled catalog comes back as itself through the page, the REST interface and the command."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from catalog.audit import sample_body
from catalog.ingest import load_bundled
from catalog.known_error import ErrorCase, KnownError, Service
from catalog.message_template import parse_template
from catalog.store.lookup import whole_catalog

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bundled() -> Iterator[None]:
    assert load_bundled() == ["api-gateway", "imetal", "portal"]
    with override_settings(PORTAL_DIAGNOSE_RATE=None):
        yield


def everything() -> Iterator[tuple[Service, KnownError, ErrorCase]]:
    for catalog in whole_catalog():
        for error in catalog.errors:
            for case in error.cases:
                yield catalog.service, error, case


def expected_values(case: ErrorCase) -> list[list[str]]:
    """The made-up values that a case's sample holds, by its template's own word for them."""
    template = parse_template(case.message)
    sample = template.sample()
    result = []
    for place in template.placeholders:
        name = place.name or ""
        values = [word.strip("[],.;:'\"") for word in sample.split() if name and word.strip("[],").startswith(name)]
        result.append(values if place.is_list else [])
    return result


def through_rest(client: Client, body: str) -> dict[str, Any]:
    response = client.post("/api/v1/diagnose", body, content_type="application/json")
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def through_command(body: str, tmp_path: Any) -> dict[str, Any]:
    file = tmp_path / "error.json"
    file.write_text(body, encoding="utf-8")
    out = io.StringIO()
    call_command("diagnose", str(file), "--json", stdout=out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def test_every_case_is_known_through_page_api_and_command(client: Client, tmp_path: Any) -> None:
    cases = list(everything())
    assert len(cases) == 23 + 41 + 23
    for service, error, case in cases:
        body = sample_body(service, error, case)
        rest, command = through_rest(client, body), through_command(body, tmp_path)
        for answer in (rest, command):
            assert answer["outcome"] == "known", body
            assert len(answer["findings"]) == 1, body
            best = answer["findings"][0]["matches"][0]
            assert (best["service"], best["code"]) == (service.slug, error.code)
            assert (best["http_status"], best["message"]) == (case.http_status, case.message)
            assert {"code", "message"} <= set(best["reasons"])
            assert len(best["parameters"]) == len(parse_template(case.message).placeholders)
            for parameter, values in zip(best["parameters"], expected_values(case), strict=True):
                assert parameter["values"]
                assert not values or parameter["values"] == values
        for key in ("outcome", "findings"):
            without_links = [
                json.loads(json.dumps(each[key]).replace("http://testserver", "")) for each in (rest, command)
            ]
            assert without_links[0] == without_links[1]
        page = client.post("/troubleshoot/", {"body": body})
        assert page.status_code == 200
        guidance = page.context["answer"].guidance
        page_text = guidance.findings[0].matches[0]
        assert (guidance.outcome, page_text.service, page_text.code, page_text.case.key) == (
            "known",
            service.slug,
            error.code,
            case.key,
        )
        items = [list(parameter.values) for parameter in page_text.parameters]
        assert items == [each["values"] for each in rest["findings"][0]["matches"][0]["parameters"]]
        assert error.code in page.content.decode()


def test_the_issue_is_answered_as_the_vendors_page_has_it(client: Client) -> None:
    body = '{"error_msg": "Physical servers ID not found: [srv-1, srv-2]", "error_code": "iMetal.0100"}'
    match = through_rest(client, body)["findings"][0]["matches"][0]
    assert match["solution"] == "Check the validity of the physical server ID."
    assert match["parameters"] == [{"name": "id", "values": ["srv-1", "srv-2"]}]
    assert "srv-1" in client.post("/troubleshoot/", {"body": body}).content.decode()


def test_every_message_without_its_code_finds_its_own_code(client: Client) -> None:
    for service, error, case in everything():
        message = parse_template(case.message).sample()
        answer = through_rest(client, json.dumps({"error_msg": message}))
        items = {(each["service"], each["code"]) for each in answer["findings"][0]["matches"]}
        assert (service.slug, error.code) in items, message


def test_the_gateways_codes_are_told_apart_by_status(client: Client) -> None:
    for status, message in (
        (502, "Backend unavailable."),
        (504, "Backend timeout."),
        (494, "Request headers too large."),
    ):
        best = through_rest(client, json.dumps({"error_code": "APIGW.0201", "status": status}))["findings"][0][
            "matches"
        ][0]
        assert (best["http_status"], best["message"]) == (status, message)
