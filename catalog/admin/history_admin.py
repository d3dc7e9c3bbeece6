"""History of every row in the admin; only editors can restore an old version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.core.validators import URLValidator
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from catalog.admin.versions import VERSION
from catalog.models import Service
from catalog.store.ownership import may_edit


class WebAddress(forms.URLField):
    """URL field for http and https, as imports take; Django's own accepts ftp too."""

    default_validators = [URLValidator(schemes=["http", "https"])]  # noqa: RUF012 - the name and form are Django's


class Lines(forms.CharField):
    """Text field that converts browsers' line ends, which would count as an edit."""

    def to_python(self, value: Any) -> Any:
        """Return the text with the catalog's line ends."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


FIELDS: Mapping[type[models.Field[Any, Any]], Mapping[str, Any]] = {
    models.URLField: {"form_class": WebAddress},
    models.TextField: {"form_class": Lines},
}


def is_number(text: object) -> bool:
    """Return whether a text can be the primary key of a row; the database would fail on others."""
    return bool(re.fullmatch(r"[0-9]{1,18}", str(text)))


class HistoryAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """Admin with history, in which only editors can restore an old version."""

    formfield_overrides = FIELDS

    def lock(self, number: str) -> None:
        """Lock a row until the transaction ends, so that concurrent saves are compared one after the other."""
        self.model._default_manager.select_for_update(no_key=True).filter(pk=number).first()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row, locked if it is about to be written."""
        if request.method == "POST" and is_number(object_id):
            with transaction.atomic():
                self.lock(object_id)
        return super().get_object(request, object_id, from_field)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Return the fields; readers get no version field."""
        names = super().get_fields(request, obj)
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return names if may else [name for name in names if name != VERSION]

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show or restore an old version of a row.

        Raises:
            PermissionDenied: when somebody who may only read sends its form; the library itself does not look.
        """
        self._number_or_404(object_id, version_id)
        if request.method == "POST" and not self.has_change_permission(request, self.get_object(request, object_id)):
            raise PermissionDenied
        with transaction.atomic():
            if request.method == "POST":
                self.lock(object_id)
            answer: HttpResponse = super().history_form_view(request, object_id, version_id, extra_context)
        return answer

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List the versions of a row.

        Raises:
            Http404: when the address names no row that could be; the library would fail.
        """
        self._number_or_404(object_id)
        answer: HttpResponse = super().history_view(request, object_id, extra_context)
        return answer

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Redirect after a save, with a message of its own after an old version was restored."""
        if not (request.resolver_match and str(request.resolver_match.url_name).endswith("_simple_history")):
            answer: HttpResponse = super().response_change(request, obj)
            return answer
        page = reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])
        text = _('The {name} "<a href="{page}">{row}</a>" was brought back from its history.')
        message = format_html(str(text), name=obj._meta.verbose_name, page=page, row=obj)
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(page)

    def _number_or_404(self, *numbers: str) -> None:
        if not all(map(is_number, numbers)):
            raise Http404


class OwnedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Admin of rows that only the owners of their service change or delete."""

    def service_of(self, row: Any) -> Service | None:
        """Return the service that a row is of; None where there is none yet."""
        raise NotImplementedError

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._owns(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._owns(request, obj)

    def _owns(self, request: HttpRequest, row: Any) -> bool:
        account: Any = request.user
        return row is None or row.pk is None or may_edit(account, self.service_of(row))


class CatalogAdmin(OwnedAdmin, HistoryAdmin):
    """Admin of catalog rows, which locks the row's service as an import does."""

    way_from_service = "pk"
    """How a service leads to such a row."""

    way_to_service = "pk"
    """How such a row leads to its service."""

    def lock(self, number: str) -> None:
        """Lock the service of a row."""
        self._hold_services(**{self.way_from_service: number})

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete the selected rows."""
        with transaction.atomic():
            self._hold_services(**{f"{self.way_from_service}__in": list(queryset.values_list("pk", flat=True))})
            super().delete_queryset(request, queryset)

    def _hold_services(self, **rows: Any) -> None:
        # Always in the same order, so that of two nobody waits for the other in a circle.
        list(Service.objects.select_for_update(of=("self",), no_key=True).filter(**rows).order_by("pk"))


class NamedValues(admin.AllValuesFieldListFilter):
    """Filters by any value, with a name for the empty one."""

    def choices(self, changelist: Any) -> Any:
        """Yield the choices with their labels."""
        return ({**each, "display": each["display"] or _("none")} for each in super().choices(changelist))


class TypeAheadSelect(AutocompleteSelect):
    """Chooses a code by its number. What is no number is no choice; the library would ask the database for it."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """The chosen code."""
        return super().optgroups(name, [each for each in value if is_number(each)], attr)

    @property
    def media(self) -> forms.Media:
        """Scripts of the widget, and the one that labels it."""
        return super().media + forms.Media(js=["admin/js/autocomplete.js", "admin.js"])


class OfService(admin.SimpleListFilter):
    """A filter by service, chosen by typing: a link for each of hundreds would bury the others."""

    title = _("service")
    parameter_name = "service"
    template = "admin/of_service.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the services by slug, with their names."""
        self.way = model_admin.way_to_service
        return list(Service.objects.order_by("slug").values_list("slug", "name"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of that service."""
        return queryset.filter(**{f"{self.way}__slug__iexact": self.value()}) if self.value() else queryset

    def choices(self, changelist: Any) -> Any:
        """Return each service, and before them what else the list is narrowed to."""
        others = [(name, value) for name, values in changelist.filter_params.items() for value in values]
        return [
            {"others": [each for each in others if each[0] != self.parameter_name], "value": self.value() or ""},
            *({"slug": slug, "name": name or slug} for slug, name in self.lookup_choices),
        ]
