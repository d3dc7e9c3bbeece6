"""Who left an address with an error hears of the entry that answers it: once, and of what everybody may see only."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import override_settings

from catalog.learning import queue
from catalog.learning.feedback import send_report
from catalog.learning.models import Report
from catalog.models import Service
from catalog.webhooks import mail as mailing
from portal.environment import read_environment
from tests.catalog_rows import store
from tests.running_portal import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

WITH_MAIL = {
    "PORTAL_MAIL": {"timeout": 5},
    "PORTAL_MAIL_FROM": "Support <support@example.com>",
    "PORTAL_BASE_URL": "https://errors.example.com",
}


@pytest.fixture(autouse=True)
def _catalog(monkeypatch: pytest.MonkeyPatch) -> None:
    store()
    monkeypatch.setattr(mailing, "BACKEND", "django.core.mail.backends.locmem.EmailBackend")


def answer(report: Report) -> None:
    facts = {"service": "metal", "code": "Metal.0900", "message": "Volume gone for good", "solution": "Restore it."}
    queue.make_entry(report.unknown, **facts)  # type: ignore[arg-type]


def test_mail_tells_the_entry_once() -> None:
    report = send_report(text="Volume v-secret-1 gone for good", remark="private", contact="ada@example.com")
    send_report(text="Volume v-secret-1 gone for good")
    with override_settings(**WITH_MAIL):
        answer(report)
        mailing.send_answer.enqueue(report.pk, report.unknown.answered_by_id or 0, 0)
    assert [each.to for each in mail.outbox] == [["ada@example.com"]]
    text = mail.outbox[0].body
    assert "https://errors.example.com/errors/metal/Metal.0900/" in text
    assert "Restore it." in text
    assert not [word for word in ("v-secret-1", "private") if word in text]
    report.refresh_from_db()
    assert report.answered is not None


def test_no_mail_without_a_server_a_contact_or_a_public_entry() -> None:
    answer(send_report(text="Volume gone for good", contact="ada@example.com"))
    with override_settings(**WITH_MAIL):
        answer(send_report(text="Volume gone for good, I say"))
        Service.objects.update(internal=True)
        answer(send_report(text="Volume gone for good, twice today", contact="ada@example.com"))
    assert mail.outbox == []


def test_server_that_is_away_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    later: list[int] = []
    real = mailing._enqueue
    monkeypatch.setattr(
        mailing, "_enqueue", lambda report, code, attempt: later.append(attempt) if attempt else real(report, code, 0)
    )
    monkeypatch.setattr(mailing, "BACKEND", "django.core.mail.backends.smtp.EmailBackend")
    refused = WITH_MAIL | {"PORTAL_MAIL": {"host": "127.0.0.1", "port": 9, "timeout": 5}}
    with override_settings(**refused):
        answer(send_report(text="Volume gone for good", contact="ada@example.com"))
    assert later == [1]
    assert Report.objects.get().answered is None


def test_address_of_the_server_is_read() -> None:
    variables = {
        "PORTAL_MAIL_URL": "smtp+tls://ada:p%40ss@mail.example.com",
        "PORTAL_MAIL_FROM": "support@example.com",
        "PORTAL_BASE_URL": "https://errors.example.com",
    }
    found = read_environment(variables, folder=ROOT).mail
    assert found is not None
    assert (found["host"], found["port"], found["password"], found["use_tls"]) == (
        "mail.example.com", 587, "p@ss", True,
    )  # fmt: skip
