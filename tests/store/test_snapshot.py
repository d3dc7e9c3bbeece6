"""The loaded index follows the revision."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection

from catalog import models
from catalog.store import snapshot
from catalog.troubleshoot import troubleshoot
from tests.catalog_rows import store


@pytest.mark.django_db
def test_snapshot_follows_the_revision() -> None:
    store()
    loaded = snapshot.current_index()
    assert snapshot.current_index() is loaded
    models.Case.objects.filter(message="Image not found").first().save()  # type: ignore[union-attr]
    assert snapshot.current_index() is not loaded


@pytest.mark.django_db
def test_an_edit_is_in_the_next_answer() -> None:
    store()
    row = models.Case.objects.get(message="Image not found")
    row.solution = "Look in the other region."
    row.save()
    assert troubleshoot("Metal.0204").findings[0].matches[0].solution == "Look in the other region."


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "memory" in str(connection.settings_dict["NAME"]) or connection.vendor == "sqlite",
    reason="a database in memory is not seen by the thread that polls; test_up.py tries it with real workers",
)
def test_a_server_polls_the_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    store()
    monkeypatch.setattr(snapshot, "_poller", None)
    monkeypatch.setattr(snapshot, "POLL_SECONDS", 0.05)
    first = snapshot.current_index().revision
    snapshot.start_polling()
    row = models.Case.objects.get(message="Image not found")
    row.solution = "Polled."
    row.save()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and snapshot.current_index().revision == first:
        threading.Event().wait(0.02)
    assert troubleshoot("Metal.0204").findings[0].matches[0].solution == "Polled."
    assert snapshot.loaded_revision().number == snapshot.current_index().revision
