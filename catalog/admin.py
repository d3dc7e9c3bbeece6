"""The curators' door: services, codes and cases, to be edited, searched and filtered; and who did what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from axes.models import AccessAttempt, AccessLog  # type: ignore[import-untyped]
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice
from simple_history.admin import SimpleHistoryAdmin

from catalog.models import ApiKey, Case, Code, Service
from catalog.store.keys import new_token
from catalog.store.overview import coverage


class WebAddress(forms.URLField):
    """An address of the web, as an import takes it; Django's own field would take one of ftp, too."""

    default_validators = [URLValidator(schemes=["http", "https"])]  # noqa: RUF012 - the name and form are Django's


_FIELDS: Mapping[type[models.Field[Any, Any]], Mapping[str, Any]] = {models.URLField: {"form_class": WebAddress}}


class HistoryAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """Rows with their history, in which only who may change a row brings an old one back."""

    formfield_overrides = _FIELDS

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """An old version of a row: read, or brought back.

        Raises:
            PermissionDenied: when somebody who may only read sends its form; the library itself does not look.
        """
        if request.method == "POST" and not self.has_change_permission(request):
            raise PermissionDenied
        self._number_or_404(object_id, version_id)
        answer: HttpResponse = super().history_form_view(request, object_id, version_id, extra_context)
        return answer

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The versions of a row.

        Raises:
            Http404: when the address names no row that could be; the library would fail.
        """
        self._number_or_404(object_id)
        answer: HttpResponse = super().history_view(request, object_id, extra_context)
        return answer

    def _number_or_404(self, *numbers: str) -> None:
        if not all(re.fullmatch(r"[0-9]{1,18}", number) for number in numbers):
            raise Http404


class NamedValues(admin.AllValuesFieldListFilter):
    """A filter by any value; the empty one has a name, too."""

    def choices(self, changelist: Any) -> Any:
        """Each value, as it is shown."""
        return ({**each, "display": each["display"] or _("none")} for each in super().choices(changelist))


class ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """Checks the lists that a curator writes by hand."""

    class Meta:
        model = Service
        fields = "__all__"  # noqa: DJ007 - every field of a service is a curator's to edit

    def clean_prefixes(self) -> list[str]:
        """A list of non-empty strings."""
        prefixes = self.cleaned_data["prefixes"] or []
        if not isinstance(prefixes, list) or not all(isinstance(each, str) and each.strip() for each in prefixes):
            raise ValidationError(_('Write a list of texts: ["iMetal."]'))
        return prefixes

    def clean_referrals(self) -> list[dict[str, str]]:
        """A list of objects with a prefix and a title."""
        referrals = self.cleaned_data["referrals"] or []
        shaped = isinstance(referrals, list) and all(
            isinstance(each, dict)
            and set(each) == {"prefix", "title"}
            and all(isinstance(value, str) and value.strip() for value in each.values())
            for each in referrals
        )
        if not shaped:
            raise ValidationError(_('Write a list such as [{"prefix": "APIGW", "title": "Error Codes"}]'))
        return referrals


@admin.register(Service)
class ServiceAdmin(HistoryAdmin):
    """Services."""

    form = ServiceForm
    list_display = ("slug", "name", "vendor", "code_count", "coverage", "updated")
    list_filter = (("vendor", NamedValues),)
    search_fields = ("slug", "name", "vendor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Service]:
        """Services with the number of their codes."""
        self._scores = {each.slug: each.score for each in coverage()}
        rows: QuerySet[Service] = super().get_queryset(request)
        return rows.annotate(code_count=Count("codes"))

    @admin.display(description=_("codes"), ordering="code_count")
    def code_count(self, service: Any) -> int:
        """How many codes the service has."""
        return int(service.code_count)

    @admin.display(description=_("coverage"))
    def coverage(self, service: Any) -> str:
        """Percent of status, message, description and solution that its cases have."""
        return f"{self._scores.get(service.slug, 0)} %"


class CaseInline(admin.StackedInline):  # type: ignore[type-arg]
    """The cases of a code, on its page."""

    model = Case
    formfield_overrides = _FIELDS
    readonly_fields = ("vendor_description", "vendor_solution")
    extra = 0
    show_change_link = True


@admin.register(Code)
class CodeAdmin(HistoryAdmin):
    """Error codes with their cases."""

    list_display = ("code", "service", "case_count")
    list_filter = ("service", "cases__http_status")
    search_fields = ("code", "cases__message", "cases__description", "cases__solution")
    list_select_related = ("service",)
    inlines: ClassVar = [CaseInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Code]:
        """Codes with the number of their cases."""
        rows: QuerySet[Code] = super().get_queryset(request)
        return rows.annotate(case_count=Count("cases", distinct=True))

    @admin.display(description=_("cases"), ordering="case_count")
    def case_count(self, code: Any) -> int:
        """How many cases the code has."""
        return int(code.case_count)


class CodeSelect(AutocompleteSelect):
    """Chooses a code by its number. What is no number is no choice; the library would ask the database for it."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """The chosen code."""
        return super().optgroups(name, [each for each in value if re.fullmatch(r"[0-9]{1,18}", str(each))], attr)

    @property
    def media(self) -> forms.Media:
        """What it is made of, and what gives it a name."""
        return super().media + forms.Media(js=["admin/js/autocomplete.js", "admin.js"])


@admin.register(Case)
class CaseAdmin(HistoryAdmin):
    """Cases, with who or what changed them."""

    readonly_fields = ("vendor_description", "vendor_solution")

    list_display = ("code", "http_status", "message", "section", "category")
    list_filter = ("code__service", "http_status", ("section", NamedValues), "category", "retryable", "fault")
    search_fields = ("code__code", "message", "description", "solution")
    list_select_related = ("code", "code__service")
    autocomplete_fields = ("code",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The field for a row's code."""
        if db_field.name == "code":
            kwargs["widget"] = CodeSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(ApiKey)
