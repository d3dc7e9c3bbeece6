"""Takes the screenshots of the documentation from a portal that is running.

.venv/bin/python manage.py up 127.0.0.1:8099
.venv/bin/python docs/images/take.py http://127.0.0.1:8099
.venv/bin/python docs/images/take.py http://127.0.0.1:8099 large

The last is for a portal with a large catalog, such as botocore's (docs/howto/import.md#every-aws-service).
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

FOLDER = Path(__file__).parent
LOG = """\
10:15:29 INFO  worker-1 login with password=correct-horse-battery
10:15:30 ERROR worker-1 {"error_code": "iMetal.0100", "error_msg": "Physical servers ID not found: [srv-1, srv-2]", \
"request_id": "5f0c2a7e-91"}
10:15:31 ERROR worker-3 iMetal.0005: Too many requests
10:15:33 ERROR worker-1 upstream said {"error_code": "Disk.7", "error_msg": "Spindle is stuck"}
10:15:34 ERROR worker-1 {"error_code": "iMetal.0100", "error_msg": "Physical servers ID not found: [srv-1, srv-2]", \
"request_id": "5f0c2a7e-92"}
"""
PAGES = {
    "home": "/",
    "live": "/",
    "answer": "/troubleshoot/",
    "code": "/errors/imetal/iMetal.0100/",
    "list": "/errors/?q=subnet",
    "overview": "/overview/",
    "api": "/api/docs/",
}
LARGE = {
    "home": "/",
    "services": "/services/",
    "service": "/errors/rds/",
    "list": "/errors/?q=subnet",
    "table": "/errors/?http_status=429&view=table",
    "choice": "/troubleshoot/?q=An+error+occurred+%28ThrottlingException%29%3A+Rate+exceeded",
    "overview": "/overview/",
}
WINDOWS: dict[str, tuple[ViewportSize, str]] = {
    "wide": ({"width": 1280, "height": 800}, "light"),
    "dark": ({"width": 1280, "height": 800}, "dark"),
    "narrow": ({"width": 390, "height": 800}, "light"),
}


def show(page: Page, name: str, address: str) -> None:
    """Open a page, and do on it what the screenshot is to show."""
    page.goto(address)
    if name == "live":
        page.locator("#box").press_sequentially("subnet not")
        page.locator("[role=option]").first.wait_for()
    if name == "answer":
        page.locator("#body").fill(LOG)
        page.locator("main form.paste button").click()
        page.locator(".workspace").wait_for()


def main(address: str, prefix: str = "") -> None:
    """Take every page in every window."""
    pages = LARGE if prefix else PAGES
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for window, (size, scheme) in WINDOWS.items():
            context = browser.new_context(viewport=size, color_scheme="dark" if scheme == "dark" else "light")
            for name, path in pages.items():
                page = context.new_page()
                show(page, name, address + path)
                file = "-".join(filter(None, (prefix, name, window)))
                page.screenshot(path=FOLDER / f"{file}.jpg", type="jpeg", quality=72)
                page.close()
        browser.close()


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["http://127.0.0.1:8099"]))
