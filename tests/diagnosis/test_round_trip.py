"""Whatever values a template is filled with and however it is wrapped, the template and the values come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog
from catalog.message_template import parse_template

pytestmark = pytest.mark.slow

MESSAGES = (
    "Failed to attach volume %s to instance %s",
    "The quota of {resource} in project {project id} has been used up",
    "Servers that are still running: [{id}, ...]",
    "Cannot resize <name> below its present size: ${size}",
    "网络 {name} 的状态不允许此操作",
)
INDEX = CatalogIndex(
    [
        ServiceCatalog(
            Service("disk", prefixes=("Disk.",)),
            tuple(
                KnownError("disk", f"Disk.{number:04d}", (ErrorCase(message, 400),))
                for number, message in enumerate(MESSAGES, 1)
            ),
        )
    ]
)
Wrap = Callable[[str, str], str]
WRAPS: tuple[Wrap, ...] = (
    lambda code, message: json.dumps({"error_code": code, "error_msg": message}),
    lambda code, message: json.dumps({"error": {"message": message, "code": code}}, ensure_ascii=False, indent=2),
    lambda code, message: json.dumps({"body": json.dumps({"code": code, "message": message})}),
    lambda code, message: f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>",
    lambda code, message: f"Error: {{'code': '{code}', 'message': '{message}'}}",
    lambda code, message: f"Error Code: {code}\nError Message: {message}",
    lambda code, message: f"> Error Code: {code}\r\n> Error Message: {message}\r\n",
    lambda code, message: f"2026-03-02 10:15:30,123 ERROR [main] c.e.Api - {code}: {message}",
    lambda code, message: f"An error occurred ({code}) when calling the Attach operation: {message}",
)
WORDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,20}[A-Za-z0-9]", fullmatch=True)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(range(len(MESSAGES))), st.lists(WORDS, min_size=6, max_size=6), st.sampled_from(WRAPS))
def test_filled_template_returns_its_values(number: int, words: list[str], wrap: Wrap) -> None:
    template = parse_template(MESSAGES[number])
    values: list[str | list[str]] = [
        words[:3] if place.is_list else words[at] for at, place in enumerate(template.placeholders)
    ]
    guidance = diagnose(wrap(f"Disk.{number + 1:04d}", template.fill(values)), INDEX)
    assert guidance.outcome == "known"
    match = guidance.findings[0].matches[0]
    assert match.code == f"Disk.{number + 1:04d}"
    expected = [tuple(value) if isinstance(value, list) else (value,) for value in values]
    assert [parameter.values for parameter in match.parameters] == expected


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=40),
    st.text(max_size=40),
    st.sampled_from(WRAPS),
    st.sampled_from(['"', "'", "}", "<", "\\", "\n", "&"]),
)
def test_any_value_in_any_wrapping_gets_an_answer(before: str, behind: str, wrap: Wrap, mark: str) -> None:
    assert diagnose(wrap("Disk.0001", f"Failed to attach volume {before}{mark}{behind} to instance x"), INDEX).findings
