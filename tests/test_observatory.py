"""An A+ by the Mozilla HTTP Observatory's rules: pages, API, admin, static files and errors of a portal with HTTPS."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from tests.observatory import A_PLUS, Answer, score
from tests.running_portal import RunningPortal, free_port, make_administrator, portal_with_its_catalog

HTTPS = {"PORTAL_HTTPS": "1", "PORTAL_TRUSTED_PROXIES": "1", "SECRET_KEY": "only for this test, " * 3}
PASSWORD = "a long enough phrase"

PAGES = (
    *("/", "/errors/", "/errors/?q=subnet", "/errors/imetal/", "/errors/imetal/iMetal.0100/", "/go/iMetal.0100"),
    *("/troubleshoot/", "/troubleshoot/?q=iMetal.0100", "/overview/", "/find/?q=image", "/api/docs/"),
    *("/robots.txt", "/sitemap.xml", "/opensearch.xml"),
)
API = (
    *("/api/v1/errors/", "/api/v1/services/", "/api/v1/errors/imetal/iMetal.0100/", "/api/schema/"),
    *("/api/v1/changes", "/api/v1/changes.atom", "/api/v1/catalog.json", "/api/v1/enums/imetal.py"),
)
ERRORS = (
    *("/nowhere", "/api/v1/nowhere/", "/errors/?q=%00", "/api/v1/errors/?page=0", "/go/nothing-like-it"),
    *("/admin/nowhere/", "/static/nowhere.css", "/api/v1/diagnose"),
)
ADMIN = ("/admin/", "/admin/login/", "/admin/catalog/case/", "/admin/catalog/case/add/", "/admin/jsi18n/")


def lower(answer: http.client.HTTPResponse) -> dict[str, str]:
    """Its headers, by their names in small letters."""
    return {name.lower(): value for name, value in answer.headers.items()}


class Browser:
    """Asks as a browser behind a proxy that ends TLS, and keeps its cookies."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def one(
        self, url: str, method: str = "GET", body: str | None = None, more: Mapping[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, str, list[str]]:
        parts = urlsplit(url)
        headers = {"Host": "localhost", "X-Forwarded-Proto": parts.scheme, **(more or {})}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": url}
        request = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            request.request(method, url.split("://localhost", 1)[1], body, headers)
            answer = request.getresponse()
            page = answer.read().decode(errors="replace")
        finally:
            request.close()
        set_cookies = answer.headers.get_all("Set-Cookie") or []
        for each in set_cookies:
            name, _, value = each.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer, page, set_cookies

    def visit(self, path: str) -> Answer:
        """Begin at the http address, and go where it leads."""
        hops, cookies = [f"http://localhost{path}"], []
        for _ in range(6):
            answer, page, result = self.one(hops[-1])
            cookies += result
            if answer.status not in (301, 302, 303, 307, 308):
                break
            hops.append(urljoin(hops[-1], answer.headers["Location"]))
        html = page if "text/html" in (answer.headers["Content-Type"] or "") else ""
        return Answer(hops[-1], lower(answer), cookies, html, hops)

    def log_in(self) -> None:
        login = "https://localhost/admin/login/"
        _, page, _ = self.one(login)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token
        form = {"csrfmiddlewaretoken": token[1], "username": "ada", "password": PASSWORD, "next": "/admin/"}
        answer, _, cookies = self.one(login, "POST", urlencode(form))
        assert answer.status == 302
        assert score(Answer(login, lower(answer), cookies)).verdicts["cookies"][0] == 5
        assert {"__Host-sessionid", "__Host-csrftoken"} <= set(self.cookies)
        for each in cookies:
            # Attributes that the prefix requires; browsers drop a cookie without them.
            assert {"Path=/", "Secure"} <= set(each.split("; "))
            assert "domain=" not in each.lower()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = portal_with_its_catalog(tmp_path_factory.mktemp("portal"))
    with RunningPortal(folder, f"127.0.0.1:{free_port()}", HTTPS) as running:
        running.until_ready()
        make_administrator(folder, "ada", PASSWORD, HTTPS)
        yield Browser(running.port)


