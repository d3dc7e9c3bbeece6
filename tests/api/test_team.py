"""The team's loop over REST: each address wants its scope, and does what the workbench does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client, override_settings
from django.utils import timezone

from catalog.curation.models import Source
from catalog.learning.feedback import give_feedback, send_report
from catalog.learning.models import DailyCount, Feedback, Report, Unknown
from catalog.models import ApiKey, Case, Code, Service
from catalog.rates import Rate
from catalog.store.keys import new_token
from catalog.troubleshoot import troubleshoot
from tests.catalog_rows import store

pytestmark = pytest.mark.django_db

READS = {
    "/api/v1/queue": "queue:read",
    "/api/v1/queue/1": "queue:read",
    "/api/v1/feedback": "feedback:read",
    "/api/v1/reports": "reports:read",
    "/api/v1/sources": "sources:read",
    "/api/v1/insights": "insights:read",
}
WRITES = {"/api/v1/queue/1": "queue:write", "/api/v1/sources/1/refresh": "sources:write"}


@pytest.fixture(autouse=True)
def _catalog() -> None:
    store()


def key(*scopes: str, account: User | None = None) -> dict[str, str]:
    made = ApiKey(name="a robot", scopes=list(scopes), account=account)
    token = new_token(made)
    made.full_clean()
    made.save()
    return {"authorization": f"Bearer {token}"}


def curator(*groups: str) -> User:
    made = User.objects.create_user("robot")
    made.groups.add(*(Group.objects.get_or_create(name=each)[0] for each in ("curator", *groups)))
    return made


def row() -> Unknown:
    now = timezone.now()
    facts = {"kind": "shape", "text": "could not attach volume <*> to server <*>", "digest": "d", "services": ["metal"]}
    return Unknown.objects.create(first_seen=now, last_seen=now, count=3, statuses=[409], **facts)


def post(client: Client, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers or {})


@pytest.mark.parametrize(("path", "scope"), [*READS.items(), *WRITES.items()])
def test_each_address_wants_its_scope(client: Client, path: str, scope: str) -> None:
    others = [each for each in ApiKey.Scope.values if each != scope]
    writes = WRITES.get(path) == scope

    def ask(headers: dict[str, str]) -> Any:
        return post(client, path, {"action": "ignore"}, headers) if writes else client.get(path, headers=headers)

    assert (ask({}).status_code, ask(key()).status_code, ask(key(*others)).status_code) == (401, 403, 403)
    assert scope in ask(key()).json()["error_msg"]
    assert ask(key(scope, account=curator())).status_code in (200, 404)


def test_scope_that_is_none_is_refused() -> None:
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="queue:read"):
        key("everything")


def test_queue_lists_and_narrows(client: Client) -> None:
    row()
    headers = key("queue:read")
    answer = client.get("/api/v1/queue", headers=headers).json()
    assert answer["count"] == 1
    first = answer["results"][0]
    assert (first["text"], first["count"], first["http_statuses"], first["entry"]) == (
        "could not attach volume <*> to server <*>", 3, [409], None,
    )  # fmt: skip
    assert client.get("/api/v1/queue?kind=code", headers=headers).json()["count"] == 0
    assert client.get("/api/v1/queue?state=all&q=VOLUME&sort=trend", headers=headers).json()["count"] == 1
    assert client.get("/api/v1/queue?colour=red", headers=headers).status_code == 400
    assert client.get(f"/api/v1/queue/{first['number']}", headers=headers).json() == first


def test_entry_made_over_rest_answers_and_is_in_the_history_of_its_account(client: Client) -> None:
    account = curator()
    body = {
        "action": "entry",
        "service": "metal",
        "code": "Metal.0900",
        "message": "could not attach volume {volume} to server {server}",
        "solution": "Detach it.",
    }
    answer = post(client, f"/api/v1/queue/{row().pk}", body, key("queue:write", account=account)).json()
    assert (answer["state"], answer["entry"]["code"]) == ("answered", "Metal.0900")
    assert troubleshoot("Could not attach volume v-1 to server s-2").findings[0].matches[0].code == "Metal.0900"
    assert Case.history.filter(solution="Detach it.").get().history_user == account


@pytest.mark.parametrize(
    "body",
    [
        {"action": "draft", "service": "metal", "code": "Metal.0901", "message": "could not attach volume {value}"},
        {"action": "message", "service": "metal", "code": "metal.0204", "message": "could not attach volume {value}"},
        {"action": "alias", "service": "metal", "code": "Metal.0204", "alias": "E-204"},
        {"action": "referral", "service": "metal", "prefix": "could", "title": "Volumes"},
        {"action": "ignore"},
        {"action": "reopen"},
        {"action": "assign"},
        {"action": "unassign"},
        {"action": "note", "note": "Ask the storage team"},
    ],
    ids=lambda body: str(body["action"]),
)
def test_actions(client: Client, body: dict[str, str]) -> None:
    answer = post(client, f"/api/v1/queue/{row().pk}", body, key("queue:write", account=curator()))
    assert answer.status_code == 200, answer.json()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, "action"),
        ({"action": "explode"}, "action"),
        ({"action": "entry", "service": "nobody", "code": "X.1"}, "There is no service"),
        ({"action": "message", "service": "metal", "code": "Metal.9999", "message": "x"}, "no such code"),
        ({"action": "entry", "service": "metal", "code": "A\nB", "message": "could not attach it"}, "one line"),
    ],
)
def test_action_that_cannot_be_done_says_why(client: Client, body: dict[str, str], problem: str) -> None:
    answer = post(client, f"/api/v1/queue/{row().pk}", body, key("queue:write", account=curator()))
    assert answer.status_code == 400
    assert problem in answer.json()["error_msg"]


def test_key_writes_what_its_account_may_and_nothing_more(client: Client) -> None:
    Service.objects.get(slug="metal").owners.add(Group.objects.get_or_create(name="compute")[0])
    body = {"action": "alias", "service": "metal", "code": "Metal.0204", "alias": "E-204"}
    path = f"/api/v1/queue/{row().pk}"
    assert post(client, path, body, key("queue:write")).status_code == 403
    viewer = User.objects.create_user("viewer")
    assert post(client, path, body, key("queue:write", account=viewer)).status_code == 403
    account = curator()
    refused = post(client, path, body, key("queue:write", account=account))
    assert (refused.status_code, Code.objects.get(code="Metal.0204").aliases) == (403, [])
    assert "metal belongs to compute" in refused.json()["error_msg"]
    account.groups.add(Group.objects.get(name="compute"))
    assert post(client, path, body, key("queue:write", account=account)).status_code == 200
    User.objects.update(is_active=False)
    assert post(client, path, {"action": "ignore"}, key("queue:write", account=account)).status_code == 403


def test_feedback_is_given_by_anybody_and_read_with_a_scope(client: Client) -> None:
    given = {"service": "metal", "code": "metal.0204", "helpful": False, "remark": "password=hunter2secret is wrong"}
    answer = post(client, "/api/v1/feedback", given)
    assert (answer.status_code, answer.json()) == (201, {"helpful": 0, "unhelpful": 1})
    assert "hunter2secret" not in Feedback.objects.get().remark
    listed = client.get("/api/v1/feedback?helpful=false&service=metal", headers=key("feedback:read")).json()
    assert [each["code"] for each in listed["results"]] == ["Metal.0204"]
    assert client.get("/api/v1/feedback?helpful=true", headers=key("feedback:read")).json()["count"] == 0
    assert post(client, "/api/v1/feedback", given | {"code": "Metal.9999"}).status_code == 404
    assert post(client, "/api/v1/feedback", given | {"remark": "x" * 2001}).status_code == 400
    assert post(client, "/api/v1/feedback", {"service": "metal"}).status_code == 400


@override_settings(PORTAL_DIAGNOSE_RATE=Rate(1, 86400))
def test_feedback_and_reports_are_limited(client: Client) -> None:
    given = {"service": "metal", "code": "Metal.0204", "helpful": True}
    assert [post(client, "/api/v1/feedback", given).status_code for _ in range(2)] == [201, 429]
    assert post(client, "/api/v1/reports", {"text": "It broke"}).status_code == 429


def test_reports_are_sent_by_anybody_and_read_with_a_scope(client: Client) -> None:
    answer = post(
        client, "/api/v1/reports", {"text": "It broke: token=abcdef0123456789abcdef", "contact": "a@b.example"}
    )
    assert (answer.status_code, answer.json()) == (201, {"keep_days": 400})
    assert "abcdef0123456789abcdef" not in Report.objects.get().text
    listed = client.get("/api/v1/reports", headers=key("reports:read")).json()["results"]
    assert [each["contact"] for each in listed] == ["a@b.example"]
    for wrong in ({}, {"text": " "}, {"text": "x", "contact": "nobody"}, {"text": "x" * 100_001}):
        assert post(client, "/api/v1/reports", wrong).status_code == 400, wrong


def test_sources(client: Client) -> None:
    source = Source.objects.create(service="metal", location="/nowhere/errors.csv")
    listed = client.get("/api/v1/sources", headers=key("sources:read")).json()["results"]
    assert [each["location"] for each in listed] == ["/nowhere/errors.csv"]
    headers = key("sources:write", account=curator())
    answer = client.post(f"/api/v1/sources/{source.pk}/refresh", headers=headers)
    assert (answer.status_code, answer.json()["outcome"]) == (200, "failed")
    assert client.post("/api/v1/sources/999/refresh", headers=headers).status_code == 404
    Service.objects.get(slug="metal").owners.add(Group.objects.get_or_create(name="compute")[0])
    assert client.post(f"/api/v1/sources/{source.pk}/refresh", headers=headers).status_code == 403


def test_insights_as_json_and_as_csv(client: Client) -> None:
    today = timezone.now().date()
    DailyCount.objects.create(day=today, kind="diagnosed", outcome="known", service="metal", code="Metal.0204", count=7)
    give_feedback(service="metal", code="Metal.0204", helpful=True)
    send_report(text="It broke")
    headers = key("insights:read")
    answer = client.get("/api/v1/insights?weeks=2", headers=headers).json()
    assert (len(answer["weeks"]), answer["weeks"][-1]["known"], answer["helpful"]) == (2, 7, 1)
    assert answer["services"] == [{"service": "metal", "count": 7}]
    lines = client.get("/api/v1/insights", headers=headers | {"accept": "text/csv"}).content.decode().splitlines()
    assert lines[1] == f"{today},diagnosed,known,metal,Metal.0204,7"
    assert client.get("/api/v1/insights?weeks=0", headers=headers).status_code == 400
