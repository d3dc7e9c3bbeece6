"""Every rule for secrets masks what it says and leaves alone what it says; together they know hundreds of kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.diagnosis.redaction import redact
from catalog.diagnosis.secrets.__main__ import page
from catalog.diagnosis.secrets.rule import made
from catalog.diagnosis.secrets.rules import RULES

MASKED = [(rule.id, text, secret) for rule in RULES for text, secret in rule.samples()]
LEFT = [(rule.id, made(text)) for rule in RULES for text in rule.leaves]


@pytest.mark.parametrize(
    ("rule", "text", "secret"), MASKED, ids=[f"{rule}-{n}" for n, (rule, _, _) in enumerate(MASKED)]
)
def test_a_secret_is_masked(rule: str, text: str, secret: str) -> None:
    masked = redact(text)
    assert "[masked " in masked
    for part in secret.split():
        assert part not in masked


@pytest.mark.parametrize(("rule", "text"), LEFT, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(LEFT)])
def test_what_is_no_secret_stays(rule: str, text: str) -> None:
    assert redact(text) == text


def test_each_rule_has_an_id_of_its_own_a_reason_and_a_sample() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.reason.endswith("."), rule.id
        assert rule.masks, rule.id
        assert all(word == word.lower() for word in rule.words), rule.id


def test_they_know_two_hundred_kinds() -> None:
    assert len(MASKED) >= 280
    assert sum(rule.startswith("issued-") for rule, _, _ in MASKED) >= 190


def test_the_page_of_the_docs_is_theirs() -> None:
    assert (Path(__file__).parents[2] / "docs" / "reference" / "secrets.md").read_text() == page()


@pytest.mark.parametrize("label", ["adafruit", "algolia", "datadog", "okta", "zendesk", "snyk", "mailchimp", "twitch"])
@pytest.mark.parametrize("shape", ["{}_api = '{}'", '"{}": "{}"', "{}Client => {}", "  {}: {}\n"])
def test_a_key_behind_its_issuers_name_is_masked(label: str, shape: str) -> None:
    key = made("{32a}")
    assert key not in redact(shape.format(label, key))
