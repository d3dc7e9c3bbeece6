"""API keys: made in the admin and shown once, counted by themselves, revocable; and a portal closed to others."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from django.utils import timezone

from catalog import models
from catalog.rates import Rate
from catalog.store.keys import new_token
from tests.catalog_rows import store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalog() -> None:
    store()


def made(rate: str = "", **facts: Any) -> str:
    key = models.ApiKey(name="a robot", rate=rate, **facts)
    token = new_token(key)
    key.save()
    return token


def ask(client: Client, token: str | None = None, **extra: Any) -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return client.post("/api/v1/diagnose", "Metal.0100", content_type="text/plain", headers=headers, **extra)


def test_it_works(client: Client) -> None:
    client.force_login(User.objects.create_superuser("curator"))
    page = client.post("/admin/catalog/apikey/add/", {"name": "a robot", "rate": "2/min"}, follow=True)
    found = re.search(r"ep_[A-Za-z0-9_-]{43}", page.content.decode())
    assert found
    key = models.ApiKey.objects.get()
    assert found[0] not in repr(models.ApiKey.objects.values().get())
    assert found[0].startswith(key.beginning)
    assert found[0] not in client.get(f"/admin/catalog/apikey/{key.pk}/change/").content.decode()
    client.logout()
    assert [ask(client, found[0]).status_code for _ in range(3)] == [200, 200, 429]
    assert ask(client).status_code == 200


def save_key(client: Client, number: int, revoked: str) -> None:
    page = f"/admin/catalog/apikey/{number}/change/"
    version = client.get(page).context["adminform"].form.initial["version"]
    client.post(page, {"name": "renamed", "rate": "", "revoked": revoked, "version": version})


def test_a_key_keeps_its_token_when_it_is_edited(client: Client) -> None:
    token = made()
    client.force_login(User.objects.create_superuser("curator"))
    key = models.ApiKey.objects.get()
    save_key(client, key.pk, revoked="")
    assert models.ApiKey.objects.get().name == "renamed"
    assert ask(client, token).status_code == 200
    save_key(client, key.pk, revoked="on")
    assert ask(client, token).status_code == 401


@override_settings(PORTAL_DIAGNOSE_RATE=Rate(1, 86400), PORTAL_TRUSTED_PROXIES=1)
def test_a_key_counts_wherever_it_comes_from(client: Client) -> None:
    token, other = made("2/min"), made()
    codes = [ask(client, token, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}").status_code for n in range(3)]
    assert codes == [200, 200, 429]
    assert int(ask(client, token).headers["Retry-After"]) > 0
    assert [ask(client, other).status_code for _ in range(2)] == [200, 429]
    assert [ask(client).status_code for _ in range(2)] == [200, 429]
    assert {ask(client, made("0")).status_code for _ in range(3)} == {200}


@override_settings(PORTAL_DIAGNOSE_RATE=None)
def test_without_any_limit_a_key_has_none(client: Client) -> None:
    token = made("1/min")
    assert [ask(client, token).status_code for _ in range(3)] == [200, 200, 200]


@override_settings(
    CACHES={
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "rates": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"socket_connect_timeout": 1},
        },
        "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "while it is away"},
    }
)
def test_a_shared_cache_that_is_away_stops_nobody(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.limits._ask_shared_at", 0.0)
    assert ask(client).status_code == 200


def test_the_day_of_its_use_is_noted_once(client: Client, django_assert_num_queries: Any) -> None:
    token = made()
    ask(client, token)
    today = timezone.now().date()
    assert models.ApiKey.objects.get().last_used == today
    client.get("/api/v1/services/")
    with django_assert_num_queries(2):
        # The key and the revision, which a server process polls.
        client.get("/api/v1/services/", headers={"authorization": f"Bearer {token}"})
    models.ApiKey.objects.update(last_used=today - timedelta(days=9))
    ask(client, token)
    assert models.ApiKey.objects.get().last_used == today


@override_settings(PORTAL_READ_OPEN=False)
def test_a_portal_can_be_closed_to_those_without(client: Client) -> None:
    token = made()
    for path in ("/api/v1/services/", "/api/v1/catalog.json"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers={"authorization": f"bearer  {token}"}).status_code == 200
    assert ask(client).status_code == 401
    assert ask(client, token).status_code == 200
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer x", "Bearer " + "x" * 5000, "Bearer \xff\udcff", "bearer a b"]
)
def test_it_rejects_a_wrong_key(client: Client, header: str) -> None:
    made()
    response = client.get("/api/v1/services/", HTTP_AUTHORIZATION=header)
    assert (response.status_code, response.json()["error_code"]) == (401, "Portal.0401")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="error portal"'


def test_it_rejects_a_revoked_key(client: Client) -> None:
    assert ask(client, made(revoked=True)).status_code == 401


def test_another_scheme_is_a_proxys_business(client: Client) -> None:
    assert client.get("/api/v1/services/", HTTP_AUTHORIZATION="Basic eDp5").status_code == 200


@pytest.mark.parametrize("rate", ["600", "600/fortnight", "-1/min", "0/min", "many"])
def test_it_rejects_a_rate_that_is_none(rate: str) -> None:
    key = models.ApiKey(name="a robot", rate=rate)
    new_token(key)
    with pytest.raises(ValidationError, match="600/min"):
        key.full_clean()
