"""Web hooks and what became of their messages; feedback and reports as they came in; sources and team notes."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.history_admin import HistoryAdmin, OwnedAdmin, TypeAheadSelect
from catalog.admin.read_only import DeletableAdmin
from catalog.curation.models import Note, Source
from catalog.learning.models import Feedback, Report
from catalog.models import Code, Service
from catalog.store.ownership import NotOwned, editable_services, refuse_others
from catalog.webhooks.events import EVENTS
from catalog.webhooks.models import Delivery, WebHook


class WebHookForm(forms.ModelForm):  # type: ignore[type-arg]
    """Offers the events there are."""

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
    """Addresses that are told of events."""

    form = WebHookForm
    list_display = ("name", "url", "form", "active")
    readonly_fields = ("secret",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The secret is shown once there is one, to those who may change the web hook."""
        fields = ["name", "url", "form", "events", "threshold", "active"]
        return [*fields, "secret"] if obj and self.has_change_permission(request, obj) else fields


@admin.register(Delivery)
class DeliveryAdmin(DeletableAdmin):
    """Delivery log of webhook messages."""

    list_display = ("created", "event", "hook", "state", "attempts", "last_status", "last_error")
    list_filter = ("state", "event", "hook")
    list_select_related = ("hook",)


@admin.register(Feedback)
class FeedbackAdmin(DeletableAdmin):
    """Readers' feedback on entries."""

    list_display = ("created", "service", "code", "helpful", "remark")
    list_filter = ("helpful",)
    search_fields = ("service", "code", "remark")


@admin.register(Report)
class ReportAdmin(DeletableAdmin):
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
        """Refuse a service of another team."""
        kwargs["form"] = type("OwnedSourceForm", (SourceForm,), {"account": request.user})
        return super().get_form(request, obj, change, **kwargs)


@admin.register(Note)
class NoteAdmin(OwnedAdmin, HistoryAdmin):
    """Notes and runbooks that only signed-in people see."""

    def service_of(self, row: Note) -> Service:
        """Return the service of a note's code."""
        return row.code.service

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Take codes of services that the account may edit."""
        account: Any = request.user
        kwargs["queryset"] = Code.objects.filter(service__in=editable_services(account))
        kwargs["widget"] = TypeAheadSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    list_display = ("code", "text", "changed")
    autocomplete_fields = ("code",)
    search_fields = ("code__code", "text")
