"""Errors as problem details (RFC 9457), for clients that ask for them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, override_settings

from catalog.rates import Rate
from tests.catalog_rows import store

pytestmark = pytest.mark.django_db

PROBLEM = "application/problem+json"


@pytest.fixture(autouse=True)
def catalog() -> None:
    store()


def assert_problem(response: Any, status: int) -> None:
    assert (response.status_code, response.headers["Content-Type"]) == (status, PROBLEM)
    problem = response.json()
    assert problem["status"] == status
    assert problem["type"] == f"/errors/portal/Portal.{status:04d}/"
    assert problem["title"]
    assert "error portal" in problem["detail"]
    assert problem["error_code"] == f"Portal.{status:04d}"
    assert problem["error_msg"] == problem["detail"]
    assert problem["request_id"] == response.headers["X-Request-Id"]


@pytest.mark.parametrize("accept", [PROBLEM, f"application/json, {PROBLEM}", f"{PROBLEM.upper()};q=0.9, */*;q=0.1"])
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/errors/metal/Metal.9999", 404),
        ("/api/v1/errors?page=0", 400),
        ("/api/v1/nothing", 404),
        ("/api/v1/diagnose", 405),
        ("/nothing", 404),
    ],
)
def test_client_that_asks_for_problem_details_gets_the_real_error(
    client: Client, accept: str, path: str, status: int
) -> None:
    assert_problem(client.get(path, headers={"accept": accept}), status)


def test_good_answer_stays_plain_json(client: Client) -> None:
    for accept in (PROBLEM, f"{PROBLEM}, application/json;q=0.5"):
        response = client.get("/api/v1/services", headers={"accept": accept})
        assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")


@pytest.mark.parametrize("accept", ["*/*", "application/json", f"application/json, {PROBLEM};q=0.5", f"{PROBLEM};q=0"])
def test_vendor_shape_is_the_default(client: Client, accept: str) -> None:
    response = client.get("/api/v1/errors/metal/Metal.9999", headers={"accept": accept})

    assert response.headers["Content-Type"] == "application/json"
    assert set(response.json()) == {"error_code", "error_msg", "request_id"}


def test_hint_of_an_unacceptable_media_type_is_told_as_problem(client: Client) -> None:
    assert_problem(client.get("/api/v1/services", headers={"accept": f"image/png, {PROBLEM}"}), 406)


@override_settings(PORTAL_DIAGNOSE_RATE=Rate(1, 86400))
def test_too_many_requests(client: Client) -> None:
    for _ in range(2):
        response = client.post("/api/v1/diagnose", "x", content_type="text/plain", headers={"accept": PROBLEM})
    assert_problem(response, 429)
    assert int(response.headers["Retry-After"]) > 0
