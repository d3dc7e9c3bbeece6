"""Cases, on a page of their own and on that of their code."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from catalog.admin.history_admin import CatalogAdmin, NamedValues, OfService, TypeAheadSelect
from catalog.admin.versions import VersionedForm
from catalog.message_template import Placeholder, parse_template
from catalog.models import Case, Code, Service
from catalog.printing.links import Links
from catalog.store.ownership import editable_services

DIFFERS = (Q(vendor_description__isnull=False) & ~Q(vendor_description=F("description"))) | (
    Q(vendor_solution__isnull=False) & ~Q(vendor_solution=F("solution"))
)
"""Cases of which the vendor's page says something else than the portal: people have written over it."""

_ALONE = _("It is the only case of %(code)s, which would vanish from the pages. Give that one another case first.")


class CaseForm(VersionedForm):
    """Checks what a curator decides of a case."""

    class Meta:
        model = Case
        fields = "__all__"

    def clean_former(self) -> list[str]:
        """A list of message templates."""
        former = self.cleaned_data["former"] or []
        if not isinstance(former, list) or not all(isinstance(each, str) for each in former):
            raise ValidationError(_('Write a list of texts: ["Image {id} not found"]'))
        return former

    def clean_code(self) -> Code:
        """The code. A case does not leave one that has no other."""
        code: Code = self.cleaned_data["code"]
        before = self._now and self._now.get("code")
        if before and before != code.pk and (left := left_without_case([self.instance])):
            raise ValidationError(_ALONE % {"code": left[0]})
        return code

    def clean(self) -> dict[str, Any]:
        """Validate fields that depend on each other."""
        cleaned = super().clean()
        if cleaned.get("retry_after") and cleaned.get("retryable") in (Case.Retryable.NO, Case.Retryable.AFTER_CHANGE):
            self.add_error("retry_after", _("Leave it empty, or say “yes” to a retry: no wait helps otherwise."))
        return cleaned


def left_without_case(cases: list[Case]) -> list[Code]:
    """The codes that would have no case if these went."""
    rows = Code.objects.filter(cases__in=cases).distinct()
    return list(rows.exclude(pk__in=Case.objects.exclude(pk__in=[case.pk for case in cases]).values("code_id")))


def warn_of_braces(request: HttpRequest, case: Case) -> None:
    """Tell that a message has a bracket without its other half, which is read as plain text."""
    words = "".join(part for part in parse_template(case.message).parts if not isinstance(part, Placeholder))
    lone = [pair for pair in ("{}", "[]") if words.count(pair[0]) != words.count(pair[1])]
    if lone:
        warning = _(
            "The message “%(message)s” was saved, but one of its %(pair)s lacks the other half: what stands there is "
            "taken as plain text, not as a placeholder."
        )
        messages.warning(request, warning % {"message": case.message[:80], "pair": " ".join(lone)})


class WithVendorsTexts:
    """Shows what the vendor's page says beside each text that people may have written over."""

    readonly_fields: Any = ("vendors_description", "vendors_solution")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Each text in one line with the vendor's."""
        beside = {"description": "vendors_description", "solution": "vendors_solution"}
        names = [name for name in super().get_fields(request, obj) if name not in beside.values()]  # type: ignore[misc]
        return [(name, beside[name]) if obj and name in beside else name for name in names]

    @admin.display(description=_("The vendor's description"))
    def vendors_description(self, case: Case) -> Any:
        """The vendor's description, where it is another."""
        return _vendors(case.vendor_description, case.description)

    @admin.display(description=_("The vendor's solution"))
    def vendors_solution(self, case: Case) -> Any:
        """The vendor's solution, where it is another."""
        return _vendors(case.vendor_solution, case.solution)


def _vendors(text: str | None, ours: str) -> Any:
    if text is None:
        return _("none: it was written here")
    return _("the same") if text == ours else text or _("empty")


class VendorsText(admin.SimpleListFilter):
    """A filter of cases by whether the vendor's texts are shown as they are."""

    title = _("the vendor's text")
    parameter_name = "vendor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the filter's choices."""
        return [("differs", _("differs from ours"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        """Those cases."""
        return queryset.filter(DIFFERS) if self.value() == "differs" else queryset


@admin.register(Case)
class CaseAdmin(WithVendorsTexts, CatalogAdmin):
    """Cases, with who or what changed them."""

    form = CaseForm
    way_from_service = "codes__cases"
    way_to_service = "code__service"
    list_display = ("code", "service", "page", "http_status", "message", "solution_begins", "category")
    list_filter = (OfService, VendorsText, "http_status", ("section", NamedValues), "category", "retryable", "fault")
    search_fields = ("code__code", "message", "description", "solution")
    list_select_related = ("code", "code__service")
    autocomplete_fields = ("code",)

    @admin.display(description=_("service"), ordering="code__service__slug")
    def service(self, case: Case) -> str:
        """Return the service of a case."""
        return case.code.service.slug

    @admin.display(description=_("solution"))
    def solution_begins(self, case: Case) -> str:
        """Return the first words of what to do."""
        return Truncator(case.solution).chars(80)

    @admin.display(description=_("page"))
    def page(self, case: Case) -> Any:
        """Return a link to the page on which people see it; none where it is not published."""
        if case.code.state != Code.State.PUBLISHED:
            return case.code.get_state_display()
        address = Links().error(case.code.service.slug, case.code.code)
        return format_html('<a href="{}">{}</a>', address, _("as people see it"))

    def service_of(self, row: Case) -> Service:
        """Return the service of a case."""
        return row.code.service

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The field for a row's code."""
        if db_field.name == "code":
            account: Any = request.user
            kwargs["queryset"] = Code.objects.filter(service__in=editable_services(account))
            kwargs["widget"] = TypeAheadSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Case, form: Any, change: bool) -> None:
        """Store it, and tell what looks like a slip."""
        super().save_model(request, obj, form, change)
        warn_of_braces(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Protect a code's last case from deletion: the code would be on no page."""
        gone, counts, lacking, protected = super().get_deleted_objects(objs, request)
        kept = [
            format_html('<a href="{}">{}</a>', reverse("admin:catalog_code_change", args=[code.pk]), code)
            for code in left_without_case(list(objs))
        ]
        return gone, counts, lacking, [*protected, *kept]
