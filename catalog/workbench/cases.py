"""Cases that lack something, edited many at once; and the audit, with a fix beside each finding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.audit import (
    CLASHING,
    DEAD_LINK,
    NO_SOLUTION,
    NOT_ITSELF,
    OVERLAPPING,
    RULES,
    UNDESCRIBED,
    USELESS_SOLUTION,
    AuditFinding,
    audit,
)
from catalog.curation.worklist import ChangedMeanwhile, edit_case, edit_many, version_of, worklist
from catalog.models import Case, Code
from catalog.store.in_memory import all_services, canonical_slug
from catalog.store.ownership import NotOwned
from catalog.workbench.access import account_of, curators_only, number_in

PAGE_SIZE = 50
"""Cases on one page of the list."""

CODES_AT_ONCE = 200
"""Codes that one page of the audit looks at; each is diagnosed twice."""

MOST_OF_A_RULE = 50
"""Findings of one rule that a page shows; it counts all of them."""

_SEE = "catalog.view_case"
_CHANGE = "catalog.change_case"
_LEAVE = ("", gettext_lazy("leave as it is"))
_FIXED_BY = {
    NOT_ITSELF.name: ("message",),
    CLASHING.name: ("message", "description", "solution"),
    OVERLAPPING.name: ("message",),
    NO_SOLUTION.name: ("solution",),
    USELESS_SOLUTION.name: ("solution",),
    UNDESCRIBED.name: ("message", "description"),
    DEAD_LINK.name: ("replaced_by", "description", "solution"),
}
"""The fields of a case that put a finding of a rule right."""


class BulkForm(forms.Form):
    """What is set for all chosen cases; what is left empty stays as it is."""

    category = forms.ChoiceField(
        label=gettext_lazy("Category"), choices=[_LEAVE, *Case.Category.choices], required=False
    )
    retryable = forms.ChoiceField(
        label=gettext_lazy("Retry"), choices=[_LEAVE, *Case.Retryable.choices], required=False
    )
    fault = forms.ChoiceField(label=gettext_lazy("Fault"), choices=[_LEAVE, *Case.Fault.choices], required=False)
    severity = forms.ChoiceField(
        label=gettext_lazy("Severity"), choices=[_LEAVE, *Case.Severity.choices], required=False
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State of the code"), choices=[_LEAVE, *Code.State.choices], required=False
    )
    internal = forms.ChoiceField(
        label=gettext_lazy("Who learns of the code"),
        choices=[_LEAVE, ("yes", gettext_lazy("the team only")), ("no", gettext_lazy("everybody"))],
        required=False,
    )
    section = forms.CharField(label=gettext_lazy("Section"), max_length=300, required=False)

    def values(self) -> dict[str, Any]:
        """Return the fields that are to be set."""
        values = {name: value for name, value in self.cleaned_data.items() if value}
        if "internal" in values:
            values["internal"] = values["internal"] == "yes"
        return values


@require_http_methods(["GET", "HEAD", "POST"])
@curators_only(_SEE)
def entry_list(request: HttpRequest) -> HttpResponse:
    """Show cases by what they lack and how often they are asked for, or edit the chosen ones."""
    form = BulkForm(request.POST or None)
    if request.method == "POST":
        if not request.user.has_perm(_CHANGE):
            raise Http404
        if form.is_valid() and _edited(request, form):
            return redirect(request.get_full_path())
    asked = {name: request.GET.get(name, "")[:200].replace("\x00", "") for name in ("q", "service", "gap", "sort")}
    unhelpful = asked["gap"] == "unhelpful"
    rows = worklist(
        q=asked["q"].strip(), service=asked["service"].strip(), gap=asked["gap"], unhelpful=unhelpful,
        sort=asked["sort"] or "asked",
    )  # fmt: skip
    context = {
        "tab": "entries",
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "asked": asked,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "gaps": [
            ("", _("all")),
            ("no-solution", _("no solution")),
            ("no-category", _("no category")),
            ("no-meaning", _("no description")),
            ("no-status", _("no HTTP status")),
            ("unhelpful", _("found unhelpful")),
        ],
        "sorts": [("asked", _("most asked")), ("code", _("service and code"))],
        "services": all_services(),
        "form": form,
        "may_change": request.user.has_perm(_CHANGE),
    }
    return render(request, "workbench/entries.html", context, status=400 if form.errors else 200)


def _edited(request: HttpRequest, form: BulkForm) -> bool:
    """Edit the chosen cases; where that cannot be done, say why on the form."""
    chosen = [
        int(each) for each in request.POST.getlist("case") if each.isascii() and each.isdigit() and len(each) < 19
    ]
    values = form.values()
    if not chosen or not values:
        form.add_error(None, _("Choose the cases, and what to set."))
        return False
    try:
        count = edit_many(chosen, values, account=account_of(request))
    except NotOwned as problem:
        form.add_error(None, str(problem))
        return False
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return False
    messages.success(request, ngettext("%(n)d case changed.", "%(n)d cases changed.", count) % {"n": count})
    return True


@require_safe
@curators_only(_SEE)
def audit_page(request: HttpRequest) -> HttpResponse:
    """Check the codes of a service, a part at a time, and show what is wrong by rule."""
    slug = canonical_slug(request.GET.get("service", "")[:100].strip()) or ""
    part = number_in(request, "part")
    services = all_services()
    codes = next((each.codes for each in services if each.service.slug == slug), 0)
    found = audit([slug], first=part * CODES_AT_ONCE, most=CODES_AT_ONCE) if slug else None
    context = {
        "tab": "audit",
        "services": services,
        "asked": request.GET.get("service", "")[:100],
        "slug": slug,
        "codes": codes,
        "audit": found,
        "part": part,
        "parts": range(-(-codes // CODES_AT_ONCE)),
        "groups": _groups(found.findings) if found else [],
        "may_change": request.user.has_perm(_CHANGE),
    }
    return render(request, "workbench/audit.html", context)


def _groups(findings: tuple[AuditFinding, ...]) -> list[dict[str, Any]]:
    """The findings by rule, the worst rules first, each with the case it is about and the fields that put it right."""
    groups = []
    for rule in RULES:
        of_rule = [each for each in findings if each.rule is rule]
        if of_rule:
            rows = [_row(each) for each in of_rule[:MOST_OF_A_RULE]]
            groups.append({"rule": rule, "count": len(of_rule), "rows": rows, "more": len(of_rule) - len(rows)})
    return groups


def _row(finding: AuditFinding) -> dict[str, Any]:
    case = Case.objects.filter(
        code__service__slug=finding.service,
        code__code=finding.code,
        http_status=finding.http_status,
        message=finding.message,
    ).first()
    fields = [(name, _label(name), getattr(case, name)) for name in _FIXED_BY[finding.rule.name]] if case else []
    return {"finding": finding, "case": case, "fields": fields, "seen": version_of(case) if case else 0}


def _label(field: str) -> str:
    return str(forms.fields_for_model(Case, [field])[field].label)


@require_POST
@curators_only(_CHANGE)
def fix_case(request: HttpRequest, number: int) -> HttpResponse:
    """Set the texts of a case that put a finding right, and go back to the audit."""
    names = {name for fields in _FIXED_BY.values() for name in fields}
    values = {name: request.POST[name] for name in names if name in request.POST}
    try:
        case = edit_case(number, values, seen=number_in(request, "seen"), account=account_of(request))
    except (ChangedMeanwhile, NotOwned) as problem:
        messages.error(request, str(problem))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("Saved: %(code)s.") % {"code": case.code.code})
    back = {"service": request.POST.get("service", "")[:100], "part": str(number_in(request, "part"))}
    response = redirect("workbench_audit")
    response["Location"] += f"?{urlencode(back)}"
    return response
