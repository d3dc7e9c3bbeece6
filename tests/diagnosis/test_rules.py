"""Every rule reads the texts that it must read and leaves alone those that it must leave alone."""

from __future__ import annotations

import pytest

from catalog.diagnosis.evidence import Rule
from catalog.diagnosis.rules import RULES, page
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


@pytest.mark.parametrize(("rule", "text"), LEAVES)
def test_rule_leaves_its_counter_example_alone(rule: Rule, text: str) -> None:
    assert values(rule, text) == []


def test_every_rule_has_an_id_a_reason_and_samples_of_both_sorts() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.reason.endswith((".", "…", "`")), rule.id
        assert rule.reads, rule.id
        assert rule.leaves, rule.id


def test_page_of_the_documentation_is_current() -> None:
    assert (ROOT / "docs" / "reference" / "rules.md").read_text(encoding="utf-8") == page(), (
        "python -m catalog.diagnosis.rules > docs/reference/rules.md"
    )
