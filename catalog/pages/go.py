"""The short way to a code: ``/go/{code}``, whatever service it belongs to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from catalog.pages.errors import no_such_code
from catalog.printing.links import Links
from catalog.store.held import held_errors


def go(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a code; the choice where several services have it; what is near where none has."""
    found = held_errors(code)
    if not found:
        return no_such_code(request, code)
    if len(found) == 1:
        return redirect(Links().error(found[0].service, found[0].code))
    return render(request, "pages/choice.html", {"code": code, "errors": found})
