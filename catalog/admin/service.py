"""Admin of services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.history_admin import CatalogAdmin, NamedValues
from catalog.admin.versions import VersionedForm
from catalog.known_error import MARK_KINDS
from catalog.models import Service
from catalog.store.overview import coverage
from catalog.store.ownership import owns_all


class ServiceForm(VersionedForm):
    """Validates the lists that are written by hand."""

    class Meta:
        model = Service
        fields = "__all__"

    def clean_prefixes(self) -> list[str]:
        """Validate a list of non-empty strings."""
        prefixes = self.cleaned_data["prefixes"] or []
        if not isinstance(prefixes, list) or not all(isinstance(each, str) and each.strip() for each in prefixes):
            raise ValidationError(_('Write a list of texts: ["iMetal."]'))
        return prefixes

    def clean_marks(self) -> dict[str, list[str]]:
        """Return lists of one-line texts by kind; empty kinds are left out."""
        marks = self.cleaned_data["marks"] or {}
        shaped = isinstance(marks, dict) and all(
            kind in MARK_KINDS
            and isinstance(values, list)
            and all(isinstance(each, str) and each.strip() and each.isprintable() for each in values)
            for kind, values in marks.items()
        )
        if not shaped:
            kinds = ", ".join(MARK_KINDS)
            raise ValidationError(
                _('Write lists of texts by kind, such as {"hosts": ["api.example.com"]}. The kinds are %(kinds)s.')
                % {"kinds": kinds}
            )
        return {kind: values for kind, values in marks.items() if values}

    def clean_referrals(self) -> list[dict[str, str]]:
        """Validate a list of objects with a prefix and a title."""
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
class ServiceAdmin(CatalogAdmin):
    """Services."""

    form = ServiceForm
    list_display = ("slug", "name", "vendor", "code_count", "coverage", "updated")
    list_filter = (("vendor", NamedValues),)
    search_fields = ("slug", "name", "vendor")

    def service_of(self, row: Service) -> Service:
        """Return the row itself."""
        return row

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        account: Any = request.user
        return () if owns_all(account) else ("owners",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Service]:
        self._scores = {each.slug: each.score for each in coverage()}
        rows: QuerySet[Service] = super().get_queryset(request)
        return rows.annotate(code_count=Count("codes"))

    @admin.display(description=_("codes"), ordering="code_count")
    def code_count(self, service: Any) -> int:
        """Number of codes of the service."""
        return int(service.code_count)

    @admin.display(description=_("coverage"))
    def coverage(self, service: Any) -> str:
        """Percent of the cases' statuses, messages, descriptions and solutions that are filled in."""
        return f"{self._scores.get(service.slug, 0)} %"
