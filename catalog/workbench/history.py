"""Who changed what of an entry, and earlier versions that come back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.curation.edits import CannotBeReverted, edits_of, revert
from catalog.models import Code
from catalog.store.ownership import NotOwned, may_edit
from catalog.workbench.access import account_of, curators_only, number_in

_SEE = "catalog.view_code"
_CHANGE = "catalog.change_code"


@require_http_methods(["GET", "HEAD", "POST"])
@curators_only(_SEE)
def history_page(request: HttpRequest, service: str, code: str) -> HttpResponse:
    """Show what was changed of a code, or bring an earlier version back."""
    row = get_object_or_404(Code.objects.select_related("service"), service__slug=service, code=code)
    if request.method == "POST":
        if not request.user.has_perm(_CHANGE):
            raise Http404
        try:
            revert(row, request.POST.get("kind", ""), number_in(request, "number"), account=account_of(request))
        except (CannotBeReverted, NotOwned) as problem:
            messages.error(request, str(problem))
        except ValidationError as problem:
            messages.error(request, " ".join(problem.messages))
        else:
            messages.success(request, _("That version is back."))
        row.refresh_from_db()
        return redirect("workbench_history", row.service.slug, row.code)
    context = {
        "tab": "entries",
        "code": row,
        "edits": edits_of(row),
        "may_change": request.user.has_perm(_CHANGE) and may_edit(account_of(request), row.service),
    }
    return render(request, "workbench/history.html", context)
