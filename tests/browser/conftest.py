"""A real browser on a portal that really runs; skipped, with the reason, where no Chromium is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from tests.running_portal import RunningPortal

WHOLE = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMIUM = shutil.which("chromium-headless-shell") or WHOLE
"""The one without windows where it is installed: it costs less, and lacks only the back/forward cache."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SLOW_MS = 120_000
"""Milliseconds that a busy machine may take for what is waited for in a browser."""

expect.set_options(timeout=SLOW_MS)


@dataclass
class Visitor:
    """One person at the portal: pages of one browser window, and what went wrong in them."""

    portal: RunningPortal
    context: BrowserContext
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        """A new page at ``path``, listened to."""
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._on_request)
        page.goto(self.portal.url + path)
        return page

    def _heard(self, report: ConsoleMessage) -> None:
        # Of a request that was under way when its page was left; of one that failed the browser itself complains, too.
        is_left = report.text.startswith(("htmx:afterRequest", "htmx:sendAbort", "htmx:sendError"))
        if report.type in ("error", "warning") and not is_left:
            self.complaints.append(f"{report.text} ({report.location['url']})")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.portal.url, "data:", "blob:")):
            self.complaints.append(f"a request to {request.url}")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed (on Debian: apt-get install chromium)")
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    started = launch(playwright)
    yield started
    started.close()


def launch(playwright: Playwright) -> Browser:
    """Start the browser that is installed here."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


def visit(browser: Browser, portal: RunningPortal, **settings: object) -> Iterator[Visitor]:
    """A visitor whose pages must have made no complaint in the end."""
    settings.setdefault("viewport", {"width": 1280, "height": 900})
    context = browser.new_context(**settings)  # type: ignore[arg-type]
    context.set_default_timeout(SLOW_MS)
    visitor = Visitor(portal, context)
    yield visitor
    context.close()
    assert visitor.complaints == []


@pytest.fixture
def visitor(browser: Browser, portal: RunningPortal) -> Iterator[Visitor]:
    yield from visit(browser, portal)


@pytest.fixture
def phone(browser: Browser, portal: RunningPortal) -> Iterator[Visitor]:
    yield from visit(browser, portal, viewport={"width": 320, "height": 640}, color_scheme="dark")


@pytest.fixture
def without_scripts(browser: Browser, portal: RunningPortal) -> Iterator[Visitor]:
    yield from visit(browser, portal, java_script_enabled=False)
