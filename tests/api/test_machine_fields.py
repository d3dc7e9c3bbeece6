"""Machine-readable fields: decided for every bundled case, and consistent with each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from catalog import models
from catalog.export import export_json
from catalog.ingest import ingest, load_bundled
from catalog.printing.plain_text import machine_fields_in_words
from tests.catalog_rows import case, service_catalog, store

pytestmark = pytest.mark.django_db

FIELDS = ("retryable", "retry_after", "fault", "category", "severity")


def decided(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in FIELDS}


def test_bundled_cases_have_consistent_machine_fields(client: Client) -> None:
    load_bundled()
    busy = {"retryable": "yes", "retry_after": 60, "fault": "caller", "category": "rate_limit", "severity": "warning"}
    detail = client.get("/api/v1/errors/imetal/iMetal.0005/").json()
    assert [decided(each) for each in detail["cases"]] == [busy]
    body = client.post("/api/v1/diagnose", '{"error_code": "iMetal.0005"}', content_type="application/json").json()
    assert decided(body["findings"][0]["matches"][0]) == busy


def test_a_program_is_told_how_long_the_text_itself_says_to_wait(client: Client) -> None:
    load_bundled()
    for text, wait in (
        ("HTTP/1.1 429\nRetry-After: 12\n\niMetal.0005", 12),
        ("HTTP/1.1 503\nRetry-After: 17\n\noverloaded", 17),
        ("iMetal.0005", None),
    ):
        finding = client.post("/api/v1/diagnose", text, content_type="text/plain").json()["findings"][0]
        assert (finding["wait"], "The answer says to wait" in finding["advice"]) == (wait, wait is not None)


def test_every_bundled_case_is_decided() -> None:
    load_bundled()
    for row in models.Case.objects.all():
        row.full_clean()
        assert all((row.retryable, row.fault, row.category, row.severity)), row
        assert (row.retry_after is not None) == (row.retryable == "yes"), row


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("text/plain", "  Retry        yes, after 60 s · fault: caller · rate limit · warning\n"),
        ("text/markdown", "- **Retry**: yes, after 60 s · fault: caller · rate limit · warning\n"),
    ],
)
def test_answers_in_words_say_them_in_a_line(client: Client, kind: str, line: str) -> None:
    load_bundled()
    response = client.post("/api/v1/diagnose", "iMetal.0005", content_type="text/plain", headers={"accept": kind})
    assert line in response.content.decode()


def test_what_nobody_decided_is_not_said(client: Client) -> None:
    store()
    response = client.post(
        "/api/v1/diagnose", "Metal.0204", content_type="text/plain", headers={"accept": "text/plain"}
    )
    assert "Retry" not in response.content.decode()
    assert machine_fields_in_words(case("x", retryable="no", retry_after=5)) == "no"


def test_a_wait_goes_out_and_comes_in_and_is_left_out_where_there_is_none() -> None:
    store(service_catalog())
    models.Case.objects.filter(message="Image not found").update(retryable="yes", retry_after=7)
    written = export_json()
    assert written.count('"retry_after": 7') == written.count("retry_after") == 1
    models.Service.objects.all().delete()
    ingest(written.encode(), name="all.json")
    assert export_json() == written


@pytest.mark.parametrize("wait", [0, -1, True, 1.5, "60", 10**9])
def test_it_rejects_a_wait_that_is_no_number_of_seconds(wait: object) -> None:
    store(service_catalog())
    document = json.loads(export_json())
    document["services"][0]["errors"][0]["cases"][0]["retry_after"] = wait
    rejected = ingest(json.dumps(document).encode(), name="all.json").reading.rejected
    assert ["retry_after cannot be" in each.reason for each in rejected] == [True]


def test_it_rejects_a_wait_of_nothing_in_the_admin() -> None:
    store(service_catalog())
    row = models.Case.objects.all()[0]
    row.retry_after = 0
    with pytest.raises(ValidationError, match="retry_after"):
        row.full_clean()


def test_the_bundled_files_hold_them() -> None:
    folder = Path(models.__file__).parent / "bundled"
    waits = [path.read_text().count('"retry_after"') for path in sorted(folder.glob("*.json"))]
    assert waits == [9, 4, 5]
