"""Texts that make a careless page run a script, in a real browser: nothing runs, and the policy has nothing to stop."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import Visitor
from tests.payloads import PAYLOADS
from tests.running_portal import RunningPortal, manage
from tests.test_stored_scripts import export

ALL = "\n".join(PAYLOADS)


@pytest.fixture(scope="module")
def vendors(portal: RunningPortal, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A vendor who means harm, imported."""
    path: Path = tmp_path_factory.mktemp("vendor") / "export.json"
    path.write_text(json.dumps(export([ALL, *PAYLOADS[:3]])))
    manage(portal.folder, "import_docs", str(path))
    portal.until_it_has("/errors/s0/")


@pytest.fixture
def quiet(vendors: None, visitor: Visitor) -> Visitor:
    """A visitor who is asked nothing and led nowhere; the visitor's own complaints are checked in the end."""

    def complain(dialog: Dialog) -> None:
        visitor.complaints.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    visitor.context.on("page", lambda page: page.on("dialog", complain))
    return visitor


def settled(page: Page, path: str) -> None:
    page.wait_for_load_state("networkidle")
    assert page.url.split("?")[0].endswith(path.split("?")[0]), page.url


def test_hostile_texts_run_no_script(quiet: Visitor) -> None:
    page = quiet.open("/errors/s0/")
    settled(page, "/errors/s0/")
    expect(page.locator("ul.hits > li")).to_have_count(2)
    expect(page.locator(".meaning").first).to_contain_text("<script>alert(1)</script>")
    page.locator("a.code").first.click()
    expect(page.locator("h1")).to_contain_text("<script>alert(1)</script>")
    for summary in page.locator("summary").all():
        summary.click()
    for button in page.locator("button.copy:visible").all():
        button.click()
    page.mouse.move(300, 300)


def test_pages_of_the_vendors_texts(quiet: Visitor) -> None:
    for path in ("/", "/errors/", "/errors/s1/", "/overview/", "/errors/?q=alert"):
        settled(quiet.open(path), path)


def test_hits_while_one_types(quiet: Visitor) -> None:
    page = quiet.open()
    box = page.get_by_role("combobox")
    box.click()
    box.press_sequentially("script alert")
    expect(page.get_by_role("option").first).to_be_visible()
    box.fill("<img src=x onerror=alert(1)>")
    expect(page.get_by_role("option").first).to_be_visible()
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("text", [ALL, json.dumps({"error_code": PAYLOADS[0], "error_msg": ALL})])
def test_a_pasted_text(quiet: Visitor, text: str) -> None:
    page = quiet.open("/troubleshoot/")
    page.locator("#body").fill(text)
    page.get_by_role("button", name="Diagnose").click()
    expect(page.locator(".marked")).to_contain_text("<script>alert(1)</script>")
    settled(page, "/troubleshoot/")


def test_a_text_in_a_link(quiet: Visitor) -> None:
    for text in PAYLOADS[:8]:
        path = f"/troubleshoot/?q={quote(text)}"
        page = quiet.open(path)
        expect(page.locator(".marked")).to_contain_text(text.strip())
        page.close()
