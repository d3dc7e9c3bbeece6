"""Web hooks: signed, tried again, switched off by 410, told of what they want and of nothing pasted."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from catalog import tally
from catalog.learning.feedback import give_feedback, send_report
from catalog.learning.models import DailyCount, Unknown
from catalog.models import Case, Revision
from catalog.webhooks import delivery as sending
from catalog.webhooks.models import Delivery, WebHook
from tests.catalog_rows import store
from tests.learning.receiver import Receiver, listening

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as server:
        yield server


@pytest.fixture(autouse=True)
def _catalog() -> None:
    store()


def hook(receiver: Receiver, **facts: object) -> WebHook:
    return WebHook.objects.create(name="test", url=receiver.url, **facts)


def unhelpful() -> None:
    give_feedback(service="metal", code="Metal.0204", helpful=False, remark="It told me my-own-words")


def test_message_is_signed_and_says_what_happened(receiver: Receiver) -> None:
    made = hook(receiver)
    unhelpful()
    headers, body = receiver.received[0]
    payload = Webhook(made.secret).verify(body, headers)
    assert payload["type"] == "feedback.negative"
    assert payload["data"]["code"] == "Metal.0204"
    assert "my-own-words" not in body
    with pytest.raises(WebhookVerificationError):
        Webhook(made.secret).verify(body + " ", headers)
    assert Delivery.objects.get().state == "delivered"


def test_slack_form_is_a_line_of_text(receiver: Receiver) -> None:
    hook(receiver, form="slack")
    unhelpful()
    assert json.loads(receiver.received[0][1]) == {"text": "Somebody found metal Metal.0204 unhelpful."}


def test_failing_receiver_is_tried_again_later(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[object] = []
    real = sending.enqueue
    monkeypatch.setattr(sending, "enqueue", lambda each, after=None: queued.append(after) if after else real(each))
    receiver.statuses = [500, 503, 200]
    hook(receiver)
    unhelpful()
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.last_status) == ("waiting", 1, 500)
    sending.deliver.call(row.pk)
    sending.deliver.call(row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.last_status) == ("delivered", 3, 200)
    assert len(queued) == 2
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1


def test_delivery_is_given_up_after_the_last_try(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "RETRY_SECONDS", ())
    receiver.statuses = [500]
    hook(receiver)
    unhelpful()
    assert Delivery.objects.get().state == "failed"


def test_gone_receiver_is_switched_off(receiver: Receiver) -> None:
    receiver.statuses = [410]
    made = hook(receiver)
    unhelpful()
    made.refresh_from_db()
    assert not made.active
    unhelpful()
    assert len(receiver.received) == 1


def test_redirect_is_not_followed(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "RETRY_SECONDS", ())
    receiver.statuses = [302]
    hook(receiver)
    unhelpful()
    assert (len(receiver.received), Delivery.objects.get().state) == (1, "failed")


def test_address_that_nobody_listens_at_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "RETRY_SECONDS", ())
    WebHook.objects.create(name="test", url="http://127.0.0.1:9/")
    unhelpful()
    assert "refused" in Delivery.objects.get().last_error.lower()


def test_hook_is_told_of_its_events_only(receiver: Receiver) -> None:
    hook(receiver, events=["report.received"])
    unhelpful()
    send_report(text="Volume of Zyxwv is broken beyond repair", remark="private words", contact="a@example.com")
    assert len(receiver.received) == 1
    body = receiver.received[0][1]
    assert "report.received" in body
    for piece in ("Zyxwv", "private words", "a@example.com"):
        assert piece not in body


@pytest.mark.parametrize(("before", "after", "sent"), [(0, 2, 0), (2, 3, 1), (2, 9, 1), (3, 4, 0)])
def test_unknown_error_is_told_once_at_the_threshold(receiver: Receiver, before: int, after: int, sent: int) -> None:
    hook(receiver, threshold=3)
    now = timezone.now()
    row = Unknown.objects.create(kind="code", text="X.1", digest="x", first_seen=now, last_seen=now, count=after)
    tally.tell(tally.UNKNOWN_SEEN, rows=[(row.pk, before, after)])
    assert len(receiver.received) == sent


def test_digest_sums_up_and_names_what_is_missing(receiver: Receiver) -> None:
    Case.objects.filter(code__code="Metal.0204").update(solution="")
    Revision.objects.update(number=99)
    today = timezone.now().date()
    DailyCount.objects.create(day=today, kind="diagnosed", outcome="known", service="metal", code="Metal.0204", count=7)
    DailyCount.objects.create(day=today, kind="diagnosed", outcome="unknown", count=3)
    hook(receiver)
    call_command("digest")
    data = json.loads(receiver.received[0][1])["data"]
    assert (data["diagnosed"], data["known"]) == (10, 7)
    assert data["without_solution"] == [{"service": "metal", "code": "Metal.0204", "count": 7}]
    assert "70 % of them known" in data["text"]


def test_change_of_the_catalog_is_told_once_it_is_made(receiver: Receiver) -> None:
    hook(receiver, events=["catalog.changed"])
    Case.objects.get(code__code="Metal.0204").save()
    data = json.loads(receiver.received[0][1])["data"]
    assert data["changed"] == 1
    assert len(receiver.received) == 1
