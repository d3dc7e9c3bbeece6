"""Readers' feedback on entries and reports of unknown errors, sent only by pressing a button.

Neither form needs a token: no cookie is read, so a page of another site can do nothing here that it could not do
itself. What a browser says comes from another site is refused all the same.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from catalog.learning.feedback import BadReport, NoSuchEntry, give_feedback, send_report
from catalog.limits import too_many
from catalog.pages.errors import asked_too_often
from catalog.printing.links import Links

_OWN_SITE = ("same-origin", "none", "")


@csrf_exempt
@require_POST
def feedback(request: HttpRequest) -> HttpResponse:
    """Keep whether an entry helped."""
    form = request.POST
    status = form.get("http_status", "")

    def give() -> str:
        given = give_feedback(
            service=form.get("service", "")[:100],
            code=form.get("code", "")[:200],
            helpful=form.get("helpful") == "yes",
            http_status=int(status) if status.isascii() and status.isdigit() and len(status) == 3 else None,
            message=form.get("message", ""),
            remark=form.get("remark", ""),
        )
        return Links().error(given.service, given.code)

    return _kept(request, give, kind="feedback")


@csrf_exempt
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Keep a text that somebody sends to the team."""
    form = request.POST

    def send() -> str:
        send_report(text=form.get("text", ""), remark=form.get("remark", ""), contact=form.get("contact", "")[:254])
        return ""

    return _kept(request, send, kind="report")


def _kept(request: HttpRequest, keep: Callable[[], str], *, kind: str) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Site", "") not in _OWN_SITE:
        return _answer(request, kind, status=403, problem="Send this from the portal's own page.")
    wait = too_many(request)
    if wait is not None:
        return asked_too_often(request, wait, "")
    try:
        back = keep()
    except (BadReport, NoSuchEntry) as problem:
        return _answer(request, kind, status=404 if isinstance(problem, NoSuchEntry) else 400, problem=str(problem))
    return _answer(request, kind, back=back)


def _answer(request: HttpRequest, kind: str, *, status: int = 200, problem: str = "", back: str = "") -> HttpResponse:
    context = {"kind": kind, "problem": problem, "back": back}
    response = render(request, "pages/thanks.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
