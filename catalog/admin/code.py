"""Error codes with their cases."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

from catalog.admin.case import CaseForm, WithVendorsTexts, warn_of_braces
from catalog.admin.history_admin import FIELDS, CatalogAdmin, OfService, TypeAheadSelect
from catalog.admin.versions import VERSION, VersionedForm
from catalog.models import Case, Code, Service, fold_code
from catalog.store.ownership import editable_services


class CodeForm(VersionedForm):
    """Checks that an address leads to one code."""

    class Meta:
        model = Code
        fields = "__all__"

    def clean_aliases(self) -> list[str]:
        """Return the other names of the code, each once."""
        aliases = self.cleaned_data["aliases"] or []
        if not isinstance(aliases, list) or not all(
            isinstance(each, str) and each.strip() and len(each) <= 200 and each.isprintable() for each in aliases
        ):
            raise ValidationError(_('Write a list of texts of at most 200 characters: ["10004"]'))
        return list(dict.fromkeys(each.strip() for each in aliases))

    def clean(self) -> dict[str, Any]:
        """A code that its service has in no other letter case."""
        cleaned = super().clean()
        service, code = cleaned.get("service"), cleaned.get("code")
        if not service or not code or self._as_before(service, code):
            return cleaned
        # Two who add one at once come one after the other.
        Service.objects.select_for_update(no_key=True).filter(pk=service.pk).first()
        others = Code.objects.filter(service=service, folded=fold_code(code)).exclude(pk=self.instance.pk)
        if (other := others.exclude(code=code).first()) is not None:
            problem = _(
                "%(service)s has %(other)s already. Addresses forgive letter case, so this would be the same one."
            )
            self.add_error("code", problem % {"service": service, "other": other})
        return cleaned

    def _as_before(self, service: Service, code: str) -> bool:
        before = self._now or {}
        return before.get("service") == service.pk and fold_code(str(before.get("code"))) == fold_code(code)


class CasesOfACode(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """The cases of a code, of which there is always one."""

    default_error_messages: ClassVar = {
        **forms.BaseInlineFormSet.default_error_messages,
        "too_few_forms": _(
            "A code is on the pages with its cases: it needs one at least. A case that is true no more gets a date "
            "under “withdrawn”, and its page a banner; to be rid of all of it, delete the code."
        ),
    }

    def clean(self) -> None:
        """Refuse to delete a case that was changed since the form was opened.

        Raises:
            ValidationError: when somebody has changed it meanwhile.
        """
        super().clean()
        if any(form.differences for form in self.deleted_forms):
            raise ValidationError(_("A case that was to be deleted has been changed since: see below."))


class CaseInline(WithVendorsTexts, admin.StackedInline):  # type: ignore[type-arg]
    """The cases of a code, on its page."""

    model = Case
    form = CaseForm
    formset = CasesOfACode
    formfield_overrides = FIELDS
    extra = 0
    min_num = 1
    show_change_link = True

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The forms, one of them filled in at least."""
        return super().get_formset(request, obj, validate_min=True, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fields; who only reads sends nothing back."""
        names = super().get_fields(request, obj)
        return names if self.has_change_permission(request, obj) else [name for name in names if name != VERSION]


class WithoutCases(admin.SimpleListFilter):
    """A filter of codes that are on no page."""

    title = _("cases")
    parameter_name = "cases"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the filter's choices."""
        return [("none", _("none: on no page"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Code]) -> QuerySet[Code]:
        """Those codes."""
        return queryset.filter(cases__isnull=True) if self.value() == "none" else queryset


@admin.register(Code)
class CodeAdmin(CatalogAdmin):
    """Error codes with their cases."""

    form = CodeForm
    way_from_service = "codes"
    way_to_service = "service"
    autocomplete_fields = ("service",)
    list_display = ("code", "service", "state", "case_count")
    list_filter = (OfService, "state", WithoutCases, "cases__http_status")
    search_fields = ("code", "cases__message", "cases__description", "cases__solution")
    list_select_related = ("service",)
    inlines: ClassVar = [CaseInline]

    def service_of(self, row: Code) -> Service:
        """Return the service of a code."""
        return row.service

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the services that the account may edit."""
        if db_field.name == "service":
            account: Any = request.user
            kwargs["queryset"] = editable_services(account)
            kwargs["widget"] = TypeAheadSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Code]:
        rows: QuerySet[Code] = super().get_queryset(request)
        return rows.annotate(case_count=Count("cases", distinct=True))

    def get_urls(self) -> list[Any]:
        """The addresses of codes; also by service and code, as the public pages know them."""
        by_name = self.admin_site.admin_view(self.form_of_a_code)
        return [path("of/<slug:service>/<path:code>/", by_name, name="catalog_code_of"), *super().get_urls()]

    def form_of_a_code(self, request: HttpRequest, service: str, code: str) -> HttpResponse:
        """Redirect to the form of a code."""
        row = get_object_or_404(Code, service__slug=service, code=code)
        return redirect("admin:catalog_code_change", row.pk)

    @admin.display(description=_("cases"), ordering="case_count")
    def case_count(self, code: Any) -> int:
        """How many cases the code has."""
        return int(code.case_count)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Store the cases, and tell what looks like a slip."""
        super().save_formset(request, form, formset, change)
        for case in [*formset.new_objects, *(case for case, _names in formset.changed_objects)]:
            warn_of_braces(request, case)
