"""Security headers of every response, and absence of cookies."""

from __future__ import annotations

import logging

import pytest
from django.test import Client
from pytest_django import Settings

from catalog import ingest
from portal.log_lines import RefusedHosts
from tests.catalog_rows import for_the_file

PUBLIC = (
    "/",
    "/errors/",
    "/errors/?q=iMetal",
    "/errors/imetal/",
    "/errors/imetal/iMetal.0100/",
    "/go/iMetal.0100",
    "/go/nothing-like-it",
    "/troubleshoot/",
    "/troubleshoot/?q=iMetal.0100",
    "/healthz",
    "/readyz",
    "/robots.txt",
    "/sitemap.xml",
    "/opensearch.xml",
    "/nowhere/",
    "/api/v1/errors/",
    "/api/v1/errors/imetal/iMetal.0100/",
    "/api/v1/services/",
    "/api/v1/nowhere/",
    "/api/schema/",
    "/api/docs/",
    "/api/docs/team/",
    "/api/docs/curation/",
)
ADMIN = ("/admin/", "/admin/catalog/code/", "/admin/catalog/code/add/")

STRICT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


catalog = for_the_file(ingest.load_bundled)


def policy_of(header: str) -> dict[str, list[str]]:
    """The directives of a Content-Security-Policy with their sources."""
    return {directive: sources for directive, *sources in (part.split() for part in header.split(";"))}


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_have_security_headers_and_no_cookies(client: Client, path: str) -> None:
    answer = client.get(path)

    assert {name: answer.headers[name] for name in STRICT} == STRICT
    policy = policy_of(answer.headers["Content-Security-Policy"])
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert {source for sources in policy.values() for source in sources} <= {"'none'", "'self'"}
    assert "camera=()" in answer.headers["Permissions-Policy"]


@pytest.mark.parametrize("path", PUBLIC)
def test_no_public_answer_sets_a_cookie_or_depends_on_one(client: Client, path: str) -> None:
    answer = client.get(path)

    assert not answer.cookies
    assert "Set-Cookie" not in answer.headers
    assert "cookie" not in answer.headers.get("Vary", "").lower()


def test_neither_does_the_answer_to_a_pasted_error(client: Client) -> None:
    for answer in (
        client.post("/troubleshoot/", {"body": "iMetal.0100"}),
        client.post("/api/v1/diagnose", "iMetal.0100", content_type="text/plain"),
    ):
        assert answer.status_code == 200
        assert not answer.cookies
        assert {name: answer.headers[name] for name in STRICT} == STRICT


def test_no_script_reads_the_cookies_of_the_admin(client: Client) -> None:
    answer = client.get("/admin/login/")

    assert answer.cookies
    assert all(cookie["httponly"] and cookie["samesite"] == "Lax" for cookie in answer.cookies.values())


@pytest.mark.parametrize("path", ADMIN)
def test_the_admin_has_nothing_in_line_that_the_policy_forbids(admin_client: Client, path: str) -> None:
    answer = admin_client.get(path)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "Content-Security-Policy" in answer.headers
    assert " style=" not in page
    assert "<style" not in page
    scripts = [script.split(">")[0] for script in page.split("<script")[1:]]
    assert all("src=" in script or "application/json" in script for script in scripts)


def test_the_policy_is_the_one_of_the_settings(settings: Settings, client: Client) -> None:
    settings.SECURE_CSP = {"default-src": ["'self'", "https://a.example"], "img-src": ["*"]}

    assert (
        client.get("/healthz").headers["Content-Security-Policy"] == "default-src 'self' https://a.example; img-src *"
    )


def test_behind_https_browsers_are_told_to_stay_there(settings: Settings, client: Client) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 31536000

    redirected = client.get("/errors/?q=a")
    assert (redirected.status_code, redirected.headers["Location"]) == (301, "https://testserver/errors/?q=a")
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
    assert "max-age=31536000" in client.get("/", secure=True).headers["Strict-Transport-Security"]


def test_a_wrong_host_writes_no_line_each_time() -> None:
    refused = RefusedHosts()
    record = logging.LogRecord("django.security.DisallowedHost", logging.ERROR, "", 0, "Invalid HTTP_HOST", (), None)
    assert [refused.filter(record) for _ in range(3)] == [True, False, False]
    assert record.levelname == "WARNING"
    assert "ALLOWED_HOSTS" in record.getMessage()
    assert "HTTP_HOST" not in record.getMessage()
    filters = logging.getLogger("django.security.DisallowedHost").filters
    assert any(isinstance(each, RefusedHosts) for each in filters)
