"""The pages with three, hundreds and thousands of services: calm, light, accessible, no wider than a window."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.accessibility import wrong_in_windows
from tests.browser.conftest import visit
from tests.running_portal import RunningPortal, manage

PAGES = {
    "home": "/",
    "services": "/services/",
    "vendor": "/services/?vendor=Vendor+1",
    "services with a code": "/services/?code=ThrottlingException",
    "all codes": "/errors/",
    "hits": "/errors/?q=request+denied",
    "table": "/errors/?http_status=429&view=table",
    "service": "/errors/service-7/",
    "code that many have": "/errors/service-7/ThrottlingException/",
    "overview": "/overview/",
    "paste form": "/troubleshoot/",
    "code of many services": "/troubleshoot/?q=ThrottlingException",
    "choice": "/go/ThrottlingException",
    "REST interface": "/api/docs/",
}
BUNDLED = {
    **{
        name: path
        for name, path in PAGES.items()
        if name in ("home", "services", "all codes", "overview", "paste form")
    },
    "hits": "/errors/?q=subnet",
    "table": "/errors/?http_status=404&view=table",
    "service": "/errors/imetal/",
    "code": "/errors/imetal/iMetal.0100/",
    "code with cases": "/errors/api-gateway/APIGW.0201/",
    "known": "/troubleshoot/?q=iMetal.0100%3A+Physical+servers+ID+not+found%3A+%5Bsrv-1%2C+srv-2%5D",
    "REST interface": "/api/docs/",
}
"""The same kinds of pages of the three services that every portal comes with."""

SAME_WITH_ANY_CATALOG = "REST interface"
"""Looked at in test_every_page; here it is only measured."""

BUNDLED_SERVICES = 3
LOOKED_AT = 442
"""Those of three services are looked at in test_every_page, in both windows: so here axe looks in one of them. Those of
thousands are written as those of hundreds are.
"""

HEAVIEST = 100 * 1024
"""Bytes of a page with all that it loads."""

MEASURE = """() => new Promise((measured) => {
    let paint = 0, shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((each) => { paint = each.startTime; }))
        .observe({type: "largest-contentful-paint", buffered: true});
    new PerformanceObserver((list) => list.getEntries().forEach((each) => { shift += each.value; }))
        .observe({type: "layout-shift", buffered: true});
    const loads = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    setTimeout(() => measured({paint, shift, bytes: loads.reduce((sum, each) => sum + each.transferSize, 0)}), 150);
})"""


def vendors(services: int) -> str:
    """An export of so many services, each with codes that others have, too; with one where they are very many."""
    errors = [
        {"code": code, "cases": [{"message": "", "http_status": status, "description": f"{text}. Then try again."}]}
        for code, status, text in (
            ("ThrottlingException", 429, "The request was denied because too many were sent"),
            ("AccessDeniedException", 403, "The caller may not do this"),
            ("ResourceNotFoundException", 404, "The thing that is named does not exist"),
            ("InternalServerException", 500, "The service failed"),
        )
    ]
    all_of_them = [
        {
            "service": f"service-{number}",
            "name": f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number % 26]} Cloud Service {number}",
            "vendor": f"Vendor {number % 5}",
            # Those of the smaller catalog stay as they are.
            "errors": errors if number < LOOKED_AT - BUNDLED_SERVICES else errors[:1],
        }
        for number in range(services)
    ]
    return json.dumps({"format": "error-catalog", "version": 1, "services": all_of_them})


def fill(portal: RunningPortal, services: int) -> dict[str, str]:
    """Import services until there are so many, and wait until they are served; the pages to look at."""
    if services == BUNDLED_SERVICES:
        return BUNDLED
    export = portal.folder / "export.json"
    export.write_text(vendors(services - BUNDLED_SERVICES))
    manage(portal.folder, "import_docs", str(export))
    end = time.monotonic() + 300
    while f"{services:,} services" not in urllib.request.urlopen(f"{portal.url}/services/").read().decode():
        assert time.monotonic() < end, "the import is not served"
        time.sleep(0.2)
    return PAGES


@contextmanager
def measuring(browser: Browser) -> Iterator[Page]:
    """A page of a browser that keeps nothing of what it loads."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    yield page
    context.close()


def measured(page: Page, address: str) -> dict[str, float]:
    """Load a page; its largest paint in milliseconds, its layout shift and the bytes of all that it loads."""
    page.goto(address)
    result: dict[str, float] = page.locator("html").evaluate(MEASURE)
    return result


def until_calm(page: Page, address: str) -> dict[str, float]:
    """The first of three in which nothing moved.

    A browser that is kept from its work shows the head of a page before it has read the whole of it.
    """
    for _ in range(3):
        seen = measured(page, address)
        if is_calm(seen):
            break
    return seen


def is_calm(seen: dict[str, float]) -> bool:
    """Return whether nothing moved; shifts are told to a thousandth, as every tool does."""
    return round(seen["shift"], 3) == 0


@pytest.mark.parametrize("services", [BUNDLED_SERVICES, LOOKED_AT, 1_200])
def test_every_page_is_calm_light_and_accessible(browser: Browser, portal: RunningPortal, services: int) -> None:
    pages = fill(portal, services)
    result: dict[str, object] = {}
    with measuring(browser) as page:
        for name, path in pages.items():
            seen = until_calm(page, portal.url + path)
            if not is_calm(seen) or not 0 < seen["bytes"] <= HEAVIEST:
                result[name] = seen
    if services == LOOKED_AT:
        for visitor in visit(browser, portal, bypass_csp=True):
            page = visitor.open(pages["home"])
            for name, path in pages.items():
                if name == SAME_WITH_ANY_CATALOG:
                    continue
                page.goto(portal.url + path)
                wrong = wrong_in_windows(page, axe_in_all=False)
                result.update({name: wrong} if wrong else {})
    assert result == {}
