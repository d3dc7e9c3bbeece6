"""Webhook events and their payloads, which never contain pasted text."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.urls import reverse

from catalog import tally
from catalog.curation.models import Source
from catalog.learning.models import Feedback, Report, Unknown
from catalog.printing.links import Links
from catalog.webhooks.delivery import send_event
from catalog.webhooks.mail import answer_by_mail
from catalog.webhooks.models import WebHook

UNKNOWN = "unknown.seen"
ANSWERED = "unknown.answered"
REPORTED = "report.received"
UNHELPFUL = "feedback.negative"
CHANGED = "catalog.changed"
REFRESHED = "source.refreshed"
FAILED = "source.failed"
DIGEST = "digest.weekly"

EVENTS: Mapping[str, str] = {
    UNKNOWN: "An unknown error was seen as often as the threshold says",
    ANSWERED: "A curator answered an unknown error",
    REPORTED: "Somebody sent a text to the team",
    UNHELPFUL: "Somebody found an entry unhelpful",
    CHANGED: "The catalog changed",
    REFRESHED: "A source was read again and differs",
    FAILED: "A source could not be read, or withdraws much",
    DIGEST: "Once a week: what was asked and what is missing",
}
"""The events by their names, with what they say."""

logger = logging.getLogger(__name__)


def on_event(event: str, facts: Mapping[str, object]) -> None:
    """Queue the webhook messages of a domain event; logged and lost while the database is unavailable."""
    handler = _HANDLERS.get(event)
    if handler is None:
        return
    try:
        handler(facts)
    except DatabaseError as problem:
        logger.warning("web hooks were not told of an event: %s", type(problem).__name__)


def tell_hooks(event: str, data: dict[str, Any], text: str) -> None:
    """Queue an event for every active web hook that wants it."""
    send_event(event, data, text, hooks=[hook for hook in _active() if _wants(hook, event)])


def _active() -> list[WebHook]:
    return list(WebHook.objects.filter(active=True))


def _wants(hook: WebHook, event: str) -> bool:
    return not hook.events or event in hook.events


def _links() -> Links:
    return Links(settings.PORTAL_BASE_URL.rstrip("/"))


def _unknown_object(unknown: Unknown) -> dict[str, Any]:
    return {
        "unknown": unknown.pk,
        "kind": unknown.kind,
        "error": unknown.text if unknown.kind != Unknown.Kind.REPORT else "",
        "count": unknown.count,
        "url": _links().base + reverse("workbench_unknown", args=[unknown.pk]),
    }


def _seen(facts: Mapping[str, object]) -> None:
    rows = facts["rows"]
    wanting = [hook for hook in _active() if _wants(hook, UNKNOWN)]
    for number, before, after in rows if isinstance(rows, list) else ():
        hooks = [hook for hook in wanting if before < hook.threshold <= after]
        unknown = Unknown.objects.filter(pk=number).first() if hooks else None
        if unknown is not None:
            data = _unknown_object(unknown)
            send_event(UNKNOWN, data, f"Unknown error, seen {unknown.count} times: {unknown.text}", hooks=hooks)


def _answered(facts: Mapping[str, object]) -> None:
    answer_by_mail(facts)
    unknown = Unknown.objects.select_related("answered_by__service").filter(pk=str(facts["unknown"])).first()
    if unknown is None:
        return
    code = unknown.answered_by
    url = _links().error(code.service.slug, code.code) if code else ""
    reports = facts.get("reports") or []
    data = _unknown_object(unknown) | {
        "entry": url,
        "reports_waiting": len(reports) if isinstance(reports, list) else 0,
    }
    what = f"the entry {code.service.slug} {code.code}" if code else "a referral"
    tell_hooks(ANSWERED, data, f"An unknown error was answered by {what}.")


def _reported(facts: Mapping[str, object]) -> None:
    report = Report.objects.select_related("unknown").filter(pk=str(facts["report"])).first()
    if report is not None:
        data = _unknown_object(report.unknown) | {"report": report.pk, "has_contact": bool(report.contact)}
        tell_hooks(REPORTED, data, "Somebody sent an error to the team.")


def _feedback(facts: Mapping[str, object]) -> None:
    if facts["helpful"]:
        return
    given = Feedback.objects.filter(pk=str(facts["feedback"])).first()
    if given is not None:
        data = {"service": given.service, "code": given.code, "url": _links().error(given.service, given.code)}
        tell_hooks(UNHELPFUL, data, f"Somebody found {given.service} {given.code} unhelpful.")


def _changed(facts: Mapping[str, object]) -> None:
    kinds = facts["kinds"] if isinstance(facts["kinds"], dict) else {}
    counts = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    tell_hooks(CHANGED, {"revision": facts["revision"], **kinds}, f"The catalog changed: {counts}.")


def _source(event: str, facts: Mapping[str, object]) -> None:
    source = Source.objects.filter(pk=str(facts["source"])).first()
    if source is not None:
        data = {"service": source.service, "outcome": str(facts.get("outcome", "failed")), "detail": str(facts["text"])}
        tell_hooks(event, data, f"The source of {source.service}: {data['outcome']}. {data['detail']}")


_HANDLERS: Mapping[str, Callable[[Mapping[str, object]], None]] = {
    tally.UNKNOWN_SEEN: _seen,
    tally.ANSWERED: _answered,
    tally.REPORTED: _reported,
    tally.FEEDBACK: _feedback,
    tally.CATALOG_CHANGED: _changed,
    tally.SOURCE_REFRESHED: partial(_source, REFRESHED),
    tally.SOURCE_FAILED: partial(_source, FAILED),
}
