"""Admin: services, codes, cases and API keys to edit, search and filter, and the action log."""

from __future__ import annotations

from catalog.admin.case import CaseAdmin
from catalog.admin.code import CodeAdmin
from catalog.admin.hooks import DeliveryAdmin, FeedbackAdmin, NoteAdmin, ReportAdmin, SourceAdmin, WebHookAdmin
from catalog.admin.key import ApiKeyAdmin
from catalog.admin.read_only import AuthenticatorAdmin, LogEntryAdmin, SocialAccountAdmin
from catalog.admin.service import ServiceAdmin
from catalog.admin.synonyms_admin import SynonymsAdmin

__all__ = [
    "ApiKeyAdmin",
    "AuthenticatorAdmin",
    "CaseAdmin",
    "CodeAdmin",
    "DeliveryAdmin",
    "FeedbackAdmin",
    "LogEntryAdmin",
    "NoteAdmin",
    "ReportAdmin",
    "ServiceAdmin",
    "SocialAccountAdmin",
    "SourceAdmin",
    "SynonymsAdmin",
    "WebHookAdmin",
]
