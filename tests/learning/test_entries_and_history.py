"""The workbench's list of entries, the audit with its fixes, history with its versions, and what only the team sees."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from catalog.curation.edits import edits_of
from catalog.curation.models import Note
from catalog.curation.restoring import deleted_codes, restore
from catalog.learning.feedback import give_feedback
from catalog.learning.models import DailyCount
from catalog.models import Case, Code, Service
from catalog.troubleshoot import troubleshoot
from tests.catalog_rows import service_catalog, store

pytestmark = pytest.mark.django_db

LIST = "/workbench/entries/"
HISTORY = "/workbench/history/metal/Metal.0204/"
TEAM = "/workbench/team/metal/Metal.0204/"


@pytest.fixture(autouse=True)
def _catalog() -> None:
    store(service_catalog("metal"), service_catalog("disks"))


def signed_in(*groups: str, name: str = "ada") -> Client:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(*(Group.objects.get_or_create(name=each)[0] for each in groups))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def curator() -> Client:
    return signed_in("curator")


def case(service: str = "metal") -> Case:
    return Case.objects.get(code__service__slug=service, code__code=f"{service.title()}.0204")


def codes(page: Any) -> list[str]:
    return re.findall(r'class="code" href="/errors/\w+/([^/]+)/"', page.content.decode())


def test_list_narrows_by_what_is_lacking_and_sorts_by_what_is_asked(curator: Client) -> None:
    Case.objects.filter(code__code__in=["Metal.0204", "Disks.0100"]).update(solution="")
    today = timezone.now().date()
    for service, code, count in (("disks", "Disks.0100", 7), ("metal", "Metal.0204", 9), ("metal", "Metal.0100", 99)):
        DailyCount.objects.create(day=today, kind="looked_up", service=service, code=code, count=count)
    assert codes(curator.get(f"{LIST}?gap=no-solution")) == ["Metal.0204", "Disks.0100"]
    assert codes(curator.get(f"{LIST}?gap=no-solution&service=disks")) == ["Disks.0100"]
    assert codes(curator.get(LIST))[0] == "Metal.0100"
    assert codes(curator.get(f"{LIST}?q=image+not&sort=code")) == ["Disks.0204", "Metal.0204"]
    give_feedback(service="metal", code="Metal.0201", helpful=False)
    assert set(codes(curator.get(f"{LIST}?gap=unhelpful"))) == {"Metal.0201"}
    assert curator.get(f"{LIST}?gap=nonsense&sort=nonsense&page=x&q=%00").status_code == 200


def test_bulk_edit_changes_the_chosen_and_nothing_else(curator: Client) -> None:
    chosen = [case().pk, case("disks").pk]
    Case.objects.filter(pk=chosen[0]).update(retry_after=30)
    answer = curator.post(LIST, {"case": chosen, "category": "not_found", "retryable": "no", "internal": "yes"})
    assert answer.status_code == 302
    for row in Case.objects.select_related("code"):
        expected = ("not_found", "no", None, True) if row.pk in chosen else ("", "", None, False)
        assert (row.category, row.retryable, row.retry_after, row.code.internal) == expected
    assert case().history.first().history_user == User.objects.get()
    assert curator.get("/errors/metal/Metal.0204/").status_code == 404


@pytest.mark.parametrize("sent", [{"category": "not_found"}, {"case": "1"}, {"case": "x", "category": "no such"}])
def test_bulk_edit_of_nothing_is_refused(curator: Client, sent: dict[str, str]) -> None:
    assert curator.post(LIST, sent).status_code == 400
    assert not Case.objects.exclude(category="").exists()


def test_bulk_edit_stops_at_a_service_of_others(curator: Client) -> None:
    Service.objects.get(slug="disks").owners.add(Group.objects.get_or_create(name="storage")[0])
    answer = curator.post(LIST, {"case": [case().pk, case("disks").pk], "category": "not_found"})
    assert "disks belongs to storage" in answer.content.decode()
    assert not Case.objects.exclude(category="").exists()
    assert signed_in("viewer", name="eve").post(LIST, {"case": case().pk, "category": "quota"}).status_code == 404


def test_audit_counts_by_rule_and_is_put_right_beside_the_finding(curator: Client) -> None:
    Case.objects.filter(code__code="Metal.0204").update(solution="")
    page = curator.get("/workbench/audit/?service=METAL").content.decode()
    assert "4 cases were checked" in page
    assert "1 empty-solution" in page
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert seen
    form = {"solution": "Choose another.", "seen": seen[1], "service": "metal"}
    answer = curator.post(f"/workbench/cases/{case().pk}/", form)
    assert answer["Location"] == "/workbench/audit/?service=metal&part=0"
    assert case().solution == "Choose another."
    assert "empty-solution" not in curator.get(answer["Location"]).content.decode()
    # The form is stale now: the case has changed since it was opened.
    curator.post(f"/workbench/cases/{case().pk}/", form | {"solution": "Late"})
    assert case().solution == "Choose another."
    assert "no such service" in curator.get("/workbench/audit/?service=nobody").content.decode()


def test_audit_goes_through_a_large_service_in_parts(curator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.workbench.cases.CODES_AT_ONCE", 1)
    assert "2 cases were checked" in curator.get("/workbench/audit/?service=metal&part=2").content.decode()
    assert "0 cases were checked" in curator.get("/workbench/audit/?service=metal&part=3").content.decode()


def test_history_shows_words_that_changed_and_brings_a_version_back(curator: Client) -> None:
    row = case()
    row.solution = "Choose another image of the list."
    row.save()
    row.solution = "Choose another volume of the list."
    row.save()
    page = curator.get(HISTORY).content.decode()
    assert "Choose another <del>image</del><ins>volume</ins> of the list." in page
    before = row.history.all()[1].history_id
    assert curator.post(HISTORY, {"kind": "case", "number": before}).status_code == 302
    assert case().solution == "Choose another image of the list."
    assert case().history.first().history_change_reason.endswith("brought back")
    guidance = troubleshoot("Metal.0204: Image not found").findings[0].matches[0]
    assert guidance.solution == "Choose another image of the list."


def test_deleted_case_and_renamed_code_come_back(curator: Client) -> None:
    code = Code.objects.get(code="Metal.0201")
    code.cases.get(http_status=504).delete()
    code.aliases = ["E-201"]
    code.save()
    page = HISTORY.replace("0204", "0201")
    gone = next(each for each in edits_of(code) if (each.kind, each.action) == ("case", "deleted"))
    curator.post(page, {"kind": "case", "number": gone.number})
    assert sorted(code.cases.values_list("http_status", "message")) == [
        (413, "Request is too large."), (504, "Backend timeout."),
    ]  # fmt: skip
    first = next(each for each in reversed(edits_of(code)) if each.kind == "code")
    curator.post(page, {"kind": "code", "number": first.number})
    code.refresh_from_db()
    assert code.aliases == []


@pytest.mark.parametrize("sent", [{"kind": "case", "number": "999999"}, {"kind": "user", "number": "1"}, {}])
def test_version_of_something_else_does_not_come_back(curator: Client, sent: dict[str, str]) -> None:
    before = case("disks").history.first().history_id
    curator.post(HISTORY, sent or {"kind": "case", "number": before})
    assert case().history.count() == 1


def test_history_is_not_written_by_others() -> None:
    Service.objects.get(slug="metal").owners.add(Group.objects.get_or_create(name="compute")[0])
    row = case()
    row.solution = "New"
    row.save()
    number = row.history.last().history_id
    signed_in("curator").post(HISTORY, {"kind": "case", "number": number})
    assert signed_in("viewer", name="eve").post(HISTORY, {"kind": "case", "number": number}).status_code == 404
    assert case().solution == "New"


def test_team_note_is_for_signed_in_people_only(client: Client, curator: Client) -> None:
    Note.objects.create(code=case().code, text="Restart **blade 7**, see <script>x</script>")
    give_feedback(service="metal", code="Metal.0204", helpful=False, remark="Which image?")
    nothing = client.get(TEAM)
    assert (nothing.status_code, nothing.content) == (204, b"")
    assert client.get(TEAM.replace("0204", "9999")).status_code == 204
    for page in (
        "/errors/metal/Metal.0204/",
        "/api/v1/errors/metal/Metal.0204",
        "/api/v1/catalog.json",
        "/find/?q=blade",
    ):
        assert b"blade 7" not in client.get(page).content
        # Nor does it stand in what is the same for everybody, whoever asks.
        assert b"blade 7" not in curator.get(page).content
    response = curator.get(TEAM)
    assert "<strong>blade 7</strong>" in response.content.decode()
    assert "<script>" not in response.content.decode()
    assert "Which image?" in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert "blade 7" in signed_in(name="nobody in particular").get(TEAM).content.decode()


def test_public_page_says_nothing_of_who_asks(client: Client, curator: Client) -> None:
    first, second = client.get("/errors/metal/Metal.0204/"), curator.get("/errors/metal/Metal.0204/")
    assert first.content == second.content
    assert "Cookie" not in first.get("Vary", "")


def test_deleted_code_comes_back_with_its_note() -> None:
    Note.objects.create(code=case().code, text="Restart blade 7")
    case().code.delete()
    restore(deleted_codes()[0].number)
    assert Note.objects.get().code == case().code
    assert {each.kind for each in edits_of(case().code)} == {"code", "case", "note"}
