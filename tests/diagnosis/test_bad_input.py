"""Texts made to break a reader: each gets an answer, in bounded time and memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.diagnosis import diagnose
from tests.diagnosis.conftest import INDEX, AskOne

pytestmark = pytest.mark.slow

HOSTILE = {
    "deep lists": "[" * 50_000 + "]" * 50_000,
    "deep objects": '{"a":' * 50_000 + "1" + "}" * 50_000,
    "openings": "{" * 200_000,
    "openings with quotes": '{"' * 100_000,
    "mixed openings": "[{" * 100_000,
    "one long word": "x" * 20_000,
    "quotes": '"' * 200_000,
    "backslashes": "\\" * 200_000,
    "backslashes in a string that never ends": '{"code": "' + "\\" * 200_000,
    "a message's beginning, over and over": "physical servers id not found: [" * 5_000,
    "a code nearly, over and over": "Metal.010 " * 20_000,
    "numbers": "404 " * 50_000,
    "a huge number": '{"code": ' + "9" * 100_000 + "}",
    "heads over and over": "HTTP/1.1 404\n" * 20_000,
    "waits over and over": "retry-after:1" * 50_000,
    "lists never closed": "Subnet not found: [a" * 10_000,
    "capitals behind a hump": "error code: Ab" + "A" * 90 + "é",
    "capitals behind a hump, as JSON": '{"code": "Ab' + "A" * 90 + 'é"}',
    "NULs": "\x00" * 1_000,
    "lone surrogates": "\ud800 Metal \udfff",
    "lone surrogates, escaped": '{"code": "\\ud800", "message": "\\udc00 \\ud83d"}',
    "letters that grow in lower case": "İ" * 10_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_answered(ask_one: AskOne, name: str) -> None:
    finding = ask_one(HOSTILE[name])
    assert finding.outcome == "unknown"
    # Whatever is echoed can be printed.
    repr(finding.read).encode()
    (finding.read.message or "").encode()


def test_it_finds_an_error_behind_a_bracket_that_is_never_closed(ask_one: AskOne) -> None:
    finding = ask_one('{"broken": [ {"error_code": "Metal.0204", "error_msg": "Image not found"} and then')
    assert finding.matches[0].code == "Metal.0204"


@given(st.text(alphabet=st.sampled_from('{}[]":,\\ \nMetal.0100imagenotfound404%s'), max_size=200))
def test_any_mixture_of_marks_gets_an_answer(text: str) -> None:
    assert diagnose(text, INDEX).findings


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    guidance = diagnose(text, INDEX)
    assert guidance.findings
    assert guidance.outcome == guidance.findings[0].outcome
