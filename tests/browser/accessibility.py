"""The faults of a page: violations of WCAG that axe finds, a width beyond the window, a missing title."""

from __future__ import annotations

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCRIPT_OF_AXE = Axe().axe_script

FIND = """async (part) => {
    const looks = new Map(), seen = new Set(), samples = [];
    const lookOf = (element) => {
        if (!element) return "";
        if (!looks.has(element)) {
            const style = getComputedStyle(element);
            looks.set(element, [
                lookOf(element.parentElement), style.color, style.backgroundColor, style.backgroundImage, style.opacity,
                style.fontSize, style.fontWeight, style.position, style.textShadow, style.filter, style.mixBlendMode,
            ].join("|"));
        }
        return looks.get(element);
    };
    const whole = document.querySelector(part);
    const texts = document.createTreeWalker(whole, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const holder = texts.currentNode.parentElement;
        if (!texts.currentNode.data.trim() || !holder.checkVisibility() || seen.has(lookOf(holder))) continue;
        seen.add(lookOf(holder));
        samples.push(holder);
    }
    samples.push(...whole.querySelectorAll("input, textarea, select"));
    samples.forEach((each) => each.setAttribute("data-sample", ""));
    axe.configure({rules: [{id: "color-contrast", selector: "[data-sample]"}]});
    // Of the rules for WCAG 2.2 AA, target-size is left out unless it is asked for. What passed need not be told.
    const rules = {"target-size": {enabled: true}};
    const found = await axe.run(whole, {rules, resultTypes: ["violations"], preload: false});
    samples.forEach((each) => each.removeAttribute("data-sample"));
    return found.violations.map(
        (each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" ")}`
    );
}"""
"""Runs axe; contrast it measures of one text of each look, which is its colours, sizes and layers and those of all that
it stands in. Texts of one look have one contrast, and to measure each takes ten seconds on a long page. Contrast is a
part of the one run, because a second would read the whole page again.
"""


FINISH = """() => document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity).forEach((each) => each.finish())"""
"""Ends what is on its way: the admin's links change their colours slowly, whatever the reader prefers."""


def violations(page: Page, part: str = "html") -> list[str]:
    """Return what axe finds in a part of a page, which is a CSS selector."""
    if not page.evaluate("'axe' in window"):
        # Half a megabyte, which stays until the page is left.
        page.evaluate(SCRIPT_OF_AXE)
    result: list[str] = page.evaluate(FIND, part)
    return result


WINDOWS: tuple[tuple[Literal["light", "dark"], int], ...] = (("light", 320), ("dark", 1280))
"""Each scheme and each width once: colours do not depend on the width."""


def wrong_in_windows(page: Page, *, axe_in_all: bool = True) -> list[str]:
    """Return what is wrong with a page in each of ``WINDOWS``, first in the one that it was loaded in.

    The last one stays, so that of several pages half are loaded in one window and half in the other. axe may look at
    the first one only, where it has looked at pages of the same kind in both.
    """
    result = []
    looked_at = False
    size = page.viewport_size
    is_wide = size is not None and size["width"] == WINDOWS[-1][1]
    for scheme, width in WINDOWS[:: -1 if is_wide else 1]:
        # Colours that are on their way to others are nobody's.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(FINISH)
        report = wrong_with(page) if axe_in_all or not looked_at else ill_fitting(page)
        looked_at = True
        result += [f"{scheme}, {width} px: {each}" for each in report]
    return result


def wrong_with(page: Page) -> list[str]:
    """Return what is wrong with a page: what axe finds, scrolling sideways, no title or several."""
    return [*violations(page), *ill_fitting(page)]


def ill_fitting(page: Page) -> list[str]:
    """Return what is wrong with a page and needs no axe to be seen: scrolling sideways, no title or several."""
    wide = page.locator("html").evaluate("page => page.scrollWidth - page.clientWidth")
    titles = page.locator("h1:visible").count()
    return [
        *(["sideways scrolling"] if wide > 0 else []),
        *([f"{titles} titles"] if titles != 1 else []),
    ]
