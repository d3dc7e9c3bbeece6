"""The paste page: a text in, guidance beside what was understood of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import escape
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalog.diagnosis.guidance import Finding, Guidance
from catalog.diagnosis.sizes import size_of
from catalog.limits import asker_of, too_many
from catalog.pages.errors import asked_too_often, too_large
from catalog.printing.bundle import support_bundle
from catalog.printing.links import links_for
from catalog.printing.marks import kinds_in, marked_text
from catalog.store.held import held_service
from catalog.tally import DIAGNOSED, tell
from catalog.troubleshoot import shown, text_of, troubleshoot

LONGEST_LINK = 2048
"""Characters of a text in a link; a longer one has to be pasted."""

LONGEST_EDITED = 100_000
"""Characters of a text that are put back into the form, to be changed and sent again."""

MARKUP = 1_500
"""Bytes of the page's own around what it says of a finding."""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def troubleshoot_page(request: HttpRequest) -> HttpResponse:
    """An empty form, or the answer to a pasted text. It changes nothing, so it asks for no token."""
    limit = settings.PORTAL_MAX_BODY_BYTES
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return _private(too_large(request, limit))
    try:
        asked = request.POST if request.method == "POST" else request.GET
        text = _pasted(request, asked)
    except RequestDataTooBig:
        return _private(too_large(request, limit))
    if request.method != "POST" and len(text) > LONGEST_LINK:
        return _private(too_large(request, LONGEST_LINK, _end(text, LONGEST_LINK)))
    if len(text.encode(errors="replace")) > limit:
        return _private(too_large(request, limit, _end(text, limit // 4)))
    if not text.strip():
        empty = request.method == "POST"
        return render(request, "pages/troubleshoot.html", {"empty": empty}, status=400 if empty else 200)
    wait = too_many(request)
    if wait is not None:
        return _private(asked_too_often(request, wait, shown(text)))
    return _private(_answered(request, text, asked))


def _end(text: str, most: int) -> str:
    """The last of a text that is too long, secrets masked: of a log, what is wrong mostly stands there."""
    # Masked before it is cut, so that no half of a secret is left.
    return shown(text)[-most:]


def _pasted(request: HttpRequest, asked: QueryDict) -> str:
    """What was typed or pasted; else what a dropped or chosen file holds. It is read in memory and kept nowhere."""
    text = asked.get("body" if request.method == "POST" else "q", "")
    file = request.FILES.get("log") if request.method == "POST" and not text.strip() else None
    return text_of(file.read()) if file else text


def _answered(request: HttpRequest, text: str, asked: QueryDict) -> HttpResponse:
    guidance = troubleshoot(text, service=_service(asked.get("service", "")), http_status=_status(asked))
    tell(DIAGNOSED, outcome=guidance.outcome, guidance=guidance, client=asker_of(request))
    masked = shown(text)
    pieces = marked_text(masked, guidance)
    context = {
        "body": _fitting(masked[:LONGEST_EDITED], len(text) + 32_000),
        "guidance": guidance,
        "pieces": pieces,
        "kinds": kinds_in(pieces),
        "findings": _shown_findings(guidance, len(text) + 64_000),
        "total": sum(finding.occurrences for finding in guidance.findings),
        "bundle": support_bundle(guidance, masked, links_for(request), now=timezone.now()),
        "support_url": settings.PORTAL_SUPPORT_URL,
    }
    return render(request, "pages/troubleshoot.html", context)


def _fitting(text: str, most: int) -> str:
    """The beginning of ``text`` that takes at most so many bytes of a page, where a quotation mark takes six."""
    while text and len(escape(text).encode("utf-8", "replace")) > most:
        text = text[: len(text) // 2]
    return text


def _shown_findings(guidance: Guidance, most: int) -> list[dict[str, Any]]:
    """The findings, and of which of them the page shows more than their line in its list: as many as fit."""
    shown: list[dict[str, Any]] = []
    left = most
    for finding in guidance.findings:
        left -= MARKUP + 2 * size_of(finding)
        shown.append(_shown(finding) | {"detailed": left > 0 or not shown})
    return shown


def _shown(finding: Finding) -> dict[str, Any]:
    """A finding, and which of its matches the page shows first."""
    matches = finding.matches
    alike = [each for each in matches if each.confidence == matches[0].confidence]
    first = alike if finding.outcome == "ambiguous" or len(alike) > 1 else matches[:1]
    told = finding.outcome == "known" and len(alike) == 1
    return {"finding": finding, "first": first, "others": [each for each in matches if each not in first], "told": told}


def _service(slug: str) -> str | None:
    return slug if slug and held_service(slug[:100]) else None


def _status(asked: QueryDict) -> int | None:
    text = asked.get("http_status", "")
    return int(text) if len(text) == 3 and text.isascii() and text.isdigit() and 100 <= int(text) <= 599 else None


def _private(response: HttpResponse) -> HttpResponse:
    """An answer that holds what somebody pasted: kept by nobody, passed on to nobody."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
