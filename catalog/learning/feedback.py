"""Feedback on entries, and reports of undocumented errors."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from catalog import models as catalog
from catalog.diagnosis import redact
from catalog.learning.models import Feedback, Report, Unknown, UnknownDay
from catalog.learning.recording import digest_of
from catalog.learning.shapes import shape_of
from catalog.store.in_memory import get_error
from catalog.tally import FEEDBACK, REPORTED, tell

LONGEST_REMARK = 2_000
"""Characters of a remark."""

LONGEST_REPORT = 100_000
"""Characters of a report; the page cuts what it shows to edit at the same length."""

_LONGEST_TITLE = 300


class NoSuchEntry(LookupError):
    """The catalog has no such code."""


class BadReport(ValueError):
    """A report or a remark that cannot be taken; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Votes:
    """How many found an entry helpful, and how many did not."""

    helpful: int
    unhelpful: int


@transaction.atomic
def give_feedback(
    *, service: str, code: str, helpful: bool, http_status: int | None = None, message: str = "", remark: str = ""
) -> Feedback:
    """Keep what a reader says of an entry. Secrets in the remark are masked first.

    Raises:
        NoSuchEntry: when the catalog has no such code.
        BadReport: when the remark is too long.
    """
    error = get_error(service, code)
    if error is None:
        raise NoSuchEntry(f"The catalog has no code {code} of service {service}.")
    if len(remark) > LONGEST_REMARK:
        raise BadReport(f"The remark has {len(remark)} characters; {LONGEST_REMARK} at most are kept.")
    keys = {(case.http_status, case.message[:500]) for case in error.cases}
    case_status, case_message = (http_status, message[:500]) if (http_status, message[:500]) in keys else (None, "")
    given = Feedback.objects.create(
        service=error.service,
        code=error.code,
        http_status=case_status,
        message=case_message,
        helpful=helpful,
        remark=redact(_clean(remark)),
    )
    if not helpful:
        _rise(error.service, error.code)
    transaction.on_commit(lambda: tell(FEEDBACK, feedback=given.pk, helpful=helpful))
    return given


def votes_for(service: str, code: str) -> Votes:
    """Return how many found an entry helpful."""
    votes = Feedback.objects.filter(service=service, code=code).aggregate(
        yes=Count("pk", filter=Q(helpful=True)), no=Count("pk", filter=Q(helpful=False))
    )
    return Votes(votes["yes"], votes["no"])


@transaction.atomic
def send_report(*, text: str, remark: str = "", contact: str = "") -> Report:
    """Keep a text that somebody sent to the team, with secrets masked.

    Raises:
        BadReport: when the text is empty or too long, or the contact is no mail address.
    """
    text, remark, contact = _clean(text), _clean(remark), contact.strip()
    if not text.strip():
        raise BadReport("The report is empty. Leave the text of the error in it.")
    if len(text) > LONGEST_REPORT:
        raise BadReport(
            f"The report has {len(text)} characters; send the part around the error, {LONGEST_REPORT} at most."
        )
    if len(remark) > LONGEST_REMARK:
        raise BadReport(f"The remark has {len(remark)} characters; {LONGEST_REMARK} at most are kept.")
    if contact:
        try:
            validate_email(contact)
        except ValidationError:
            raise BadReport("The contact should be a mail address, or empty.") from None
    masked = redact(text)
    now = timezone.now()
    title = _title(masked)
    unknown, _ = Unknown.objects.get_or_create(
        digest=digest_of(Unknown.Kind.REPORT, shape_of(masked) or masked[:_LONGEST_TITLE]),
        defaults={"kind": Unknown.Kind.REPORT, "text": title, "first_seen": now, "last_seen": now},
    )
    report = Report.objects.create(unknown=unknown, text=masked, remark=redact(remark), contact=contact)
    _count(unknown)
    transaction.on_commit(lambda: tell(REPORTED, report=report.pk, unknown=unknown.pk))
    return report


def _rise(service: str, code: str) -> None:
    """Put an entry that was found unhelpful into the queue, or count it there once more."""
    now = timezone.now()
    row = catalog.Code.objects.filter(service__slug=service, code=code).first()
    unknown, _ = Unknown.objects.get_or_create(
        digest=digest_of(Unknown.Kind.ENTRY, f"{service} {code}"),
        defaults={
            "kind": Unknown.Kind.ENTRY,
            "text": f"{service} {code}",
            "code": code,
            "services": [service],
            "answered_by": row,
            "first_seen": now,
            "last_seen": now,
        },
    )
    _count(unknown)


def _count(unknown: Unknown) -> None:
    now = timezone.now()
    Unknown.objects.filter(pk=unknown.pk).update(count=F("count") + 1, last_seen=now)
    day, _ = UnknownDay.objects.get_or_create(unknown=unknown, day=now.date())
    UnknownDay.objects.filter(pk=day.pk).update(count=F("count") + 1)


def _title(text: str) -> str:
    """Return the first line of a report that says something."""
    line = next((each.strip() for each in text.splitlines() if sum(map(str.isalpha, each)) > 3), text.strip())
    return line[:_LONGEST_TITLE]


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\x00", "")
