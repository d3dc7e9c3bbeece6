"""Entries, imports, sources and web hooks over REST: what the workbench does, for keys with the scope."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import get_resolver

from catalog.curation.models import Comment, Note, PendingImport, Source
from catalog.models import Case, Code, Service
from catalog.troubleshoot import troubleshoot
from catalog.webhooks.models import WebHook
from tests.api.test_team import curator, key, post, row
from tests.catalog_rows import store

pytestmark = pytest.mark.django_db

ENTRIES = (
    "/api/v1/cases",
    "/api/v1/cases/1",
    "/api/v1/drafts",
    "/api/v1/drafts/1",
    "/api/v1/deleted",
    "/api/v1/history/metal/Metal.0204",
    "/api/v1/notes/metal/Metal.0204",
)

READS = {
    "entries:read": (
        *ENTRIES,
        "/api/v1/audit?service=metal",
    ),
    "imports:read": ("/api/v1/imports", "/api/v1/imports/1"),
    "sources:read": ("/api/v1/sources/1",),
    "webhooks:read": ("/api/v1/webhooks", "/api/v1/webhooks/1", "/api/v1/deliveries"),
}
WRITES = {
    "entries:write": (*ENTRIES,),
    "imports:write": ("/api/v1/imports", "/api/v1/imports/1"),
    "sources:write": ("/api/v1/sources", "/api/v1/sources/1"),
    "webhooks:write": ("/api/v1/webhooks", "/api/v1/webhooks/1"),
    "entries:read": ("/api/v1/proof",),
}
CSV = """code,http_status,message,solution
Metal.0204,400,Image not found,Upload it first.
Metal.0300,404,No such rack,Name another.
"""


@pytest.fixture(autouse=True)
def _catalog() -> None:
    store()


def administrator() -> User:
    made = User.objects.create_user("boss")
    made.groups.add(Group.objects.get_or_create(name="administrator")[0])
    return made


def case_of(code: str) -> Case:
    return Case.objects.get(code__code=code)


@pytest.mark.parametrize(("scope", "path"), [(scope, path) for scope, paths in READS.items() for path in paths])
def test_reading_wants_its_scope(client: Client, scope: str, path: str) -> None:
    others = [each for scopes in (READS, WRITES) for each in scopes if each != scope]
    statuses = [client.get(path, headers=headers).status_code for headers in ({}, key(), key(*others))]
    assert statuses == [401, 403, 403]
    assert client.get(path, headers=key(scope)).status_code in (200, 404)


@pytest.mark.parametrize(("scope", "path"), [(scope, path) for scope, paths in WRITES.items() for path in paths])
def test_writing_wants_its_scope_and_an_account_that_may(client: Client, scope: str, path: str) -> None:
    others = [each for scopes in (READS, WRITES) for each in scopes if each != scope]
    statuses = [post(client, path, {}, headers).status_code for headers in ({}, key(), key(*others))]
    assert statuses == [401, 403, 403]
    if scope.endswith(":write"):
        viewer = User.objects.create_user("viewer")
        viewer.groups.add(Group.objects.get_or_create(name="viewer")[0])
        assert post(client, path, {}, key(scope)).status_code == 403
        assert post(client, path, {}, key(scope, account=viewer)).status_code == 403
    assert post(client, path, {}, key(scope, account=administrator())).status_code in (400, 404)


def test_every_function_of_the_workbench_has_an_address_of_rest() -> None:
    twins = {
        "workbench": "api_queue",
        "workbench_unknown": "api_unknown",
        "workbench_drafts": "api_drafts",
        "workbench_draft": "api_draft",
        "workbench_deleted": "api_deleted",
        "workbench_entries": "api_cases",
        "workbench_audit": "api_audit",
        "workbench_fix": "api_case",
        "workbench_history": "api_history",
        "workbench_team": "api_note",
        "workbench_imports": "api_imports",
        "workbench_import": "api_import",
        "workbench_pack": "api_imports",
        "workbench_refresh": "api_refresh",
        "workbench_insights": "api_insights",
        "workbench_insights_csv": "api_insights",
    }
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    pages = {name for name in names if name.startswith("workbench")}
    assert pages - set(twins) <= {"workbench_answer"}
    assert set(twins.values()) <= names


def test_cases_by_what_they_lack(client: Client) -> None:
    Case.objects.filter(code__code="Metal.0204").update(solution="")
    listed = client.get("/api/v1/cases?gap=no-solution&service=metal", headers=key("entries:read")).json()
    assert [(each["code"], each["solution"], each["severity"]) for each in listed["results"]] == [
        ("Metal.0204", "", None)
    ]
    assert client.get("/api/v1/cases?gap=everything", headers=key("entries:read")).status_code == 400


def test_edit_of_a_case_sees_what_it_changes(client: Client) -> None:
    headers = key("entries:read", "entries:write", account=curator())
    path = f"/api/v1/cases/{case_of('Metal.0204').pk}"
    version = client.get(path, headers=headers).json()["version"]
    edit = {"version": version, "solution": "Upload it.", "category": "not_found", "since": "2.0", "http_status": 404}
    answer = post(client, path, edit, headers).json()
    assert (answer["solution"], answer["category"], answer["since"], answer["http_status"]) == (
        "Upload it.", "not_found", "2.0", 404,
    )  # fmt: skip
    assert answer["version"] > version
    late = post(client, path, edit, headers)
    assert (late.status_code, "Somebody else" in late.json()["error_msg"]) == (400, True)
    for wrong in ({"http_status": 1000}, {"category": "weather"}, {"section": "a\nb"}, {"since": "x" * 51}):
        assert post(client, path, {"version": answer["version"], **wrong}, headers).status_code == 400, wrong
    assert Case.history.filter(solution="Upload it.").get().history_user.username == "robot"


def test_many_cases_at_once_begin_one_revision(client: Client) -> None:
    cases = list(Case.objects.values_list("pk", flat=True))
    before = client.get("/api/v1/changes").json()["edition"]
    headers = key("entries:write", account=curator())
    body = {"cases": cases, "category": "conflict", "internal": False, "state": "published"}
    assert post(client, "/api/v1/cases", body, headers).json() == {"changed": 4}
    log = client.get(f"/api/v1/changes?since={before}").json()
    assert log["edition"] == before + 1
    assert sorted(each["code"] for each in log["changes"]) == ["Metal.0100", "Metal.0201", "Metal.0204"]
    assert set(Case.objects.values_list("category", flat=True)) == {"conflict"}
    assert post(client, "/api/v1/cases", {"cases": []}, headers).status_code == 400


def test_draft_is_written_discussed_proved_and_published(client: Client) -> None:
    headers = key("entries:read", "entries:write", account=curator())
    body = {
        "service": "metal",
        "code": "Metal.0300",
        "message": "No such rack {rack} here",
        "solution": "Name another.",
    }
    proof = post(client, "/api/v1/proof", {name: body[name] for name in ("service", "code", "message")}, headers).json()
    assert (proof["itself"], proof["taken"]) == (True, [])
    made = post(client, "/api/v1/drafts", body, headers)
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    path = f"/api/v1/drafts/{made.json()['number']}"
    assert troubleshoot("Metal.0300").outcome == "unknown"
    post(client, path, {"action": "comment", "text": "Which rack?"}, headers)
    assert post(client, path, {"action": "comment", "text": " "}, headers).status_code == 400
    post(client, path, {"action": "review"}, headers)
    listed = client.get("/api/v1/drafts", headers=headers).json()["results"]
    assert [(each["state"], each["comments"][0]["author"]) for each in listed] == [("review", "robot")]
    assert post(client, path, {"action": "published"}, headers).json()["state"] == "published"
    assert troubleshoot("Metal.0300").outcome == "known"
    assert client.get("/api/v1/drafts", headers=headers).json()["count"] == 0


def test_deleted_code_comes_back_with_its_note_and_comments(client: Client) -> None:
    account = curator()
    headers = key("entries:read", "entries:write", account=account)
    code = Code.objects.get(code="Metal.0201")
    post(client, "/api/v1/notes/metal/metal.0201", {"text": "Call **Bob**."}, headers)
    Comment.objects.create(code=code, author=account, text="Which backend?")
    written = Comment.objects.get().created
    code.delete()
    (deleted,) = client.get("/api/v1/deleted", headers=headers).json()
    assert (deleted["code"], deleted["cases"]) == ("Metal.0201", 2)
    answer = post(client, "/api/v1/deleted", {"number": deleted["number"]}, headers)
    assert (answer.status_code, len(answer.json()["cases"])) == (201, 2)
    assert [(each.text, each.author, each.created) for each in Comment.objects.all()] == [
        ("Which backend?", account, written)
    ]
    assert client.get("/api/v1/notes/metal/Metal.0201", headers=headers).json()["text"] == "Call **Bob**."
    assert post(client, "/api/v1/deleted", {"number": deleted["number"]}, headers).status_code == 400


def test_note_is_the_teams_alone(client: Client) -> None:
    headers = key("entries:read", "entries:write", account=curator())
    path = "/api/v1/notes/metal/Metal.0204"
    assert client.get(path, headers=headers).json() == {"text": "", "changed": None}
    assert post(client, path, {"text": "Restart **imaged**."}, headers).json()["text"] == "Restart **imaged**."
    assert "imaged" not in client.get("/errors/metal/Metal.0204/").content.decode()
    assert "imaged" not in client.get("/api/v1/errors/metal/Metal.0204").content.decode()
    assert post(client, path, {"text": "x" * 50_001}, headers).status_code == 400
    assert post(client, path, {"text": ""}, headers).json() == {"text": "", "changed": None}
    assert not Note.objects.exists()
    assert client.get("/api/v1/notes/metal/Metal.9999", headers=headers).status_code == 404
    Service.objects.get(slug="metal").owners.add(Group.objects.get_or_create(name="compute")[0])
    assert post(client, path, {"text": "Mine."}, headers).status_code == 403


def test_history_names_the_words_that_changed_and_a_version_comes_back(client: Client) -> None:
    headers = key("entries:read", "entries:write", account=curator())
    case = case_of("Metal.0204")
    case.solution = "Upload the image first."
    case.save()
    path = "/api/v1/history/metal/Metal.0204"
    edits = client.get(path, headers=headers).json()
    pieces = next(change["pieces"] for change in edits[0]["changes"] if change["name"] == "solution")
    assert {each["kind"] for each in pieces} >= {"deleted", "inserted"}
    first = next(each for each in edits if each["kind"] == "case" and not each["is_present"])
    assert post(client, path, {"kind": "case", "number": first["number"]}, headers).status_code == 200
    assert case_of("Metal.0204").solution == "Remedy of Image not found"
    assert post(client, path, {"kind": "case", "number": 10**6}, headers).status_code == 400


def test_audit(client: Client) -> None:
    Case.objects.filter(code__code="Metal.0204").update(solution="")
    case_of("Metal.0204").save()
    answer = client.get("/api/v1/audit?service=metal", headers=key("entries:read")).json()
    assert answer["cases"] == 4
    assert [each["code"] for each in answer["findings"] if each["rule"] == "empty-solution"] == ["Metal.0204"]
    assert client.get("/api/v1/audit", headers=key("entries:read")).status_code == 400


@pytest.mark.parametrize("field", ["text", "data"])
def test_import_is_previewed_read_again_and_applied(client: Client, field: str) -> None:
    headers = key("imports:read", "imports:write", account=curator())
    document = CSV if field == "text" else b64encode(CSV.encode()).decode()
    body = {field: document, "service": "metal", "name": "errors.csv", "part": True}
    answer = post(client, "/api/v1/imports", body, headers)
    assert (answer.status_code, answer.json()["counts"]) == (
        201, {"new": 1, "changed": 1, "unchanged": 0, "withdrawn": 0, "rejected": 0},
    )  # fmt: skip
    assert not Code.objects.filter(code="Metal.0300").exists()
    path = f"/api/v1/imports/{answer.json()['number']}"
    again = post(client, path, {"action": "read", "hints": {"columns": "description=solution"}}, headers).json()
    assert {change["name"] for each in again["changes"] for change in each["changes"]} >= {"description"}
    post(client, path, {"action": "read", "hints": {}}, headers)
    assert client.get(path, headers=headers).json()["counts"] == answer.json()["counts"]
    assert post(client, path, {"action": "apply"}, headers).json()["number"] is None
    assert case_of("Metal.0300").solution == "Name another."
    assert client.get("/api/v1/imports", headers=headers).json()["count"] == 0


def test_import_that_cannot_be_read_says_why(client: Client) -> None:
    headers = key("imports:read", "imports:write", account=curator())
    wrong: list[dict[str, Any]] = [
        {},
        {"text": "nothing", "data": "bm90aGluZw=="},
        {"text": "nothing here", "service": "metal"},
        {"data": "no base64!", "service": "metal"},
        {"text": CSV, "service": "not a slug"},
        {"text": CSV, "service": "metal", "hints": {"columns": "colour=ID"}},
        {"url": "http://127.0.0.1:9/errors.csv", "service": "metal"},
        {"pack": "nothing"},
    ]
    for body in wrong:
        assert post(client, "/api/v1/imports", body, headers).status_code == 400, body
    assert not PendingImport.objects.exists()


def test_import_of_another_teams_service_is_refused(client: Client) -> None:
    headers = key("imports:write", account=curator())
    proposed = post(client, "/api/v1/imports", {"text": CSV, "service": "metal"}, headers).json()
    path = f"/api/v1/imports/{proposed['number']}"
    Service.objects.get(slug="metal").owners.add(Group.objects.get_or_create(name="compute")[0])
    assert post(client, path, {"action": "apply"}, headers).status_code == 403
    assert post(client, path, {"action": "discard"}, headers).status_code == 200
    assert not PendingImport.objects.exists()


def test_pack_is_proposed(client: Client) -> None:
    answer = post(client, "/api/v1/imports", {"pack": "errno"}, key("imports:write", account=curator()))
    assert (answer.status_code, answer.json()["services"]) == (201, ["errno"])


def test_sources_are_added_edited_and_deleted(client: Client) -> None:
    headers = key("sources:read", "sources:write", account=curator())
    body = {"service": "metal", "location": "https://docs.example.com/errors.csv", "format": "csv"}
    made = post(client, "/api/v1/sources", body, headers)
    assert (made.status_code, made.json()["state"]) == (201, "new")
    assert post(client, "/api/v1/sources", body, headers).status_code == 400
    path = f"/api/v1/sources/{made.json()['number']}"
    Source.objects.update(etag="x", digest="y")
    assert post(client, path, {"action": "edit", "trusted": True}, headers).json()["trusted"] is True
    assert Source.objects.get().etag == "x"
    post(client, path, {"action": "edit", "location": "https://docs.example.com/other.csv"}, headers)
    assert (Source.objects.get().etag, Source.objects.get().digest) == ("", "")
    Service.objects.get(slug="metal").owners.add(Group.objects.get_or_create(name="compute")[0])
    for refused in ({"action": "delete"}, {"action": "edit", "service": "other"}):
        assert post(client, path, refused, headers).status_code == 403
    assert Source.objects.exists()
    Service.objects.get(slug="metal").owners.clear()
    assert post(client, path, {"action": "delete"}, headers).status_code == 200
    assert client.get(path, headers=headers).status_code == 404


def test_web_hooks_are_added_edited_and_deleted(client: Client) -> None:
    headers = key("webhooks:read", "webhooks:write", account=administrator())
    made = post(client, "/api/v1/webhooks", {"name": "Chat", "url": "https://chat.example.com/x"}, headers)
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    path = f"/api/v1/webhooks/{made.json()['number']}"
    assert "secret" not in client.get(path, headers=headers).json()
    edited = post(client, path, {"action": "edit", "events": ["source.failed"], "threshold": 9}, headers).json()
    assert (edited["events"], edited["threshold"], edited["name"]) == (["source.failed"], 9, "Chat")
    for wrong in ({"action": "edit", "events": ["x"]}, {"action": "edit", "url": "ftp://x.example.com/"}, {}):
        assert post(client, path, wrong, headers).status_code == 400
    assert client.get("/api/v1/deliveries", headers=headers).json()["count"] == 0
    assert post(client, path, {"action": "delete"}, headers).status_code == 200
    assert not WebHook.objects.exists()
    assert post(client, "/api/v1/webhooks", {}, key("webhooks:write", account=curator())).status_code == 403


def test_queue_keeps_the_rows_of_the_keys_account(client: Client) -> None:
    account = curator()
    mine = row()
    headers = key("queue:read", "queue:write", account=account)
    assert client.get("/api/v1/queue?mine=true", headers=headers).json()["count"] == 0
    post(client, f"/api/v1/queue/{mine.pk}", {"action": "assign"}, headers)
    assert client.get("/api/v1/queue?mine=true", headers=headers).json()["count"] == 1
    assert client.get("/api/v1/queue?mine=true", headers=key("queue:read")).status_code == 403
