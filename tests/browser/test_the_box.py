"""The box on every page: hits while one types, the keyboard alone, an error pasted into it, a log file dropped."""

from __future__ import annotations

import re
import time
from urllib.parse import unquote_plus, urlencode

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from tests.browser.conftest import ARGUMENTS, CHROMIUM, WHOLE, Visitor, visit
from tests.running_portal import RunningPortal

BODY = '{"error_code": "iMetal.0100", "error_msg": "Physical servers ID not found: [srv-1, srv-2]"}'


def typed(page: Page, text: str) -> None:
    box = page.get_by_role("combobox")
    box.click()
    box.press_sequentially(text)
    expect(page.get_by_role("option").first).to_be_visible()


def test_hits_appear_and_enter_opens_the_chosen_one(visitor: Visitor) -> None:
    page = visitor.open()
    typed(page, "subnet not found")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("iMetal.0230")
    expect(first.locator("mark").first).to_have_text("Subnet")
    expect(page.get_by_role("combobox")).to_have_attribute("aria-expanded", "true")
    first.click()
    expect(page).to_have_url(re.compile("/errors/imetal/iMetal.0230/$"))


def test_the_keyboard_is_enough(visitor: Visitor) -> None:
    page = visitor.open("/overview/")
    page.keyboard.press("/")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    page.keyboard.type("iMetal.023")
    expect(page.get_by_role("option")).to_have_count(6)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.get_by_role("option").nth(1)
    expect(second).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", second.get_attribute("id") or "none")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("iMetal.0231/$"))


def test_keys_that_are_quicker_than_the_hits_choose_from_those_of_the_whole_text(visitor: Visitor) -> None:
    page = visitor.open()
    typed(page, "i")
    held: list[Route] = []
    page.route("**/find/**", lambda route: held.append(route))
    with page.expect_request("**/find/?q=image%20not"):
        page.keyboard.type("mage not")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("option", selected=True)).to_have_count(0)
    held[-1].continue_()
    expect(page).to_have_url(re.compile("/errors/imetal/iMetal.0204/$"))


def test_keys_that_wait_for_hits_that_never_come_search_for_the_text(visitor: Visitor) -> None:
    page = visitor.open()
    typed(page, "i")
    page.route("**/find/**", lambda route: route.fulfill(status=429))
    with page.expect_request("**/find/?q=image"):
        page.keyboard.type("mage")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/errors/\?q=image$"))
    visitor.complaints.clear()  # the 429, and htmx's word of it


def test_escape_clears_and_empty_text_shows_nothing(visitor: Visitor) -> None:
    page = visitor.open()
    typed(page, "image")
    page.keyboard.press("Escape")
    box = page.get_by_role("combobox")
    expect(box).to_have_value("")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.type("e")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Backspace")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_screen_reader_is_told_how_many(visitor: Visitor) -> None:
    page = visitor.open()
    typed(page, "subnet")
    expect(page.get_by_role("status")).to_have_text("4 results")
    page.get_by_role("combobox").fill("subnte")
    expect(page.get_by_role("status")).to_contain_text("subnet")


