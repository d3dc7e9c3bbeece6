"""Mail to people who sent an error to the team and left an address: the entry or reference that explains it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from catalog.learning.models import Report
from catalog.models import Code, Service
from catalog.printing.links import Links
from catalog.store.changes import is_hidden
from catalog.webhooks.delivery import RETRY_SECONDS

BACKEND = "django.core.mail.backends.smtp.EmailBackend"

logger = logging.getLogger(__name__)

_TEXT = """\
Hello,

on {day} you sent us an error that the error portal did not know. It is explained {where}:

{url}
{solution}
You got this mail because you left your address with that error. Nothing more will be sent to it.
"""


def answer_by_mail(facts: Mapping[str, object]) -> None:
    """Queue a mail for each report that an answered row has; none where no mail server is set, or nothing answers."""
    reports = facts.get("reports")
    code, referral = (int(str(facts.get(name) or 0)) for name in ("code", "referral"))
    if settings.PORTAL_MAIL is None or not (code or referral) or not isinstance(reports, list):
        return
    for number in reports:
        _enqueue(int(number), code, 0, referral)


@task()
def send_answer(report: int, code: int, attempt: int, referral: int = 0) -> None:
    """Send the mail of a report, once; where that fails, queue the next try.

    ``code`` is the number of the entry that answers it; 0 where the ``referral`` of the service of that number does.
    """
    row = Report.objects.filter(pk=report, answered=None).exclude(contact="").first()
    answer = _answer(code, referral)
    if row is None or answer is None:
        return
    try:
        _mail(row, answer).send()
    except (OSError, SMTPException) as problem:
        if attempt < len(RETRY_SECONDS):
            _enqueue(report, code, attempt + 1, referral)
        else:
            logger.warning("the mail for report %d was given up: %s", report, type(problem).__name__)
        return
    Report.objects.filter(pk=report).update(answered=timezone.now())


def _enqueue(report: int, code: int, attempt: int, referral: int = 0) -> None:
    after = timezone.now() + timedelta(seconds=RETRY_SECONDS[attempt - 1]) if attempt else None
    queued = send_answer.using(run_after=after) if after else send_answer
    transaction.on_commit(lambda: queued.enqueue(report, code, attempt, referral))


@dataclass(frozen=True, slots=True)
class _Answer:
    """Content of a mail: where the error is explained, the address, and the solution."""

    where: str
    url: str
    solution: str = ""


def _answer(code: int, referral: int) -> _Answer | None:
    """Return the answer of a mail; None where it is gone, or where the team writes itself: it alone may see it."""
    links = Links(settings.PORTAL_BASE_URL.rstrip("/"))
    if referral:
        service = Service.objects.filter(pk=referral, internal=False).first()
        if service is None:
            return None
        where = f"in the reference of {service.name or service.slug}"
        return _Answer(where, service.documentation or links.service(service.slug))
    entry = Code.objects.select_related("service").filter(pk=code).first()
    if entry is None or is_hidden(entry):
        return None
    solution = next((case.solution for case in entry.cases.all() if case.solution), "")
    return _Answer("there now", links.error(entry.service.slug, entry.code), solution)


def _mail(report: Report, answer: _Answer) -> EmailMessage:
    text = _TEXT.format(
        day=f"{report.created:%Y-%m-%d}",
        where=answer.where,
        url=answer.url,
        solution=f"\nWhat to do:\n{answer.solution}\n" if answer.solution else "",
    )
    return EmailMessage(
        subject="The error that you sent us is explained now",
        body=text,
        from_email=settings.PORTAL_MAIL_FROM,
        to=[report.contact],
        connection=get_connection(BACKEND, **(settings.PORTAL_MAIL or {})),
    )
