"""Every page in a real browser: no violation of WCAG that axe finds, nothing wider than the window, no complaint."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.accessibility import violations, wrong_in_windows, wrong_with
from tests.browser.conftest import Visitor, visit
from tests.running_portal import RunningPortal, free_port, manage, portal_with_its_catalog

PAGES = {
    "home": "/",
    "all codes": "/errors/",
    "hits": "/errors/?q=subnet",
    "table": "/errors/?q=subnet&view=table",
    "mistyped": "/errors/?q=subnte",
    "no hits": "/errors/?q=zzzqqq",
    "service": "/errors/imetal/",
    "code": "/errors/imetal/iMetal.0100/",
    "code with cases": "/errors/api-gateway/APIGW.0201/",
    "paste form": "/troubleshoot/",
    "known": "/troubleshoot/?q=iMetal.0100%3A+Physical+servers+ID+not+found%3A+%5Bsrv-1%2C+srv-2%5D",
    "unknown": "/troubleshoot/?q=%7B%22error_code%22%3A%22iMetal.0999%22%7D",
    "overview": "/overview/",
    "services": "/services/",
    "services with a code": "/services/?code=Both.1",
    "REST interface": "/api/docs/",
    "REST interface of the team": "/api/docs/team/",
    "REST interface of curators": "/api/docs/curation/",
    "withdrawn": "/errors/first/Old.1/",
    "renamed": "/errors/first/Former.1/",
    "choice": "/go/Both.1",
}
THAT_SAY_NO = {
    "mistyped code": "/go/iMetal.02399",
    "unknown code": "/errors/imetal/Nothing.1/",
    "no such service": "/errors/nobody/",
    "nothing here": "/nowhere/",
    "bad address": "/errors/?http_status=42",
    "too long for a link": f"/troubleshoot/?q={'x' * 3000}",
}
ONE_WINDOW_IS_ENOUGH = {"REST interface of the team", "REST interface of curators"}
"""Written by the templates of the first: axe looks at each of their thousands of words for seconds."""

LONG = "Averyveryveryverylongcodewithoutanyplacetobreak." * 4


def case(message: str, **more: str) -> dict[str, object]:
    return {"message": message, "http_status": 404, "description": f"{message}, once more.", "solution": "", **more}


@pytest.fixture(scope="module", autouse=True)
def odd_codes(portal: RunningPortal, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Codes of the kinds that the catalog every portal comes with has none of."""
    gone = {"withdrawn": "2026-01-02"}
    codes = {
        "Both.1": case("Two have it"),
        "Old.1": case("Nobody says it any more", **gone),
        "Former.1": case("It had another name", replaced_by="New.1", **gone),
        "New.1": case("It has a new name"),
    }
    errors = [{"code": code, "cases": [each]} for code, each in codes.items()]
    services = [{"service": slug, "name": slug, "errors": errors} for slug in ("first", "second")]
    path = tmp_path_factory.mktemp("vendor") / "export.json"
    path.write_text(json.dumps({"format": "error-catalog", "version": 1, "services": services}))
    manage(portal.folder, "import_docs", str(path))
    portal.until_it_has("/errors/first/New.1/")


def test_pages_have_no_accessibility_violation(browser: Browser, portal: RunningPortal) -> None:
    for visitor in visit(browser, portal, bypass_csp=True):
        result: dict[str, object] = {}
        page = visitor.open()
        for name, path in (PAGES | THAT_SAY_NO).items():
            page.goto(portal.url + path)
            report = wrong_with(page) if name in ONE_WINDOW_IS_ENOUGH else wrong_in_windows(page)
            result.update({name: report} if report else {})
            if name in THAT_SAY_NO:
                # The browser itself reports the status.
                assert len(visitor.complaints) == 1
                visitor.complaints.clear()
        assert result == {}


def test_the_live_hits_are_accessible(browser: Browser, portal: RunningPortal) -> None:
    for visitor in visit(browser, portal, bypass_csp=True):
        page = visitor.open()
        page.get_by_role("combobox").press_sequentially("subnet")
        expect(page.get_by_role("option").first).to_be_visible()
        assert violations(page) == []


def test_long_codes_and_chinese_do_not_break_a_narrow_page(phone: Visitor) -> None:
    page = phone.open("/troubleshoot/")
    page.locator("#body").fill(
        f'{{"error_code": "{LONG}", "error_msg": "错误码不存在，请检查参数后重试。{"长" * 300}"}}'
    )
    page.get_by_role("button", name="Diagnose").click()
    expect(page.locator(".badge.unknown")).to_be_visible()
    assert page.locator("html").evaluate("page => page.scrollWidth - page.clientWidth") <= 0