def test_a_code_goes_straight_to_its_page(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("combobox").fill("imetal 230")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/errors/imetal/iMetal.0230/$"))


@pytest.mark.parametrize("path", ["/overview/", "/errors/"])
def test_an_error_that_is_pasted_is_diagnosed(visitor: Visitor, path: str) -> None:
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.open(path)
    page.locator("body").evaluate(
        "(_, text) => navigator.clipboard.writeText(text)", f"HTTP/1.1 404 Not Found\n\n{BODY}"
    )
    page.keyboard.press("/")
    page.keyboard.press("Control+V")
    expect(page).to_have_url(re.compile("/troubleshoot/$"))
    expect(page.get_by_role("heading", name="iMetal.0100")).to_be_visible()
    expect(page.locator(".marked .m-value").first).to_have_text("srv-1")


def test_words_that_are_pasted_are_searched(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("combobox").focus()
    page.keyboard.insert_text("image not found")
    expect(page.get_by_role("option").first).to_contain_text("iMetal.0204")
    expect(page).to_have_url(re.compile("/$"))


def test_what_no_code_fits_can_be_diagnosed(visitor: Visitor) -> None:
    page = visitor.open()
    typed(page, "zzzqqq")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/troubleshoot/$"))
    expect(page.locator(".badge.unknown")).to_be_visible()


@pytest.mark.parametrize("text", ["password=hunter22 iMetal.0205", "iMetal.0003 Authorization: Bearer abc123def456"])
def test_what_may_hold_a_secret_is_not_searched_for(visitor: Visitor, text: str) -> None:
    result: list[str] = []
    for path, field in (("/overview/", "#box"), ("/errors/", "#list-search")):
        page = visitor.open(path)
        page.on("request", lambda request: result.append(unquote_plus(request.url)))
        page.locator(field).press_sequentially(text)
        expect(page.get_by_role("option")).to_have_count(0)
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/troubleshoot/$"))
    secret = text.split("=")[-1].split()[0] if "=" in text else "abc123def456"
    assert [url for url in result if secret in url] == []


def keeps_pages_that_were_left(page: Page, elsewhere: str) -> bool:
    """Return whether this browser has a back/forward cache: it needs enough memory, and can be told not to."""
    page.evaluate("window.left = true")
    page.goto(elsewhere)
    page.evaluate("history.back()")
    end = time.monotonic() + 10
    while page.title() != "Overview · Error portal" and time.monotonic() < end:
        page.wait_for_timeout(50)
    return bool(page.evaluate("window.left"))


def test_the_way_back_from_a_code_leads_to_the_answer(playwright: Playwright, portal: RunningPortal) -> None:
    # This driver switches the back/forward cache off by default.
    kept = playwright.chromium.launch(
        executable_path=WHOLE or CHROMIUM, args=ARGUMENTS, ignore_default_args=["--disable-back-forward-cache"]
    )
    for visitor in visit(kept, portal):
        if not keeps_pages_that_were_left(visitor.open("/overview/"), f"{portal.url}/errors/"):
            pytest.skip("this browser keeps no page that was left: what is shown again then is an empty form")
        page = visitor.open("/")
        page.get_by_text("Paste several lines, or upload a log file").click()
        page.locator("#body").fill(BODY)
        page.get_by_role("button", name="Diagnose").click()
        expect(page.locator(".marked .m-value").first).to_have_text("srv-1")
        expect(page).to_have_title("iMetal.0100 · Diagnosis · Error portal")
        expect(page.get_by_role("main")).to_be_focused()
        page.get_by_role("link", name="iMetal.0100").click()
        expect(page.locator("h1")).to_have_text("iMetal.0100")
        page.evaluate("history.back()")
        expect(page.locator(".marked .m-value").first).to_have_text("srv-1")
        page.evaluate("history.back()")
        expect(page.locator("#body")).to_have_value(BODY)
        page.evaluate("history.forward()")
        expect(page.locator(".marked .m-value").first).to_have_text("srv-1")
        page.get_by_role("combobox").press_sequentially("subnet")
        expect(page.get_by_role("option").first).to_be_visible()
    kept.close()


def test_where_no_answer_comes_the_text_is_still_there(visitor: Visitor) -> None:
    page = visitor.open("/troubleshoot/")
    page.locator("#body").fill(BODY)
    page.route("**/troubleshoot/", lambda route: route.abort())
    page.get_by_role("button", name="Diagnose").click()
    expect(page.get_by_role("alert")).to_contain_text("Your text is still here")
    expect(page.locator("#body")).to_have_value(BODY)
    page.unroute("**/troubleshoot/")
    page.get_by_role("button", name="Diagnose").click()
    expect(page.get_by_role("heading", name="iMetal.0100")).to_be_visible()
    visitor.complaints.clear()  # the request that was stopped


@pytest.mark.parametrize("query", ["typed", "link"])
def test_what_was_recognised_of_a_long_text_is_in_sight(visitor: Visitor, query: str) -> None:
    log = "2026-01-02 INFO all is well\n" * 50 + "2026-01-02 ERROR iMetal.0204: Image not found"
    page = visitor.open(f"/troubleshoot/?{urlencode({'q': log})}" if query == "link" else "/troubleshoot/")
    if query == "typed":
        page.locator("#body").fill(log)
        page.get_by_role("button", name="Diagnose").click()
    mark = page.locator(".marked .m-code").first
    expect(mark).to_be_visible()
    inside = """mark => { const text = mark.closest(".marked").getBoundingClientRect();
        const own = mark.getBoundingClientRect();
        return own.top >= text.top && own.bottom <= text.bottom; }"""
    assert mark.evaluate(inside)


def test_a_log_file_is_dropped_anywhere(visitor: Visitor) -> None:
    page = visitor.open("/overview/")
    log = "\n".join(["2026-01-02 INFO all is well"] * 50 + ["2026-01-02 ERROR iMetal.0204: Image not found"] * 3)
    page.locator("main").evaluate(
        """(main, text) => { const data = new DataTransfer();
        data.items.add(new File([text], "app.log", {type: "text/plain"}));
        main.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true})); }""",
        log,
    )
    expect(page.get_by_role("heading", name="iMetal.0204")).to_be_visible()
    expect(page.get_by_text("seen 3 times", exact=True)).to_be_visible()


def test_a_log_file_is_chosen(visitor: Visitor) -> None:
    page = visitor.open("/troubleshoot/")
    page.locator("#log").set_input_files({"name": "a.log", "mimeType": "text/plain", "buffer": BODY.encode()})
    expect(page.get_by_role("heading", name="iMetal.0100")).to_be_visible()


def test_control_k_opens_the_box_from_anywhere(visitor: Visitor) -> None:
    page = visitor.open()
    page.locator("summary").first.click()
    page.locator("textarea").first.click()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()


def test_codes_that_were_looked_up_are_offered_until_they_are_forgotten(visitor: Visitor) -> None:
    page = visitor.open("/errors/imetal/iMetal.0231/")
    for path in ("/errors/imetal/iMetal.0100/", "/overview/"):
        page.goto(visitor.portal.url + path)
    page.keyboard.press("Control+k")
    options = page.get_by_role("option")
    expect(options).to_have_count(3)
    expect(options.first).to_contain_text("iMetal.0100")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("iMetal.0231/$"))
    page.keyboard.press("Control+k")
    page.keyboard.type("subnet")
    expect(page.locator("#box-hits mark").first).to_be_visible()
    page.get_by_role("combobox").fill("")
    expect(options).to_have_count(3)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(options).to_have_count(0)
    page.goto(visitor.portal.url + "/overview/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    expect(options).to_have_count(0)


def test_a_service_that_is_named_comes_first(visitor: Visitor) -> None:
    page = visitor.open()
    typed(page, "imetal")
    expect(page.get_by_role("option").first).to_contain_text("23 codes")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/errors/imetal/$"))
