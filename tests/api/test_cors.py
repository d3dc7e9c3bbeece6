"""Cross-origin requests: only origins that a setting names may read answers, and only the REST interface's."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.catalog_rows import store

pytestmark = pytest.mark.django_db

ORIGIN = "https://tools.example.com"
CORS = "corsheaders.middleware.CorsMiddleware"
ALLOWED = override_settings(MIDDLEWARE=[CORS, *settings.MIDDLEWARE], CORS_ALLOWED_ORIGINS=[ORIGIN])


@pytest.fixture(autouse=True)
def catalog() -> None:
    store()


def preflight(client: Client, path: str, origin: str = ORIGIN) -> Any:
    headers = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    return client.options(path, headers=headers)


def allowed_origin(response: Any) -> str | None:
    result: str | None = response.headers.get("Access-Control-Allow-Origin")
    return result


def test_off_by_default(client: Client) -> None:
    assert CORS not in settings.MIDDLEWARE
    assert allowed_origin(client.get("/api/v1/services", headers={"origin": ORIGIN})) is None
    assert allowed_origin(preflight(client, "/api/v1/diagnose")) is None


@ALLOWED
def test_named_origin_may_call_and_read_the_headers(client: Client) -> None:
    request = preflight(client, "/api/v1/diagnoses")
    assert (request.status_code, allowed_origin(request)) == (200, ORIGIN)
    assert "content-type" in request.headers["Access-Control-Allow-Headers"]

    answer = client.post(
        "/api/v1/diagnoses", '{"text": "Metal.0100"}', content_type="application/json", headers={"origin": ORIGIN}
    )
    assert (answer.status_code, allowed_origin(answer)) == (200, ORIGIN)
    assert {"RateLimit", "Retry-After", "X-Request-Id"} <= set(
        answer.headers["Access-Control-Expose-Headers"].split(", ")
    )
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "origin" in answer.headers["Vary"].lower()


@ALLOWED
def test_errors_are_readable_too(client: Client) -> None:
    missing = client.get("/api/v1/errors/metal/Metal.9999", headers={"origin": ORIGIN})
    assert (missing.status_code, allowed_origin(missing)) == (404, ORIGIN)


@ALLOWED
@pytest.mark.parametrize("path", ["/", "/admin/login/", "/errors/metal/"])
def test_pages_stay_closed(client: Client, path: str) -> None:
    assert allowed_origin(client.get(path, headers={"origin": ORIGIN})) is None


@ALLOWED
def test_other_origins_stay_closed(client: Client) -> None:
    assert allowed_origin(client.get("/api/v1/services", headers={"origin": "https://evil.example.com"})) is None


@ALLOWED
def test_cached_answer_is_read_by_each_origin_as_it_may(client: Client) -> None:
    for origin, allowed in ((ORIGIN, ORIGIN), ("https://evil.example.com", None), (ORIGIN, ORIGIN)):
        response = client.get("/api/v1/services", headers={"origin": origin})
        assert allowed_origin(response) == allowed
