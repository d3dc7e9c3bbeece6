"""Subscriptions to events, and the delivery of each message."""

from __future__ import annotations

import base64
import secrets
import uuid
from typing import ClassVar

from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_secret() -> str:
    """Return a new signing secret, in the form that Standard Webhooks libraries read."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


class WebHook(models.Model):
    """Webhook subscription of an address to events."""

    class Form(models.TextChoices):
        STANDARD = "standard", _("Standard Webhooks (JSON, signed)")
        SLACK = "slack", _("Slack and compatible: a line of text")

    name = models.CharField(_("name"), max_length=100)
    url = models.URLField(_("URL"), max_length=2000, validators=[URLValidator(schemes=["http", "https"])])
    form = models.CharField(_("form"), max_length=10, choices=Form, default=Form.STANDARD)
    events = models.JSONField(_("events"), default=list, help_text=_("Names of events; empty for all"), blank=True)
    threshold = models.PositiveIntegerField(
        _("threshold"),
        default=3,
        validators=[MinValueValidator(1)],
        help_text=_("How often an unknown error must have been seen before this address is told"),
    )
    secret = models.CharField(_("secret"), max_length=100, default=new_secret, editable=False)
    active = models.BooleanField(_("active"), default=True)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        verbose_name = _("web hook")
        verbose_name_plural = _("web hooks")

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One message for one address, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("failed")

    hook = models.ForeignKey(WebHook, models.CASCADE, related_name="deliveries", verbose_name=_("web hook"))
    message = models.UUIDField(_("message"), default=uuid.uuid4, editable=False)
    event = models.CharField(_("event"), max_length=50)
    payload = models.JSONField(_("payload"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_status = models.PositiveSmallIntegerField(_("last status"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    finished = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created", "-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "created"])]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")

    def __str__(self) -> str:
        return f"{self.event} → {self.hook_id} {self.state}"
