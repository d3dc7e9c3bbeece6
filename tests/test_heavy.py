"""Long texts take turns: one is read at a time, a few wait, more are refused with the time to wait."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.test import Client

from catalog import limits
from catalog.heavy import HEAVY_BYTES, Busy, Turns
from tests.catalog_rows import service_catalog, store


def test_long_texts_are_read_one_at_a_time() -> None:
    turns = Turns(most=5, most_of_one=5)
    at_work: list[int] = []
    most = 0

    def work(number: int) -> None:
        nonlocal most
        with turns.place(f"client {number}", HEAVY_BYTES) as turn, turn():
            at_work.append(number)
            most = max(most, len(at_work))
            time.sleep(0.01)
            at_work.remove(number)

    with ThreadPoolExecutor(5) as threads:
        list(threads.map(work, range(5)))
    assert most == 1


def test_light_work_waits_for_nobody() -> None:
    turns = Turns(most=1, most_of_one=1)
    with turns.place("one", HEAVY_BYTES) as turn, turn(), turns.place("one", 300) as light, light():
        pass


def test_one_client_leaves_places_to_others() -> None:
    turns = Turns(most=3, most_of_one=2)
    with turns.place("one", HEAVY_BYTES), turns.place("one", HEAVY_BYTES):
        with pytest.raises(Busy), turns.place("one", HEAVY_BYTES):
            pass
        with turns.place("two", HEAVY_BYTES), pytest.raises(Busy), turns.place("three", HEAVY_BYTES):
            pass
    with turns.place("one", HEAVY_BYTES), turns.place("one", HEAVY_BYTES):
        pass


def test_a_turn_is_not_waited_for_longer_than_said() -> None:
    turns = Turns(most=2, most_of_one=2, longest_wait=0.05)
    with (
        turns.place("one", HEAVY_BYTES) as first,
        first(),
        turns.place("two", HEAVY_BYTES) as second,
        pytest.raises(Busy),
        second(),
    ):
        pass
    with turns.place("two", HEAVY_BYTES) as third, third():
        pass


def test_a_failure_gives_its_turn_back() -> None:
    turns = Turns(most=1, most_of_one=1)
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"), turns.place("one", HEAVY_BYTES) as turn, turn():
            raise ValueError("broken")


@pytest.mark.django_db
def test_the_interfaces_refuse_with_the_time_to_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    store(service_catalog("metal"))
    monkeypatch.setattr(limits, "_turns", Turns(most=1, most_of_one=1))
    text = "ERROR Metal.0204: Image not found\n" * 3000
    items = "\n".join(["ERROR Metal.0204: Image not found " * 300] * 8)
    result: list[Any] = []
    with limits.place("somebody else", HEAVY_BYTES):
        result.append(client.post("/api/v1/diagnose", text, content_type="text/plain"))
        result.append(client.post("/api/v1/diagnose/batch", items, content_type="application/x-ndjson"))
        result.append(client.post("/troubleshoot/", {"body": text}))
        assert client.post("/api/v1/diagnose", text[:300], content_type="text/plain").status_code == 200
    assert [answer.status_code for answer in result] == [429, 429, 429]
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in result)
    # And nobody holds a place that was refused or has been answered.
    assert client.post("/api/v1/diagnose", text, content_type="text/plain").status_code == 200
    assert client.post("/troubleshoot/", {"body": text}).status_code == 200
    # Last: closing it closes the connection to the database, too.
    batch: Any = client.post("/api/v1/diagnose/batch", items, content_type="application/x-ndjson")
    assert b"".join(batch.streaming_content)
    batch.close()
