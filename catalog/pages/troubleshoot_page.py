"""The paste page: a text in, guidance beside what was understood of it."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalog.heavy import Busy
from catalog.limits import asker_of, place, too_many
from catalog.pages.answer import MOST_CHOICES, answer_for, chosen
from catalog.pages.errors import asked_too_often, too_large
from catalog.printing.links import links_for
from catalog.store.in_memory import get_service
from catalog.tally import DIAGNOSED, tell
from catalog.troubleshoot import redacted, text_of, traced, troubleshoot

LONGEST_LINK = 2048
"""Characters of a text in a link; a longer one has to be pasted."""

LONGEST_TRACED = 100_000
"""Characters of a text of which a curator is shown how they were read."""

_CURATES = "catalog.change_case"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def troubleshoot_page(request: HttpRequest) -> HttpResponse:
    """An empty form, or the answer to a pasted text. It changes nothing, so it asks for no token."""
    limit = settings.PORTAL_MAX_BODY_BYTES
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return _private(too_large(request, limit))
    try:
        parameters = request.POST if request.method == "POST" else request.GET
        text = _pasted(request, parameters)
    except RequestDataTooBig:
        return _private(too_large(request, limit))
    if request.method != "POST" and len(text) > LONGEST_LINK:
        return _private(too_large(request, LONGEST_LINK, _end(text, LONGEST_LINK)))
    if len(text.encode(errors="replace")) > limit:
        return _private(too_large(request, limit, _end(text, limit // 4)))
    if not text.strip():
        empty = request.method == "POST"
        context = {"empty": empty, "answers_at": _answers_at(request)}
        return render(request, "pages/troubleshoot.html", context, status=400 if empty else 200)
    wait = too_many(request)
    if wait is not None:
        return _private(asked_too_often(request, wait, redacted(text)))
    try:
        with place(asker_of(request), len(text)) as turn, turn():
            return _private(_answered(request, text, parameters))
    except Busy as busy:
        return _private(asked_too_often(request, busy.retry_after, redacted(text)))


def _end(text: str, most: int) -> str:
    """The last of a text that is too long, secrets masked: of a log, what is wrong mostly stands there."""
    # Masked before it is cut, so that no half of a secret is left.
    return redacted(text)[-most:]


def _pasted(request: HttpRequest, parameters: QueryDict) -> str:
    """Return the pasted text, or else the content of an uploaded file, which is read in memory and never stored."""
    text = parameters.get("body" if request.method == "POST" else "q", "")
    file = request.FILES.get("log") if request.method == "POST" and not text.strip() else None
    return text_of(file.read()) if file else text


def _answered(request: HttpRequest, text: str, parameters: QueryDict) -> HttpResponse:
    service, http_status = _service(parameters.get("service", "")), _status(parameters)
    guidance = troubleshoot(text, service=service, http_status=http_status)
    tell(DIAGNOSED, outcome=guidance.outcome, guidance=guidance, client=asker_of(request))
    choices = [choice for choice in parameters.getlist("choice")[: 2 * MOST_CHOICES] if choice]
    guidance = chosen(text, guidance, choices)
    support = settings.PORTAL_SUPPORT_URL
    answer = answer_for(text, redacted(text), guidance, links_for(request), choices=choices, support_url=support)
    answers_at = _answers_at(request)
    # Only there: the public answer does not depend on who is signed in.
    may_trace = answers_at is not None and request.user.has_perm(_CURATES)
    context = {
        "answer": answer,
        "answers_at": answers_at,
        "support_url": support,
        "keep_days": settings.PORTAL_KEEP_DAYS,
        "reading": traced(text[:LONGEST_TRACED], service=service, http_status=http_status) if may_trace else None,
    }
    return render(request, "pages/troubleshoot.html", context)


def _answers_at(request: HttpRequest) -> str | None:
    """The workbench's own address, for whoever asks there."""
    return request.path_info if request.path_info.startswith("/workbench/") else None


def _service(slug: str) -> str | None:
    return slug if slug and get_service(slug[:100]) else None


def _status(parameters: QueryDict) -> int | None:
    text = parameters.get("http_status", "")
    return int(text) if len(text) == 3 and text.isascii() and text.isdigit() and 100 <= int(text) <= 599 else None


def _private(response: HttpResponse) -> HttpResponse:
    """An answer that holds what somebody pasted: kept by nobody, passed on to nobody."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
