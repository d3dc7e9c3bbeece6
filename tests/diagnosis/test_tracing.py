"""A trace says which rule read what where, which candidates there were, and why the winner won."""

from __future__ import annotations

from catalog.diagnosis.tracing import trace, trace_text
from tests.diagnosis.conftest import INDEX

TEXT = "10:01 ERROR Metal.0230: Subnet not found: [s-1] status=404\n10:02 ERROR password=hunter2hunter2 is wrong"


def test_it_names_the_rule_and_the_place_of_all_evidence() -> None:
    mapping = {(each.rule, each.value): each.span for each in trace(TEXT, INDEX).evidence}
    assert mapping["code-of-catalog", "Metal.0230"] == (12, 22)
    assert mapping["status-field", "404"] == (55, 58)


def test_it_says_what_was_shown_and_why_it_won() -> None:
    (step, *_) = trace(TEXT, INDEX).steps
    assert (step.code, step.outcome, step.lines) == ("Metal.0230", "known", (1, 1))
    assert "Subnet not found: [{id}, ...]" in step.shown_messages[0]
    assert step.answers[0] == "metal Metal.0230 at 0.99 by code, message, http_status"


def test_secrets_are_masked_in_it() -> None:
    assert "hunter2hunter2" not in trace_text(trace(TEXT, INDEX))
