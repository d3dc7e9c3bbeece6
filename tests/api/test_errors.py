"""Every error of the API at every address, by one shared assertion."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client, override_settings

from catalog import response_cache
from catalog.api import throttling
from catalog.ingest import load_bundled
from catalog.rates import Rate
from tests.api.refused import assert_portal_error
from tests.catalog_rows import for_the_file

pytestmark = pytest.mark.django_db

POSTS = ("/api/v1/diagnose", "/api/v1/diagnose/", "/api/v1/diagnose/batch", "/api/v1/diagnose/batch/")
GETS = (
    "/api/v1/errors/",
    "/api/v1/errors/imetal/iMetal.0100/",
    "/api/v1/services/",
    "/api/v1/changes/",
    "/api/v1/changes.atom",
    "/api/v1/catalog.json",
    "/api/v1/enums/imetal.py",
    "/api/v1/enums/imetal.ts",
)
ALL = (*POSTS, *GETS)


bundled = for_the_file(load_bundled)


def ask(client: Client, path: str, body: bytes | str = "iMetal.0100", **extra: Any) -> Any:
    if path.split("?")[0] in POSTS:
        return client.generic("POST", path, body, content_type="text/plain", **extra)
    return client.get(path, **extra)


@pytest.mark.parametrize("path", ALL)
def test_every_address_answers_ordinary_requests(client: Client, path: str) -> None:
    assert ask(client, path).status_code == 200


@pytest.mark.parametrize("path", ALL)
def test_an_address_tells_its_options_in_any_media_type_it_has(client: Client, path: str) -> None:
    for accept in ("application/json", "text/plain", "application/xml", "text/x-python", "*/*"):
        response = client.options(path, headers={"accept": accept})
        assert response.status_code in (200, 406)
        data = json.loads(response.content)
        if response.status_code == 200:
            # Any text is taken as a body, and none where there is nothing to send.
            assert data.get("parses") == (["*/*"] if path in POSTS else None)
            assert accept == "*/*" or accept in data["renders"]


@pytest.mark.parametrize(
    "path",
    [
        *(f"{path}?http_status=1" for path in POSTS),
        *(f"{path}?service=nobody" for path in POSTS),
        *(f"{path}?service=%00" for path in POSTS),
        "/api/v1/errors/?page=0",
        "/api/v1/errors/?q=%00",
        "/api/v1/changes/?since=x",
    ],
)
def test_it_rejects_a_parameter_outside_its_range(client: Client, path: str) -> None:
    assert_portal_error(ask(client, path), 400)


@pytest.mark.parametrize("path", POSTS)
def test_it_rejects_a_body_that_broke_off(client: Client, path: str) -> None:
    refused = ask(client, path, b"", **{"CONTENT_LENGTH": "100", "wsgi.input": io.BytesIO(b"iMeta")})
    assert_portal_error(refused, 400)
    assert refused.json()["error_msg"].endswith("its body broke off after 5 of 100 bytes")


@pytest.mark.parametrize("path", POSTS)
def test_it_rejects_an_empty_body(client: Client, path: str) -> None:
    for body in (b"", b" \n\t\r\n"):
        assert_portal_error(ask(client, path, body), 400)


@pytest.mark.parametrize("path", ALL)
def test_it_rejects_a_host_it_does_not_serve(client: Client, path: str) -> None:
    assert_portal_error(ask(client, path, headers={"host": "elsewhere.example.com"}), 400)


@pytest.mark.parametrize("path", ALL)
def test_it_rejects_a_wrong_key_and_none_where_one_is_wanted(client: Client, path: str) -> None:
    assert_portal_error(ask(client, path, headers={"authorization": "Bearer wrong"}), 401)
    with override_settings(PORTAL_READ_OPEN=False):
        assert_portal_error(ask(client, path), 401)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/v1/",
        "/api/",
        "/api/v1/errors/imetal/iMetal.9999/",
        "/api/v1/errors/nobody/iMetal.0100/",
        "/api/v1/errors/imetal/a%00b/",
        "/api/v1/errors/?page=99",
        "/api/v1/enums/nobody.py",
        "/api/v1/enums/nobody.ts",
        "/api/v1/enums/imetal.rb",
    ],
)
def test_it_rejects_what_is_not_there(client: Client, path: str) -> None:
    assert_portal_error(ask(client, path), 404)


@pytest.mark.parametrize("path", [*ALL, "/api/schema/", "/api/docs/"])
def test_it_rejects_another_method(client: Client, path: str) -> None:
    for method in ("PUT", "DELETE", "PATCH", "GET" if path in POSTS else "POST"):
        assert_portal_error(client.generic(method, path, b"x"), 405)


@pytest.mark.parametrize("path", [*ALL, "/api/schema/"])
def test_it_rejects_a_media_type_it_does_not_have(client: Client, path: str) -> None:
    assert_portal_error(ask(client, path, headers={"accept": "image/png"}), 406)


@pytest.mark.parametrize("path", POSTS)
def test_it_rejects_a_body_over_the_limit(client: Client, path: str) -> None:
    with override_settings(PORTAL_MAX_BODY_BYTES=10):
        assert_portal_error(ask(client, path, b"x" * 11), 413)


@pytest.mark.parametrize("path", POSTS)
def test_it_rejects_a_compressed_body(client: Client, path: str) -> None:
    assert_portal_error(ask(client, path, headers={"content-encoding": "gzip"}), 415)


@pytest.mark.parametrize("path", POSTS)
def test_it_rejects_a_client_that_asks_too_often(client: Client, path: str) -> None:
    with override_settings(PORTAL_DIAGNOSE_RATE=Rate(1, 86400)):
        assert ask(client, path).status_code == 200
        assert_portal_error(ask(client, path), 429)


@pytest.mark.parametrize("path", ALL)
def test_a_failure_of_the_portal_is_500(client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a defect")

    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(throttling, "count_request", broken)
        patch.setattr(response_cache, "loaded_revision", broken)
        response = ask(client, path)
    assert_portal_error(response, 500)


@pytest.mark.parametrize("path", ALL)
def test_a_database_that_is_away_is_503(client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise DatabaseError("gone")

    with monkeypatch.context() as patch:
        patch.setattr("catalog.troubleshoot.current_index", away)
        patch.setattr(response_cache, "loaded_revision", away)
        response = ask(client, path)
    assert_portal_error(response, 503)
