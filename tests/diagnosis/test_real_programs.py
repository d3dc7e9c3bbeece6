"""What real programs print and send: boto3 against moto's services, in the wire formats of six AWS protocols."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.diagnosis.guidance import Finding
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog

pytestmark = pytest.mark.slow


def service(slug: str, *rows: tuple[str, int, str]) -> ServiceCatalog:
    errors = (KnownError(slug, code, (ErrorCase(message, status),)) for code, status, message in rows)
    return ServiceCatalog(Service(slug), tuple(errors))


INDEX = CatalogIndex(
    [
        service(
            "storage",
            ("NoSuchBucket", 404, "The specified bucket does not exist"),
            ("NoSuchKey", 404, "The specified key does not exist."),
            ("AccessDenied", 403, "Access Denied"),
        ),
        service("compute", ("InvalidInstanceID.NotFound", 400, "The instance ID '{instance}' does not exist")),
        service("identity", ("NoSuchEntity", 404, "The user with name {name} cannot be found.")),
        service("table", ("ResourceNotFoundException", 400, "Requested resource not found: Table: {table} not found")),
        service("keys", ("NotFoundException", 400, "Key '{arn}' does not exist")),
        service("function", ("ResourceNotFoundException", 404, "Function not found: {arn}")),
        service("topic", ("NotFound", 404, "Topic does not exist")),
    ]
)


@dataclass(frozen=True)
class Call:
    """A call that must fail, and what must be read from its failure."""

    protocol: str
    client: str
    operation: str
    arguments: dict[str, Any]
    service: str
    code: str
    values: tuple[str, ...] = ()


CALLS = (
    Call("rest-xml", "s3", "get_object", {"Bucket": "none-1", "Key": "k"}, "storage", "NoSuchBucket"),
    Call(
        "ec2",
        "ec2",
        "describe_instances",
        {"InstanceIds": ["i-0123456789abcdef0"]},
        "compute",
        "InvalidInstanceID.NotFound",
        ("i-0123456789abcdef0",),
    ),
    Call("query", "iam", "get_user", {"UserName": "nobody"}, "identity", "NoSuchEntity", ("nobody",)),
    Call(
        "json 1.0",
        "dynamodb",
        "describe_table",
        {"TableName": "no-table"},
        "table",
        "ResourceNotFoundException",
        ("no-table",),
    ),
    Call(
        "json 1.1",
        "kms",
        "describe_key",
        {"KeyId": "11111111-2222-3333-4444-555555555555"},
        "keys",
        "NotFoundException",
        ("arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",),
    ),
    Call(
        "rest-json",
        "lambda",
        "get_function",
        {"FunctionName": "no-function"},
        "function",
        "ResourceNotFoundException",
        ("arn:aws:lambda:us-east-1:123456789012:function:no-function",),
    ),
    Call(
        "query with one word as code",
        "sns",
        "get_topic_attributes",
        {"TopicArn": "arn:aws:sns:us-east-1:123456789012:none"},
        "topic",
        "NotFound",
    ),
)


@dataclass(frozen=True)
class Failure:
    """A call's failure: as it went over the wire, and as the SDK raised it."""

    call: Call
    status: int
    headers: dict[str, str]
    body: str
    error: ClientError
    printed: str


@pytest.fixture(scope="module")
def failures() -> Iterator[dict[str, Failure]]:
    with pytest.MonkeyPatch.context() as patched:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patched.setenv(name, "testing")
        patched.setenv("AWS_DEFAULT_REGION", "us-east-1")
        with mock_aws():
            yield {call.protocol: fail(call) for call in CALLS}


def fail(call: Call) -> Failure:
    client = boto3.client(call.client)
    wire: dict[str, Any] = {}

    def keep(response_dict: dict[str, Any], **_: Any) -> None:
        wire.update(response_dict)

    client.meta.events.register(f"before-parse.{call.client}.*", keep)
    try:
        getattr(client, call.operation)(**call.arguments)
    except ClientError as error:
        printed = traceback.format_exc()
        return Failure(call, wire["status_code"], dict(wire["headers"]), wire["body"].decode(), error, printed)
    raise AssertionError("it did not fail")


@pytest.fixture(params=[call.protocol for call in CALLS])
def failure(request: pytest.FixtureRequest, failures: dict[str, Failure]) -> Failure:
    return failures[request.param]


def known(failure: Failure, text: str) -> Finding:
    guidance = diagnose(text, INDEX)
    assert guidance.outcome == "known", (text, guidance)
    finding = guidance.findings[0]
    match = finding.matches[0]
    assert (match.service, match.code) == (failure.call.service, failure.call.code)
    assert tuple(value for parameter in match.parameters for value in parameter.values) == failure.call.values
    return finding


def test_it_works(failure: Failure) -> None:
    known(failure, failure.body)


def test_the_whole_response_has_its_status_and_request_id(failure: Failure) -> None:
    lines = [f"HTTP/1.1 {failure.status} {HTTPStatus(failure.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in failure.headers.items() if name.lower() != "status"]
    finding = known(failure, "\r\n".join([*lines, "", failure.body]))
    assert finding.read.http_status == failure.status
    assert finding.read.request_id in (failure.headers["x-amzn-requestid"], "request-id")


def test_the_sdks_sentence_is_read(failure: Failure) -> None:
    known(failure, str(failure.error))


def test_the_sdks_traceback_is_read(failure: Failure) -> None:
    known(failure, failure.printed)


def test_the_sdks_answer_is_read_as_python_and_as_json_print_it(failure: Failure) -> None:
    for text in (repr(failure.error.response), json.dumps(failure.error.response, indent=2, default=str)):
        finding = known(failure, text)
        assert finding.read.http_status == failure.status


def test_a_log_line_with_the_body_in_it_is_read(failure: Failure) -> None:
    known(failure, f"2026-03-02 10:15:30,123 ERROR app - aws said {json.dumps(failure.body)} and no more")
