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
from catalog.limits import too_many
from catalog.rates import Rate

LOCAL = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "of-this-test"}


class Gone:
    """A shared cache that does not answer, and how often it was asked."""

    asked = 0

    def add(self, *_: Any, **__: Any) -> bool:
        Gone.asked += 1
        raise NoConnection("refused")

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def shared_is_gone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CACHES = {**settings.CACHES, "local": LOCAL}
    caches["local"].clear()
    Gone.asked = 0
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
    assert Gone.asked == 1


@override_settings(PORTAL_DIAGNOSE_RATE=Rate(2, 3600))
def test_the_shared_cache_is_asked_again_after_some_seconds(
    shared_is_gone: None, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_many(rf.get("/"))
    monkeypatch.setattr(limits, "_ask_shared_at", 0.0)
    too_many(rf.get("/"))
    assert Gone.asked == 2