def test_dark_is_dark(phone: Visitor) -> None:
    page = phone.open()
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(18, 23, 24)"


def test_what_is_refused_is_told_in_the_same_design(browser: Browser, tmp_path: Path) -> None:
    rarely = {"PORTAL_DIAGNOSE_RATE": "1/day"}
    with RunningPortal(portal_with_its_catalog(tmp_path), f"127.0.0.1:{free_port()}", rarely) as strict:
        strict.until_ready()
        for visitor in visit(browser, strict, bypass_csp=True):
            page = visitor.open("/troubleshoot/")
            answers = ((" ", "The box was empty"), ("iMetal.0100", "Known error"), ("iMetal.0100", "Too many requests"))
            for text, report in answers:
                page.goto(f"{strict.url}/troubleshoot/")
                page.locator("#body").fill(text)
                page.get_by_role("button", name="Diagnose").click()
                expect(page.locator("main")).to_contain_text(report)
                assert wrong_in_windows(page) == [], report
            visitor.complaints = [each for each in visitor.complaints if "status of 4" not in each]


def test_copying_puts_the_code_on_the_clipboard(visitor: Visitor) -> None:
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.open("/errors/imetal/iMetal.0100/")
    page.get_by_role("button", name="Copy code").click()
    expect(page.get_by_role("button", name="✓ Copy code")).to_be_visible()
    assert page.locator("body").evaluate("() => navigator.clipboard.readText()") == "iMetal.0100"
    page.get_by_role("button", name="Copy curl").click()
    assert "--data-binary" in page.locator("body").evaluate("() => navigator.clipboard.readText()")


FLAVOURS = {
    "plain text": (
        "ERROR REPORT: IMETAL.0204",
        "- Request id: 5f0c2a7e",
        "- turned it off and on",
        "\n   2  iMetal.0204",
    ),
    "Jira": (
        "h2. Error report: iMetal.0204",
        "* *Request id:* {{5f0c2a7e}}",
        "* turned it off and on",
        "{noformat}\n   1  Auth",
    ),
    "Slack": ("*Error report: iMetal.0204*", "• *Request id:* `5f0c2a7e`", "• turned it off and on", "```\n   1  Auth"),
}


def test_a_ticket_is_copied_with_what_was_added(visitor: Visitor) -> None:
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.open("/troubleshoot/")
    page.locator("#body").fill(
        "Authorization: Bearer abc123def456ghi789\niMetal.0204: Image not found, request_id: 5f0c2a7e"
    )
    page.get_by_role("button", name="Diagnose").click()
    page.get_by_text("Copy for a ticket").click()
    ticket = page.locator("#ticket")
    ticket.fill(ticket.input_value().replace("## What I tried\n\n- ", "## What I tried\n\n- turned it off and on"))
    page.get_by_role("button", name="Copy ticket").click()
    copied = page.locator("body").evaluate("() => navigator.clipboard.readText()")
    assert "turned it off and on" in copied
    assert "iMetal.0204" in copied
    assert "abc123def456ghi789" not in copied
    for flavour, (begin, fact, added, lines) in FLAVOURS.items():
        page.get_by_role("radio", name=flavour).check()
        text = ticket.input_value()
        assert text.startswith(begin)
        for part in (fact, added, lines):
            assert part in text, flavour
    page.get_by_role("radio", name="Markdown").check()
    assert ticket.input_value() == copied


def test_without_scripts_there_are_two_plain_fields(without_scripts: Visitor) -> None:
    page = without_scripts.open()
    page.get_by_role("combobox").fill("subnet")
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"/errors/\?q=subnet$"))
    expect(page.get_by_role("link", name="iMetal.0230")).to_be_visible()
    page = without_scripts.open("/overview/")
    page.locator("#top-body").fill("iMetal.0204: Image not found")
    page.locator("header").get_by_role("button", name="Diagnose").click()
    expect(page.get_by_role("heading", name="iMetal.0204")).to_be_visible()
    home = without_scripts.open()
    home.locator("#plain-body").fill("iMetal.0100")
    home.locator("main").get_by_role("button", name="Diagnose").last.click()
    expect(home.get_by_role("heading", name="iMetal.0100")).to_be_visible()
