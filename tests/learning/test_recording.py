"""Recording: what each value of PORTAL_LEARN keeps, and that a pasted text is nowhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from catalog import tally
from catalog.learning import recording
from catalog.learning.models import AskerCount, DailyCount, DailySalt, Unknown, UnknownDay
from catalog.learning.recording import Recorder, forget_old
from catalog.troubleshoot import troubleshoot
from tests.catalog_rows import store

pytestmark = pytest.mark.django_db

SECRETIVE = "Cannot mount the volume of customer Zyxwv-Qrst to server 10.9.8.7: disk is broken"


def diagnose_and_record(recorder: Recorder, text: str, client: str = "192.0.2.1") -> None:
    guidance = troubleshoot(text)
    recorder(tally.DIAGNOSED, {"outcome": guidance.outcome, "guidance": guidance, "client": client})


def everything_stored() -> str:
    return "\n".join(
        repr(row)
        for model in apps.get_models()
        if model._meta.app_label in ("learning", "webhooks", "catalog", "django_tasks_db", "sessions", "admin")
        for row in model._default_manager.values()
    )


@pytest.fixture(autouse=True)
def _catalog() -> None:
    store()


def test_counts_hold_code_outcome_and_day() -> None:
    recorder = Recorder("counts")
    for _ in range(3):
        diagnose_and_record(recorder, '{"error_code": "Metal.0204", "error_msg": "Image not found"}')
    recorder(tally.LOOKED_UP, {"service": "metal", "code": "Metal.0204"})
    recorder.write()
    recorder.write()
    rows = DailyCount.objects.order_by("kind").values_list("kind", "outcome", "service", "code", "count")
    assert list(rows) == [("diagnosed", "known", "metal", "Metal.0204", 3), ("looked_up", "", "metal", "Metal.0204", 1)]


def test_two_processes_add_up() -> None:
    first, second = Recorder("counts"), Recorder("counts")
    for recorder in (first, second):
        diagnose_and_record(recorder, "Metal.0204: Image not found")
        recorder.write()
    assert DailyCount.objects.get().count == 2


def test_unknown_code_comes_into_the_queue_without_its_text() -> None:
    recorder = Recorder("counts")
    diagnose_and_record(recorder, f'{{"error_code": "Metal.0999", "error_msg": "{SECRETIVE}", "status": 409}}')
    recorder.write()
    row = Unknown.objects.get()
    assert (row.kind, row.text, row.count, row.statuses) == ("code", "Metal.0999", 1, [409])
    assert row.services == ["metal"]
    assert UnknownDay.objects.get().count == 1
    assert "volume" not in everything_stored()


def test_row_that_is_seen_again_learns_new_statuses_and_services() -> None:
    for status in (409, 409, 503):
        recorder = Recorder("counts")
        diagnose_and_record(recorder, f'{{"error_code": "Metal.0999", "status": {status}}}')
        recorder.write()
    row = Unknown.objects.get()
    assert (row.count, row.statuses, row.services, row.days.get().count) == (3, [409, 503], ["metal"], 3)


def test_queries_of_a_write_do_not_grow_with_its_rows(django_assert_max_num_queries: Any) -> None:
    """The write is aside of a diagnosis, but it takes the same processor."""
    for number in (10, 200):
        recorder = Recorder("counts")
        for code in range(number):
            diagnose_and_record(recorder, f'{{"error_code": "Metal.9{code:03}"}}')
        for _ in range(2):
            with django_assert_max_num_queries(16):
                recorder.write()
            diagnose_and_record(recorder, '{"error_code": "Metal.9001"}')
    assert Unknown.objects.count() == 200


@pytest.mark.parametrize("level", ["counts", "shapes"])
def test_nothing_pasted_is_stored(level: str) -> None:
    recorder = Recorder(level)
    for client in ("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"):
        diagnose_and_record(recorder, f'{{"error_code": "zz{client[-1]}9f3ab21c77", "message": "{SECRETIVE}"}}', client)
        recorder.write()
    stored = everything_stored()
    for piece in ("Zyxwv", "Qrst", "10.9.8.7", "9f3ab21c77", "192.0.2"):
        assert piece not in stored
    assert ("mount the volume" in stored) is (level == "shapes")


def test_shape_is_kept_once_three_have_asked() -> None:
    recorder = Recorder("shapes")
    for client in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
        diagnose_and_record(recorder, SECRETIVE, client)
        recorder.write()
    assert not Unknown.objects.exists()
    assert "volume" not in everything_stored()
    diagnose_and_record(recorder, SECRETIVE.replace("Zyxwv", "Abcde"), "192.0.2.3")
    recorder.write()
    row = Unknown.objects.get()
    assert (row.kind, row.count) == ("shape", 4)
    assert row.text == "cannot mount the volume of customer <*> to server <*>: disk is broken"
    assert not AskerCount.objects.exists()
    diagnose_and_record(recorder, SECRETIVE, "192.0.2.1")
    recorder.write()
    row.refresh_from_db()
    assert row.count == 5


def test_salt_and_digests_of_a_day_go_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder("shapes")
    diagnose_and_record(recorder, SECRETIVE)
    recorder.write()
    yesterday = timezone.now().date() - timedelta(days=1)
    DailySalt.objects.update(day=yesterday)
    AskerCount.objects.update(day=yesterday)
    diagnose_and_record(recorder, SECRETIVE, "192.0.2.9")
    recorder.write()
    assert not DailySalt.objects.filter(day=yesterday).exists()
    assert AskerCount.objects.count() == 1


def test_refused_write_is_kept_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder("counts")
    diagnose_and_record(recorder, "Metal.0999")

    def refuse(*_: object) -> None:
        raise DatabaseError

    with monkeypatch.context() as patch:
        patch.setattr(recording, "_write_counts", refuse)
        with pytest.raises(DatabaseError):
            recorder.write()
    diagnose_and_record(recorder, "Metal.0999")
    recorder.write()
    assert Unknown.objects.get().count == 2
    assert DailyCount.objects.get().count == 2


def test_made_up_codes_fill_no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "MOST_NEW_ON_A_DAY", 5)
    recorder = Recorder("counts")
    for number in range(9):
        diagnose_and_record(recorder, f'{{"error_code": "Metal.{7000 + number}"}}')
    recorder.write()
    diagnose_and_record(recorder, '{"error_code": "Metal.7999"}')
    recorder.write()
    assert Unknown.objects.count() == 5


def test_pending_questions_are_bounded(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(recording, "MOST_PENDING", 3)
    recorder = Recorder("counts")
    for number in range(9):
        diagnose_and_record(recorder, f'{{"error_code": "Metal.{7000 + number}"}}')
    recorder.write()
    assert Unknown.objects.count() == 3
    assert "6 questions were not counted" in caplog.text


def test_old_rows_go() -> None:
    recorder = Recorder("counts")
    diagnose_and_record(recorder, "Metal.0999")
    recorder.write()
    DailyCount.objects.update(day=timezone.now().date() - timedelta(days=40))
    Unknown.objects.update(last_seen=timezone.now() - timedelta(days=40))
    assert forget_old(days=400) == 0
    assert forget_old(days=30) > 0
    assert not DailyCount.objects.exists()
    assert not Unknown.objects.exists()


def test_pages_and_rest_tell_what_was_asked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = Recorder("counts")
    monkeypatch.setattr(tally, "_listeners", [recorder])
    client.post("/troubleshoot/", {"body": "Metal.0204: Image not found"})
    client.post("/api/v1/diagnose", data="Metal.0204: Image not found", content_type="text/plain")
    batch = client.post("/api/v1/diagnose/batch", data='["Metal.0204", "Metal.0204"]', content_type="application/json")
    assert len(list(batch)) > 0
    client.get("/errors/metal/Metal.0204/")
    client.get("/errors/metal/Metal.0204/")
    client.get("/api/v1/errors/metal/Metal.0204/")
    recorder.write()
    assert dict(DailyCount.objects.values_list("kind", "count")) == {"diagnosed": 4, "looked_up": 3}
