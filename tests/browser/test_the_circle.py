"""The whole circle in a browser: an error nobody knows becomes one that everybody is answered with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from standardwebhooks import Webhook

from tests.browser.accessibility import wrong_with
from tests.browser.conftest import Visitor, visit
from tests.learning.receiver import Receiver, listening
from tests.running_portal import RunningPortal, free_port, make_administrator, manage, portal_with_its_catalog

PASSWORD = "correct horse battery staple"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LEARNING = {"PORTAL_LEARN": "shapes", "PORTAL_TRUSTED_PROXIES": "1", "PORTAL_WEB_WORKERS": "2"}
TEXTS = (
    "Error: could not attach volume vol-17 to server srv-9 because it is in use by customer-a",
    "Error: could not attach volume vol-22 to server web-1 because it is in use by customer-b",
    "Error: could not attach volume vol-5 to server db-77 because it is in use by customer-c",
)
FOURTH = "Error: could not attach volume vol-99 to server srv-1 because it is in use by customer-d"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as server:
        yield server


@pytest.fixture
def learning(tmp_path: Path, receiver: Receiver) -> Iterator[RunningPortal]:
    """A portal that keeps shapes and tells a receiver of what it learns."""
    folder, address = portal_with_its_catalog(tmp_path), f"127.0.0.1:{free_port()}"
    with RunningPortal(folder, address, LEARNING, task_worker=True) as running:
        running.until_ready()
        make_administrator(running.folder, "ada", PASSWORD)
        hook = f"WebHook.objects.create(name='team', url='{receiver.url}', secret='{SECRET}', threshold=3)"
        manage(running.folder, "shell", "-v0", "-c", f"from catalog.webhooks.models import WebHook; {hook}")
        yield running


def person(browser: Browser, portal: RunningPortal, address: str) -> Iterator[Visitor]:
    """Somebody who asks from an address of their own."""
    return visit(browser, portal, extra_http_headers={"X-Forwarded-For": address}, bypass_csp=True)


def paste(visitor: Visitor, text: str) -> Page:
    page = visitor.open("/troubleshoot/")
    page.locator("#body").fill(text)
    page.get_by_role("button", name="Diagnose").click()
    return page


def wait_for_row(page: Page, portal: RunningPortal) -> None:
    for _ in range(240):
        page.goto(f"{portal.url}/workbench/?kind=shape")
        if page.locator(".bench-table tbody tr").count():
            return
        page.wait_for_timeout(250)


def test_unknown_error_becomes_known(browser: Browser, learning: RunningPortal, receiver: Receiver) -> None:
    for number, text in enumerate(TEXTS):
        for visitor in person(browser, learning, f"192.0.2.{number}"):
            expect(paste(visitor, text).locator(".badge.unknown")).to_be_visible()
    for visitor in person(browser, learning, "198.51.100.1"):
        make_the_entry(visitor, learning)
    for visitor in person(browser, learning, "192.0.2.9"):
        page = paste(visitor, FOURTH)
        expect(page.get_by_role("heading", name="Disk.0409")).to_be_visible()
        expect(page.locator("main")).to_contain_text("Detach it from the other server first.")
        page.goto(f"{learning.url}/errors/imetal/Disk.0409/")
        page.get_by_role("group", name="Did this help?").get_by_role("button", name="No").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        assert wrong_with(page) == []
    for visitor in person(browser, learning, "198.51.100.1"):
        page = sign_in(visitor)
        page.goto(f"{learning.url}/workbench/?kind=entry")
        expect(page.locator(".bench-table tbody tr")).to_have_count(1)
        expect(page.locator(".bench-table tbody tr")).to_contain_text("Disk.0409")
    for event in ("unknown.seen", "unknown.answered", "feedback.negative"):
        headers, body = receiver.wait_for(event)
        Webhook(SECRET).verify(body, headers)
    report = " ".join(body for _, body in receiver.received)
    assert not [word for text in (*TEXTS, FOURTH) for word in text.split() if "-" in word and word in report]


def sign_in(visitor: Visitor) -> Page:
    page = visitor.open("/workbench/")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Unknown errors", exact=True)).to_be_visible()
    return page


def make_the_entry(visitor: Visitor, portal: RunningPortal) -> None:
    """The queue has one row, seen three times; a curator checks an entry for it and publishes it."""
    page = sign_in(visitor)
    wait_for_row(page, portal)
    rows = page.locator(".bench-table tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.locator("td.number").first).to_have_text("3")
    assert wrong_with(page) == []
    rows.get_by_role("link").first.click()
    page.locator("#entry-service").fill("imetal")
    page.locator("#entry-code").fill("Disk.0409")
    page.locator("#entry-solution").fill("Detach it from the other server first.")
    page.get_by_role("button", name="Check it first").click()
    expect(page.locator("#proof")).to_contain_text("It would have answered 3 of 3 of this message.")
    assert wrong_with(page) == []
    page.get_by_role("button", name="Publish the entry").click()
    expect(page.locator("main .note[role=status]")).to_contain_text("Saved")
