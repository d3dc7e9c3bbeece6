"""Logging in and setting up a second factor in a real browser, each page without a violation that axe finds."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import violations
from tests.browser.conftest import Visitor, visit
from tests.running_portal import RunningPortal, make_administrator
from tests.test_second_factor import code_of

PASSWORD = "a phrase for this run only"


def follow(page: Page, what: str) -> None:
    """Click, and wait for the page that this leads to."""
    with page.expect_navigation():
        page.click(what)


def log_in(page: Page) -> None:
    page.fill("#id_username", "ada")
    page.fill("#id_password", PASSWORD)
    follow(page, "main button")


def test_login_and_second_factor_pages_are_accessible(browser: Browser, portal: RunningPortal) -> None:
    make_administrator(portal.folder, "ada", PASSWORD)
    # The policy forbids the script that axe injects.
    for visitor in visit(browser, portal, bypass_csp=True):
        set_up_and_log_in(visitor)


def set_up_and_log_in(visitor: Visitor) -> None:
    page = visitor.open("/admin/")
    assert violations(page, "#content") == []
    log_in(page)
    follow(page, "text=Your account")
    assert violations(page, "#content") == []
    follow(page, "text=Two-factor authentication")
    assert violations(page, "#content") == []
    follow(page, "main section:first-of-type a")
    assert violations(page, "#content") == []
    page.fill("#id_password", PASSWORD)
    follow(page, "main button")
    expect(page.locator("[role=img] svg")).to_be_visible()
    assert violations(page, "#content") == []

    secret = page.inner_text("main code")
    for _ in range(3):
        page.fill("#id_code", code_of(secret))
        follow(page, "text=Set it up")
        # Refused if its half minute is over meanwhile.
        if "Recovery Codes" in page.inner_text("h1"):
            break
    expect(page.locator("h1")).to_contain_text("Recovery Codes")
    assert violations(page, "#content") == []
    recovery, *_ = page.locator("#content textarea").input_value().split()

    follow(page, "text=Sign out")
    assert violations(page, "#content") == []
    follow(page, "main button")
    page = visitor.open("/admin/")
    log_in(page)
    assert violations(page, "#content") == []
    page.fill("#id_code", "000000")
    follow(page, "main button[type=submit] >> nth=0")
    expect(page.locator(".errorlist, .alert")).to_contain_text("Incorrect code")
    assert violations(page, "#content") == []
    # The authenticator's code is used up; its next one comes within half a minute.
    page.fill("#id_code", recovery)
    follow(page, "main button[type=submit] >> nth=0")
    expect(page.locator("#user-tools >> text=Your account")).to_be_visible()
