"""Attribution of statuses and request ids in texts with several errors or HTTP heads."""

from __future__ import annotations

import json

import pytest

from tests.diagnosis.conftest import Ask, AskOne

SUBNET = '{"error_code": "Metal.0230", "error_msg": "Subnet not found: [s-1]"}'
IMAGE = '{"error_code": "Metal.0204", "error_msg": "Image not found"}'
HEAD = "HTTP/1.1 400 Bad Request\nx-request-id: rq-12345\n\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{SUBNET}\n{HEAD}{IMAGE}",
        f"{HEAD}{IMAGE}\n10:02 ERROR Metal.0230: Subnet not found: [s-1]",
        "10:00 ERROR Metal.0230: Subnet not found: [s-1]\n"
        "10:01 ERROR Metal.0204: Image not found status=400 request_id=rq-12345",
        "10:01 ERROR Metal.0204: Image not found status=400 request_id=rq-12345\n"
        "10:02 ERROR Metal.0230: Subnet not found: [s-1]",
        f"{SUBNET}\n" + json.dumps({**json.loads(IMAGE), "status": 400, "request_id": "rq-12345"}),
        json.dumps([json.loads(SUBNET), {**json.loads(IMAGE), "status": 400, "request_id": "rq-12345"}]),
    ],
)
def test_status_and_request_id_belong_to_the_nearest_error(ask: Ask, text: str) -> None:
    read = {each.matches[0].code: (each.read.http_status, each.read.request_id) for each in ask(text).findings}
    assert read == {"Metal.0230": (None, None), "Metal.0204": (400, "rq-12345")}


def test_what_no_error_has_for_itself_is_for_all(ask: Ask) -> None:
    text = "the call returned status: 400, request id: rq-12345\nMetal.0204: Image not found\nMetal.0202: it is busy"
    assert {each.read.request_id for each in ask(text).findings} == {"rq-12345"}


@pytest.mark.parametrize(
    ("time", "status"), [("10:02:03 ERROR call: ", 404), ("10:02:04 ERROR call: ", None)], ids=["same", "another"]
)
def test_a_status_in_a_log_is_that_of_errors_of_its_time(ask: Ask, time: str, status: int | None) -> None:
    text = f"10:02:03 ERROR call: Request failed: HTTP 404\n{time}Metal.0204: Image not found"
    assert [each.read.http_status for each in ask(text).findings if each.outcome == "known"] == [status]


def test_a_call_that_an_sdk_reports_keeps_its_status(ask: Ask) -> None:
    report = "x failed: An error occurred ({}) when calling the {} operation: {}"
    lines = (report.format("Metal.0204", "Boot", "Image not found"), report.format("404", "HeadThing", "Not Found"))
    read = [(each.outcome, each.read.message, each.read.http_status) for each in ask("\n".join(lines)).findings]
    assert read == [("known", "Image not found", None), ("unknown", "Not Found", 404)]


def test_the_last_head_before_the_body_counts(ask_one: AskOne) -> None:
    moved = "HTTP/1.1 301 Moved Permanently\nLocation: /x\nx-request-id: rq-1-first\n\n"
    read = ask_one(f"{moved}HTTP/1.1 404 Not Found\nx-request-id: rq-2-second\n\n{SUBNET}").read
    assert (read.http_status, read.request_id) == (404, "rq-2-second")


def test_a_code_named_in_the_head_is_the_bodys(ask_one: AskOne) -> None:
    read = ask_one(f"HTTP/1.1 404 Not Found\nx-error-code: Metal.0230\nx-request-id: rq-12345\n\n{SUBNET}").read
    assert (read.http_status, read.request_id) == (404, "rq-12345")


@pytest.mark.parametrize(
    "text", ["error_code=Metal.0230&request_id=rq1", "https://a.example/b?code=Metal.0230&a=b&request_id=rq1"]
)
def test_it_reads_a_short_request_id_of_a_form(ask_one: AskOne, text: str) -> None:
    assert ask_one(text).read.request_id == "rq1"


@pytest.mark.parametrize("own", [{"error": "Bad Gateway"}, {"code": "Gateway.Failure"}])
def test_a_gateways_own_status_is_not_the_inner_errors(ask: Ask, own: dict[str, str]) -> None:
    text = json.dumps({**own, "status": 502, "message": "upstream failed", "cause": json.loads(SUBNET)})
    assert ask(text).findings[0].read.http_status is None


def test_the_status_around_an_error_is_its_own_where_it_is_documented_so(ask_one: AskOne) -> None:
    inner = {"code": "GATE.0201", "message": "Backend unavailable."}
    assert ask_one(json.dumps({"status": 502, "msg": "call failed", "error": inner})).read.http_status == 502


@pytest.mark.parametrize(
    "text",
    [
        "错误码 Metal.0230：Subnet not found: [a, b]，请求ID：abcd-1234",
        json.dumps({"error_code": "Metal.0230", "error_msg": "Subnet not found: [a, b]，请求ID：abcd-1234"}),
    ],
)
def test_a_request_id_in_chinese_ends_the_message(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert finding.read.request_id == "abcd-1234"
    assert finding.matches[0].parameters[0].values == ("a", "b")
    assert finding.notes == ()


def test_the_last_value_ends_before_a_request_id_in_chinese(ask_one: AskOne) -> None:
    finding = ask_one("Metal.0001: A request parameter contains invalid or unsupported value: foo，请求ID：abcd-1234")
    assert finding.matches[0].parameters[0].values == ("foo",)


def test_a_messages_own_words_are_no_status(ask_one: AskOne) -> None:
    assert ask_one("METAL.0230: SUBNET NOT FOUND: [S-1]").read.http_status is None
    assert ask_one("Metal.0230 Not Found").read.http_status == 404


@pytest.mark.parametrize(
    "text",
    [
        f"Client error: `POST https://a.example/` resulted in a `422 Unknown Error` response:\n{IMAGE}",
        "Metal.0204: Image not found ---> HttpException: not a success: 422 (UnprocessableEntity).",
    ],
)
def test_a_status_with_words_of_a_program_is_the_errors(ask_one: AskOne, text: str) -> None:
    assert ask_one(text).read.http_status == 422


def test_a_request_id_ends_before_two_colons(ask_one: AskOne) -> None:
    assert ask_one("Failed::RequestId:rq-12345::Error Code:Metal.0204::Type:Sender").read.request_id == "rq-12345"
