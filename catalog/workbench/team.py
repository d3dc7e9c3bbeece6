"""What only signed-in people see beside a code's page: the team's note, feedback, and the ways to edit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.curation.models import Note
from catalog.learning.feedback import votes_for
from catalog.learning.models import Feedback
from catalog.models import Code
from catalog.store.audience import Audience, answering
from catalog.store.ownership import may_edit
from catalog.workbench.access import account_of

MOST_REMARKS = 5
"""Remarks of readers that are shown, the latest first."""


@require_safe
def team_part(request: HttpRequest, service: str, code: str) -> HttpResponse:
    """Return the team's part of a code's page, as a piece of HTML.

    Who is not signed in gets 204, whatever was asked for: nothing was looked up then.
    """
    if not request.user.is_authenticated:
        return _unkept(HttpResponse(status=204))
    row = Code.objects.select_related("service").filter(service__slug=service, code=code).first()
    if row is None:
        return _unkept(HttpResponse(status=204))
    remarks = Feedback.objects.filter(service=service, code=row.code).exclude(remark="")
    may = request.user.has_perm("catalog.change_code") and may_edit(account_of(request), row.service)
    context = {
        "code": row,
        "note": Note.objects.filter(code=row).first(),
        "votes": votes_for(service, row.code),
        "remarks": remarks[:MOST_REMARKS],
        "may_edit": may,
        "may_see_history": request.user.has_perm("catalog.view_code"),
        "owners": row.service.owners.order_by("name"),
    }
    with answering(Audience.TEAM):
        return _unkept(render(request, "workbench/team.html", context))


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
