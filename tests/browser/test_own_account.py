"""Logging in and setting up a second factor in a real browser, each page without a violation that axe finds."""

from __future__ import annotations

import time
from base64 import b32decode

from axe_playwright_python.sync_playwright import Axe
from django_otp.oath import TOTP
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Visitor, visit
from tests.running_portal import RunningPortal, make_administrator

PASSWORD = "a phrase for this run only"


def follow(page: Page, what: str) -> None:
    """Click, and wait for the page that this leads to."""
    with page.expect_navigation():
        page.click(what)


def log_in(page: Page, token: str = "") -> None:
    page.fill("#id_username", "ada")
    page.fill("#id_password", PASSWORD)
    page.fill("#id_token", token)
    follow(page, "input[type=submit]")


def violations(page: Page) -> list[str]:
    """What axe finds in the part of the page that is ours."""
    found = Axe().run(page, context="#content", options={"preload": False}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


def test_it_works(browser: Browser, portal: RunningPortal) -> None:
    make_administrator(portal.folder, "ada", PASSWORD)
    # What axe puts into a page to look at it, the policy forbids.
    for visitor in visit(browser, portal, bypass_csp=True):
        set_up_and_log_in(visitor)


def set_up_and_log_in(visitor: Visitor) -> None:
    page = visitor.open("/admin/")
    assert violations(page) == []
    log_in(page)
    follow(page, "text=Your account")
    assert violations(page) == []
    expect(page.locator("[role=img] svg")).to_be_visible()

    shown = TOTP(b32decode(page.inner_text("#content-main code").replace(" ", "")))
    shown.time = time.time()
    page.fill("#id_password", PASSWORD)
    page.fill("#id_token", f"{shown.token():06}")
    follow(page, "text=Set it up")
    expect(page.locator("body")).to_contain_text("From now on you log in with your password and a code.")
    assert violations(page) == []

    follow(page, "text=Log out")
    page = visitor.open("/admin/")
    log_in(page)
    expect(page.locator(".errornote")).to_contain_text("a new code if it has an authenticator")
    assert violations(page) == []
    time.sleep(1.5)
    shown.time = time.time() + 30
    log_in(page, f"{shown.token():06}")
    expect(page.locator("#user-tools >> text=Your account")).to_be_visible()
