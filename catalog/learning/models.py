"""Records of usage: counts, unknown errors, reports, feedback. No pasted text is stored unasked."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Code


class DailyCount(models.Model):
    """How often a code was looked up, or an outcome came of a diagnosis, on one day (UTC)."""

    class Kind(models.TextChoices):
        LOOKED_UP = "looked_up", _("looked up")
        DIAGNOSED = "diagnosed", _("diagnosed")

    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    outcome = models.CharField(_("outcome"), max_length=10, blank=True)
    service = models.CharField(_("service"), max_length=100, blank=True)
    code = models.CharField(_("code"), max_length=200, blank=True)
    count = models.PositiveBigIntegerField(_("count"), default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "kind", "outcome", "service", "code"], name="one_count_a_day")
        ]
        indexes: ClassVar = [models.Index(fields=["service", "code", "day"])]
        verbose_name = _("daily count")
        verbose_name_plural = _("daily counts")

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.service} {self.code} {self.count}"


class Unknown(models.Model):
    """A row of the queue: an error that people asked for and the catalog does not know."""

    class Kind(models.TextChoices):
        CODE = "code", _("code")
        SHAPE = "shape", _("message")
        REPORT = "report", _("report")
        ENTRY = "entry", _("entry found unhelpful")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        IGNORED = "ignored", _("ignored")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    text = models.CharField(_("text"), max_length=1000, help_text=_("The code, or the message with values replaced"))
    code = models.CharField(_("code beside it"), max_length=200, blank=True)
    statuses = models.JSONField(_("HTTP statuses seen"), default=list, blank=True)
    services = models.JSONField(_("services it may belong to"), default=list, blank=True)
    first_seen = models.DateTimeField(_("first seen"))
    last_seen = models.DateTimeField(_("last seen"))
    count = models.PositiveBigIntegerField(_("count"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, verbose_name=_("assigned to")
    )
    note = models.TextField(_("note"), blank=True, max_length=5000)
    answered_by = models.ForeignKey(Code, models.SET_NULL, null=True, blank=True, verbose_name=_("answered by"))

    class Meta:
        ordering: ClassVar = ["-count", "-last_seen"]
        indexes: ClassVar = [models.Index(fields=["state", "-count"])]
        verbose_name = _("unknown error")
        verbose_name_plural = _("unknown errors")

    def __str__(self) -> str:
        return self.text[:80]


class UnknownDay(models.Model):
    """How often an unknown error was seen on one day (UTC): its trend."""

    unknown = models.ForeignKey(Unknown, models.CASCADE, related_name="days")
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["unknown", "day"], name="unknown_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.count}"


class DailySalt(models.Model):
    """The random salt of one day. It is deleted with its day, and with it every way back to who asked."""

    day = models.DateField(unique=True)
    salt = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.day)


class AskerCount(models.Model):
    """How often one asker sent one message shape today, both as digests. Deleted when its day is over."""

    day = models.DateField()
    shape = models.CharField(max_length=64)
    asker = models.CharField(max_length=64)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "shape", "asker"], name="asker_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.shape[:8]} {self.count}"


class Report(models.Model):
    """A text that somebody sent to the team by pressing the button for it, as they edited it."""

    unknown = models.ForeignKey(Unknown, models.CASCADE, related_name="reports")
    text = models.TextField(_("text"), max_length=100_000)
    remark = models.TextField(_("remark"), blank=True, max_length=2000)
    contact = models.EmailField(_("contact"), blank=True)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    answered = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        return self.text[:80]


class Feedback(models.Model):
    """A reader's vote on whether an entry helped."""

    service = models.CharField(_("service"), max_length=100)
    code = models.CharField(_("code"), max_length=200)
    http_status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    message = models.CharField(_("message template"), max_length=500, blank=True)
    helpful = models.BooleanField(_("helpful"))
    remark = models.TextField(_("remark"), blank=True, max_length=2000)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-created"]
        indexes: ClassVar = [models.Index(fields=["service", "code"])]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")

    def __str__(self) -> str:
        return f"{self.service} {self.code} {'+' if self.helpful else '-'}"
