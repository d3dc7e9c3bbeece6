"""API keys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.history_admin import HistoryAdmin
from catalog.admin.versions import VERSION, VersionedForm
from catalog.models import ApiKey
from catalog.store.keys import new_token


class KeyForm(VersionedForm):
    """Offers the available scopes."""

    scopes = forms.MultipleChoiceField(
        label=_("scopes"),
        choices=ApiKey.Scope.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What it may do beside diagnosing and looking up; with any, it sees internal entries as well."),
    )

    class Meta:
        model = ApiKey
        fields = "__all__"


@admin.register(ApiKey)
class ApiKeyAdmin(HistoryAdmin):
    """API keys: made, given a rate, revoked."""

    form = KeyForm
    fields = (
        "name",
        "rate",
        "internal",
        "scopes",
        "account",
        "expires",
        "revoked",
        "beginning",
        "created",
        "last_used",
        VERSION,
    )
    readonly_fields = ("beginning", "created", "last_used")
    list_display = ("name", "beginning", "rate", "internal", "expires", "created", "last_used", "revoked")
    list_filter = ("revoked",)
    search_fields = ("name", "beginning")

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        """Save the key; show the token of a new one once."""
        token = None if change else new_token(obj)
        super().save_model(request, obj, form, change)
        if token is not None:
            message = _("The key is %(token)s – copy it now, it cannot be shown again.") % {"token": token}
            self.message_user(request, message, messages.WARNING)
