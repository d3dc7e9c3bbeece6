"""Mail to people who sent an error to the team and left an address: the entry that answers it, once there is one."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from catalog.learning.models import Report
from catalog.models import Code
from catalog.printing.links import Links
from catalog.store.changes import is_hidden
from catalog.webhooks.delivery import RETRY_SECONDS

BACKEND = "django.core.mail.backends.smtp.EmailBackend"

logger = logging.getLogger(__name__)

_TEXT = """\
Hello,

on {day} you sent us an error that the error portal did not know. It is explained there now:

{url}
{solution}
You got this mail because you left your address with that error. Nothing more will be sent to it.
"""


def answer_by_mail(facts: Mapping[str, object]) -> None:
    """Queue a mail for each report that an answered row has; none where no mail server is set, or no entry answers."""
    reports = facts.get("reports")
    if settings.PORTAL_MAIL is None or not facts.get("code") or not isinstance(reports, list):
        return
    for number in reports:
        _enqueue(int(number), int(str(facts["code"])), 0)


@task()
def send_answer(report: int, code: int, attempt: int) -> None:
    """Send the mail of a report, once; where that fails, queue the next try."""
    row = Report.objects.filter(pk=report, answered=None).exclude(contact="").first()
    entry = Code.objects.select_related("service").filter(pk=code).first()
    if row is None or entry is None or is_hidden(entry):
        # Of what only the team may see, the team writes itself.
        return
    try:
        _mail(row, entry).send()
    except (OSError, SMTPException) as problem:
        if attempt < len(RETRY_SECONDS):
            _enqueue(report, code, attempt + 1)
        else:
            logger.warning("the mail for report %d was given up: %s", report, type(problem).__name__)
        return
    Report.objects.filter(pk=report).update(answered=timezone.now())


def _enqueue(report: int, code: int, attempt: int) -> None:
    after = timezone.now() + timedelta(seconds=RETRY_SECONDS[attempt - 1]) if attempt else None
    queued = send_answer.using(run_after=after) if after else send_answer
    transaction.on_commit(lambda: queued.enqueue(report, code, attempt))


def _mail(report: Report, code: Code) -> EmailMessage:
    url = Links(settings.PORTAL_BASE_URL.rstrip("/")).error(code.service.slug, code.code)
    solution = next((case.solution for case in code.cases.all() if case.solution), "")
    text = _TEXT.format(
        day=f"{report.created:%Y-%m-%d}", url=url, solution=f"\nWhat to do:\n{solution}\n" if solution else ""
    )
    return EmailMessage(
        subject="The error that you sent us is explained now",
        body=text,
        from_email=settings.PORTAL_MAIL_FROM,
        to=[report.contact],
        connection=get_connection(BACKEND, **(settings.PORTAL_MAIL or {})),
    )
