"""Product versions: which of them a case is documented for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from catalog.audit import CLASHING, audit
from catalog.known_error import KnownError
from catalog.product_versions import covers, overlap
from catalog.troubleshoot import troubleshoot
from tests.catalog_rows import case, service_catalog, store
from tests.intake.reading_rows import read


@pytest.mark.parametrize(
    ("since", "until", "version", "expected"),
    [
        ("1.9", None, "1.10", True),
        ("1.10", None, "1.9", False),
        (None, "2.4", "2.4", True),
        (None, "2.4", "2.4.7", True),
        (None, "2.4", "2.5", False),
        ("2", "3", "2.0", True),
        ("2.0", None, "2", True),
        ("2.0", None, "2.0-rc1", False),
        ("2.0-rc1", None, "2.0", True),
        ("2.0-rc1", None, "2.0-rc2", True),
        ("1.0.2", "1.0.2h", "1.0.2k", False),
        ("1.0.2", None, "1.0.2k", True),
        ("v3", None, "V3.1", True),
        ("PostgreSQL 16", None, "15", False),
        ("2023-11", "2024-05", "2024-01-15", True),
        ("2023-11", "2024-05", "2024-06-01", False),
        (None, None, "1.0", None),
        ("1.0", None, "", None),
        ("1.0", None, "the latest", None),
        ("Vista", None, "10", None),
        ("0" * 60, None, "1", True),
    ],
)
def test_versions_are_compared_by_numbers_and_words(
    since: str | None, until: str | None, version: str, expected: bool | None
) -> None:
    assert covers(since, until, version) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("1", "2"), ("3", None), False),
        (("3", None), ("1", "2"), False),
        (("1", "2"), ("2", None), True),
        (("1", "2"), ("2.5", None), True),
        ((None, None), ("3", None), True),
        ((None, "2"), (None, "3"), True),
    ],
)
def test_ranges_overlap_unless_one_ends_before_the_other_begins(
    one: tuple[str | None, str | None], other: tuple[str | None, str | None], expected: bool
) -> None:
    assert overlap(one, other) is expected


DOCUMENTS = {
    "csv": "code,message,solution,since,until\nX.1001,Disk {disk} is full,Add a disk.,1.0,2.4\n"
    "X.1001,Disk {disk} is full,Move the data.,2.5,\nX.1002,The pool is gone,Make it again.,-,\n",
    "markdown": "| Error code | Message | What to do | Introduced in | Last version |\n|---|---|---|---|---|\n"
    "| X.1001 | Disk {disk} is full | Add a disk. | 1.0 | 2.4 |\n"
    "| X.1001 | Disk {disk} is full | Move the data. | 2.5 | |\n| X.1002 | The pool is gone | Make it again. | - | |\n",
    "json": '[{"code": "X.1001", "message": "Disk {disk} is full", "solution": "Add a disk.", "since": "1.0", '
    '"until": "2.4"}, {"code": "X.1001", "message": "Disk {disk} is full", "solution": "Move the data.", '
    '"since": "2.5"}, {"code": "X.1002", "message": "The pool is gone", "solution": "Make it again."}]',
}


@pytest.mark.parametrize("format", DOCUMENTS)
def test_import_reads_versions_from_columns(format: str) -> None:
    errors = read(DOCUMENTS[format], format=format).catalogs[0].errors
    assert [(case.since, case.until) for error in errors for case in error.cases] == [
        ("1.0", "2.4"),
        ("2.5", None),
        (None, None),
    ]


def test_import_leaves_out_a_version_that_is_none_and_says_so() -> None:
    reading = read("code,message,since\nX.1001,Disk {disk} is full,always\n", format="csv")
    assert reading.catalogs[0].errors[0].cases[0].since is None
    assert [each.reason for each in reading.doubtful] == ["'always' is no version and was left out"]


def disks() -> KnownError:
    cases = (
        case("Disk {disk} is full", 507, solution="Add a disk.", since="1.0", until="2.4"),
        case("Disk {disk} is full", 507, solution="Move the data.", since="2.5"),
        case("Disk {disk} is lost", 507, solution="Replace it."),
    )
    return KnownError("metal", "Metal.0900", cases)


@pytest.fixture
def _disks() -> None:
    store(service_catalog("metal", disks()))


@pytest.mark.django_db
@pytest.mark.usefixtures("_disks")
@pytest.mark.parametrize("text", ["Metal.0900: Disk sdb is full", "Error: Disk sdb is full", "Metal.0900"])
@pytest.mark.parametrize(("version", "solution"), [("2.4.1", "Add a disk."), ("3.0", "Move the data.")])
def test_case_of_the_version_comes_first(text: str, version: str, solution: str) -> None:
    finding = troubleshoot(text, version=version).findings[0]
    assert (finding.outcome, finding.matches[0].solution) == ("known", solution)


@pytest.mark.django_db
@pytest.mark.usefixtures("_disks")
def test_message_counts_more_than_the_version() -> None:
    finding = troubleshoot("Metal.0900: Disk sdb is lost", version="2.0").findings[0]
    assert finding.matches[0].solution == "Replace it."


@pytest.mark.django_db
@pytest.mark.usefixtures("_disks")
def test_version_makes_the_answer_sure_and_its_absence_leaves_it_open() -> None:
    unsure = troubleshoot("Metal.0900: Disk sdb is full").findings[0].matches
    sure = troubleshoot("Metal.0900: Disk sdb is full", version="3").findings[0].matches
    assert unsure[0].confidence == unsure[1].confidence < 0.9 <= sure[0].confidence


@pytest.mark.django_db
def test_version_of_a_product_does_not_decide_between_services() -> None:
    one = KnownError("metal", "E-77", (case("Disk is full", since="3.0"),))
    other = KnownError("gate", "E-77", (case("Disk is full", solution="Wait."),))
    store(service_catalog("metal", one), service_catalog("gate", other))
    assert troubleshoot("E-77", version="3.1").outcome == "ambiguous"
    assert troubleshoot("Error: Disk is full", version="3.1").outcome == troubleshoot("Error: Disk is full").outcome


@pytest.mark.django_db
def test_error_of_other_versions_is_answered_with_a_note() -> None:
    store(service_catalog("metal", KnownError("metal", "Metal.0901", (case("Pool is gone", since="2", until="3"),))))
    notes = troubleshoot("Metal.0901", version="4").findings[0].notes
    assert [(each.kind, str(each.text)) for each in notes] == [
        ("other_version", "This error is documented for versions 2 to 3 of the product.")
    ]
    assert troubleshoot("Metal.0901", version="3.9").findings[0].notes == ()


@pytest.mark.django_db
@pytest.mark.usefixtures("_disks")
def test_rest_takes_the_version_and_every_interface_shows_it(client: Client) -> None:
    body = "Metal.0900: Disk sdb is full"
    answer = client.post("/api/v1/diagnose?version=2.4", body, content_type="text/plain").json()
    match = answer["findings"][0]["matches"][0]
    assert (match["solution"], match["since"], match["until"]) == ("Add a disk.", "1.0", "2.4")
    again = client.post("/api/v1/diagnoses", {"text": body, "version": "3"}, content_type="application/json").json()
    assert again["findings"][0]["matches"][0]["since"] == "2.5"
    for wrong in ({"version": 3}, {"version": "3" * 51}):
        refused = client.post("/api/v1/diagnoses", {"text": body, **wrong}, content_type="application/json")
        assert (refused.status_code, "version" in refused.json()["error_msg"]) == (400, True)
    for media, line in (("text/plain", "Versions     1.0 to 2.4"), ("text/markdown", "- **Versions**: 1.0 to 2.4")):
        response = client.post(
            "/api/v1/diagnose?version=2.4", body, content_type="text/plain", headers={"accept": media}
        )
        assert line in response.content.decode()
    assert "In versions 1.0 to 2.4" in client.get("/troubleshoot/", {"q": body}).content.decode()
    assert "Since version 2.5" in client.get("/errors/metal/Metal.0900/").content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("_disks")
def test_audit_takes_cases_of_different_versions_for_no_clash() -> None:
    assert [each for each in audit(["metal"]).findings if each.rule is CLASHING] == []
    store(service_catalog("metal", replace(disks(), cases=(*disks().cases, case("Disk {disk} is full", 507)))))
    assert [each.rule for each in audit(["metal"]).findings if each.rule is CLASHING] == [CLASHING]
