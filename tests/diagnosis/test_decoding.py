"""Decoding: percent-encoding of links and forms, base64 of gateways and queues."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest

from catalog.diagnosis.decoding import without_base64, without_percents
from tests.diagnosis.conftest import AskOne

BODY = '{"error_code":"Metal.0230","error_msg":"Subnet not found: [sub-9]"}'
SPACED = json.dumps(json.loads(BODY), indent=2)
XML = "<Error><Code>Metal.0230</Code><Message>Subnet not found: [sub-9]</Message></Error>"


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        quote(BODY, safe=""),
        quote_plus(SPACED),
        quote(quote(BODY, safe=""), safe=""),
        "body=" + quote(BODY, safe=""),
        f"the form had body={quote_plus(BODY)} in it",
        "https://console.example.com/#/fail?err=" + quote(BODY, safe=""),
        "https://console.example.com/fail/" + quote(BODY, safe=""),
        "GET /cb?a=1&err=" + quote(BODY, safe="") + "&b=2 HTTP/1.1",
        "error_msg=Subnet%20not%20found%3A%20%5Bsub-9%5D",
        quote(XML, safe=""),
        json.dumps({"location": "https://a.example/x?err=" + quote(BODY, safe=""), "n": 1}),
        json.dumps({"log": json.dumps({"url": "https://a.example/x?err=" + quote(BODY, safe="")})}),
    ],
)
def test_encoded_body_is_decoded(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert (finding.outcome, finding.matches[0].code) == ("known", "Metal.0230")
    assert finding.matches[0].parameters[0].values == ("sub-9",)


@pytest.mark.parametrize(
    "text",
    ["100%25", "50% of 20%", "a%20b", "/v1/100%ab", "%ff%fe%fd%fc", "%00%01%02 and %7B%00", "%22", "LIKE '%22%'"],
)
def test_it_leaves_alone_what_is_no_encoded_text(text: str) -> None:
    assert without_percents(text) == text


@pytest.mark.parametrize(
    "text",
    [
        b64(BODY),
        b64(SPACED),
        b64(XML),
        f"body: {b64('the service said Metal.0230: Subnet not found: [sub-9]')}",
        base64.urlsafe_b64encode(BODY.encode()).decode().rstrip("="),
        base64.encodebytes((SPACED + " " * 200).encode()).decode(),
        json.dumps({"statusCode": 404, "isBase64Encoded": True, "body": b64(BODY)}),
        json.dumps({"Records": [{"data": json.dumps({"body": b64(BODY)})}]}),
        json.dumps({"body": b64(json.dumps({"data": b64(BODY)}))}),
        json.dumps(
            {
                "body": b64(
                    json.dumps({"form": f"error_code=Metal.0230&error_msg={quote_plus('Subnet not found: [sub-9]')}"})
                )
            }
        ),
        f"POST /x body={quote(b64(BODY), safe='')}",
        f"2026-01-02 10:00:01 ERROR payload='{b64(BODY)}' dropped",
    ],
)
def test_it_reads_base64(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert (finding.outcome, finding.matches[0].code) == ("known", "Metal.0230")
    assert finding.matches[0].parameters[0].values == ("sub-9",)


def test_the_status_beside_an_encoded_body_is_its_own(ask_one: AskOne) -> None:
    text = json.dumps({"statusCode": 404, "body": b64('{"error_code":"Metal.0230","request_id":"r-77aa12"}')})
    read = ask_one(text).read
    assert (read.http_status, read.request_id, read.format) == (404, "r-77aa12", "json")


@pytest.mark.parametrize(
    "text",
    [
        "eyJhbGciOiJIUzI1NiJ9.eyJlcnJvcl9jb2RlIjoiTWV0YWwuMDIzMCJ9.c2lnbmF0dXJlc2lnbmF0dXJl",
        f"Authorization: Basic {b64(BODY)}",
        f"Authorization: Bearer {b64(BODY)}",
        json.dumps({"next_token": b64(BODY)}),
        f"cookie={b64(BODY)}",
        "5f0c3b1e9ad24c7f8e115f0c3b1e9ad24c7f8e11",
        "a-long-name-of-some-thing-that-has-hyphens",
        b64("just some words that somebody has encoded"),
        base64.b64encode(bytes(range(256))).decode(),
        base64.b64encode("ein Fehler: error".encode("utf-16")).decode(),
    ],
)
def test_it_leaves_alone_what_is_no_encoded_body(text: str) -> None:
    assert without_base64(text) == text


def test_a_secret_in_an_encoded_body_is_masked_in_the_answer(ask_one: AskOne) -> None:
    inside = '{"error_code":"Metal.0001","error_msg":"A request parameter contains invalid or unsupported value: '
    finding = ask_one(b64(inside + 'password=hunter22-secret"}'))
    assert "hunter22" not in repr(finding)


def test_lines_of_base64_are_decoded_by_every_patch_release_of_python() -> None:
    # Before 3.11.5, a possessive group that ends at once never ended.
    body = base64.b64encode(json.dumps({"error_code": "Own.0100", "error_msg": "It is gone. " * 20}).encode()).decode()
    wrapped = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    assert '"Own.0100"' in without_base64(f"{wrapped} and {wrapped} and so on")
