"""Drafts answer nothing before they are published; a deleted code comes back whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from catalog.curation.restoring import CannotBeRestored, deleted_codes, restore
from catalog.curation.review import move_to
from catalog.learning.models import Unknown
from catalog.models import Case, Code
from catalog.store.search import search
from catalog.troubleshoot import troubleshoot
from tests.catalog_rows import store

pytestmark = pytest.mark.django_db

DRAFT = {
    "service": "metal",
    "code": "Metal.0900",
    "message": "could not attach volume {volume} to server {server}",
    "solution": "Detach it first.",
}
TEXT = "Could not attach volume v-1 to server s-2"


@pytest.fixture
def curator() -> Client:
    store()
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    return client


def row() -> Unknown:
    now = timezone.now()
    return Unknown.objects.create(kind="shape", text="x <*>", digest="d", count=3, first_seen=now, last_seen=now)


def test_draft_is_seen_by_nobody_before_it_is_published(client: Client, curator: Client) -> None:
    unknown = row()
    curator.post(f"/workbench/unknown/{unknown.pk}/", DRAFT | {"action": "draft"})
    code = Code.objects.get(code="Metal.0900")
    assert code.state == "draft"
    assert troubleshoot(TEXT).outcome == "unknown"
    assert client.get("/errors/metal/Metal.0900/").status_code == 404
    assert client.get("/go/Metal.0900").status_code == 404
    assert client.get("/api/v1/errors/metal/Metal.0900/").status_code == 404
    assert "Metal.0900" not in client.get("/errors/metal/").content.decode()
    assert "Metal.0900" not in client.get("/api/v1/errors/?q=attach+volume").content.decode()
    assert "Metal.0900" not in client.get("/sitemap.xml").content.decode()
    assert "Metal.0900" not in {error.code for error in search("Metal.0900").results}
    page = f"/workbench/drafts/{code.pk}/"
    assert "Its own sample comes back as it" in curator.get(page).content.decode()
    curator.post(page, {"action": "review"})
    curator.post(page, {"action": "comment", "text": "Say where to detach it."})
    assert "Say where" in curator.get(page).content.decode()
    unknown.refresh_from_db()
    assert unknown.state == "open"
    curator.post(page, {"action": "published"})
    unknown.refresh_from_db()
    assert (unknown.state, unknown.answered_by) == ("answered", code)
    assert troubleshoot(TEXT).findings[0].matches[0].code == "Metal.0900"
    assert search("Metal.0900").results[0].code == "Metal.0900"


def test_draft_page_refuses_what_it_does_not_know(curator: Client) -> None:
    page = f"/workbench/drafts/{Code.objects.get(code='Metal.0204').pk}/"
    assert curator.post(page, {"action": "burn"}).status_code == 400
    assert curator.post(page, {"action": "comment", "text": "  "}).status_code == 400


def test_published_code_can_be_taken_back() -> None:
    store()
    move_to(Code.objects.get(code="Metal.0204"), "draft")
    assert troubleshoot('{"error_code": "Metal.0204"}').outcome == "unknown"


def test_deleted_code_comes_back_with_its_cases(curator: Client) -> None:
    before = troubleshoot('{"error_code": "Metal.0201", "status": 504}')
    Code.objects.get(code="Metal.0201").delete()
    assert troubleshoot('{"error_code": "Metal.0201"}').outcome == "unknown"
    (deleted,) = deleted_codes()
    assert (deleted.service, deleted.code, deleted.cases) == ("metal", "Metal.0201", 2)
    assert "Metal.0201" in curator.get("/workbench/deleted/").content.decode()
    curator.post("/workbench/deleted/", {"number": deleted.number})
    assert troubleshoot('{"error_code": "Metal.0201", "status": 504}') == before
    assert not deleted_codes()


def test_only_the_last_deletion_is_listed_and_only_its_cases_come_back() -> None:
    store()
    code = Code.objects.get(code="Metal.0201")
    code.cases.first().delete()  # type: ignore[union-attr]
    Case.history.filter(history_type="-").update(history_date=timezone.now() - timedelta(days=1))
    code.delete()
    (deleted,) = deleted_codes()
    assert restore(deleted.number).cases.count() == 1
    with pytest.raises(CannotBeRestored, match="again"):
        restore(deleted.number)
    with pytest.raises(CannotBeRestored, match="no such"):
        restore(0)
