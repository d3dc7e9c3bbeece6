"""The page on security walks every requirement of ASVS 5.0.0 up to level 2, and its evidence exists."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.running_portal import ROOT

PAGE = (ROOT / "docs" / "explanation" / "security.md").read_text()

# Of each section the number of its last requirement up to level 2; those of level 3 in between are named below.
SECTIONS = {
    "1.1": 2,
    "1.2": 9,
    "1.3": 11,
    "1.4": 3,
    "1.5": 2,
    "2.1": 3,
    "2.2": 3,
    "2.3": 4,
    "2.4": 1,
    "3.2": 2,
    "3.3": 4,
    "3.4": 6,
    "3.5": 5,
    "3.7": 2,
    "4.1": 3,
    "4.2": 1,
    "4.3": 2,
    "4.4": 4,
    "5.1": 1,
    "5.2": 3,
    "5.3": 2,
    "5.4": 3,
    "6.1": 3,
    "6.2": 12,
    "6.3": 4,
    "6.4": 4,
    "6.5": 5,
    "6.6": 3,
    "6.8": 4,
    "7.1": 3,
    "7.2": 4,
    "7.3": 2,
    "7.4": 5,
    "7.5": 2,
    "7.6": 2,
    "8.1": 2,
    "8.2": 3,
    "8.3": 1,
    "8.4": 1,
    "9.1": 3,
    "9.2": 4,
    "11.1": 2,
    "11.2": 3,
    "11.3": 3,
    "11.4": 4,
    "11.5": 1,
    "11.6": 1,
    "12.1": 3,
    "12.2": 2,
    "12.3": 4,
    "13.1": 1,
    "13.2": 5,
    "13.3": 2,
    "13.4": 5,
    "14.1": 2,
    "14.2": 4,
    "14.3": 3,
    "15.1": 3,
    "15.2": 3,
    "15.3": 7,
    "16.1": 1,
    "16.2": 5,
    "16.3": 4,
    "16.4": 3,
    "16.5": 3,
}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_requirement_is_walked(section: str) -> None:
    for number in range(1, SECTIONS[section] + 1):
        assert re.search(rf"(?<![\d.]){re.escape(section)}\.{number}(?![\d.])", PAGE), f"{section}.{number}"


def test_what_is_named_as_evidence_exists() -> None:
    named = re.findall(r"(?<![\w/.])((?:tests|catalog|portal|docs|deploy)/[\w./-]+)", PAGE)
    assert len(named) > 60
    assert [path for path in named if not (ROOT / path.rstrip(".")).exists()] == []


def test_each_row_says_how_it_is_met() -> None:
    rows = [line.split("|")[1:-1] for line in PAGE.splitlines() if re.match(r"\| \d", line) and line.count("|") == 5]
    assert len(rows) > 80
    for requirement, state, how, evidence in rows:
        assert state.strip() in ("met", "partly", "not met", "n/a", "met outside"), requirement
        assert how.strip(), requirement
        assert evidence.strip() or state.strip() != "met" or requirement.strip() == "6.4.2" or "14.2.4" in requirement


@pytest.mark.django_db
def test_a_portal_says_whom_to_tell(client: Client, settings: pytest.FixtureRequest) -> None:
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == "mailto:security@testserver"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    settings.PORTAL_SECURITY_CONTACT = "https://example.com/security"  # type: ignore[attr-defined]
    assert "Contact: https://example.com/security" in client.get("/.well-known/security.txt").content.decode()
