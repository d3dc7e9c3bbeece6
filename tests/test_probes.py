"""Probes know the portal by its address; everybody else has to ask for one of its names."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from tests.catalog_rows import store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def behind_a_name(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["errors.example.com"]
    settings.SECURE_SSL_REDIRECT = True
    store()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "10.1.2.3", "no_name!", ""])
def test_probe_is_answered_by_address(client: Client, path: str, host: str) -> None:
    answer = client.get(path, headers={"host": host})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("path", ["/", "/errors/", "/api/v1/errors/", "/healthz/x", "/admin/"])
def test_it_rejects_other_names_elsewhere(client: Client, path: str) -> None:
    assert client.get(path, secure=True, headers={"host": "10.1.2.3"}).status_code == 400


def test_it_rejects_another_method(client: Client) -> None:
    assert client.post("/healthz", headers={"host": "10.1.2.3"}).status_code == 405
