"""The short way to a code: ``/go/{code}``, whatever service it belongs to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from catalog.pages.errors import no_such_code
from catalog.pages.representations import preferred_form
from catalog.printing.links import Links, links_for
from catalog.printing.serializers import MOST_CASES_LISTED, ErrorCodeSerializer
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
    count, errors = len(errors), errors[:MOST_CHOICES]
    if form == "application/json":
        context = {"links": links, "most_cases": MOST_CASES_LISTED}
        results = ErrorCodeSerializer(errors, many=True, context=context).data
        return JsonResponse({"code": code, "count": count, "results": results})
    if form == "text/markdown":
        lines = [f"- <{links.error(error.service, error.code)}>" for error in errors]
        if count > len(errors):
            lines.append(f"\n{count} services have this code; the first {len(errors)} are shown.")
        return HttpResponse("\n".join(lines) + "\n", content_type="text/markdown; charset=utf-8")
    return render(request, "pages/choice.html", {"code": code, "errors": errors, "count": count})
