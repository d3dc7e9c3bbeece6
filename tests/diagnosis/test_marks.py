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
        ("GET https://my-own.tables.eu-1.cloud.example/f -> NotThereException: gone", "tables"),
        ("NotThereException: no urn:x:vault:eu:1:secret:a", "vault"),
        ("(NotThereException) when calling the GetSecretValue operation: urn:x:tables:1:bob may not", "vault"),
        ("NotThereException: the Secret Vault has no such secret", "vault"),
    ],
    ids=["operation", "go", "java", "host", "host-of-customer", "resource", "resource-of-caller", "name"],
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


def of_a_vendor(slug: str, vendor: str, *codes: str, host: str, operations: tuple[str, ...] = ()) -> ServiceCatalog:
    marks = Marks(hosts=(host,), resources=(slug,) if operations else (), operations=operations)
    errors = tuple(KnownError(slug, code, (ErrorCase(""),)) for code in codes)
    return ServiceCatalog(Service(slug, name=slug.title(), vendor=vendor, marks=marks), errors)


@pytest.fixture(scope="module")
def vendors() -> CatalogIndex:
    """Two vendors, one with a service for what all its services say."""
    return CatalogIndex(
        [
            of_a_vendor("common", "Cloud", "TooManyCalls", "QueueFullException", host="*.cloud.example"),
            of_a_vendor("queues", "Cloud", "QueueFull", host="queues.*.cloud.example", operations=("GetThing", "Push")),
            of_a_vendor("disks", "Cloud", "TooManyCalls", host="disks.*.cloud.example", operations=("GetThing",)),
            of_a_vendor("lamps", "Light", "LampOff", host="lamps.light.example", operations=("Shine",)),
        ]
    )


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        # The service that is named does not list it, so its vendor's common errors explain it.
        ("An error occurred (TooManyCalls) when calling the Push operation: no", "common"),
        ("An error occurred (TooManyCalls) when calling the GetThing operation on urn:cloud:queues:x: no", "common"),
        ("x.QueueFullException: no (Service: Disks, Status Code: 400)", "common"),
        # Java's class of the service's own code ends like the code of another.
        ("x.QueueFullException: no (Service: Queues, Status Code: 400)", "queues"),
        # A permission that the caller lacks, and a type of resource, name the service, too.
        ("TooManyCalls\nUser: urn:x:bob is not authorized to perform: queues:Push", "common"),
        ("Error: creating it: TooManyCalls: no\n  with aws_queues_queue.a,", "common"),
        # One that lists it is nearer than what all say, also where another is named as clearly.
        ("An error occurred (TooManyCalls) when calling the GetThing operation: no", "disks"),
        ("TooManyCalls\nUser: urn:x:bob is not authorized to perform: disks:GetThing", "disks"),
        ("An error occurred (TooManyCalls) when calling the GetThing operation on urn:cloud:disks:x: no", "disks"),
    ],
)
def test_what_all_services_of_a_vendor_say_is_explained_by_its_common_errors(
    vendors: CatalogIndex, text: str, slug: str
) -> None:
    (finding,) = diagnose(text, vendors).findings
    assert (finding.outcome, finding.matches[0].service) == ("known", slug)


@pytest.mark.parametrize(
    ("lines", "services"),
    [
        (
            (
                "TooManyTables: no more of them (Service: AWSTables; Status Code: 404)",
                "An error occurred (NotThereException) when calling the GetSecretValue operation: gone",
            ),
            ["tables", "vault"],
        ),
        (
            ("An error occurred (NotThereException) when calling the GetSecretValue operation: gone", "TooManyTables"),
            ["tables", "vault"],
        ),
        (
            (
                "An error occurred (NotThereException) when calling the GetSecretValue operation: gone",
                "An error occurred (NobodysException) when calling the GetFunction operation: gone",
                "operation error Functions: Invoke, done",
                "the Tables were there: POST https://functions.eu-1.cloud.example/f (Service: AWSFunctions; a: b)",
            ),
            ["vault"],
        ),
        (
            (
                "TooManyTables: it is over {",
                "  reasons: [{ Code: 'NobodysException' }],",
                "  call: An error occurred (NobodysException) when calling the GetSecretValue operation: no",
                "}",
            ),
            [],
        ),
        (
            (
                "TooManyTables: it is over",
                "An error occurred (NobodysException) when calling the GetSecretValue operation: no",
            ),
            ["tables"],
        ),
    ],
    ids=[
        "each names its own",
        "one names none",
        "others are named beside an unknown one and elsewhere",
        "another is named in an object that is printed with it",
        "another is named in another line",
    ],
)
def test_each_of_several_errors_is_of_the_service_that_its_line_names(
    lines: tuple[str, ...], services: list[str]
) -> None:
    findings = diagnose("\n".join(lines), INDEX).findings
    assert sorted(each.matches[0].service for each in findings if each.outcome == "known") == services


