"""Drafts and their review, and deleted entries that come back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.curation.restoring import CannotBeRestored, deleted_codes, restore
from catalog.curation.review import comment, drafts, move_to
from catalog.learning.proof import prove
from catalog.learning.queue import answer_with
from catalog.models import Code
from catalog.store.ownership import NotOwned
from catalog.workbench.access import account_of, curators_only, number_in

_SEE = "catalog.view_code"
_CHANGE = "catalog.change_code"
_ADD = "catalog.add_code"


@require_http_methods(["GET", "HEAD"])
@curators_only(_SEE)
def draft_list(request: HttpRequest) -> HttpResponse:
    """Show the entries that are not published."""
    return render(request, "workbench/drafts.html", {"tab": "drafts", "rows": drafts()})


@require_http_methods(["GET", "HEAD", "POST"])
@curators_only(_SEE)
def draft_page(request: HttpRequest, number: int) -> HttpResponse:
    """Show a draft with its proof and comments, or do what a curator decided of it."""
    code = get_object_or_404(Code.objects.select_related("service"), pk=number)
    cases = list(code.cases.all())
    problem = ""
    if request.method == "POST":
        if not request.user.has_perm(_CHANGE):
            raise Http404
        action = request.POST.get("action", "")
        try:
            if action == "comment":
                comment(code, account_of(request), request.POST.get("text", ""))
            else:
                move_to(code, action, account=account_of(request))
        except ValueError as wrong:
            problem = str(wrong)
        else:
            if action == Code.State.PUBLISHED:
                answer_with(code)
                messages.success(request, _("Published. The next such text is answered with it."))
                return redirect("workbench_drafts")
            return redirect("workbench_draft", number)
    proofs = [
        prove(service=code.service.slug, code=code.code, message=case.message, http_status=case.http_status)
        for case in cases
    ]
    context = {
        "tab": "drafts",
        "code": code,
        "cases": list(zip(cases, proofs, strict=True)),
        "comments": code.comments.select_related("author"),
        "problem": problem,
        "may_change": request.user.has_perm(_CHANGE),
    }
    return render(request, "workbench/draft.html", context, status=400 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@curators_only(_SEE)
def deleted_list(request: HttpRequest) -> HttpResponse:
    """Show the deleted codes, or bring one back."""
    if request.method == "POST":
        if not request.user.has_perm(_ADD):
            raise Http404
        try:
            code = restore(number_in(request, "number"), account=account_of(request))
        except (CannotBeRestored, NotOwned) as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("%(code)s is back, with all its cases.") % {"code": code.code})
        return redirect("workbench_deleted")
    context = {"tab": "deleted", "rows": deleted_codes(), "may_add": request.user.has_perm(_ADD)}
    return render(request, "workbench/deleted.html", context)
