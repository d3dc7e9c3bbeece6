"""The addresses of lists: what they ask for, and none with empty parameters."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _


def text_parameter(request: HttpRequest, name: str) -> str:
    """Return a text of the query; a NUL in it is refused, which no database can look for."""
    text = request.GET.get(name, "").strip()
    if "\x00" in text:
        raise BadRequest(_("The address has a character in it that cannot be searched."))
    return text


def number_parameter(request: HttpRequest, name: str, least: int, most: int) -> int | None:
    """Return a number of the query, None where it has none; any other text is refused."""
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and least <= int(text) <= most):
        problem = _("%(name)s should be a number from %(least)s to %(most)s.")
        raise BadRequest(problem % {"name": name, "least": least, "most": most})
    return int(text)


def without_empty(request: HttpRequest) -> HttpResponse | None:
    """Redirect an address with empty parameters, as a form without scripts makes it, to the one without them."""
    pairs = [(name, value) for name in request.GET for value in request.GET.getlist(name)]
    kept = [(name, value) for name, value in pairs if value.strip()]
    if kept == pairs:
        return None
    return redirect(request.path + (f"?{urlencode(kept)}" if kept else ""))


def query_string(values: Mapping[str, str], **changed: str) -> str:
    """Return a link to this page with ``values``, some of them ``changed``; empty ones are left out."""
    query = urlencode({name: value for name, value in (dict(values) | changed).items() if value})
    # An empty link would lead to this very address, with its query.
    return f"?{query}" if query else "./"


def page_numbers(page: int, pages: int) -> list[int | None]:
    """Return the pages to offer: the first, the last and those around this one; None stands for those left out."""
    near = sorted({1, pages, *(number for number in range(page - 2, page + 3) if 1 <= number <= pages)})
    offered: list[int | None] = []
    for number in near:
        if offered and number - (offered[-1] or 0) > 1:
            offered.append(None)
        offered.append(number)
    return offered
