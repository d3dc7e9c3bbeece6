"""``manage.py audit_catalog``: every case must come back as itself from its own sample."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import call_command

from catalog.ingest import ingest, load_bundled
from catalog.known_error import KnownError
from tests.catalog_rows import case, service_catalog, store

pytestmark = pytest.mark.django_db


def run(form: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("audit_catalog", "--format", form, stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def test_bundled_catalog_has_no_findings() -> None:
    load_bundled()
    code, report = run("text")
    assert code == 0
    assert report.splitlines()[-1].endswith("cases, 0 findings: no errors")


def audited(*cases: Any) -> tuple[int, list[tuple[str, str]]]:
    store(service_catalog("metal", KnownError("metal", "Metal.1", tuple(cases))))
    code, report = run("json")
    return code, [(each["rule"], each["level"]) for each in json.loads(report)["findings"]]


def test_one_meaning_twice_is_an_error() -> None:
    code, findings = audited(case("No disk", description="A"), case("No disk", description="B"))
    assert code == 1
    assert ("clashing-meanings", "error") in findings


def test_an_empty_solution_is_a_warning() -> None:
    code, findings = audited(case("No disk", solution=""))
    assert code == 0
    assert ("empty-solution", "warning") in findings


@pytest.mark.parametrize(
    ("message", "rule"),
    [
        ({"solution": "Please contact technical support."}, ("useless-solution", "note")),
        ({"message": "{0}: {1}", "description": "", "solution": "Wait."}, ("undescribed-placeholder", "note")),
        ({"solution": "See Metal.77 first."}, ("dead-link", "warning")),
        ({"replaced_by": "Metal.78"}, ("dead-link", "warning")),
        ({"sample": "All is well here."}, ("comes-back-as-another", "error")),
    ],
    ids=["only asking", "bare placeholders", "a text names nobody", "no successor", "a sample that shows another"],
)
def test_it_finds(message: dict[str, str], rule: tuple[str, str]) -> None:
    values: dict[str, Any] = {"message": "The disk is full to the brim", **message}
    code, findings = audited(case(**values))
    assert rule in findings
    assert code == int(rule[1] == "error")


def test_two_codes_with_one_message_overlap() -> None:
    message = "The disk of the server is full"
    errors = [KnownError("metal", code, (case(message),)) for code in ("Metal.1", "Metal.2")]
    store(service_catalog("metal", *errors))
    rules = [each["rule"] for each in json.loads(run("json")[1])["findings"]]
    assert rules == ["overlapping-message", "overlapping-message"]


def test_a_sample_that_is_given_stands_in_for_the_made_up_one() -> None:
    given = "HTTP/1.1 400 Bad Request\n\n<Error><Code>Metal.1</Code></Error>"
    assert audited(case("The disk is full to the brim", sample=given)) == (0, [])


def test_sarif_names_the_rule_and_the_code() -> None:
    store(service_catalog("metal", KnownError("metal", "Metal.1", (case("No disk", solution=""),))))
    data = json.loads(run("sarif")[1])
    result = data["runs"][0]["results"][0]
    assert (data["version"], result["ruleId"], result["level"]) == ("2.1.0", "empty-solution", "warning")
    assert "Metal.1" in result["message"]["text"]


def test_many_findings_of_a_rule_are_one_group_that_says_what_to_do() -> None:
    text = "code,message\n" + "".join(f"A-{number},Message number {number}\n" for number in range(30))
    ingest(text.encode(), name="a.csv", service="a")
    _, report = run("text")
    assert "warning empty-solution: 30 in 1 service" in report
    assert "Write a solution in the admin" in report
    assert "20 more (all of them with -v 2): a 20" in report
