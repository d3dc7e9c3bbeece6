"""The pages that say what went wrong, in the portal's own design."""

from __future__ import annotations

import logging
import re

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.printing import portal_errors
from catalog.printing.links import links_for
from catalog.printing.plain_text import markdown
from catalog.store.in_memory import errors_with_code, get_service
from catalog.troubleshoot import troubleshoot

MOST_ELSEWHERE = 5
"""Other services with the same code that have a line each."""

_SENT = "_times_sent"
"""Field of a form that is sent again by itself: how often it was."""

_MOST_SENT = 12
_LONGEST_PAUSE = 60
"""Seconds; a form is sent again for nine minutes, and after that by hand."""

_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read."""
    text = str(exception) if isinstance(exception, BadRequest) else _("The request is malformed.")
    return _page(request, 400, _("This request cannot be read"), text)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that is not allowed."""
    text = _("Sign in with an account that has the permission, or ask an administrator for it.")
    return _page(request, 403, _("You may not open this page"), text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address at which nothing is."""
    text = _("There is nothing at this address. Search for the code or its message instead.")
    return _page(request, 404, _("Page not found"), text)


def server_error(request: HttpRequest, request_id: str = "") -> HttpResponse:
    """A failure of the portal, with the id to quote: printed without asking the database anything."""
    text = _("The portal itself failed. Nothing you pasted was stored. Try again in a moment.")
    try:
        return _page(request, 500, _("Something went wrong on our side"), text, request_id=request_id)
    except Exception:
        # The failing part may be one that every page needs.
        logger.exception("the page of a failure could not be made either")
        return HttpResponse(f"{text}\n{request_id}\n", status=500, content_type="text/plain; charset=utf-8")


def too_large(request: HttpRequest, limit: int, kept: str = "") -> HttpResponse:
    """A text over the limit; its end is kept in the box."""
    text = _("The text is larger than %(limit)s kB. Paste only the part around the error: its lines and a few more.")
    text = text % {"limit": limit // 1024}
    text = f"{text} {_('Its end is in the box below.')}" if kept else text
    return _page(request, 413, _("The text is too long"), text, body=kept)


def asked_too_often(request: HttpRequest, seconds: int, kept: str = "") -> HttpResponse:
    """A client that has used up its share; its text is kept in the box."""
    text = _("You have reached the limit of requests. Wait %(seconds)s seconds, then send it again.")
    text = text % {"seconds": seconds}
    response = _page(request, 429, _("Too many requests"), text, body=kept)
    response["Retry-After"] = str(seconds)
    return response


def away(request: HttpRequest) -> HttpResponse:
    """Return 503 with Retry-After while the database is unavailable; a form that was sent comes back filled in."""
    if "HX-Request" in request.headers:
        response = render(request, "pages/away.html", status=503)
    elif unsaved := _typed(request):
        fields, sent = _fields(request), _times_sent(request)
        again = _seconds_before(sent) if fields else None
        text = _("The database does not answer. Nothing you sent was saved.")
        if fields and again is None:
            text = _(
                "The database is still busy or does not answer. What you sent is kept on this page, which does not "
                "send it again by itself any more: press the button."
            )
        elif fields:
            text = _(
                "The database is busy, with an import for example, or does not answer. What you sent is kept on this "
                "page, which sends it again by itself until it is saved: leave it open."
            )
        title = _("Not saved yet") if fields else _("Not saved")
        if fields:
            fields = [*fields, (_SENT, str(sent + 1))]
        response = _page(request, 503, title, text, unsaved=unsaved, fields=fields, seconds=again)
    else:
        text = _("The database does not answer, so this page cannot be shown at the moment.")
        response = _page(request, 503, _("Temporarily unavailable"), text, meanwhile=True)
    response["Retry-After"] = str(portal_errors.RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _times_sent(request: HttpRequest) -> int:
    """Return how often the page has sent a form again by itself."""
    text = request.POST.get(_SENT, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _seconds_before(sent: int) -> int | None:
    """Return the seconds before a form is sent again, longer each time; None where it was sent often enough."""
    if sent >= _MOST_SENT:
        return None
    return int(min(portal_errors.RETRY_SECONDS * 2**sent, _LONGEST_PAUSE))


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field of a form, to be sent again as it is; none where one is a secret or a file."""
    if request.FILES or _TOKEN not in request.POST:
        return []
    if any(re.search(r"password|secret|token", name, re.IGNORECASE) for name in request.POST if name != _TOKEN):
        return []
    return [(name, str(value)) for name, values in request.POST.lists() for value in values if name != _SENT]


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The texts of a form that was to be saved, by their names; none that nobody has typed or may read."""
    if request.method != "POST":
        return []
    never = re.compile(r"csrf|password|token|^_|_FORMS$|^initial-|-id$", re.IGNORECASE)
    sent = ((name, str(text)) for name, text in request.POST.items())
    typed = [(name, text) for name, text in sent if text.strip() and not never.search(name)]
    # Sentences are what nobody wants to write again; numbers and choices are sent again by the browser.
    return [(name, text) for name, text in typed if len(text.split()) > 1] or typed


def locked_out(request: HttpRequest, seconds: int) -> HttpResponse:
    """Somebody who failed to log in too often."""
    text = ngettext(
        "Signing in failed too often. Wait %(minutes)s minute, then try again.",
        "Signing in failed too often. Wait %(minutes)s minutes, then try again.",
        minutes := -(-seconds // 60),
    ) % {"minutes": minutes}
    response = _page(request, 429, _("Too many failed sign-ins"), text)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def no_such_service(request: HttpRequest, slug: str, media_type: str) -> HttpResponse:
    """A service that the catalog does not have."""
    if media_type == "application/json":
        return _in_this_form(JsonResponse(portal_errors.NO_SERVICE.body(slug), status=404))
    return _in_this_form(not_found(request, Http404(slug)))


def no_such_code(
    request: HttpRequest, code: str, *, service: str | None = None, media_type: str = "text/html"
) -> HttpResponse:
    """A code that is in no catalog, or not in that of ``service``, and what is near it."""
    if media_type == "application/json":
        problem = portal_errors.NO_ERROR.body(code, service) if service else portal_errors.NO_ADDRESS.body(request.path)
        return _in_this_form(JsonResponse(problem, status=404))
    known_service = get_service(service) if service else None
    guidance = troubleshoot(code[:200], service=known_service.slug if known_service else None)
    if media_type == "text/markdown":
        text = markdown(guidance, links_for(request))
        return _in_this_form(HttpResponse(text, status=404, content_type=f"{media_type}; charset=utf-8"))
    elsewhere = errors_with_code(code)
    context = {
        "code": code[:200],
        "service": known_service,
        "finding": guidance.findings[0],
        "elsewhere": elsewhere[:MOST_ELSEWHERE],
        "elsewhere_count": len(elsewhere),
    }
    return _in_this_form(render(request, "pages/no_such_code.html", context, status=404))


def _in_this_form(response: HttpResponse) -> HttpResponse:
    """An answer in one of several forms, as a cache on its way has to know."""
    patch_vary_headers(response, ("Accept",))
    return response


def _page(request: HttpRequest, status: int, title: str, text: str, **more: object) -> HttpResponse:
    return render(
        request, "pages/problem.html", {"status": status, "title": title, "told": text, **more}, status=status
    )
