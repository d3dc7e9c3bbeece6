"""Messages that a text breaks off: in a column, by a limit, with dots."""

from __future__ import annotations

import json

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.diagnosis.guidance import Finding
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog

POLLED = "terminated by other polling request; make sure that only one instance is running"
DENIED = "User: {user} is not authorized to perform: {action} on the resource {resource} because of a policy"

INDEX = CatalogIndex(
    [
        ServiceCatalog(
            Service("bot"),
            (
                KnownError("bot", "polled", (ErrorCase(POLLED, 409),)),
                KnownError("bot", "denied", (ErrorCase(DENIED, 403),)),
                KnownError("bot", "mood", (ErrorCase("The transaction is not allowed in the current mood and state"),)),
                KnownError("bot", "small", (ErrorCase("queue polling archive terminated"),)),
                KnownError("bot", "busy", (ErrorCase("The transaction is not allowed in the current state"),)),
                KnownError(
                    "bot",
                    "longer",
                    (ErrorCase("String or binary data would be truncated in table {name}, column {c}."),),
                ),
                KnownError("bot", "short", (ErrorCase("the queue is not there any more"),)),
            ),
        ),
        ServiceCatalog(Service("statuses"), (KnownError("statuses", "409", (ErrorCase("Conflict", 409),)),)),
    ]
)


def _ask(text: str) -> Finding:
    (finding,) = diagnose(text, INDEX).findings
    return finding


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        (f"Error: {POLLED[:67]}", "polled", ()),
        (f"Error: {POLLED[:64]}...", "polled", ()),
        (f"Error: {POLLED[:64]} …", "polled", ()),
        (f"{POLLED[:64]} (truncated 40 letters)\nand another line", "polled", ()),
        (json.dumps({"message": POLLED[:67]}), "polled", ()),
        (f'{{"message": "{POLLED[:67]}', "polled", ()),
        ("User: bob@a is not authorized to perform: run:Task on the reso", "denied", ("bob@a", "run:Task")),
        (
            "User: bob@a is not authorized to perform: run:Task on the resource b-1...",
            "denied",
            ("bob@a", "run:Task"),
        ),
        ("User: bob@a is not authorized to perform: run:T...", "denied", ("bob@a",)),
        ("User: bob@a is not authorized to perform: run:Task on th", "denied", ("bob@a", "run:Task")),
        ("The transaction is not allowed in the current mood and st", "mood", ()),
        # A message that goes on in the next line is not broken off.
        (f"{POLLED[:67]}\n{POLLED[67:]}", "polled", ()),
    ],
)
def test_message_is_read_as_far_as_it_is_there(text: str, code: str, values: tuple[str, ...]) -> None:
    finding = _ask(text)
    assert (finding.outcome, finding.matches[0].code) == ("known", code)
    assert tuple(value for each in finding.matches[0].parameters for value in each.values) == values


@pytest.mark.parametrize(
    "text",
    [
        f"Error: {POLLED[:29]}",
        f"Error: {POLLED[:35]}",
        f"Error: {POLLED[:69]}",
        f"{POLLED[:67]}ed by somebody",
        "the queue is not there an...",
        "User: bob@a is not authorized...",
        f"Checking whether it was {POLLED[:50]}...",
        "The transaction is not allowed in the current...",
        "String or binary data would be truncated.",
        "queue polling archive te...",
        "User: bob@a is not authorized to perform: run:Task on t",
    ],
    ids=[
        "too little",
        "less than half",
        "the end of a word",
        "other words",
        "a short message",
        "half of one",
        "not at the beginning of a part",
        "everyday words",
        "the message's own word of a cut",
        "too few letters of a short message",
        "too little of its last words",
    ],
)
def test_text_that_shows_too_little_of_a_message_is_unknown(text: str) -> None:
    assert _ask(text).outcome == "unknown"


def test_what_breaks_off_is_less_sure_than_a_whole_message_and_noted() -> None:
    cut, whole = _ask(f"Error: {POLLED[:67]}"), _ask(f"Error: {POLLED}")
    assert (cut.matches[0].confidence, whole.matches[0].confidence) == (0.85, 0.93)
    assert [each.kind for each in cut.notes] == ["truncated"]
    assert not whole.notes


def test_status_before_a_message_that_breaks_off_is_no_error_of_its_own() -> None:
    index = CatalogIndex(
        [
            ServiceCatalog(Service("bot"), (KnownError("bot", "polled", (ErrorCase(f"Conflict: {POLLED}", 409),)),)),
            ServiceCatalog(Service("statuses"), (KnownError("statuses", "409", (ErrorCase("Conflict", 409),)),)),
        ]
    )
    findings = diagnose(f"TelegramError: 409: Conflict: {POLLED[:67]}\n    at call (a.js:3)", index).findings
    assert [each.matches[0].code for each in findings] == ["polled"]
