"""Ranking of services by the marks in a text."""

from __future__ import annotations

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.known_error import ErrorCase, KnownError, Marks, Service, ServiceCatalog


def service(slug: str, name: str, *codes: str, operations: tuple[str, ...] = (), host: str = "") -> ServiceCatalog:
    marks = Marks(hosts=(host or f"{slug}.*.cloud.example",), resources=(slug,), names=(name,), operations=operations)
    errors = tuple(KnownError(slug, code, (ErrorCase(""),)) for code in codes)
    return ServiceCatalog(Service(slug, name=name, marks=marks), errors)


INDEX = CatalogIndex(
    [
        service("functions", "Functions", "NotThereException", operations=("GetFunction",)),
        service("functions-web", "Functions Web", "NotThereException", host="functions.*.cloud.example"),
        service("vault", "Secret Vault", "NotThereException", operations=("GetSecretValue",)),
        service("tables", "Tables", "NotThereException", "TooManyTables"),
        *(service(f"other-{n}", f"Other {n}", "NotThereException") for n in range(120)),
    ]
)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("An error occurred (NotThereException) when calling the GetSecretValue operation: gone", "vault"),
        ("operation error Tables: Put, https response error StatusCode: 404, NotThereException: gone", "tables"),
        ("gone (Service: AmazonFunctions; Status Code: 404; Error Code: NotThereException)", "functions"),
        ("POST https://functions.eu-1.cloud.example/f -> NotThereException: gone", "functions"),
        ("NotThereException: no urn:x:vault:eu:1:secret:a", "vault"),
        ("NotThereException: the Secret Vault has no such secret", "vault"),
    ],
    ids=["operation", "go", "java", "host", "resource", "name"],
)
def test_mark_tells_the_service(text: str, slug: str) -> None:
    (finding,) = diagnose(text, INDEX).findings
    assert (finding.outcome, finding.matches[0].service) == ("known", slug)
    assert "service" in finding.matches[0].reasons


def test_code_of_many_services_is_one_choice() -> None:
    (finding,) = diagnose("NotThereException", INDEX).findings
    assert finding.outcome == "ambiguous"
    assert (len(finding.matches), len(finding.services), finding.services_count) == (20, 100, 124)
    assert finding.advice.startswith("NotThereException exists in 124 services")


def test_code_of_one_service_is_not_its_own_where_the_text_names_another() -> None:
    text = "An error occurred (TooManyTables) when calling the GetSecretValue operation: no"
    (finding,) = diagnose(text, INDEX).findings
    assert finding.outcome == "unknown"
    assert [each.code for each in finding.suggestions] == ["TooManyTables"]


def test_class_of_any_program_is_no_services_error_without_a_mark() -> None:
    index = CatalogIndex([service("queues", "Queues", "IllegalStateException", "NoSuchQueueException")])
    unknown = diagnose("java.lang.IllegalStateException: the widget is upside down", index)
    assert (unknown.outcome, unknown.findings[0].suggestions[0].service) == ("unknown", "queues")
    assert diagnose("x.IllegalStateException: urn:x:queues:eu:1: it is closed", index).outcome == "known"
    assert diagnose("NoSuchQueueException: it is gone", index).outcome == "known"


def test_asked_service_is_the_only_one_that_answers() -> None:
    (finding,) = diagnose("TooManyTables: no", INDEX, service="vault").findings
    assert (finding.outcome, finding.matches) == ("unknown", ())
    assert [(each.service, each.code) for each in finding.suggestions] == [("tables", "TooManyTables")]
    (finding,) = diagnose("NotThereException", INDEX, service="vault").findings
    assert (finding.outcome, finding.matches[0].service) == ("known", "vault")
