"""Codes that are written with other delimiters than they have: known where their message says so, too."""

from __future__ import annotations

import json

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.known_error import Service, ServiceCatalog
from tests.diagnosis.conftest import Ask, AskOne, errors


@pytest.mark.parametrize(
    "text",
    [
        "ERROR: create failed: Metal-0204 Image not found",
        "ERROR: create failed: METAL_0204: image not found.",
        "Image not found (Metal-0204)",
        "[metal-0204] Image not found",
        "10:00 ERROR Metal-0204\nImage not found",
        json.dumps({"error_code": "METAL0204", "error_msg": "Image not found"}),
        json.dumps({"code": "metal 0204", "message": "Image not found"}),
        json.dumps({"error": {"code": "Metal-0204", "message": "Image not found", "status": 400}}),
        "error_code=metal-0204 error_msg='Image not found'",
        "<Code>Metal_0204</Code><Message>Image not found</Message>",
    ],
)
def test_other_delimiters_give_a_note(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert (finding.outcome, finding.matches[0].code) == ("known", "Metal.0204")
    assert finding.matches[0].confidence == 0.95
    assert finding.matches[0].reasons[0] == "message"
    (note,) = [note for note in finding.notes if note.kind == "respelled"]
    assert note.text.endswith("with this message it is Metal.0204.")


def test_its_values_are_read(ask_one: AskOne) -> None:
    finding = ask_one("create failed: metal-0230 Subnet not found: [a, b] request_id=r-7712")
    assert finding.matches[0].parameters[0].values == ("a", "b")
    assert finding.read.request_id == "r-7712"


@pytest.mark.parametrize(
    "text",
    [
        "ERROR: create failed: Metal-0204 is what it said",
        "Metal-0204",
        json.dumps({"error_code": "METAL0204", "error_msg": "The picture is gone"}),
        json.dumps({"error_code": "Metal-0204", "error_msg": "Subnet not found: [a]"}),
    ],
)
def test_without_its_message_it_is_only_offered(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert (finding.outcome, finding.matches) == ("unknown", ())
    assert finding.suggestions[0].code == "Metal.0204"
    assert "it may be Metal.0204" in finding.advice


@pytest.mark.parametrize(
    "code", ["myMetal.0204.bak", "Metal.02040", "Metal.204", "Meta1.0204", "Metal.O204", "Metal-0204-x"]
)
def test_another_letter_or_digit_is_another_code(ask_one: AskOne, code: str) -> None:
    finding = ask_one(json.dumps({"error_code": code, "error_msg": "Image not found"}))
    assert (finding.outcome, finding.matches) == ("unknown", ())


def test_two_codes_with_the_same_letters_are_told_apart_by_their_messages() -> None:
    twins = ServiceCatalog(
        Service("t"), errors("t", ("AB.12", 400, "The disk is too small"), ("A.B12", 400, "No such disk"))
    )
    index = CatalogIndex([twins])
    (finding,) = diagnose("failed with AB-12: No such disk", index).findings
    assert (finding.outcome, finding.matches[0].code) == ("known", "A.B12")
    assert diagnose("failed with AB-12: too bad", index).outcome == "unknown"


def test_a_host_that_is_named_like_a_code_is_no_error(ask: Ask) -> None:
    (finding,) = ask("10:00 INFO host metal-0204 is up\n10:01 ERROR Metal.0202: it is busy").findings
    assert finding.matches[0].code == "Metal.0202"


@pytest.mark.parametrize(
    "text", ["Metal . O2O4 Irnage n0t f0und, and more of what a picture says", "we get metal 0204 daily"]
)
def test_code_read_from_a_picture_is_offered_where_its_message_is_misread_too(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert finding.outcome == "unknown"
    assert [each.code for each in finding.suggestions][:1] == ["Metal.0204"]