@pytest.mark.parametrize(
    ("host", "slug"),
    [
        ("streams.tables.eu-1.cloud.example", "streams"),
        ("tables.eu-1.cloud.example", "tables"),
        ("streams.of.bob.tables.eu-1.cloud.example", "tables"),
    ],
)
def test_host_is_that_of_the_service_with_the_longest_pattern(host: str, slug: str) -> None:
    index = CatalogIndex(
        [
            service("tables", "Tables", "NotThereException"),
            service("streams", "Table Streams", "NotThereException", host="streams.tables.*.cloud.example"),
        ]
    )
    (finding,) = diagnose(f"POST https://{host}/ 400 NotThereException: gone", index).findings
    assert (finding.outcome, finding.matches[0].service) == ("known", slug)


@pytest.mark.parametrize(("others", "outcome"), [(1, "known"), (2, "ambiguous")])
def test_a_documented_status_tells_the_service_unless_most_document_none(others: int, outcome: str) -> None:
    services = [
        ServiceCatalog(Service(slug), (KnownError(slug, "NotThereException", (ErrorCase("", status),)),))
        for slug, status in (("own", 400), *((f"other-{number}", None) for number in range(others)))
    ]
    finding = diagnose("NotThereException: no\n\tstatus code: 400", CatalogIndex(services)).findings[0]
    assert (finding.outcome, len(finding.matches)) == (outcome, 1 if outcome == "known" else 3)


def test_common_errors_of_a_vendor_are_not_those_of_another_line(vendors: CatalogIndex) -> None:
    lines = "An error occurred (QueueFull) when calling the Push operation: no", "TooManyCalls: later, please"
    (other,) = (each for each in diagnose("\n".join(lines), vendors).findings if each.read.code == "TooManyCalls")
    assert (other.outcome, {each.service for each in other.matches}) == ("ambiguous", {"common", "disks"})


@pytest.mark.parametrize("code", ["QueueFullException", "TooManyCalls"])
def test_class_beside_its_code_is_one_error(vendors: CatalogIndex, code: str) -> None:
    text = f"x.{code}: An error occurred ({code}) when calling the Push operation: no"
    assert [each.occurrences for each in diagnose(f"{text}\n{text}", vendors).findings] == [2]


def test_common_errors_of_a_vendor_say_nothing_of_anothers_service(vendors: CatalogIndex) -> None:
    (finding,) = diagnose("An error occurred (TooManyCalls) when calling the Shine operation: no", vendors).findings
    assert (finding.outcome, finding.matches) == ("unknown", ())


def test_common_errors_of_a_vendor_are_not_meant_where_nothing_names_it(vendors: CatalogIndex) -> None:
    guidance = diagnose("TooManyCalls\nthe permission is missing", vendors)
    assert guidance.outcome == "ambiguous"
    assert [each.service for each in guidance.findings[0].matches] == ["common", "disks"]


