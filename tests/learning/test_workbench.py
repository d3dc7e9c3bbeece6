"""The workbench: for curators only; a row of the queue becomes an entry on its page."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from catalog.learning.models import DailyCount, Unknown
from catalog.models import Code
from catalog.troubleshoot import troubleshoot
from tests.catalog_rows import store

pytestmark = pytest.mark.django_db

PAGES = ("/workbench/", "/workbench/insights/", "/workbench/insights.csv")


@pytest.fixture
def row() -> Unknown:
    store()
    now = timezone.now()
    return Unknown.objects.create(
        kind="shape",
        text="could not attach volume <*> to server <*>",
        digest="d",
        count=3,
        first_seen=now,
        last_seen=now,
        services=["metal"],
    )


def signed_in(role: str) -> Client:
    user = User.objects.create_user(role, password="x", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def test_anonymous_visitors_are_sent_to_the_login(client: Client, row: Unknown) -> None:
    for page in (*PAGES, f"/workbench/unknown/{row.pk}/"):
        assert client.get(page).status_code == 302


def test_pages_show_what_was_counted(row: Unknown) -> None:
    today = timezone.now().date()
    DailyCount.objects.create(day=today, kind="diagnosed", outcome="known", service="metal", code="Metal.0204", count=7)
    DailyCount.objects.create(day=today, kind="diagnosed", outcome="unknown", count=3)
    curator = signed_in("curator")
    assert b"could not attach volume" in curator.get("/workbench/").content
    page = curator.get("/workbench/insights/").content.decode()
    assert "70 %" in page
    assert "Metal.0204" in page
    lines = curator.get("/workbench/insights.csv").content.decode().splitlines()
    assert lines[1] == f"{today},diagnosed,known,metal,Metal.0204,7"


def test_curator_checks_and_makes_an_entry(row: Unknown) -> None:
    curator = signed_in("curator")
    page = f"/workbench/unknown/{row.pk}/"
    form = {
        "service": "metal",
        "code": "Metal.0900",
        "http_status": "409",
        "message": "could not attach volume {volume} to server {server}",
        "solution": "Detach it.",
    }
    assert "of this message" in curator.post(page, form | {"action": "prove"}).content.decode()
    assert not Code.objects.filter(code="Metal.0900").exists()
    assert curator.post(page, form | {"action": "entry"}).status_code == 302
    match = troubleshoot("Could not attach volume v-1 to server s-2").findings[0].matches[0]
    assert (match.code, match.solution) == ("Metal.0900", "Detach it.")


def test_form_says_what_is_wrong_and_loses_nothing(row: Unknown) -> None:
    page = signed_in("curator").post(
        f"/workbench/unknown/{row.pk}/",
        {"action": "entry", "service": "nobody", "code": "X.1", "solution": "Something long"},
    )
    assert "There is no service" in page.content.decode()
    assert "Something long" in page.content.decode()


def test_viewer_sees_and_changes_nothing(row: Unknown) -> None:
    viewer = signed_in("viewer")
    page = f"/workbench/unknown/{row.pk}/"
    assert b"Publish the entry" not in viewer.get(page).content
    assert viewer.post(page, {"action": "ignore"}).status_code == 404
    row.refresh_from_db()
    assert row.state == "open"


def test_steps(row: Unknown) -> None:
    curator = signed_in("curator")
    page = f"/workbench/unknown/{row.pk}/"
    for action in ("mine", "ignore"):
        curator.post(page, {"action": action})
    curator.post(page, {"action": "note", "note": "Ask the storage team"})
    row.refresh_from_db()
    assert (row.state, row.assigned_to.get_username(), row.note) == ("ignored", "curator", "Ask the storage team")  # type: ignore[union-attr]
    assert curator.get("/workbench/?mine=1&state=ignored").content.count(b"could not attach") == 1
    curator.post(page, {"action": "reopen"})
    row.refresh_from_db()
    assert row.state == "open"
