"""The page of a code, with all its cases."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from catalog.audit import sample_body
from catalog.pages.errors import no_such_code
from catalog.printing.links import Links, links_for
from catalog.store.lookup import errors_near, find_error, find_service


def error_page(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A code in its canonical spelling; another letter case is sent there."""
    error = find_error(slug, code)
    summary = find_service(slug)
    if error is None or summary is None:
        return no_such_code(request, code)
    if error.code != code:
        return redirect(Links().error(error.service, error.code), permanent=True)
    withdrawn = all(case.withdrawn for case in error.cases)
    replaced_by = next((case.replaced_by for case in error.cases if case.replaced_by), None)
    successor = find_error(slug, replaced_by) if withdrawn and replaced_by else None
    if successor is not None and successor.code != error.code and not all(case.withdrawn for case in successor.cases):
        return redirect(
            f"{Links().error(successor.service, successor.code)}?{urlencode({'was': code})}", permanent=True
        )
    context = {
        "error": error,
        "service": summary.service,
        "samples": [(case, sample_body(summary.service, error, case)) for case in error.cases],
        "withdrawn": withdrawn,
        "replaced_by": replaced_by,
        "former_code": request.GET.get("was", "")[:100],
        "near": errors_near(slug, error.code),
        "canonical": links_for(request).error(error.service, error.code),
    }
    return render(request, "pages/error.html", context)
