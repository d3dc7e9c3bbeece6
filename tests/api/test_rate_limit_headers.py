"""RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers) on every diagnosis."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client, override_settings

from catalog.rates import Rate
from tests.catalog_rows import store

pytestmark = pytest.mark.django_db

ADDRESSES = ("/api/v1/diagnose", "/api/v1/diagnose/batch", "/api/v1/diagnoses")


@pytest.fixture(autouse=True)
def catalog() -> None:
    store()


def post(client: Client, path: str) -> Any:
    return client.post(
        path, '{"text": "Metal.0100"}', content_type="text/plain" if "es" not in path else "application/json"
    )


@override_settings(PORTAL_DIAGNOSE_RATE=Rate(3, 86400))
def test_all_addresses_share_one_rate_and_tell_what_is_left(client: Client) -> None:
    left = []
    for path in (*ADDRESSES, ADDRESSES[0]):
        response = post(client, path)
        assert response.headers["RateLimit-Policy"] == '"diagnose";q=3;w=86400'
        limit = re.fullmatch(r'"diagnose";r=(\d+);t=(\d+)', response.headers["RateLimit"])
        assert limit
        assert 1 <= int(limit[2]) <= 86400
        left.append((response.status_code, int(limit[1])))
    assert left == [(200, 2), (200, 1), (200, 0), (429, 0)]
    assert response.headers["RateLimit"].endswith(f";t={response.headers['Retry-After']}")


@override_settings(PORTAL_DIAGNOSE_RATE=None)
def test_no_limit_has_no_headers(client: Client) -> None:
    assert not {"RateLimit", "RateLimit-Policy"} & set(post(client, ADDRESSES[0]).headers)


def test_looking_up_is_not_limited(client: Client) -> None:
    assert "RateLimit" not in client.get("/api/v1/services").headers