def test_common_errors_of_a_vendor_come_first_wherever_they_stand_in_the_catalog(vendors: CatalogIndex) -> None:
    disks = of_a_vendor("a-disks", "Cloud", "TooManyCalls", host="disks.*.cloud.example")
    common = of_a_vendor("common", "Cloud", "TooManyCalls", host="*.cloud.example")
    (finding,) = diagnose("TooManyCalls", CatalogIndex([disks, common])).findings
    assert [each.service for each in finding.matches] == ["common", "a-disks"]


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("waiting for CloudHooks stack a\nretryable error (TooManyCalls: no", "common"),
        ("waiting for Hooks stack a\nretryable error (TooManyCalls: no", None),
        ("waiting for CloudHooks stack a\ndisks-1 said: error on urn:x:disks:a (TooManyCalls: no", "disks"),
    ],
    ids=["a name of its own", "a plain word", "another that has the code"],
)
def test_name_that_no_other_product_has_names_the_vendor(text: str, service: str | None) -> None:
    index = CatalogIndex(
        [
            of_a_vendor("common", "Cloud", "TooManyCalls", host="*.cloud.example"),
            of_a_vendor("disks", "Cloud", "TooManyCalls", host="disks.*.cloud.example", operations=("GetThing",)),
            ServiceCatalog(Service("hooks", name="CloudHooks", vendor="Cloud"), ()),
        ]
    )
    finding = diagnose(text, index).findings[0]
    assert (finding.matches[0].service if finding.outcome == "known" else None) == service


CREATES = [
    service("logs", "Cloud Logs", "IsThereException", operations=("CreateLogGroup", "PutRule")),
    service("watch", "watch", "IsThereException", operations=("CreateDashboard",)),
    *(service(f"db-{n}", f"Db {n}", "IsThereException", operations=("CreateBaseInstance",)) for n in range(3)),
    *(service(f"run-{n}", f"Run {n}", "IsThereException", operations=("CreateTaskInstance",)) for n in range(4)),
]


@pytest.mark.parametrize(
    ("resource", "services"),
    [
        ("aws_watch_log_group.a", ["logs"]),
        ("aws_watch_rule_group.a", ["watch"]),
        ("aws_base_instance.a", ["db-0", "db-1", "db-2"]),
        ("aws_task_instance.a", []),
    ],
    ids=["by what is created", "by its beginning", "by what three create", "what four create"],
)
def test_type_of_a_resource_of_terraform_names_the_service(resource: str, services: list[str]) -> None:
    (finding,) = diagnose(f"IsThereException: with {resource}, it is there", CatalogIndex(CREATES)).findings
    everyone = len(finding.matches) == len(CREATES)
    assert [each.service for each in finding.matches if not everyone] == services


def test_class_under_another_services_package_is_not_a_services_own() -> None:
    index = CatalogIndex(
        [
            of_a_vendor("graph", "Amazon Web Services", "BlobsException", host="graph.cloud.example"),
            of_a_vendor("blobs", "Amazon Web Services", "BlobIsGone", host="blobs.cloud.example"),
        ]
    )
    assert diagnose("Aws\\Blobs\\Exception\\BlobsException(code: 0): it is gone", index).outcome == "unknown"
    assert diagnose("Aws\\Graph\\Exception\\BlobsException(code: 0): it is gone", index).outcome == "known"


def test_type_of_a_resource_says_nothing_against_another_service() -> None:
    # To make a function, Terraform calls other services, too.
    (finding,) = diagnose("TooManyTables: with aws_functions_alias.a, it is over", INDEX).findings
    assert (finding.outcome, finding.matches[0].service) == ("known", "tables")


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("<Code>Denied</Code><HostId>pZ0f8qkE3V5g0rXb1k=</HostId>", "s3"),
        ("'x-amz-id-2': 'pZ0f8qkE3V5g0rXb1k=', 'Code': 'Denied'", "s3"),
        ('-> "Server: AmazonS3\\r\\n"\n<Code>Denied</Code>', "s3"),
        ("< Server: AmazonTables\n<Code>Denied</Code><HostId>pZ0f8qkE3V5g0rXb1k=</HostId>", "tables"),
        ("<Code>Denied</Code><HostId>store.eu-1.example.com</HostId>", ""),
        ('-> "Server: nginx\\r\\n"\n<Code>Denied</Code>', ""),
    ],
)
def test_second_id_and_server_of_s3_name_it(text: str, slug: str) -> None:
    index = CatalogIndex([service("s3", "Amazon S3", "Denied"), service("tables", "Tables", "Denied")])
    finding = diagnose(text, index).findings[0]
    assert finding.outcome == ("known" if slug else "ambiguous")
    assert slug in ("", finding.matches[0].service)
