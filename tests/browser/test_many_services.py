"""The pages with hundreds and thousands of services: quick, calm, light, accessible, no wider than the window."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Visitor, visit
from tests.browser.test_every_page import wrong_with
from tests.running_portal import RunningPortal, copy_of_the_portal, free_port, manage

PAGES = {
    "home": "/",
    "services": "/services/",
    "services with a code": "/services/?code=ThrottlingException",
    "all codes": "/errors/",
    "hits": "/errors/?q=request+denied",
    "table": "/errors/?http_status=429&view=table",
    "service": "/errors/service-7/",
    "code that many have": "/errors/service-7/ThrottlingException/",
    "overview": "/overview/",
    "code of many services": "/troubleshoot/?q=ThrottlingException",
    "choice": "/go/ThrottlingException",
}
LONGEST_PAINT = 1_000
"""Milliseconds until the largest part of a page stands there."""

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
            "errors": errors if services < 1_000 else errors[:1],
        }
        for number in range(services)
    ]
    return json.dumps({"format": "error-catalog", "version": 1, "services": all_of_them})


@pytest.fixture(scope="module", params=[442, 2_000])
def crowded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    folder: Path = copy_of_the_portal(tmp_path_factory.mktemp("crowded"))
    export = folder / "export.json"
    export.write_text(vendors(request.param))
    manage(folder, "migrate")
    manage(folder, "import_docs", str(export))
    with RunningPortal(folder, f"127.0.0.1:{free_port()}", {"PORTAL_WEB_WORKERS": "1"}) as running:
        yield running.until_ready()


def measured(visitor: Visitor, path: str) -> dict[str, float]:
    """The best of three: a machine that does something else meanwhile is no fault of the page's."""
    result = []
    for _ in range(3):
        # Nothing is kept from another page.
        session = visitor.context.new_page()
        session.goto(visitor.portal.url + path)
        result.append(session.locator("html").evaluate(MEASURE))
        session.close()
        if result[-1]["paint"] <= LONGEST_PAINT:
            break
    return min(result, key=lambda each: each["paint"])


def test_every_page_is_quick_calm_and_light(browser: Browser, crowded: RunningPortal) -> None:
    result: dict[str, dict[str, float]] = {}
    for name, path in PAGES.items():
        for visitor in visit(browser, crowded):
            report = measured(visitor, path)
            if report["paint"] > LONGEST_PAINT or report["shift"] > 0 or not 0 < report["bytes"] <= HEAVIEST:
                result[name] = report
    assert result == {}


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_every_page_is_accessible(browser: Browser, crowded: RunningPortal, scheme: str, width: int) -> None:
    settings = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme, "bypass_csp": True}
    result: dict[str, object] = {}
    for visitor in visit(browser, crowded, **settings):
        page: Page = visitor.open()
        for name, path in PAGES.items():
            page.goto(crowded.url + path)
            report = wrong_with(page)
            result.update({name: report} if report else {})
    assert result == {}
