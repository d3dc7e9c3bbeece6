"""Bare text: codes and messages wherever they stand, and what is neither."""

from __future__ import annotations

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.known_error import Service, ServiceCatalog
from tests.diagnosis.conftest import Ask, AskOne, errors

PLAIN = ("10", "class", "错误一", "Not Found")


@pytest.mark.parametrize(
    "text",
    [
        "Metal.0100",
        "metal.0100",
        "METAL.0100.",
        "(Metal.0100)",
        "错误码Metal.0100，请处理",
        "see Metal.0100, please",
        "2026-01-02 03:04:05 ERROR [Metal.0100] it failed",
        "code=Metal.0100;",
    ],
)
def test_bare_code_is_read_in_any_surroundings(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert finding.outcome == "known"
    assert finding.matches[0].code == "Metal.0100"
    assert "code" in finding.matches[0].reasons


@pytest.mark.parametrize("text", ["10", " class\n", "错误一", "NOT FOUND"])
def test_a_text_that_is_nothing_but_a_code_is_one_however_plain(text: str) -> None:
    odd = ServiceCatalog(Service("odd"), errors("odd", *((each, 400, f"About {each}") for each in PLAIN)))
    finding = diagnose(text, CatalogIndex([odd])).findings[0]
    assert (finding.outcome, finding.matches[0].code.lower()) == ("known", text.strip().lower())
    assert finding.matches[0].reasons == ("code",)


@pytest.mark.parametrize("text", ["10 20", "the class", "class: 10 items", "1", "10\n20"])
def test_a_plain_code_among_other_words_is_none(text: str) -> None:
    odd = ServiceCatalog(Service("odd"), errors("odd", *((each, 400, f"About {each}") for each in PLAIN)))
    assert diagnose(text, CatalogIndex([odd])).findings[0].outcome == "unknown"


@pytest.mark.parametrize("text", ["Metal.01000", "myMetal.0100.bak", "Metal.0100.bak", "aMetal.0100", "Metal.0100-rc1"])
def test_it_rejects_a_code_inside_a_longer_word(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert finding.outcome == "unknown"
    assert finding.matches == ()


def test_it_takes_the_values_out_of_a_line(ask_one: AskOne) -> None:
    finding = ask_one("10:11 ERROR Metal.0100: Physical servers ID not found: [srv-1, srv-2] request_id=5f0c123")
    assert finding.matches[0].parameters[0].values == ("srv-1", "srv-2")
    assert finding.read.message == "Physical servers ID not found: [srv-1, srv-2]"
    assert finding.read.request_id == "5f0c123"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("value: imageRef request_id: 77ab12", "imageRef"),
        ("value: imageRef, status=400", "imageRef"),
        ("value: a, b and 'c: d'", "a, b and 'c: d'"),
        ("value: imageRef\nnext line", "imageRef"),
    ],
)
def test_it_ends_a_last_value_before_the_next_pair(ask_one: AskOne, text: str, value: str) -> None:
    finding = ask_one(f"Metal.0001 A request parameter contains invalid or unsupported {text}")
    assert finding.matches[0].parameters[0].values == (value,)


def test_it_reads_a_message_over_a_line_wrap(ask_one: AskOne) -> None:
    finding = ask_one("Metal.0110 Inspect Physical\n   servers error: [a,\n  b], disk\n")
    assert [each.values for each in finding.matches[0].parameters] == [("a", "b"), ("disk",)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The API does not exist or has not been published in the environment.", "GATE.0101"),
        ("Physical servers ID not found: [srv-1]", "Metal.0100"),
        ("it says: Physical servers ID not found: [srv-1] what now", "Metal.0100"),
        ("Image not found", "Metal.0204"),
        ("The following protocol is supported: https", "GATE.0607"),
        ("Action conflicts with instance's current state", "Metal.0202"),
        ("Action conflicts with instance’s current state", "Metal.0202"),
    ],
)
def test_it_finds_a_telling_message_without_its_code(ask_one: AskOne, text: str, code: str) -> None:
    finding = ask_one(text)
    assert finding.outcome == "known"
    assert finding.matches[0].code == code
    assert finding.matches[0].reasons[0] == "message"
    assert finding.read.code is None


