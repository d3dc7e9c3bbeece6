"""The admin in a real browser: no violation of WCAG that axe finds, nothing wider than the window, no complaint."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.accessibility import wrong_in_windows, wrong_with
from tests.browser.conftest import Visitor, visit
from tests.running_portal import RunningPortal, make_administrator

NAME, PASSWORD = "ada", "correct horse battery staple"

PAGES = {
    "index": "/admin/",
    "an application": "/admin/catalog/",
    "services": "/admin/catalog/service/",
    "codes": "/admin/catalog/code/",
    "cases": "/admin/catalog/case/",
    "cases, searched": "/admin/catalog/case/?q=subnet",
    "cases, filtered": "/admin/catalog/case/?http_status=404",
    "keys": "/admin/catalog/apikey/",
    "no such row": "/admin/catalog/case/999999/change/",
    "a new case": "/admin/catalog/case/add/",
    "a new service": "/admin/catalog/service/add/",
    "a new key": "/admin/catalog/apikey/add/",
    "users": "/admin/auth/user/",
    "a new user": "/admin/auth/user/add/",
    "log": "/admin/admin/logentry/",
    "second factors": "/admin/mfa/authenticator/",
    "password": "/admin/password_change/",
}
"""Pages with an address of their own; the rest is reached by clicking."""

ONE_OF_A_KIND = {"index", "cases, filtered", "a new case", "log", "password"}
"""Of the same look as the others: seen in both windows."""

LIKE_ANOTHER = {
    *("history of a code", "history of a case", "deleting a code", "deleting a case", "history of a key"),
    *("a case that was written over", "a key", "a key that was changed"),
}
"""Written by the templates of pages that are seen in both windows: axe looks at them in one."""


@pytest.fixture(scope="module", autouse=True)
def administrator(portal: RunningPortal) -> None:
    make_administrator(portal.folder, NAME, PASSWORD)


def follow(page: Page, link: Locator) -> None:
    """Click, and wait for the page that this leads to."""
    with page.expect_navigation():
        link.click()


def log_in(visitor: Visitor) -> Page:
    page = visitor.open("/admin/")
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Sign in"))
    expect(page).to_have_title("The catalog and who may edit it | Error portal")
    return page


def edited_twice(page: Page, portal: RunningPortal) -> Iterator[str]:
    """One case in two windows: what the second is told, and the history afterwards."""
    page.goto(f"{portal.url}/admin/catalog/case/")
    follow(page, page.locator("#result_list tbody th a").first)
    with page.context.expect_page() as opening:
        page.evaluate("window.open(location.href)")
    other = opening.value
    other.locator("#id_solution").fill("Ask the team on duty.")
    other.locator("#id_section").fill("A section")
    follow(other, other.get_by_role("button", name="Save", exact=True))
    other.close()
    page.locator("#id_section").fill("Another section")
    follow(page, page.get_by_role("button", name="Save and continue editing"))
    expect(page.locator("#content")).to_contain_text("so nothing has been saved")
    expect(page.locator("#id_solution")).to_have_value("Ask the team on duty.")
    yield "a case that has changed meanwhile"
    follow(page, page.get_by_role("button", name="Save and continue editing"))
    expect(page.locator("#content")).not_to_contain_text("so nothing has been saved")
    yield "a case that was written over"
    follow(page, page.get_by_role("link", name="History"))
    breaks = "getComputedStyle(document.querySelector('#change-history td')).overflowWrap"
    assert page.evaluate(breaks) == "normal"
    yield "history of a case that was changed"


def edited(page: Page, portal: RunningPortal) -> Iterator[str]:
    """Goes through the pages of rows; each has its name."""
    for model in ("service", "code", "case"):
        page.goto(f"{portal.url}/admin/catalog/{model}/")
        follow(page, page.locator("#result_list tbody th a").first)
        yield model
        follow(page, page.get_by_role("link", name="History"))
        yield f"history of a {model}"
        page.go_back()
        follow(page, page.get_by_role("link", name="Delete"))
        yield f"deleting a {model}"
    yield from edited_twice(page, portal)
    page.goto(f"{portal.url}/admin/catalog/apikey/add/")
    follow(page, page.get_by_role("button", name="Save", exact=True))
    yield "a key without a name"
    page.get_by_role("textbox", name="Name:").fill("for a test")
    follow(page, page.get_by_role("button", name="Save", exact=True))
    yield "a key that was made"
    follow(page, page.locator("#result_list tbody th a").first)
    yield "a key"
    page.get_by_role("textbox", name="Name:").fill("for a test, once more")
    follow(page, page.get_by_role("button", name="Save and continue editing"))
    yield "a key that was changed"
    follow(page, page.get_by_role("link", name="History"))
    yield "history of a key"
    follow(page, page.locator("#content-main table a").first)
    yield "an old version of a key"
    page.goto(f"{portal.url}/admin/catalog/apikey/")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("delete_selected")
    follow(page, page.get_by_role("button", name="Go"))
    yield "deleting keys"


def test_admin_pages_have_no_accessibility_violation(browser: Browser, portal: RunningPortal) -> None:
    for visitor in visit(browser, portal, bypass_csp=True):
        violations: dict[str, list[str]] = {}

        def look(name: str, page: Page, violations: dict[str, list[str]] = violations) -> None:
            if name in PAGES and name not in ONE_OF_A_KIND:
                report = wrong_with(page)
            else:
                report = wrong_in_windows(page, axe_in_all=name not in LIKE_ANOTHER)
            violations.update({name: report} if report else {})

        page = visitor.open("/admin/login/")
        look("logging in", page)
        page = log_in(visitor)
        page.goto(f"{portal.url}/errors/imetal/iMetal.0100/")
        follow(page, page.get_by_role("link", name="Edit"))
        expect(page.locator("#id_code")).to_have_value("iMetal.0100")
        for name, path in PAGES.items():
            page.goto(portal.url + path)
            look(name, page)
        for name in edited(page, portal):
            look(name, page)
        page.goto(f"{portal.url}/admin/")
        follow(page, page.get_by_role("button", name="Log out"))
        look("logged out", page)
        page.goto(f"{portal.url}/errors/imetal/iMetal.0100/")
        expect(page.get_by_role("button", name="Copy link")).to_be_visible()
        expect(page.get_by_role("link", name="Edit")).to_be_hidden()
        assert violations == {}, json.dumps(violations, indent=1)
        # axe resolves imports of a style sheet against the page instead of the sheet.
        visitor.complaints = [each for each in visitor.complaints if "/widgets." not in each]
