"""Admin of webhooks and their deliveries, of feedback, reports, sources and notes."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.history_admin import HistoryAdmin, OwnedAdmin
from catalog.admin.read_only import RecordAdmin
from catalog.curation.models import Note, Source
from catalog.learning.models import Feedback, Report
from catalog.models import Code, Service
from catalog.store.ownership import NotOwned, editable_services, refuse_others
from catalog.webhooks.events import EVENTS
from catalog.webhooks.models import Delivery, WebHook


class WebHookForm(forms.ModelForm):  # type: ignore[type-arg]
    """Offers the available events."""

    events = forms.MultipleChoiceField(
        label=_("events"),
        choices=list(EVENTS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all."),
    )

    class Meta:
        model = WebHook
        fields = ("name", "url", "form", "events", "threshold", "active")


@admin.register(WebHook)
class WebHookAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Webhook subscriptions."""

    form = WebHookForm
    list_display = ("name", "url", "form", "active")
    readonly_fields = ("secret",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the secret once it exists, to those who may change the webhook."""
        fields = ["name", "url", "form", "events", "threshold", "active"]
        return [*fields, "secret"] if obj and self.has_change_permission(request, obj) else fields


@admin.register(Delivery)
class DeliveryAdmin(RecordAdmin):
    """Delivery log of webhook messages."""

    list_display = ("created", "event", "hook", "state", "attempts", "last_status", "last_error")
    list_filter = ("state", "event", "hook")
    list_select_related = ("hook",)


@admin.register(Feedback)
class FeedbackAdmin(RecordAdmin):
    """Readers' feedback on entries."""

    list_display = ("created", "service", "code", "helpful", "remark")
    list_filter = ("helpful",)
    search_fields = ("service", "code", "remark")


@admin.register(Report)
class ReportAdmin(RecordAdmin):
    """Reports sent to the team."""

    list_display = ("created", "text", "remark", "contact")
    readonly_fields: ClassVar = ["unknown", "text", "remark", "contact", "created", "answered"]
    search_fields = ("text", "remark")


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    """Form of a documentation source for a service of the account's own."""

    account: Any = None

    def clean_service(self) -> str:
        """Return the slug.

        Raises:
            ValidationError: when the service belongs to another team.
        """
        slug: str = self.cleaned_data["service"]
        try:
            refuse_others(self.account, [slug])
        except NotOwned as problem:
            raise ValidationError(str(problem)) from None
        return slug


@admin.register(Source)
class SourceAdmin(OwnedAdmin):
    """Documentation sources of services, and how they are read."""

    list_display = ("service", "location", "state", "trusted", "active", "read")
    list_filter = ("state", "trusted", "active")
    search_fields = ("service", "location")
    readonly_fields = ("state", "problem", "read")

    def service_of(self, row: Source) -> Service | None:
        """Return the service that a source is of, once there is one."""
        return Service.objects.filter(slug=row.service).first()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Bind the form to the account, which may not take another team's service."""
        kwargs["form"] = type("OwnedSourceForm", (SourceForm,), {"account": request.user})
        return super().get_form(request, obj, change, **kwargs)


@admin.register(Note)
class NoteAdmin(OwnedAdmin, HistoryAdmin):
    """Internal notes and runbooks."""

    def service_of(self, row: Note) -> Service:
        """Return the service of a note's code."""
        return row.code.service

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Take codes of services that the account may edit."""
        account: Any = request.user
        kwargs["queryset"] = Code.objects.filter(service__in=editable_services(account))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    list_display = ("code", "text", "changed")
    autocomplete_fields = ("code",)
    search_fields = ("code__code", "text")
