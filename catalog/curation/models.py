"""Curators' notes and runbooks, visible to signed-in people only, and comments."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.models import Code


class Note(models.Model):
    """A note or runbook of a code, in Markdown. Signed-in people see it beside the public solution."""

    code = models.OneToOneField(Code, models.CASCADE, related_name="team_note", verbose_name=_("error code"))
    text = models.TextField(_("text"), max_length=50_000)
    changed = models.DateTimeField(_("changed"), auto_now=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("team note")
        verbose_name_plural = _("team notes")

    def __str__(self) -> str:
        return f"{self.code}: {self.text[:60]}"


class Comment(models.Model):
    """A remark of a curator on an entry, as in a review."""

    code = models.ForeignKey(Code, models.CASCADE, related_name="comments", verbose_name=_("error code"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name=_("author"))
    text = models.TextField(_("text"), max_length=5_000)
    created = models.DateTimeField(_("created"), auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["created", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self) -> str:
        return self.text[:60]


class Source(models.Model):
    """Documentation source of a service, how it is read, and the result of the last reading."""

    class State(models.TextChoices):
        NEW = "new", _("not read yet")
        CURRENT = "current", _("current")
        WAITING = "waiting", _("differs, waits for review")
        FAILED = "failed", _("failed")

    service = models.CharField(_("service"), max_length=100)
    name = models.CharField(_("name of the service"), max_length=200, blank=True)
    location = models.CharField(
        _("location"), max_length=2000, help_text=_("A web address, or a file below one of PORTAL_SOURCE_FOLDERS")
    )
    format = models.CharField(_("format"), max_length=20, default="auto")
    part = models.BooleanField(_("a part of the service"), default=False)
    trusted = models.BooleanField(
        _("trusted"), default=False, help_text=_("What it says is applied without a review, unless much would go")
    )
    active = models.BooleanField(_("active"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW, editable=False)
    problem = models.CharField(_("problem"), max_length=500, blank=True, editable=False)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    modified = models.CharField(max_length=200, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    read = models.DateTimeField(_("last read"), null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["service", "location"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "location"], name="source_once")]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return f"{self.service}: {self.location}"


class PendingImport(models.Model):
    """A document that waits for a curator to look at what it would change, and to apply it or not."""

    name = models.CharField(_("document"), max_length=300)
    data = models.BinaryField()
    format = models.CharField(_("format"), max_length=20, default="auto")
    service = models.CharField(_("service"), max_length=100, blank=True)
    service_name = models.CharField(_("name of the service"), max_length=200, blank=True)
    url = models.CharField(_("found at"), max_length=2000, blank=True)
    part = models.BooleanField(_("a part of the service"), default=False)
    hints = models.JSONField(_("said by hand"), default=dict, blank=True)
    source = models.ForeignKey(Source, models.CASCADE, null=True, blank=True, related_name="pending")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    created = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-created"]
        verbose_name = _("pending import")
        verbose_name_plural = _("pending imports")

    def __str__(self) -> str:
        return self.name
