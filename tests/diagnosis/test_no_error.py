"""Texts that look like errors and match none: exit codes, stock phrases, tags."""

from __future__ import annotations

import json

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.known_error import Service, ServiceCatalog
from tests.diagnosis.conftest import AskOne, errors


@pytest.mark.parametrize(
    "text",
    [
        "Process finished with exit code 137",
        "Command failed with exit code 143.",
        "exit status 255",
        "The command '/bin/sh -c make' returned a non-zero exit code: 137",
        "subprocess.CalledProcessError: Command '['make']' returned non-zero exit status 137.",
        "systemd[1]: app.service: Main process exited, code=exited, status=143/n/a",
        "Error: process exited with status 134",
        "ERROR: Job failed: exit code 137",
        "exitCode=137",
        '{"state": {"exitCode": 137}}',
        "zip code: 404",
    ],
)
def test_a_programs_exit_code_is_no_http_status(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert finding.read.http_status is None
    assert "HTTP status" not in finding.advice


@pytest.mark.parametrize(
    "text",
    [
        "curl: (22) The requested URL returned error: 404\nscript exited with exit code 22",
        "exit 1 after status code 404",
        "the tool exited, the server had answered status: 404",
    ],
)
def test_a_status_beside_an_exit_code_is_read(ask_one: AskOne, text: str) -> None:
    assert ask_one(text).read.http_status == 404


@pytest.mark.parametrize("field", ["message", "error", "msg", "detail", "title"])
@pytest.mark.parametrize(
    ("phrase", "status"), [("Unauthorized", 401), ("Too many requests", 429), ("unauthorized.", 401)]
)
def test_a_stock_phrase_alone_is_only_a_status(ask_one: AskOne, field: str, phrase: str, status: int) -> None:
    finding = ask_one(json.dumps({field: phrase}))
    assert (finding.outcome, finding.matches, finding.read.http_status) == ("unknown", (), status)
    assert finding.suggestions


def test_a_stock_phrase_with_its_code_or_in_the_services_own_format_is_known(ask_one: AskOne) -> None:
    assert ask_one('{"code": "Metal.0003", "message": "Unauthorized"}').matches[0].confidence == 0.99
    assert ask_one('{"error_msg": "Unauthorized"}').matches[0].confidence == 0.6
    assert ask_one('{"message": "Unauthorized"}', service="metal").outcome == "known"


def test_a_single_word_is_everybodys() -> None:
    words = ServiceCatalog(
        Service("w"), errors("w", ("W.1", 409, "Busy"), ("W.2", 500, "{name} failed"), ("W.3", 400, "余额不足"))
    )
    index = CatalogIndex([words])
    assert diagnose('{"message": "Busy"}', index).outcome == "unknown"
    assert diagnose('{"code": "W.1", "message": "Busy"}', index).findings[0].matches[0].confidence == 0.99
    assert diagnose('{"message": "余额不足"}', index).outcome == "known"


@pytest.mark.parametrize(
    "body",
    [
        {"servers": [{"id": "bm-1", "name": "test-server", "tags": ["metal.0100"]}]},
        {"items": [{"name": "Metal.0100", "state": "ACTIVE"}]},
        {"labels": ["Metal.0100", "Metal.0204"]},
        {"description": "Metal.0100", "id": 7},
    ],
)
def test_a_name_in_a_successful_answer_is_no_error(ask_one: AskOne, body: object) -> None:
    finding = ask_one("HTTP/1.1 200 OK\nContent-Type: application/json\n\n" + json.dumps(body))
    assert (finding.outcome, finding.matches) == ("unknown", ())


@pytest.mark.parametrize(
    "body",
    [
        {"success": False, "error_code": "Metal.0100", "error_msg": "Physical servers ID not found: [a]"},
        {"success": False, "error_code": "Metal.0100"},
        {"errors": ["Metal.0100"]},
        {"failures": [{"id": "a", "cause": "Metal.0100"}]},
        {"data": None, "errors": [{"message": "Physical servers ID not found: [a]"}]},
        {"results": [{"id": "a", "status": "failed", "detail": "Metal.0100: Physical servers ID not found: [a]"}]},
        {"message": "Metal.0100"},
        {"result": "error", "data": "Metal.0100: Physical servers ID not found: [a]"},
    ],
)
def test_an_error_in_a_successful_answer_stays_one(ask_one: AskOne, body: object) -> None:
    finding = ask_one("HTTP/1.1 200 OK\n\n" + json.dumps(body))
    assert (finding.outcome, finding.matches[0].code) == ("known", "Metal.0100")


def test_a_tag_is_no_message(ask_one: AskOne) -> None:
    finding = ask_one('{"tags": ["Metal.0100"]}')
    assert (finding.read.message, finding.notes) == (None, ())
    assert finding.matches[0].confidence < 0.9


@pytest.mark.parametrize(
    "text",
    [
        "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a2b1f]",
        "panic: runtime error: bad address\n[signal SIGSEGV: segmentation violation code=0x80 addr=0x0 pc=0x1]",
        "fault code: 0x2",
    ],
)
def test_the_number_of_a_signal_is_no_code(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert finding.read.code is None
    assert "error code 0x" not in finding.advice


def test_a_long_hexadecimal_number_is_one(ask_one: AskOne) -> None:
    assert ask_one("Error code: 0x80070005, access denied").read.code == "0x80070005"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ({"rules": [{"id": "KeyIsGone", "level": "warn"}]}, "unknown"),
        ({"status": "ok", "supported_errors": ["KeyIsGone"]}, "unknown"),
        ({"retryableStatusCodes": ["KeyIsGone"]}, "unknown"),
        ({"errors": ["KeyIsGone"]}, "known"),
        ({"error": {"id": "KeyIsGone"}}, "known"),
        ({"message": "KeyIsGone"}, "known"),
    ],
)
def test_word_in_a_field_of_settings_is_no_error(body: object, outcome: str) -> None:
    catalog = ServiceCatalog(Service("keys"), errors("keys", ("KeyIsGone", 404, "")))
    assert diagnose(json.dumps(body), CatalogIndex([catalog])).outcome == outcome