@pytest.mark.parametrize(
    "text",
    [
        "I am sorry to hear that the image not found by you is missing",
        "please tell me what an API request error is",
        "401 Unauthorized",
        "HTTP/1.1 429 Too Many Requests",
        "Hello, how are you?",
        "",
        "null",
    ],
)
def test_it_does_not_take_prose_for_an_error(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert finding.outcome == "unknown"
    assert finding.matches == ()
    assert finding.advice


def test_it_finds_several_codes_in_one_text(ask: Ask) -> None:
    guidance = ask(
        "first Metal.0204: Image not found\nthen Metal.0230: Subnet not found: [n-1]\nthen Metal.0204: Image not found"
    )
    mapping = {each.matches[0].code: each.occurrences for each in guidance.findings}
    assert mapping == {"Metal.0204": 2, "Metal.0230": 1}
    assert guidance.findings[0].matches[0].code == "Metal.0204"


@pytest.mark.parametrize(
    "line",
    [
        "[10:01] ERROR Foo.1234 something odd",
        "10:01 ERROR [main] Foo.1234: something odd",
        "10:01 ERROR [main] c.e.Api - Foo.1234: something odd",
        "10:01 FATAL: [Foo.1234] something odd",
    ],
)
def test_an_unknown_error_in_a_log_of_known_ones_is_a_finding(ask: Ask, line: str) -> None:
    findings = ask(f"10:00 ERROR Metal.0204: Image not found\n{line}\n10:02 ERROR Metal.0202: it is busy").findings
    unknown = [each for each in findings if each.outcome == "unknown"]
    assert [each.read.code for each in unknown] == ["Foo.1234"]
    assert unknown[0].read.message == "something odd"
    assert len(findings) == 3


@pytest.mark.parametrize(
    "line",
    ["INFO Foo.1234 started", "10:01 INFO could not reach Host-1234 in time", "10:01 WARN retrying", "see Foo.1234"],
)
def test_a_quiet_line_in_a_log_of_known_errors_stays_quiet(ask: Ask, line: str) -> None:
    findings = ask(f"10:00 ERROR Metal.0204: Image not found\n{line}\n10:02 ERROR Metal.0202: it is busy").findings
    assert [each.outcome for each in findings] == ["known", "known"]


def test_lines_that_a_logger_calls_errors_are_told_by_their_shape(ask: Ask) -> None:
    lines = [f"10:0{n} ERROR [main] could not reach host h{n} in {n} s" for n in range(5)]
    findings = ask("\n".join([*lines, "10:06 FATAL Metal.0204: Image not found", "10:07 INFO all is well"])).findings
    assert [(each.outcome, each.occurrences, each.lines) for each in findings] == [
        ("known", 1, (6, 6)),
        ("unknown", 5, (1, 5)),
    ]
    assert findings[1].read.message == "could not reach host h0 in 0 s"


def test_one_case_with_many_values_is_one_finding(ask: Ask) -> None:
    lines = [f"10:01 ERROR Metal.0230: Subnet not found: [s-{n % 30}]" for n in range(90)]
    findings = ask("\n".join([*lines, "10:02 ERROR Metal.0204: Image not found"])).findings
    assert [(each.matches[0].code, each.occurrences, each.lines) for each in findings] == [
        ("Metal.0230", 90, (1, 90)),
        ("Metal.0204", 1, (91, 91)),
    ]
    assert len(findings[0].variants) == 20
    assert findings[0].variants[0].occurrences == 3
    assert findings[0].variants[0].line == 1
    assert findings[0].matches[0].parameters == findings[0].variants[0].parameters


def test_a_value_stops_at_its_lines_end(ask: Ask) -> None:
    text = "a GATE x The following protocol is supported: https\nlogin ok\nb The following protocol is supported: ftp"
    (finding,) = ask(text).findings
    assert [each.parameters[0].values for each in finding.variants] == [("https",), ("ftp",)]
