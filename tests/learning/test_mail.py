"""Mail to people who reported an error, sent once when an entry answers it."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import override_settings

from catalog.learning import queue
from catalog.learning.feedback import send_report
from catalog.learning.models import Report, Unknown
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


def test_mail_tells_of_a_referral_where_the_error_is_explained() -> None:
    report = send_report(text="Vol.0900: volume gone for good", contact="ada@example.com")
    Service.objects.update(documentation="https://docs.example.com/volumes")
    with override_settings(**WITH_MAIL):
        queue.add_referral(Unknown.objects.get(), "metal", report.unknown.code[:4] or "Vol.", "Volumes")
    assert [each.to for each in mail.outbox] == [["ada@example.com"]]
    assert "explained in the reference of Metal:\n\nhttps://docs.example.com/volumes\n" in mail.outbox[0].body
    report.refresh_from_db()
    assert report.answered is not None


def test_no_mail_tells_of_a_referral_that_only_the_team_may_see() -> None:
    report = send_report(text="Vol.0900: volume gone for good", contact="ada@example.com")
    Service.objects.update(internal=True)
    with override_settings(**WITH_MAIL):
        queue.add_referral(Unknown.objects.get(), "metal", report.unknown.code[:4] or "Vol.", "Volumes")
    assert mail.outbox == []


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
        mailing,
        "_enqueue",
        lambda report, code, attempt, referral: later.append(attempt) if attempt else real(report, code, 0),
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
    result = read_environment(variables, folder=ROOT).mail
    assert result is not None
    assert (result["host"], result["port"], result["password"], result["use_tls"]) == (
        "mail.example.com", 587, "p@ss", True,
    )  # fmt: skip
