"""Every rule reads the texts that it must read and leaves alone those that it must leave alone."""

from __future__ import annotations

import pytest

from catalog.diagnosis.clues import gather_clues
from catalog.diagnosis.codes import evidence_of_codes
from catalog.diagnosis.envelope import open_envelope
from catalog.diagnosis.evidence import Kind, Rule
from catalog.diagnosis.marks import evidence_of_services
from catalog.diagnosis.rules import RULES, numbers_page, page
from catalog.diagnosis.statuses import find_statuses
from catalog.message_template import fold
from tests.running_portal import ROOT

READS = [
    pytest.param(rule, text, rule.reads[text], id=f"{rule.id}-{n}")
    for rule in RULES
    for n, text in enumerate(rule.reads)
]
LEAVES = [pytest.param(rule, text, id=f"{rule.id}-{n}") for rule in RULES for n, text in enumerate(rule.leaves)]


def values(rule: Rule, text: str) -> list[str]:
    return [each.value for each in rule.find(text, fold(text))]


@pytest.mark.parametrize(("rule", "text", "value"), READS)
def test_rule_reads_its_sample(rule: Rule, text: str, value: str) -> None:
    assert values(rule, text) == [value]


@pytest.mark.parametrize(("rule", "text", "value"), READS)
def test_rule_is_one_of_those_by_which_texts_are_read(rule: Rule, text: str, value: str) -> None:
    if rule.kind is Kind.CODE:
        assert (rule.id, value) in {(each.rule, each.value) for each in evidence_of_codes(text, fold(text))}
    elif rule.kind is Kind.SERVICE:
        assert (rule.id, value) in {(each.rule, each.value) for each in evidence_of_services(text)}
    elif rule.kind is Kind.STATUS:
        assert int(value) in {status for _, status, is_number in find_statuses(text) if is_number}
    elif rule.kind is Kind.MESSAGE:
        assert value in {place.value for place in gather_clues(open_envelope(text)).messages}


@pytest.mark.parametrize(("rule", "text"), LEAVES)
def test_rule_leaves_its_counter_example_alone(rule: Rule, text: str) -> None:
    assert values(rule, text) == []


def test_every_rule_has_an_id_a_reason_and_samples_of_both_sorts() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.reason.endswith((".", "…", "`")), rule.id
        assert rule.reads, rule.id
        assert rule.leaves, rule.id


@pytest.mark.parametrize(
    ("name", "text", "command"),
    [("rules", page(), ""), ("numbers", numbers_page(), " numbers")],
    ids=["rules", "numbers"],
)
def test_page_of_the_documentation_is_current(name: str, text: str, command: str) -> None:
    path = f"docs/reference/{name}.md"
    assert (ROOT / path).read_text(encoding="utf-8") == text, f"python -m catalog.diagnosis.rules{command} > {path}"
