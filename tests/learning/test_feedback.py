"""Feedback and reports: kept by a button only, masked, bounded, never for another site."""

from __future__ import annotations

import pytest
from django.test import Client

from catalog.learning.feedback import votes_for
from catalog.learning.models import Feedback, Report, Unknown
from tests.catalog_rows import store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalog() -> None:
    store()


def test_feedback_is_counted_on_its_case(client: Client) -> None:
    answer = client.post(
        "/feedback/",
        {
            "service": "metal",
            "code": "metal.0204",
            "http_status": "400",
            "message": "Image not found",
            "helpful": "yes",
        },
    )
    assert answer.status_code == 200
    assert "/errors/metal/Metal.0204/" in answer.content.decode()
    given = Feedback.objects.get()
    assert (given.code, given.http_status, given.message, given.helpful) == ("Metal.0204", 400, "Image not found", True)
    assert (votes_for("metal", "Metal.0204").helpful, Unknown.objects.count()) == (1, 0)


def test_unhelpful_entry_rises_in_the_queue(client: Client) -> None:
    for _ in range(2):
        client.post(
            "/feedback/", {"service": "metal", "code": "Metal.0204", "helpful": "no", "remark": "password=hunter22"}
        )
    row = Unknown.objects.get()
    assert (row.kind, row.text, row.count) == ("entry", "metal Metal.0204", 2)
    assert "hunter22" not in Feedback.objects.first().remark  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"service": "metal", "code": "Metal.7777", "helpful": "no"}, 404),
        ({"helpful": "no"}, 404),
        ({"service": "metal", "code": "Metal.0204", "helpful": "no", "remark": "x" * 2001}, 400),
    ],
)
def test_feedback_that_cannot_be_taken_says_why(client: Client, form: dict[str, str], status: int) -> None:
    answer = client.post("/feedback/", form)
    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode()
    assert not Feedback.objects.exists()


def test_report_is_masked_and_comes_into_the_queue(client: Client) -> None:
    form = {"text": "Volume vol-1 is broken\r\npassword=hunter22", "remark": "On Monday", "contact": "a@example.com"}
    assert client.post("/reports/", form).status_code == 200
    report = Report.objects.get()
    assert "hunter22" not in report.text
    assert (report.remark, report.contact, report.unknown.kind) == ("On Monday", "a@example.com", "report")
    client.post("/reports/", form | {"text": form["text"].replace("vol-1", "vol-2")})
    assert Unknown.objects.get().count == 2


@pytest.mark.parametrize("form", [{"text": " "}, {"text": "x" * 100_001}, {"text": "x", "contact": "nobody"}])
def test_report_that_cannot_be_taken_says_why(client: Client, form: dict[str, str]) -> None:
    answer = client.post("/reports/", form)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not Report.objects.exists()


def test_other_sites_cannot_send(client: Client) -> None:
    answer = client.post("/reports/", {"text": "x y z"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert not Report.objects.exists()
    assert "Set-Cookie" not in answer.headers


def test_looking_sends_nothing(client: Client) -> None:
    assert client.get("/reports/").status_code == 405
    assert client.get("/feedback/").status_code == 405


def test_pages_offer_both_and_say_what_is_kept(client: Client) -> None:
    response = client.post("/troubleshoot/", {"body": "Metal.0204: Image not found"}).content.decode()
    assert 'action="/feedback/"' in response
    unknown = client.post("/troubleshoot/", {"body": "Volume gone, password=hunter22"}).content.decode()
    assert 'action="/reports/"' in unknown
    assert "for 400 days" in unknown
    assert "hunter22" not in unknown
    assert client.get("/errors/metal/Metal.0201/").content.decode().count('action="/feedback/"') == 2
