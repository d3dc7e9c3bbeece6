"""A team owns its services: curators of others read them and change nothing, whichever way they come."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from catalog.curation.importing import apply_import, propose
from catalog.curation.models import Note, PendingImport, Source
from catalog.curation.refreshing import refresh
from catalog.learning.models import Unknown
from catalog.models import Case, Code, Service
from catalog.store.ownership import NotOwned
from tests.catalog_rows import service_catalog, store

pytestmark = pytest.mark.django_db


def account(name: str, *groups: str) -> User:
    made = User.objects.create_user(name, password="x", is_staff=True)
    for each in groups:
        made.groups.add(Group.objects.get_or_create(name=each)[0])
    return made


@pytest.fixture(autouse=True)
def _catalog() -> None:
    store(service_catalog("metal"), service_catalog("disks"))
    Service.objects.get(slug="metal").owners.add(Group.objects.get_or_create(name="compute")[0])


@pytest.fixture
def outsider() -> Client:
    client = Client()
    client.force_login(account("bob", "curator", "storage"))
    return client


@pytest.fixture
def owner() -> Client:
    client = Client()
    client.force_login(account("ada", "curator", "compute"))
    return client


def code(service: str = "metal") -> Code:
    return Code.objects.get(service__slug=service, code=f"{service.title()}.0204")


def unknown() -> Unknown:
    now = timezone.now()
    facts = {"kind": "shape", "text": "could not attach volume <*> to server <*>", "digest": "d", "services": ["metal"]}
    return Unknown.objects.create(first_seen=now, last_seen=now, count=3, **facts)


def save_case(client: Client, row: Case, solution: str) -> Any:
    page = f"/admin/catalog/case/{row.pk}/change/"
    shown = client.get(page)
    if not shown.context.get("adminform") or "solution" not in shown.context["adminform"].form.fields:
        return client.post(page, {"solution": solution})
    initial = shown.context["adminform"].form.initial
    data = {name: "" if value is None else value for name, value in initial.items()} | {"former": "[]"}
    return client.post(page, data | {"solution": solution, "code": row.code_id})


def test_admin_lets_owners_edit_and_others_read(outsider: Client, owner: Client) -> None:
    row = code().cases.get()
    assert outsider.get(f"/admin/catalog/case/{row.pk}/change/").status_code == 200
    assert save_case(outsider, row, "Mine").status_code == 403
    assert outsider.post(f"/admin/catalog/code/{code().pk}/delete/", {"post": "yes"}).status_code == 403
    assert outsider.post(f"/admin/catalog/service/{code().service_id}/change/", {"name": "Mine"}).status_code == 403
    row.refresh_from_db()
    assert "Mine" not in row.solution
    assert save_case(owner, row, "Ours").status_code == 302
    row.refresh_from_db()
    assert row.solution == "Ours"
    # A service that nobody owns is everybody's.
    assert save_case(outsider, code("disks").cases.get(), "Mine").status_code == 302


def test_admin_refuses_a_list_that_holds_a_row_of_others(outsider: Client) -> None:
    chosen = [code().pk, code("disks").pk]
    data = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    outsider.post("/admin/catalog/code/", data)
    assert Code.objects.filter(pk__in=chosen).count() == 2


def test_admin_takes_no_code_case_note_or_source_for_a_service_of_others(outsider: Client) -> None:
    metal = Service.objects.get(slug="metal")
    outsider.post(
        "/admin/catalog/code/add/",
        {
            "service": metal.pk, "code": "Metal.0999", "state": "published", "aliases": "[]", "position": 0,
            "cases-TOTAL_FORMS": 1, "cases-INITIAL_FORMS": 0, "cases-0-message": "Mine alone", "cases-0-former": "[]",
            "cases-0-position": 0,
        },
    )  # fmt: skip
    outsider.post(
        "/admin/catalog/case/add/", {"code": code().pk, "message": "Mine alone", "former": "[]", "position": 0}
    )
    outsider.post("/admin/curation/note/add/", {"code": code().pk, "text": "Mine"})
    outsider.post(
        "/admin/curation/source/add/", {"service": "metal", "location": "https://x.example", "format": "auto"}
    )
    assert not Code.objects.filter(code="Metal.0999").exists()
    assert not Case.objects.filter(message="Mine alone").exists()
    assert not Note.objects.exists()
    assert not Source.objects.exists()


def test_history_is_brought_back_by_owners_only(outsider: Client) -> None:
    row = code().cases.get()
    version = row.history.first().history_id
    page = f"/admin/catalog/case/{row.pk}/history/{version}/"
    assert outsider.post(page, {"solution": "Mine"}).status_code == 403


def test_only_administrators_say_who_owns(owner: Client, client: Client) -> None:
    page = f"/admin/catalog/service/{code().service_id}/change/"
    assert "owners" not in owner.get(page).context["adminform"].form.fields
    client.force_login(account("root", "administrator"))
    assert "owners" in client.get(page).context["adminform"].form.fields


@pytest.mark.parametrize(
    ("action", "facts"),
    [
        ("entry", {"code": "Metal.0900", "message": "could not attach volume {value}"}),
        ("draft", {"code": "Metal.0900", "message": "could not attach volume {value}"}),
        ("message", {"code": "Metal.0204", "message": "could not attach volume {value}"}),
        ("alias", {"code": "Metal.0204", "alias": "E-0204"}),
        ("referral", {"begins": "could"}),
    ],
)
def test_queue_makes_nothing_of_others(outsider: Client, owner: Client, action: str, facts: dict[str, str]) -> None:
    row = unknown()
    page = f"/workbench/unknown/{row.pk}/"
    refused = outsider.post(page, {"action": action, "service": "metal", **facts})
    assert "metal belongs to compute" in refused.content.decode()
    assert owner.post(page, {"action": action, "service": "metal", **facts}).status_code == 302


def test_drafts_and_deleted_codes(outsider: Client, owner: Client) -> None:
    page = f"/workbench/drafts/{code().pk}/"
    assert outsider.post(page, {"action": "draft"}).status_code == 400
    assert code().state == "published"
    code().delete()
    number = Code.history.filter(history_type="-").get().history_id
    outsider.post("/workbench/deleted/", {"number": number})
    assert not Code.objects.filter(code="Metal.0204").exists()
    owner.post("/workbench/deleted/", {"number": number})
    assert code().cases.count() == 1


def test_imports_and_sources(outsider: Client, owner: Client) -> None:
    pending = propose(b"code,message\nMetal.0900,Gone wrong again\n", name="x.csv", service="metal", part=True)
    assert outsider.post(f"/workbench/imports/{pending.pk}/", {"action": "apply"}).status_code == 400
    assert PendingImport.objects.exists()
    with pytest.raises(NotOwned):
        apply_import(pending, account=User.objects.get(username="bob"))
    source = Source.objects.create(service="metal", location="https://x.example/")
    with pytest.raises(NotOwned):
        refresh(source, account=User.objects.get(username="bob"))
    owner.post(f"/workbench/imports/{pending.pk}/", {"action": "apply"})
    assert Code.objects.filter(code="Metal.0900").exists()


def test_lists_of_the_admin_are_narrowed_to_a_service_by_typing(owner: Client) -> None:
    page = owner.get("/admin/catalog/case/?service=DISKS&http_status=400").content.decode()
    assert "Disks.0204" in page
    assert "Metal.0204" not in page
    assert '<option value="metal">Metal</option>' in page
    assert '<input type="hidden" name="http_status" value="400">' in page
    assert 'href="/errors/disks/Disks.0204/"' in page
    assert "Metal.0204" not in owner.get("/admin/catalog/code/?service=disks").content.decode()
