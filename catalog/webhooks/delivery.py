"""Sending one message: signed, without following redirects, tried again later and later, and logged."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django_tasks import task
from standardwebhooks import Webhook

from catalog.webhooks.models import Delivery, WebHook

RETRY_SECONDS = (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600)
"""The waits before each further try, as the Standard Webhooks specification recommends them: a day in all."""

TIMEOUT_SECONDS = 15
"""How long a receiver may take; the specification recommends 15 to 30 seconds."""

_GONE = 410

logger = logging.getLogger(__name__)


def send_event(event: str, data: dict[str, Any], text: str, *, hooks: list[WebHook]) -> None:
    """Queue an event for ``hooks``. ``text`` is what a person reads of it; ``data`` holds no pasted text."""
    now = timezone.now()
    for hook in hooks:
        payload = (
            {"text": text}
            if hook.form == WebHook.Form.SLACK
            else {"type": event, "timestamp": now.isoformat(timespec="seconds"), "data": {**data, "text": text}}
        )
        delivery = Delivery.objects.create(hook=hook, event=event, payload=payload)
        enqueue(delivery)


def enqueue(delivery: Delivery, *, after: datetime | None = None) -> None:
    """Queue a delivery for the task worker, at once or ``after`` a moment."""
    number = delivery.pk
    transaction.on_commit(lambda: (deliver.using(run_after=after) if after else deliver).enqueue(number))


@task()
def deliver(number: int) -> None:
    """Send the delivery ``number``; where that fails, queue the next try."""
    delivery = Delivery.objects.select_related("hook").filter(pk=number, state=Delivery.State.WAITING).first()
    if delivery is None:
        return
    hook = delivery.hook
    if not hook.active:
        _finish(delivery, Delivery.State.FAILED, None, "the web hook was switched off")
        return
    status, problem = post(hook, delivery)
    delivery.attempts += 1
    if status is not None and 200 <= status < 300:
        _finish(delivery, Delivery.State.DELIVERED, status, "")
        return
    if status == _GONE:
        WebHook.objects.filter(pk=hook.pk).update(active=False)
        _finish(delivery, Delivery.State.FAILED, status, "the receiver is gone (410): the web hook was switched off")
        return
    if delivery.attempts > len(RETRY_SECONDS):
        _finish(delivery, Delivery.State.FAILED, status, problem)
        return
    delivery.last_status, delivery.last_error = status, problem
    delivery.save(update_fields=["attempts", "last_status", "last_error"])
    enqueue(delivery, after=timezone.now() + timedelta(seconds=RETRY_SECONDS[delivery.attempts - 1]))


def post(hook: WebHook, delivery: Delivery) -> tuple[int | None, str]:
    """Send a delivery once; return the receiver's status, None without an answer, and what was wrong."""
    body = json.dumps(delivery.payload, ensure_ascii=False, separators=(",", ":"))
    now = timezone.now()
    message = f"msg_{delivery.message.hex}"
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "error-portal",
        "webhook-id": message,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(hook.secret).sign(message, now, body),
    }
    parts = urlsplit(hook.url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    try:
        connection = make(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request("POST", path, body.encode(), headers)
            answer = connection.getresponse()
            return answer.status, "" if answer.status < 300 else f"the receiver answered {answer.status}"
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError) as problem:
        return None, f"{type(problem).__name__}: {problem}"[:300]


def _finish(delivery: Delivery, state: str, status: int | None, problem: str) -> None:
    delivery.state, delivery.last_status, delivery.last_error = state, status, problem
    delivery.finished = timezone.now()
    delivery.save(update_fields=["state", "attempts", "last_status", "last_error", "finished"])
    if state == Delivery.State.FAILED:
        logger.warning("a message for web hook %s was given up: %s", delivery.hook_id, problem)
