"""The box on every page: hits while one types, the keyboard alone, an error pasted into it, a log file dropped."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visitor

BODY = '{"error_code": "iMetal.0100", "error_msg": "Physical servers ID not found: [srv-1, srv-2]"}'


def typed(page: Page, text: str) -> None:
    box = page.get_by_role("combobox")
    box.click()
    box.press_sequentially(text)
    expect(page.get_by_role("option").first).to_be_visible()


def test_it_works(visitor: Visitor) -> None:
    page = visitor.open()
    typed(page, "subnet not")
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
    expect(page.get_by_role("status")).to_have_text("4 hits")
    page.get_by_role("combobox").fill("subnte")
    expect(page.get_by_role("status")).to_contain_text("subnet")


def test_a_code_goes_straight_to_its_page(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_role("combobox").fill("imetal 230")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/errors/imetal/iMetal.0230/$"))


def test_an_error_that_is_pasted_is_diagnosed(visitor: Visitor) -> None:
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.open("/errors/")
    page.locator("body").evaluate(
        "(_, text) => navigator.clipboard.writeText(text)", f"HTTP/1.1 404 Not Found\n\n{BODY}"
    )
    page.locator("#box").focus()
    page.keyboard.press("Control+V")
    expect(page).to_have_url(re.compile("/troubleshoot/$"))
    expect(page.get_by_role("heading", name="iMetal.0100")).to_be_visible()
    expect(page.locator("pre.marked .m-value").first).to_have_text("srv-1")


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
