"""Choice of an error's message, and counting how often a text has it."""

from __future__ import annotations

import json

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from tests.diagnosis.conftest import Ask, AskOne

STATE = "Metal.0202 Action conflicts with instance's current state"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Create failed, request id: 7f3a9c, code: Metal.0230, status: 404.", "Metal.0230"),
        ("Create failed (code: Metal.0230, status: 404, request id: 7f3a9c)", "Metal.0230"),
        ("failed: Metal.0230; HTTP status: 404; request_id=7f3a9c", "Metal.0230"),
        ("Metal.0230 | request id: 7f3a9c | status code: 404", "Metal.0230"),
        ("2026-01-12 INFO Handled Metal.0005, continuing. Everything fine.", "Metal.0005"),
        ("We often see Metal.0005, then we wait a while.", "Metal.0005"),
        ("we got Metal.0005, any idea?", "Metal.0005"),
    ],
)
def test_what_goes_on_behind_a_code_is_no_message(ask_one: AskOne, text: str, code: str) -> None:
    finding = ask_one(text)
    assert finding.matches[0].code == code
    assert (finding.read.message, finding.notes) == (None, ())


@pytest.mark.parametrize(
    "text",
    [
        "ERROR Metal.0230, the net is gone",
        "10:00 ERROR code Metal.0230, the net is gone",
        "Metal.0230: the net is gone",
        "2026-01-12,Metal.0230,the net is gone",
        "[Metal.0230] - the net is gone",
        "code: Metal.0230, message: the net is gone",
        "code: Metal.0230, status: 404, the net is gone",
    ],
)
def test_what_a_code_introduces_is_its_message(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert finding.read.message == "the net is gone"
    assert [note.kind for note in finding.notes] == ["drifted"]


@pytest.mark.parametrize(
    "text",
    [
        'status: {code: RESOURCE_EXHAUSTED, message: "Metal.0204: Image not found", details: []}',
        'status: {message: "Metal.0204: Image not found", code: RESOURCE_EXHAUSTED}',
        "{\n  code: 'FAILED_CALL',\n  message: 'Metal.0204: Image not found',\n}",
        'code=UPSTREAM_FAILED msg="Metal.0204: Image not found" status=400',
    ],
)
def test_a_code_around_a_known_one_is_no_error_of_its_own(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert finding.matches[0].code == "Metal.0204"
    assert "message" in finding.matches[0].reasons


def test_an_unknown_code_in_another_line_is_one(ask: Ask) -> None:
    text = 'ERROR msg="Metal.0204: Image not found"\nERROR error_code=Vol.0001 error_msg="stuck"'
    assert [each.read.code for each in ask(text).findings] == ["Metal.0204", "Vol.0001"]


@pytest.mark.parametrize("before", ["", "aws: "])
@pytest.mark.parametrize("again", ["", " (reached max retries: 4)"])
@pytest.mark.parametrize(
    "blob", ["", " Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abcdefghijklmnopqrst"]
)
def test_a_blob_for_programs_is_no_message(ask_one: AskOne, before: str, again: str, blob: str) -> None:
    finding = ask_one(
        f"{before}An error occurred (UnauthorizedOperation) when calling the RunInstances operation{again}: "
        f"You are not authorized to perform this operation.{blob}"
    )
    assert finding.read.code == "UnauthorizedOperation"
    assert finding.read.message == "You are not authorized to perform this operation."


@pytest.mark.parametrize(
    ("value", "times"),
    [
        ({"errorMessage": STATE, "stack": [f"ApiError: {STATE}", "    at handler (/var/task/index.js:14:11)"]}, 1),
        ({"errorMessage": STATE, "trace": [f"ApiError: {STATE}", f"Caused by: ApiError: {STATE}"]}, 1),
        ({"errorMessage": STATE, "stack": f"ApiError: {STATE}\n    at handler (/var/task/index.js:14:11)"}, 1),
        ({"message": STATE, "cause": {"message": STATE, "cause": {"message": STATE}}}, 1),
        ({"message": STATE, "body": json.dumps({"message": STATE})}, 1),
        ([{"errorMessage": STATE, "stack": [STATE]}, {"errorMessage": STATE, "stack": [STATE]}], 2),
        ({"failures": [{"id": 1, "message": STATE}, {"id": 2, "message": STATE}]}, 2),
        ({"errors": [STATE, STATE]}, 2),
    ],
)
def test_an_error_that_an_object_repeats_is_seen_once(ask_one: AskOne, value: object, times: int) -> None:
    assert ask_one(json.dumps(value)).occurrences == times
    assert ask_one(f"{json.dumps(value)}\n{json.dumps(value)}").occurrences == 2 * times


@pytest.mark.parametrize(
    ("value", "messages"),
    [
        ({"error": {"code": "card_lost", "message": "It is gone.", "param": "customer"}}, ["It is gone."]),
        ({"errors": {"email": "It is taken.", "name": "It is blank."}}, ["It is taken.", "It is blank."]),
    ],
)
def test_fields_of_an_error_are_no_errors_but_fields_of_a_form_are(value: object, messages: list[str]) -> None:
    findings = diagnose(json.dumps(value), CatalogIndex()).findings
    assert [each.read.message for each in findings] == messages