def verdict(answer: Answer) -> tuple[int, dict[str, tuple[int, str]]]:
    result = score(answer)
    return result.points, {rule: text for rule, text in result.verdicts.items() if text[0] < 0}


def test_every_page_scores_130(browser: Browser) -> None:
    answer = browser.visit("/")
    assert answer.hops == ["http://localhost/", "https://localhost/"]
    assert score(answer).points == 130, score(answer).verdicts


@pytest.mark.parametrize("path", [*PAGES, *API, *ERRORS])
def test_every_answer_has_an_a_plus(browser: Browser, path: str) -> None:
    points, wrong = verdict(browser.visit(path))
    assert points >= A_PLUS, wrong
    assert wrong == {}


def test_static_files_have_one_too(browser: Browser) -> None:
    page = browser.visit("/api/docs/").page
    paths = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    assert len(paths) >= 4
    for path in paths:
        points, wrong = verdict(browser.visit(path))
        assert (points >= A_PLUS, wrong) == (True, {}), path


def test_so_has_the_admin(browser: Browser) -> None:
    outside = browser.visit("/admin/")
    assert (urlsplit(outside.url).path, verdict(outside)[0] >= A_PLUS) == ("/admin/login/", True)
    browser.log_in()
    for path in ADMIN:
        answer = browser.visit(path)
        points, wrong = verdict(answer)
        assert (points >= A_PLUS, wrong) == (True, {}), path
        assert "/login/" not in answer.url or path == "/admin/login/"
    for path in ("/admin/", "/admin/catalog/case/"):
        assert "no-store" in browser.visit(path).headers["cache-control"]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_host_that_is_not_served_is_told_the_same(browser: Browser, scheme: str) -> None:
    answer, page, _ = browser.one(f"{scheme}://localhost/", more={"Host": "evil.example"})
    assert answer.status == 400
    assert "evil.example" not in page
    result = score(Answer("https://localhost/", lower(answer), hops=("http://a/", "https://a/")))
    assert {rule for rule, text in result.verdicts.items() if text[0] < 0} <= {"strict-transport-security"}


GOOD = Answer(
    "https://a.example/",
    {
        "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
    },
    hops=("http://a.example/", "https://a.example/"),
)


@pytest.mark.parametrize(
    ("name", "value", "points"),
    [
        ("Content-Security-Policy", None, 75 - 20),
        ("Content-Security-Policy", "default-src 'none'; script-src 'unsafe-inline'; frame-ancestors 'none'", 80),
        ("Content-Security-Policy", "default-src https:; frame-ancestors 'none'", 80),
        ("Content-Security-Policy", "default-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'", 120),
        ("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'", 125),
        ("Strict-Transport-Security", None, 80),
        ("Strict-Transport-Security", "max-age=60", 90 + 30),
        ("X-Content-Type-Options", "sniff", 95 + 30),
        ("Referrer-Policy", "unsafe-url", 95 + 25),
        ("Cross-Origin-Resource-Policy", "anything", 95 + 20),
        ("Access-Control-Allow-Credentials", "true", 130),
    ],
)
def test_the_score_takes_points_for_what_is_wrong(name: str, value: str | None, points: int) -> None:
    headers = {key: text for key, text in GOOD.headers.items() if key != name} | ({name: value} if value else {})
    assert score(GOOD).points == 130
    assert score(replace(GOOD, headers=headers)).points == points


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        (replace(GOOD, hops=("http://a.example/",)), 80),
        (replace(GOOD, hops=("http://a.example/", "https://b.example/")), 125),
        (replace(GOOD, cookies=("sessionid=1; Secure; HttpOnly; SameSite=Lax",)), 135),
        (replace(GOOD, cookies=("sessionid=1; Secure; SameSite=Lax",)), 70),
        (replace(GOOD, cookies=("csrftoken=1; Secure",)), 80),
        (replace(GOOD, cookies=("theme=1",)), 125),
        (replace(GOOD, page='<script src="http://cdn.example/a.js"></script>'), 50),
        (replace(GOOD, page='<script src="https://cdn.example/a.js"></script>'), 125),
        (replace(GOOD, page='<script src="/a.js"></script>'), 130),
    ],
)
def test_it_rejects_weak_answers(answer: Answer, points: int) -> None:
    assert score(answer).points == points
