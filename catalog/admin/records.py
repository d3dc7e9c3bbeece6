"""What the portal itself writes down: who did what, who logged in or failed to, and who has a second factor."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt, AccessLog  # type: ignore[import-untyped]
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice


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
