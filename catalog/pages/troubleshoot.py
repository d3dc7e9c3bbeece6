"""The paste page: a text in, guidance beside what was understood of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalog.limits import too_many
from catalog.pages.errors import asked_too_often, too_large
from catalog.printing.words import filled_message, reasons_in_words
from catalog.store.lookup import find_service
from catalog.troubleshoot import shown, troubleshoot

LONGEST_LINK = 2048
"""Characters of a text in a link; a longer one has to be pasted."""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def troubleshoot_page(request: HttpRequest) -> HttpResponse:
    """An empty form, or the answer to a pasted text. It changes nothing, so it asks for no token."""
    limit = settings.PORTAL_MAX_BODY_BYTES
    try:
        asked = request.POST if request.method == "POST" else request.GET
        text = asked.get("body" if request.method == "POST" else "q", "")
    except RequestDataTooBig:
        return _private(too_large(request, limit))
    if request.method != "POST" and len(text) > LONGEST_LINK:
        return _private(too_large(request, LONGEST_LINK, shown(text[:LONGEST_LINK])))
    if len(text.encode(errors="replace")) > limit:
        return _private(too_large(request, limit, shown(text[: limit // 4])))
    if not text.strip():
        empty = request.method == "POST"
        return render(request, "pages/troubleshoot.html", {"empty": empty}, status=400 if empty else 200)
    wait = too_many(request)
    if wait is not None:
        return _private(asked_too_often(request, wait, shown(text)))
    guidance = troubleshoot(text, service=_service(asked.get("service", "")), http_status=_status(asked))
    context = {
        "body": shown(text),
        "guidance": guidance,
        "findings": [_shown(finding) for finding in guidance.findings],
        "support_url": settings.PORTAL_SUPPORT_URL,
    }
    return _private(render(request, "pages/troubleshoot.html", context))


def _shown(finding: Any) -> dict[str, Any]:
    """A finding with what the page says of its matches in words."""
    matches = [(match, filled_message(match), reasons_in_words(match, finding)) for match in finding.matches]
    alike = [each for each in matches if each[0].confidence == matches[0][0].confidence]
    first = alike if finding.outcome == "ambiguous" or len(alike) > 1 else matches[:1]
    told = finding.outcome == "known" and len(alike) == 1
    return {"finding": finding, "first": first, "others": [each for each in matches if each not in first], "told": told}


def _service(slug: str) -> str | None:
    return slug if slug and find_service(slug[:100]) else None


def _status(asked: Any) -> int | None:
    text = asked.get("http_status", "")
    return int(text) if len(text) == 3 and text.isascii() and text.isdigit() and 100 <= int(text) <= 599 else None


def _private(response: HttpResponse) -> HttpResponse:
    """An answer that holds what somebody pasted: kept by nobody, passed on to nobody."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
