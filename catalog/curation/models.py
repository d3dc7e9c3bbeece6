"""What curators write beside the entries: notes and runbooks, which only signed-in people see, and comments."""

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

    class Meta:
        ordering: ClassVar = ["created", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self) -> str:
        return self.text[:60]
