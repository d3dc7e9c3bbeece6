"""Rates when the shared cache does not answer: each process goes on counting by itself."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core.cache import caches
from django.test import RequestFactory, override_settings
from pytest_django import Settings
from redis.exceptions import ConnectionError as NoConnection

from catalog import limits
from catalog.limits import network_of, too_many
from catalog.rates import Rate

LOCAL = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "of-this-test"}


class Gone:
    """A shared cache that does not answer, and how often it was asked."""

    calls = 0

    def add(self, *_: Any, **__: Any) -> bool:
        Gone.calls += 1
        raise NoConnection("refused")

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def shared_is_gone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CACHES = {**settings.CACHES, "local": LOCAL}
    caches["local"].clear()
    Gone.calls = 0
    monkeypatch.setattr(limits, "_ask_shared_at", 0.0)
    monkeypatch.setattr(caches._connections, "rates", Gone(), raising=False)  # type: ignore[attr-defined]


@override_settings(PORTAL_DIAGNOSE_RATE=Rate(2, 3600))
def test_a_client_is_still_counted(
    shared_is_gone: None, rf: RequestFactory, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with caplog.at_level(logging.WARNING):
        waits = [too_many(rf.get("/")) for _ in range(4)]
    assert waits[:2] == [None, None]
    assert all(wait for wait in waits[2:])
    assert too_many(rf.get("/", REMOTE_ADDR="10.0.0.9")) is None
    assert caplog.text.count("counts its own requests") == 1
    assert Gone.calls == 1


@override_settings(PORTAL_DIAGNOSE_RATE=Rate(2, 3600))
def test_the_shared_cache_is_asked_again_after_some_seconds(
    shared_is_gone: None, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_many(rf.get("/"))
    monkeypatch.setattr(limits, "_ask_shared_at", 0.0)
    too_many(rf.get("/"))
    assert Gone.calls == 2


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:DB8:1:2::1", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_the_addresses_of_one_subscriber_are_one_client(address: str, client: str) -> None:
    assert network_of(address) == client


@override_settings(PORTAL_DIAGNOSE_RATE=Rate(2, 3600))
def test_another_address_of_the_same_network_does_not_start_anew(rf: RequestFactory) -> None:
    caches["default"].clear()
    waits = [too_many(rf.get("/", REMOTE_ADDR=f"2001:db8:9:9::{number}")) for number in range(1, 5)]
    assert waits[:2] == [None, None]
    assert all(waits[2:])
    assert too_many(rf.get("/", REMOTE_ADDR="2001:db8:9:a::1")) is None
