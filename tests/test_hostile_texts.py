"""Hostile texts at the interfaces: no answer is many times as long as its question."""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from benchmarks.hostile_texts import FAMILIES, CatalogSample
from benchmarks.made_up import made_up_catalog
from catalog import troubleshoot
from catalog.diagnosis import CatalogIndex, diagnose
from catalog.diagnosis.guidance import Guidance
from catalog.store.in_memory import all_catalogs
from tests.catalog_rows import for_the_file, store
from tests.fuzz_costs import Seen, _keep

pytestmark = pytest.mark.django_db

SIZE = 12_000
TIMES, PLUS = 4, 64 * 1024


@pytest.fixture(autouse=True)
def no_rates(settings: Any) -> None:
    settings.PORTAL_DIAGNOSE_RATE = None


rows = for_the_file(lambda: store(*made_up_catalog(90)))


@pytest.fixture
def sample() -> CatalogSample:
    errors = [error for catalog in all_catalogs() for error in catalog.errors]
    return CatalogSample([error.code for error in errors], [case.message for error in errors for case in error.cases])


def too_long(answer: bytes, text: bytes) -> bool:
    return len(answer) > TIMES * len(text) + PLUS


def test_an_answer_is_a_few_times_its_question(
    sample: CatalogSample, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    # All four interfaces tell one diagnosis, each at its own length.
    made: dict[tuple[str, str], Guidance] = {}

    def once(text: str, index: CatalogIndex, **hints: Any) -> Guidance:
        key = (text, repr({name: value for name, value in hints.items() if name != "texts"}))
        return made[key] if key in made else made.setdefault(key, diagnose(text, index, **hints))

    monkeypatch.setattr(troubleshoot, "diagnose", once)
    wrong: dict[tuple[str, str], tuple[int, int]] = {}
    for name, family in FAMILIES.items():
        text = family.text(SIZE, sample)
        raw = text.encode(errors="replace")
        answers = {
            media_type: client.post("/api/v1/diagnose", raw, content_type="text/plain", headers={"accept": media_type})
            for media_type in ("application/json", "text/plain", "text/markdown")
        } | {"page": client.post("/troubleshoot/", {"body": text})}
        for interface, answer in answers.items():
            blank = not (text if interface == "page" else raw).strip()
            if answer.status_code != (400 if blank else 200) or too_long(answer.content, raw):
                wrong[name, interface] = (answer.status_code, len(answer.content))
    assert wrong == {}


def test_there_are_enough_families_and_each_makes_what_it_says(sample: CatalogSample) -> None:
    assert len(FAMILIES) >= 60
    for family in FAMILIES.values():
        assert len(family.text(3000, sample)) <= 3000
        assert family.text(3000, sample) == family.text(3000, sample)
        assert len(family.text(3000, sample)) > 1000, family.name
        assert family.aim


@pytest.mark.parametrize("size", [500, 60_000, 300_000])
def test_codes_in_one_message_are_told_without_repeating_it(size: int, sample: CatalogSample, client: Client) -> None:
    text = FAMILIES["every code in one message"].text(size, sample)
    answer = client.post("/api/v1/diagnose", text, content_type="application/json")
    assert not too_long(answer.content, text.encode())
    findings = answer.json()["findings"]
    assert len(findings) > 3
    assert {finding["matches"][0]["code"] for finding in findings if finding["matches"]} <= set(sample.codes)


def test_an_answer_that_is_shortened_says_so(sample: CatalogSample, client: Client) -> None:
    text = json.dumps({"error_msg": " ".join(sample.codes) + " and so on" * 50_000})
    findings = client.post("/api/v1/diagnose", text, content_type="application/json").json()["findings"]
    assert "budget" in [note["kind"] for note in findings[0]["notes"]]
    assert all(len(finding["read"]["message"] or "") <= 8192 for finding in findings)


def test_an_ordinary_answer_is_not_shortened(client: Client, sample: CatalogSample) -> None:
    value = "v" * 5000
    text = json.dumps({"error_code": sample.codes[0], "error_msg": f"It failed: {value}"})
    (finding,) = client.post("/api/v1/diagnose", text, content_type="application/json").json()["findings"]
    assert finding["read"]["message"] == f"It failed: {value}"
    assert "budget" not in [note["kind"] for note in finding["notes"]]


def test_the_command_prints_no_more_than_the_rest_interface(
    sample: CatalogSample, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = FAMILIES["every code in one message"].text(60_000, sample).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    with contextlib.suppress(SystemExit):
        call_command("diagnose", "--json")
    assert not too_long(capsys.readouterr().out.encode(), raw)


def test_a_page_with_many_errors_lists_more_than_it_details(client: Client, sample: CatalogSample) -> None:
    text = "\n".join(f"ERROR {code}: it went wrong" for code in sample.codes)
    page = client.post("/troubleshoot/", {"body": text}).content.decode()
    assert 30 < page.count('class="times"') <= len(sample.codes)
    assert 0 < page.count('class="verdict"') < page.count('class="times"')
    assert not too_long(page.encode(), text.encode())


def test_the_search_for_costly_texts_keeps_the_worst() -> None:
    worst: list[Seen] = []
    for value in range(30):
        _keep(worst, Seen(float(value), "REST", f"plan {value}", "", ""))
    assert [each.value for each in worst] == [float(value) for value in range(29, 19, -1)]
