"""The short way to a code: ``/go/{code}``, whatever service it belongs to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from catalog.pages.errors import no_such_code
from catalog.pages.forms import preferred_form
from catalog.printing.links import Links, links_for
from catalog.printing.serializers import ErrorCodeSerializer
from catalog.store.in_memory import errors_spelled_like, errors_with_code

MOST_CHOICES = 30
"""Services that are offered at once where many have a code."""


def go(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a code, however it is spelled; the choice where several services have it; else what is near."""
    form = preferred_form(request)
    response = _gone(request, code, form)
    patch_vary_headers(response, ("Accept",))
    return response


def _gone(request: HttpRequest, code: str, form: str) -> HttpResponse:
    code = code.strip("/ ")
    errors = errors_with_code(code) or errors_spelled_like(code)
    if not errors:
        return no_such_code(request, code, media_type=form)
    if len(errors) == 1:
        # The page there is in the form that is asked for here.
        return redirect(Links().error(errors[0].service, errors[0].code))
    links = links_for(request)
    if form == "application/json":
        return JsonResponse(
            {"code": code, "results": ErrorCodeSerializer(errors, many=True, context={"links": links}).data}
        )
    if form == "text/markdown":
        lines = (f"- <{links.error(error.service, error.code)}>" for error in errors)
        return HttpResponse("\n".join(lines) + "\n", content_type="text/markdown; charset=utf-8")
    return render(request, "pages/choice.html", {"code": code, "errors": errors[:MOST_CHOICES], "count": len(errors)})
