"""The schema: what it says is what is answered, its examples are real, and its copy in the docs is the same."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection

from catalog.ingest import load_bundled
from catalog.learning.models import Unknown
from catalog.models import ApiKey
from catalog.store.keys import new_token
from tests.api.recorded import ASKED, EXAMPLES, SCHEMA, answered, prepare
from tests.catalog_rows import for_the_file

pytestmark = pytest.mark.django_db

CONFIG = {
    "generation": {"deterministic": True},
    # For each operation it would read the whole program for values to try: ten seconds before the first test runs.
    "analysis": {"constants": {"enabled": False}},
    # A service that the catalog does not have is a good name all the same.
    "checks": {
        "positive_data_acceptance": {"expected-statuses": ["2xx", "304", "400", "404"]},
        # A body over the limit is refused for its length, whatever else is wrong with it.
        "negative_data_rejection": {
            "expected-statuses": ["400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "429", "5xx"]
        },
    },
}

MOST = int(os.environ.get("SCHEMA_EXAMPLES", "30"))
"""Requests of a kind that are made up for an operation; the same in every run."""

WITH_SCOPES_ALONE = (
    *("list_cases", "edit_cases", "get_case", "edit_case", "audit"),
    *("list_drafts", "create_draft", "get_draft", "act_on_draft", "prove", "list_deleted", "restore_code"),
    *("list_edits", "revert", "get_note", "write_note"),
    *("list_imports", "propose_import", "preview_import", "act_on_import"),
    *("create_source", "get_source", "act_on_source"),
    *("list_webhooks", "create_webhook", "get_webhook", "act_on_webhook", "list_deliveries"),
)
"""Operations of the team that are no reading of what people sent."""

OPERATIONS = (
    "diagnose",
    "create_diagnosis",
    "diagnose_batch",
    "list_errors",
    "get_error",
    "list_services",
    "list_changes",
    "changes_feed",
    "download_catalog",
    "service_enum",
    *("give_feedback", "list_feedback", "send_report", "list_reports"),
    *("list_queue", "get_unknown", "act_on_unknown"),
    *("list_sources", "refresh_source", "insights"),
    *WITH_SCOPES_ALONE,
)

WITH_SCOPES = (
    *("list_feedback", "list_reports", "list_queue", "get_unknown", "act_on_unknown"),
    *("list_sources", "refresh_source", "insights"),
    *WITH_SCOPES_ALONE,
)
"""Operations for keys with a scope."""

TAKING_ANY_BODY = ("diagnose", "diagnose_batch")
"""The body is the error itself, whatever it is: none is refused for not being what the schema gives as examples."""

# Lines are text to the one who sends them.
schemathesis.serializer.alias("application/x-ndjson", "text/plain")

schema = schemathesis.openapi.from_wsgi(
    "/api/schema/",
    WSGIHandler(),
    config=SchemathesisConfig.from_dict(CONFIG),
)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """A server closes connections that are old; here each request has the test's own."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def no_limit() -> Iterator[None]:
    with override_settings(PORTAL_DIAGNOSE_RATE=None):
        yield


bundled = for_the_file(load_bundled, autouse=False)


@pytest.fixture
def key() -> dict[str, str]:
    """The header of a key with every scope, and a row for it to act on."""
    made = ApiKey(name="a robot", scopes=ApiKey.Scope.values, account=User.objects.create_superuser("robot"))
    token = new_token(made)
    made.save()
    now = timezone.now()
    # A number that no sequence of PostgreSQL gives out again meanwhile.
    Unknown.objects.create(pk=10**6, kind="code", text="Disk.0409", digest="d", first_seen=now, last_seen=now, count=3)
    return {"Authorization": f"Bearer {token}"}


def test_schema_describes_every_operation(client: Any) -> None:
    paths = client.get("/api/schema/").json()["paths"]
    items = {operation["operationId"] for methods in paths.values() for operation in methods.values()}
    assert items == set(OPERATIONS)


def checked(operation: str) -> Any:
    """A test of one operation: requests of all kinds that the schema allows, and of all kinds that it does not."""

    @schema.include(operation_id=operation).parametrize()
    @settings(
        # Behind the scope all these are made of the same parts.
        max_examples=MOST if operation not in WITH_SCOPES_ALONE else -(-MOST // 5),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def test(case: schemathesis.Case[Any], bundled: None, key: dict[str, str]) -> None:
        if "" in (case.query or {}).values():
            # An empty parameter counts as not given, which a schema cannot say of a number or a choice.
            return
        headers = key if operation in WITH_SCOPES else None
        case.call_and_validate(
            headers=headers, excluded_checks=[negative_data_rejection] if operation in TAKING_ANY_BODY else None
        )

    return test


# A function each: all the items of one have the same name, of which processes that share the tests run only one.
for _operation in OPERATIONS:
    globals()[f"test_{_operation}"] = checked(_operation)


def test_its_copy_in_the_docs_is_the_same(tmp_path: Path) -> None:
    written = tmp_path / "openapi.yaml"
    call_command("spectacular", file=str(written), validate=True, fail_on_warn=True)
    assert written.read_text() == SCHEMA.read_text(), "write it anew: python -m tests.api.recorded"


def test_its_examples_are_real_answers() -> None:
    prepare()
    recorded = json.loads(EXAMPLES.read_text())
    assert [answered(*request) for request in ASKED] == recorded, "write them anew: python -m tests.api.recorded"


def test_every_operation_says_what_it_refuses(client: Any) -> None:
    schema = client.get("/api/schema/").json()
    assert schema["security"] == [{}, {"key": []}]
    paths = schema["paths"]
    operations = [operation for methods in paths.values() for operation in methods.values()]
    for operation in operations:
        name = operation["operationId"]
        assert {"401", "406", "500", "503"} <= set(operation["responses"]), name
        assert {"200", "201"} & set(operation["responses"]), name
        is_diagnosis, is_of_the_team = "diagnos" in name, name in (*WITH_SCOPES, "give_feedback", "send_report")
        assert ("304" in operation["responses"]) != (is_diagnosis or is_of_the_team), name
        is_limited = is_diagnosis or "feedback" in name or "report" in name
        assert ({"400", "413", "415", "429"} <= set(operation["responses"])) == is_limited, name
        assert ("403" in operation["responses"]) == (operation.get("security") == [{"key": []}]), name
        assert (name in WITH_SCOPES) == ("403" in operation["responses"]), name
