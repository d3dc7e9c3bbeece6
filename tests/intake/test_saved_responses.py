"""Responses that a collection of requests keeps: the bodies of those that failed are errors, all others are none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from catalog.intake import IntakeError
from tests.intake.reading_rows import read, row, rows


def failing(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}


def postman(status: int, body: Any) -> dict[str, Any]:
    return {"name": "Saved", "status": "Odd", "code": status, "header": [], "body": json.dumps(body, indent=4)}


def test_saved_responses_of_postman_that_failed_are_errors_of_their_folder() -> None:
    request = {"method": "POST", "header": [], "body": {"mode": "raw", "raw": json.dumps(failing("SENT", "Sent"))}}
    gone, key = postman(404, failing("POT_GONE", "No such pot")), postman(401, failing("KEY_OLD", "The key is old"))
    fine = postman(200, {"country": {"code": "NO", "name": "Norway"}, "message": "Fine"})
    plain = {**postman(500, ""), "body": "<h1>Oops</h1>"}
    collection = {
        "info": {"name": "Pots", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [
            {"name": "Pots", "item": [{"name": "Get", "request": request, "response": [fine, gone, key, plain]}]},
            {"name": "Lids", "item": [{"name": "Put", "request": request, "response": [key]}]},
        ],
    }
    assert rows(read(json.dumps(collection), name="pots.json")) == [
        row("POT_GONE", "404", "No such pot", section="Pots"),
        row("KEY_OLD", "401", "The key is old", section="Pots"),
    ]


def test_responses_of_har_files_contracts_and_mock_servers_are_read_alike() -> None:
    body = failing("POT_GONE", "No such pot")
    har = {"status": 404, "headers": [], "content": {"mimeType": "application/json", "text": json.dumps(body)}}
    contract = {"status": 404, "headers": {"Content-Type": "application/json"}, "body": body}
    mock = {"statusCode": 404, "headers": {}, "jsonBody": body}
    for response in (har, contract, mock):
        entries = [{"request": {"method": "GET", "headers": []}, "response": {**response}}]
        assert rows(read(json.dumps({"entries": entries}))) == [row("POT_GONE", "404", "No such pot")]


def test_list_of_errors_with_their_statuses_holds_no_saved_responses() -> None:
    errors = [
        {"code": "POT-1", "status": 404, "message": "Gone", "solution": "Buy one", "body": failing("POT_X", "x")},
        {"code": "POT-2", "status": 409, "message": "Full", "solution": "Empty it", "body": failing("POT_Y", "y")},
    ]
    assert [each[0] for each in rows(read(json.dumps(errors)))] == ["POT-1", "POT-2"]
    with pytest.raises(IntakeError):
        read(json.dumps({"response": [postman(200, failing("POT_GONE", "No such pot"))]}))