class ApiKeyAdmin(HistoryAdmin):
    """API keys: made, given a rate, revoked."""

    fields = ("name", "rate", "revoked", "shown", "created", "last_used")
    readonly_fields = ("shown", "created", "last_used")
    list_display = ("name", "shown", "rate", "created", "last_used", "revoked")
    list_filter = ("revoked",)
    search_fields = ("name", "shown")

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        """Store it; a new one gets its token, which is told once."""
        token = None if change else new_token(obj)
        super().save_model(request, obj, form, change)
        if token is not None:
            told = _("The key is %(token)s – copy it now, it cannot be shown again.") % {"token": token}
            self.message_user(request, told, messages.WARNING)


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What the portal itself writes down: read, by whoever may, and edited by nobody."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds to it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody takes from it."""
        return False


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """Every write through the admin: of accounts and keys, too, and of what is there no more."""

    list_display = ("action_time", "user", "action_flag", "content_type", "object_repr", "change_message")
    list_filter = ("action_flag", "content_type")
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "user__username")
    date_hierarchy = "action_time"
    fields = ("action_time", "user", "action_flag", "content_type", "object_repr", "change_message")


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin):
    """Who logged in, from where, and logged out."""

    list_display = ("attempt_time", "username", "ip_address", "logout_time")
    search_fields = ("username", "ip_address")
    date_hierarchy = "attempt_time"
    fields = ("attempt_time", "logout_time", "username", "ip_address", "user_agent")


@admin.register(AccessAttempt)
class AccessAttemptAdmin(ReadOnlyAdmin):
    """Failed attempts to log in; deleting one lets its client try again at once."""

    list_display = ("attempt_time", "username", "ip_address", "failures_since_start")
    search_fields = ("username", "ip_address")
    fields = ("attempt_time", "username", "ip_address", "user_agent", "failures_since_start")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may, may: it is how somebody is let in before the time is over."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(TOTPDevice)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """Who has a second factor; deleting it lets its owner set up another. The library's own page would show the key."""

    list_display = ("user", "confirmed", "created_at", "last_used_at")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    fields = ("user", "confirmed", "created_at", "last_used_at")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may, may: somebody has lost theirs."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)
