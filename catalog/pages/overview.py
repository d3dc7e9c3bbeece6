"""The catalog at a glance, for people who would rather look."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from catalog.kept import kept
from catalog.known_error import CodeChange
from catalog.pages.charts import bars, columns
from catalog.printing.links import Links
from catalog.store import overview as catalog_overview
from catalog.templatetags.catalog_text import category_name

_MOST_SERVICES = 20
_MOST_CHANGES = 20
_MOST_ALIKE = 3


def overview(request: HttpRequest) -> HttpResponse:
    """How many codes of which service, status and category; how much is filled in; what changed lately."""
    return kept(request, lambda: _made(request), vary=("Accept-Language",))


def _grouped(changes: Iterable[CodeChange]) -> list[tuple[CodeChange, int]]:
    """What changed, newest first; many codes of one service that one import changed alike as one, with their number."""
    found: list[tuple[CodeChange, int]] = []
    for _key, same in groupby(changes, key=lambda each: (each.edition, each.service, each.kind)):
        group = list(same)
        found += [(group[0], len(group))] if len(group) > _MOST_ALIKE else [(each, 1) for each in group]
    return found


def _made(request: HttpRequest) -> HttpResponse:
    found = catalog_overview.overview()
    links = Links()
    largest = sorted(found.services, key=lambda each: -each.codes)[:_MOST_SERVICES]
    return render(
        request,
        "pages/overview.html",
        {
            "overview": found,
            "latest": _grouped(found.latest)[:_MOST_CHANGES],
            "by_service": bars((each.name or each.slug, each.codes, links.service(each.slug), "") for each in largest),
            "by_status": columns(
                bars(
                    (
                        str(status or _("none")),
                        count,
                        f"/errors/?{urlencode({'http_status': status})}" if status else "",
                        f"s{str(status)[0]}",
                    )
                    for status, count in found.statuses
                )
            ),
            "by_category": bars(
                (category_name(name) if name else _("not decided"), count, "", "") for name, count in found.categories
            ),
        },
    )
