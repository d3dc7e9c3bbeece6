"""The services of the catalog: searched, by vendor, with how much of each is filled in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from catalog.pages.addresses import number_parameter, page_numbers, query_string, text_parameter, without_empty
from catalog.response_cache import cached_response
from catalog.store.in_memory import all_services, errors_with_code, get_service
from catalog.store.overview import Coverage, coverage

PAGE_SIZE = 60
MOST_OPTIONS = 100
"""Services that are offered at once while somebody types the name of one."""

_MOST_VENDORS = 30

_SORTS: dict[str, Callable[[Coverage], tuple[object, ...]]] = {
    "name": lambda each: (_name(each).lower(), each.slug),
    "codes": lambda each: (-each.codes, _name(each).lower()),
    "coverage": lambda each: (each.score, _name(each).lower()),
}


def _name(each: Coverage) -> str:
    return each.name or each.slug


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service in the list."""

    covered: Coverage
    vendor: str

    @property
    def letter(self) -> str:
        """What it is filed under."""
        first = _name(self.covered)[:1].upper()
        return first if first.isalpha() else "#"


def service_list(request: HttpRequest) -> HttpResponse:
    """The services, by name, size or coverage; narrowed by words, vendor, or a code that they have."""
    return without_empty(request) or cached_response(request, lambda: _listed(request), vary=("Accept-Language",))


def _listed(request: HttpRequest) -> HttpResponse:
    asked = {name: text_parameter(request, name) for name in ("q", "vendor", "code", "sort")}
    sort = asked["sort"] if asked["sort"] in _SORTS else "name"
    page = number_parameter(request, "page", 1, 100_000) or 1
    vendors = {each.service.slug: each.service.vendor for each in all_services()}
    named = [ServiceRow(each, vendors.get(each.slug, "")) for each in coverage()]
    named = [row for row in named if _has_words(row, asked["q"])]
    if asked["code"]:
        with_code = {error.service for error in errors_with_code(asked["code"])}
        named = [row for row in named if row.covered.slug in with_code]
    counted = Counter(row.vendor for row in named)
    rows = [row for row in named if asked["vendor"] in ("", row.vendor)]
    rows.sort(key=lambda row: _SORTS[sort](row.covered))
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    if page > pages:
        raise Http404(request.path)
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    context = {
        "rows": shown,
        "count": len(rows),
        "with_vendors": any(row.vendor for row in rows),
        "codes": sum(row.covered.codes for row in rows),
        "asked": asked,
        "sort": sort,
        "sorts": [(each, query_string(asked, sort="" if each == "name" else each)) for each in _SORTS],
        "vendors": [
            (vendor, count, query_string(asked, vendor=vendor)) for vendor, count in counted.most_common(_MOST_VENDORS)
        ]
        if len(counted) > 1
        else [],
        "without": {name: query_string(asked, **{name: ""}) for name in asked},
        "letters": _letters(rows, asked) if sort == "name" and pages > 1 else [],
        "page": page,
        "pages": [
            (number, query_string(asked, page=str(number) if number and number > 1 else ""))
            for number in page_numbers(page, pages)
        ],
    }
    return render(request, "pages/services.html", context)


def _has_words(row: ServiceRow, query: str) -> bool:
    said = f"{row.covered.slug} {row.covered.name} {row.vendor}".lower()
    return all(word in said for word in query.lower().split())


def _letters(rows: list[ServiceRow], asked: dict[str, str]) -> list[tuple[str, str]]:
    """The letters that names begin with, each with the page on which it begins."""
    first: dict[str, int] = {}
    for place, row in enumerate(rows):
        first.setdefault(row.letter, place // PAGE_SIZE + 1)
    links = ((letter, query_string(asked, page=str(page) if page > 1 else "")) for letter, page in first.items())
    return [(letter, f"{link}#letter-{letter}") for letter, link in sorted(links)]


@never_cache
def service_options(request: HttpRequest) -> HttpResponse:
    """The services that have a code and whose name has the words typed: the options of a select."""
    code, words = text_parameter(request, "code")[:200], text_parameter(request, "q").lower().split()
    slugs = dict.fromkeys(error.service for error in errors_with_code(code))
    services = [service for slug in slugs if (service := get_service(slug)) is not None]
    fitting = [each for each in services if all(word in f"{each.slug} {each.name}".lower() for word in words)]
    return render(request, "pages/service_options.html", {"code": code, "services": fitting[:MOST_OPTIONS]})
