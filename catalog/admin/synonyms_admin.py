"""Admin of the search's synonyms."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from catalog.admin.history_admin import HistoryAdmin
from catalog.admin.versions import VERSION, VersionedForm
from catalog.models import Synonyms
from catalog.store.search import bundled_synonyms


@admin.register(Synonyms)
class SynonymsAdmin(HistoryAdmin):
    """Synonyms of this portal, listed beside the bundled ones."""

    form = VersionedForm
    fields = ("phrases", VERSION)
    list_display = ("phrases",)
    search_fields = ("phrases",)
    change_list_template = "admin/catalog/synonyms/change_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """List this portal's synonyms and the bundled ones."""
        return super().changelist_view(request, {**(extra_context or {}), "bundled": bundled_synonyms()})
