"""Every page of the workbench, and what the team sees beside a code: no violation of WCAG that axe finds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.accessibility import wrong_in_windows, wrong_with
from tests.browser.conftest import Visitor, visit
from tests.browser.test_the_circle import sign_in
from tests.running_portal import RunningPortal, free_port, make_administrator, manage, portal_with_its_catalog

ROWS = """
from django.utils import timezone
from catalog.curation.importing import propose
from catalog.curation.models import Comment, Note, Source
from catalog.curation.review import comment
from catalog.learning.feedback import give_feedback, send_report
from catalog.learning.models import DailyCount, Unknown
from catalog.models import Case, Code
from django.contrib.auth.models import User
now = timezone.now()
Unknown.objects.create(kind="shape", text="could not attach volume <*> to server <*>", digest="a", count=3,
    first_seen=now, last_seen=now, services=["imetal"], statuses=[409])
code = Code.objects.get(code="iMetal.0204")
Note.objects.create(code=code, text="Restart **blade 7**.\\n\\n1. Look.\\n2. Wait.")
give_feedback(service="imetal", code="iMetal.0204", helpful=False, remark="Which image?")
send_report(text="It broke beyond repair", contact="a@example.com")
case = code.cases.get()
case.solution = "Another solution for this, please."
case.save()
draft = Code.objects.create(service=code.service, code="iMetal.Draft", state="draft")
Case.objects.create(code=draft, message="Nothing works as it should today", solution="Wait.")
comment(draft, User.objects.get(username="ada"), "Why today?")
Code.objects.get(code="iMetal.0230").delete()
for number, outcome in enumerate(("known", "ambiguous", "unknown")):
    DailyCount.objects.create(day=now.date(), kind="diagnosed", outcome=outcome, service="imetal", code="iMetal.0204",
        count=10 * (number + 1))
DailyCount.objects.create(day=now.date(), kind="looked_up", service="imetal", code="iMetal.0204", count=4)
propose(b"code,message,solution\\nNew.1,Gone wrong again,Wait\\n,no code,x\\n", name="new.csv", service="newest")
Source.objects.create(service="imetal", location="https://docs.example.com/errors", state="failed", problem="404")
"""

PAGES = {
    "queue": "/workbench/",
    "unknown": "/workbench/unknown/1/",
    "drafts": "/workbench/drafts/",
    "entries": "/workbench/entries/",
    "no entries": "/workbench/entries/?q=zzzqqq",
    "audit": "/workbench/audit/",
    "audit of a service": "/workbench/audit/?service=imetal",
    "history": "/workbench/history/imetal/iMetal.0204/",
    "imports": "/workbench/imports/",
    "import": "/workbench/imports/1/",
    "deleted": "/workbench/deleted/",
    "insights": "/workbench/insights/",
    "code": "/errors/imetal/iMetal.0204/",
}


@pytest.fixture(scope="module", autouse=True)
def rows(portal: RunningPortal) -> None:
    make_administrator(portal.folder, "ada", "correct horse battery staple")
    manage(portal.folder, "shell", "-v0", "-c", ROWS)


def test_pages_are_accessible(browser: Browser, portal: RunningPortal) -> None:
    for visitor in visit(browser, portal, bypass_csp=True):
        page = sign_in(visitor)
        result: dict[str, object] = {}
        for name, path in PAGES.items():
            page.goto(portal.url + path)
            wrong = wrong_in_windows(page)
            result.update({name: wrong} if wrong else {})
        page.goto(f"{portal.url}/workbench/drafts/")
        page.get_by_role("link", name="iMetal.Draft").click()
        expect(page.get_by_text("Why today?")).to_be_visible()
        result.update({"draft": wrong} if (wrong := wrong_in_windows(page)) else {})
        assert result == {}


def test_team_part_is_shown_to_signed_in_people_only(visitor: Visitor) -> None:
    result: list[str] = []
    page = visitor.open("/errors/imetal/iMetal.0204/")
    page.on("request", lambda request: result.append(request.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert not [each for each in result if "/workbench/" in each]
    expect(page.locator("main")).not_to_contain_text("blade 7")
    page = sign_in(visitor)
    page.goto(f"{visitor.portal.url}/errors/imetal/iMetal.0204/")
    expect(page.get_by_role("heading", name="For the team")).to_be_visible()
    expect(page.locator(".team-note strong")).to_have_text("blade 7")
    visitor.context.clear_cookies()
    page.reload()
    page.wait_for_load_state("networkidle")
    expect(page.locator("main")).not_to_contain_text("blade 7")


def test_chosen_entries_are_changed_at_once(visitor: Visitor) -> None:
    page = sign_in(visitor)
    page.goto(f"{visitor.portal.url}/workbench/entries/?q=iMetal.02&sort=code")
    boxes = page.get_by_role("checkbox", name="Choose iMetal.02")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_label("Severity").select_option("critical")
    page.get_by_role("button", name="Change the chosen cases").click()
    expect(page.get_by_role("status").filter(has_text="2 cases changed")).to_be_visible()


def test_save_during_an_import_is_kept_and_saved_by_itself(browser: Browser, tmp_path: Path) -> None:
    folder = portal_with_its_catalog(tmp_path / "portal")
    make_administrator(folder, "ada", "correct horse battery staple")
    database = folder / "db.sqlite3"
    impatient = {"DATABASE_URL": f"sqlite:///{database}?timeout=1"}
    with RunningPortal(folder, f"127.0.0.1:{free_port()}", impatient) as portal:
        portal.until_ready()
        for visitor in visit(browser, portal, bypass_csp=True):
            page = sign_in(visitor)
            page.goto(f"{portal.url}/admin/catalog/code/of/imetal/iMetal.0204/")
            page.locator("#id_cases-0-solution").fill("Choose another image,\nor wait.")
            with closing(sqlite3.connect(database)) as importing:
                # As an import does, it holds the database; longer than a save waits for it.
                importing.execute("BEGIN IMMEDIATE")
                page.get_by_role("button", name="Save and continue editing").click()
                expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible()
                assert wrong_with(page) == []
                importing.rollback()
            expect(page.locator("#id_cases-0-solution")).to_have_value("Choose another image,\nor wait.")
            # An edit is in the answers within a second.
            for _ in range(240):
                page.goto(f"{portal.url}/errors/imetal/iMetal.0204/")
                if "Choose another image," in page.locator("main").inner_text():
                    break
                page.wait_for_timeout(250)
            expect(page.locator("main")).to_contain_text("Choose another image,")
            visitor.complaints = [each for each in visitor.complaints if "status of 503" not in each]
