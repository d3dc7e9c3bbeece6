"""JSON in its common shapes, alone or inside other text."""

from __future__ import annotations

import json

import pytest

from tests.diagnosis.conftest import Ask, AskOne

MESSAGE = "Physical servers ID not found: [srv-1, srv-2]"
SHAPES = {
    "error_code": {"error_code": "Metal.0100", "error_msg": MESSAGE},
    "errorCode": {"errorCode": "Metal.0100", "errorMessage": MESSAGE},
    "code": {"code": "Metal.0100", "message": MESSAGE},
    "Code": {"Code": "Metal.0100", "Message": MESSAGE},
    "nested error": {"error": {"code": "Metal.0100", "message": MESSAGE}},
    "Response.Error": {"Response": {"Error": {"Code": "Metal.0100", "Message": MESSAGE}, "RequestId": "r-1"}},
    "errors": {"errors": [{"code": "Metal.0100", "message": MESSAGE}]},
    "deep": {"data": {"result": [{"failure": {"err_code": "Metal.0100", "err_msg": MESSAGE}}]}},
    "code in the message": {"message": f"Metal.0100: {MESSAGE}"},
    "body in a string": {"status": 502, "body": json.dumps({"error_code": "Metal.0100", "error_msg": MESSAGE})},
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("around", ["{}", "\ufeff{}", "the answer was {} and now?", "HTTP/1.1 404 Not Found\r\n\r\n{}"])
def test_json_body_is_read_alone_and_in_text(ask_one: AskOne, shape: str, around: str) -> None:
    finding = ask_one(around.replace("{}", json.dumps(SHAPES[shape])))
    assert finding.outcome == "known"
    best = finding.matches[0]
    assert (best.service, best.code) == ("metal", "Metal.0100")
    assert [(each.name, each.values) for each in best.parameters] == [("id", ("srv-1", "srv-2"))]
    assert {"code", "message"} <= set(best.reasons)
    assert finding.read.code == "Metal.0100"
    assert finding.read.format == "json"


def test_it_reads_the_status_and_the_request_id_around_an_error(ask_one: AskOne) -> None:
    body = {
        "Response": {"Error": {"Code": "Metal.0204", "Message": "Image not found"}, "RequestId": "5f0c"},
        "status": 400,
    }
    read = ask_one(json.dumps(body)).read
    assert (read.http_status, read.request_id) == (400, "5f0c")


def test_it_reads_the_headers_before_a_body(ask_one: AskOne) -> None:
    text = 'HTTP/2 404\r\nx-request-id: 7be1-44\r\n\r\n{"code": "Metal.0230", "message": "Subnet not found: [a]"}'
    read = ask_one(text).read
    assert (read.http_status, read.request_id) == (404, "7be1-44")


def test_it_takes_an_integer_code_for_a_status(ask_one: AskOne) -> None:
    finding = ask_one('{"code": 503, "message": null}')
    assert (finding.outcome, finding.read.code, finding.read.http_status) == ("unknown", None, 503)


def test_it_finds_the_inner_error_behind_a_wrapper(ask: Ask) -> None:
    inner = {"code": "Metal.0204", "message": "Image not found"}
    guidance = ask(json.dumps({"code": "BackendError", "message": "upstream failed", "details": [inner]}))
    assert guidance.findings[0].matches[0].code == "Metal.0204"


def test_it_puts_the_inner_error_before_the_gateway_around_it(ask: Ask) -> None:
    inner = {"error_code": "Metal.0230", "error_msg": "Subnet not found: [a]"}
    outer = {"error_code": "GATE.0201", "error_msg": "Backend unavailable.", "cause": inner}
    assert [each.matches[0].code for each in ask(json.dumps(outer)).findings] == ["Metal.0230", "GATE.0201"]


def test_it_counts_the_same_error_once(ask_one: AskOne) -> None:
    body = json.dumps({"error_code": "Metal.0230", "error_msg": "Subnet not found: [a]"})
    assert ask_one("\n".join([body] * 3)).occurrences == 3


def test_it_tells_several_errors_apart(ask: Ask) -> None:
    failures = [
        {"code": "Metal.0204", "message": "Image not found"},
        {"code": "Metal.0230", "message": "Subnet not found: [a]"},
    ]
    guidance = ask(json.dumps({"failures": failures}))
    assert {each.matches[0].code for each in guidance.findings} == {"Metal.0204", "Metal.0230"}


@pytest.mark.parametrize("behind", ["", '", "error_code": "Metal.01', '", "error_code": "'])
def test_it_knows_a_telling_message_in_a_text_that_was_cut(ask_one: AskOne, behind: str) -> None:
    finding = ask_one('{"error_msg": "Physical servers ID not found: [srv-1, srv-2, srv-3' + behind)
    assert (finding.outcome, finding.matches[0].code) == ("known", "Metal.0100")
    assert finding.matches[0].parameters[0].values == ("srv-1", "srv-2", "srv-3")
    assert {note.kind for note in finding.notes} == {"truncated", "repaired"}


def test_a_cut_code_that_cannot_be_the_messages_own_stays_unknown(ask_one: AskOne) -> None:
    finding = ask_one('{"error_msg": "Subnet not found: [a]", "error_code": "Other.01')
    assert finding.outcome == "unknown"
    assert finding.suggestions[0].code == "Metal.0230"
