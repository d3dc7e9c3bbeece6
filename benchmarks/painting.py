"""Benchmark of the pages in a browser: until their largest part stands there, beside a page of a few bare lines."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page, sync_playwright

from benchmarks.load.servers import servers
from benchmarks.ratios import Measured
from tests.browser.conftest import launch
from tests.browser.test_many_services import fill, measured, measuring

_SERVICES = (3, 442, 2_000)
_BARE = "/robots.txt"
_ROUNDS = 3


def run() -> Iterator[Measured]:
    """The slowest page with three, hundreds and thousands of services."""
    with servers(sqlite=True) as running, sync_playwright() as playwright, measuring(launch(playwright)) as page:
        for services in _SERVICES:
            pages = fill(running.portal, services)
            bare = _paint(page, running.portal.url + _BARE)
            paints = {name: _paint(page, running.portal.url + path) for name, path in pages.items()}
            slowest = max(paints, key=lambda name: paints[name])
            yield Measured(
                f"the slowest of {len(paints)} pages with {services:,} services to a bare page",
                paints[slowest] / bare,
                at_most=10,
                note=f"{slowest}: {paints[slowest]:.0f} ms",
            )


def _paint(page: Page, address: str) -> float:
    """The shortest time of several: other work of the machine is no fault of a page."""
    return min(measured(page, address)["paint"] for _ in range(_ROUNDS))
