"""The answer as a workspace: errors beside each other, one in sight, its lines in the text; links and tickets of it."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.running_portal import RunningPortal, manage

LOG = "\n".join(
    [
        '10:00:00 ERROR {"error_code": "iMetal.0100", "error_msg": "Physical servers ID not found: [srv-1, srv-2]"}',
        *["10:00:00 INFO all is well"] * 30,
        "10:00:01 ERROR iMetal.0204: Image not found",
        "10:00:01 ERROR iMetal.0204: Image not found",
        "10:00:02 ERROR Busy.1: try later, password=hunter2hunter2",
        '10:00:03 ERROR {"error_code": "Disk.7", "error_msg": "Spindle is stuck"}',
    ]
)


@pytest.fixture(scope="module", autouse=True)
def shared_code(portal: RunningPortal, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A code that twelve services have."""
    services = [
        {
            "service": f"busy-{number}",
            "name": f"Busy Service {number}",
            "errors": [{"code": "Busy.1", "cases": [{"message": "", "description": f"Service {number} is busy."}]}],
        }
        for number in range(1, 13)
    ]
    path: Path = tmp_path_factory.mktemp("vendor") / "export.json"
    path.write_text(json.dumps({"format": "error-catalog", "version": 1, "services": services}))
    manage(portal.folder, "import_docs", str(path))
    portal.until_it_has("/errors/busy-12/Busy.1/")


def diagnosed(visitor: Visitor) -> Page:
    page = visitor.open("/troubleshoot/")
    page.locator("#body").fill(LOG)
    page.locator("main").get_by_role("button", name="Diagnose").click()
    expect(page.locator(".workspace")).to_be_visible()
    return page


def entry(page: Page, code: str) -> None:
    page.locator(".errors a", has_text=code).click()


def test_one_error_is_in_sight_with_its_lines(visitor: Visitor) -> None:
    page = diagnosed(visitor)
    expect(page.locator(".error:visible")).to_have_count(1)
    before = page.locator(".error.current h2").inner_text()
    page.keyboard.press("j")
    expect(page.locator(".error.current h2")).not_to_have_text(before)
    page.keyboard.press("k")
    expect(page.locator(".error.current h2")).to_have_text(before)
    entry(page, "iMetal.0204")
    expect(page.locator(".l.here").first).to_have_attribute("data-n", "32")
    expect(page.locator(".l.here").first).to_be_in_viewport()
    expect(page.locator(".fold summary")).to_have_text("26 lines")
    page.get_by_label("Filter the errors").fill("spindle")
    expect(page.locator(".errors li:visible")).to_have_count(1)


def test_single_keys_can_be_switched_off(visitor: Visitor) -> None:
    page = diagnosed(visitor)
    page.get_by_label("Single-key shortcuts").uncheck()
    before = page.locator(".error.current h2").inner_text()
    page.locator(".error.current").focus()
    page.keyboard.press("j")
    expect(page.locator(".error.current h2")).to_have_text(before)


def test_the_service_is_chosen_by_typing_and_the_answer_follows(visitor: Visitor) -> None:
    page = diagnosed(visitor)
    entry(page, "Busy.1")
    expect(page.locator(".error.current")).to_contain_text("12 services have the code")
    field = page.get_by_label("Type its name")
    field.fill("service 7")
    expect(page.locator(".error.current .which option")).to_have_count(1)
    field.press("Enter")
    expect(page.locator(".error.current .badge")).to_have_text("Known error")
    expect(page.locator(".error.current")).to_contain_text("Service 7 is busy.")
    expect(page.locator(".errors li")).to_have_count(4)


def test_without_scripts_the_service_is_chosen_from_a_list(without_scripts: Visitor) -> None:
    page = diagnosed(without_scripts)
    expect(page.locator(".error:visible")).to_have_count(4)
    page.get_by_label("Which service?").select_option("Busy Service 7")
    page.get_by_role("button", name="Use this service").click()
    expect(page.locator("main")).to_contain_text("Service 7 is busy.")
    expect(page.locator(".which")).to_have_count(0)
    expect(page.get_by_role("checkbox", name="Busy.1=busy-7")).to_be_checked()


def test_a_link_carries_the_masked_text_and_no_server_sees_it_before_it_is_opened(visitor: Visitor) -> None:
    page = diagnosed(visitor)
    page.get_by_role("button", name="Share as a link").click()
    link = page.get_by_label("Link to this answer").input_value()
    assert re.search(r"/troubleshoot/#text=[\w-]+$", link)
    opened = visitor.open(link.removeprefix(visitor.portal.url))
    expect(opened.locator(".errors li")).to_have_count(4)
    expect(opened.locator(".marked")).to_contain_text("[masked password]")
    assert "hunter2" not in opened.content()
    assert opened.url == f"{visitor.portal.url}/troubleshoot/"


@pytest.mark.parametrize("carried", ["abc", "x" * 50_000, "%00", "q1YqSExJTS5RslKqBQA"])
def test_a_damaged_link_says_so(visitor: Visitor, carried: str) -> None:
    page = visitor.open(f"/troubleshoot/#text={carried}")
    expect(page.get_by_role("alert")).to_contain_text("This link is incomplete or damaged")


def test_a_text_that_is_too_long_for_a_link_is_shared_in_part(visitor: Visitor) -> None:
    page = visitor.open("/troubleshoot/")
    noise = "\n".join(f"{hashlib.sha256(str(number).encode()).hexdigest()} is fine" for number in range(300))
    page.locator("#body").fill(f"{noise}\n{LOG}")
    page.get_by_role("button", name="Diagnose").click()
    page.get_by_role("button", name="Share as a link").click()
    expect(page.locator("[data-shared]")).to_contain_text("too long for a link, so it contains the recognised lines")
    opened = visitor.open(page.get_by_label("Link to this answer").input_value().removeprefix(visitor.portal.url))
    expect(opened.locator(".errors li")).to_have_count(4)


def test_each_error_has_a_page_of_its_own_on_paper(visitor: Visitor) -> None:
    page = diagnosed(visitor)
    printed = page.pdf()
    assert len(re.findall(rb"/Type /Page\b", printed)) == 4
    page.emulate_media(media="print")
    expect(page.locator(".error:visible")).to_have_count(4)
    expect(page.locator(".excerpt:visible")).to_have_count(4)
    expect(page.locator("main button:visible")).to_have_count(0)


def test_on_a_phone_what_to_do_comes_first_then_the_values_then_the_text(phone: Visitor) -> None:
    page = diagnosed(phone)
    entry(page, "iMetal.0100")
    places = [
        page.locator(place).first.evaluate("each => each.getBoundingClientRect().top + window.scrollY")
        for place in (".current .do", ".current .values", ".marked")
    ]
    assert places == sorted(places)
    assert page.locator("html").evaluate("page => page.scrollWidth - page.clientWidth") <= 0


def test_the_loss_of_the_connection_is_said(visitor: Visitor) -> None:
    page = diagnosed(visitor)
    visitor.context.set_offline(True)
    expect(page.locator("body")).to_have_class(re.compile("offline"))
    page.get_by_role("button", name="Diagnose").last.click()
    expect(page.get_by_role("alert")).to_contain_text("The portal did not answer")
    visitor.context.set_offline(False)
    visitor.complaints.clear()  # the request that could not be sent
