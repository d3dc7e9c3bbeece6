"""The services of the catalog: by vendor, searched, sorted, with how much of each is filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

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

NO_VENDOR = "-"
"""How an address asks for the services of which no vendor is named."""

MOST_VENDORS = 9
"""Vendors that have a card, with their largest services; those with the most services."""

_LISTED_VENDORS = 200
_MOST_LARGEST = 4


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service in the list. ``lead`` is what its name has in common with its vendor's: "Amazon" of "Amazon EC2"."""

    covered: Coverage
    vendor: str
    lead: str
    name: str

    @property
    def letter(self) -> str:
        """Letter of the index under which the service is listed."""
        first = self.name[:1].upper()
        return first if first.isalpha() else "#"


@dataclass(frozen=True, slots=True)
class VendorGroup:
    """The services of a vendor, summed up; ``largest`` are those with the most codes."""

    vendor: str
    services: int
    codes: int
    solved: int
    link: str
    largest: tuple[ServiceRow, ...]


_SORTS: dict[str, Callable[[ServiceRow], tuple[object, ...]]] = {
    "name": lambda row: (row.name.lower(), row.covered.slug),
    "codes": lambda row: (-row.covered.codes, row.name.lower()),
    "coverage": lambda row: (row.covered.score, row.name.lower()),
}


def service_list(request: HttpRequest) -> HttpResponse:
    """The services, by name, size or coverage; narrowed by words, vendor, or a code that they have."""
    return without_empty(request) or cached_response(request, lambda: _listed(request), vary=("Accept-Language",))


def _listed(request: HttpRequest) -> HttpResponse:
    parameters = {name: text_parameter(request, name) for name in ("q", "vendor", "code", "sort")}
    sort = parameters["sort"] if parameters["sort"] in _SORTS else "name"
    page = number_parameter(request, "page", 1, 100_000) or 1
    vendor_of = {each.service.slug: each.service.vendor for each in all_services()}
    named = [_row(each, vendor_of.get(each.slug, "")) for each in coverage()]
    named = [row for row in named if _has_words(row, parameters["q"])]
    if parameters["code"]:
        with_code = {error.service for error in errors_with_code(parameters["code"])}
        named = [row for row in named if row.covered.slug in with_code]
    rows = [row for row in named if parameters["vendor"] in ("", row.vendor or NO_VENDOR)]
    rows.sort(key=_SORTS[sort])
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    if page > pages:
        raise Http404(request.path)
    groups = _vendors(named, parameters)
    whole = not (parameters["q"] or parameters["code"])
    context = {
        "rows": rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        "count": len(rows),
        "codes": sum(row.covered.codes for row in rows),
        "solved": _solved(rows),
        "asked": parameters,
        "vendor": "" if parameters["vendor"] == NO_VENDOR else parameters["vendor"],
        "no_vendor": parameters["vendor"] == NO_VENDOR,
        "sort": sort,
        "sorts": [(each, query_string(parameters, sort="" if each == "name" else each)) for each in _SORTS],
        # Of several vendors the reader mostly knows which one is meant; beside words that are typed, names do.
        "cards": groups[:MOST_VENDORS] if whole and page == 1 and not parameters["vendor"] else [],
        "vendors": groups[MOST_VENDORS if whole else 0 :][:_LISTED_VENDORS] if not parameters["vendor"] else [],
        "with_vendors": len({row.vendor for row in rows}) > 1,
        "without": {name: query_string(parameters, **{name: ""}) for name in parameters},
        "letters": _letters(rows, parameters) if sort == "name" and pages > 1 else [],
        "page": page,
        "pages": [
            (number, query_string(parameters, page=str(number) if number and number > 1 else ""))
            for number in page_numbers(page, pages)
        ],
    }
    return render(request, "pages/services.html", context)


def _row(covered: Coverage, vendor: str) -> ServiceRow:
    lead, name = without_vendor(covered.name or covered.slug, vendor)
    return ServiceRow(covered, vendor, lead, name)


def without_vendor(name: str, vendor: str) -> tuple[str, str]:
    """Part the words or initials of a vendor from the beginning of a service's name.

    A list of five hundred services is looked through for what tells them apart: "AWS Lambda" stands under L.
    """
    words = vendor.lower().split()
    own = {*words, "".join(word[0] for word in words)} if words else set()
    rest = name.split()
    while len(rest) > 1 and rest[0].lower() in own:
        rest = rest[1:]
    remainder = " ".join(rest)
    return (name[: len(name) - len(remainder)].rstrip(), remainder) if name.endswith(remainder) else ("", name)


def _vendors(rows: Iterable[ServiceRow], parameters: dict[str, str]) -> list[VendorGroup]:
    """The vendors of some services, those with the most first; none where there is but one."""
    groups = []
    for vendor, group in groupby(sorted(rows, key=lambda row: row.vendor), key=lambda row: row.vendor):
        of_it = sorted(group, key=_SORTS["codes"])
        link = query_string(parameters, vendor=vendor or NO_VENDOR)
        codes = sum(row.covered.codes for row in of_it)
        groups.append(VendorGroup(vendor, len(of_it), codes, _solved(of_it), link, tuple(of_it[:_MOST_LARGEST])))
    # Those without a vendor are no vendor, so they come last.
    groups.sort(key=lambda each: (not each.vendor, -each.services, each.vendor.lower()))
    return groups if len(groups) > 1 else []


def _solved(rows: Iterable[ServiceRow]) -> int:
    """Percent of the cases of some services that have a solution."""
    all_rows = list(rows)
    cases = sum(row.covered.cases for row in all_rows)
    return round(100 * sum(row.covered.solutions for row in all_rows) / cases) if cases else 0


def _has_words(row: ServiceRow, query: str) -> bool:
    text = f"{row.covered.slug} {row.covered.name} {row.vendor}".lower()
    return all(word in text for word in query.lower().split())


def _letters(rows: list[ServiceRow], parameters: dict[str, str]) -> list[tuple[str, str]]:
    """The letters that names begin with, each with the page on which it begins."""
    first: dict[str, int] = {}
    for place, row in enumerate(rows):
        first.setdefault(row.letter, place // PAGE_SIZE + 1)
    links = ((letter, query_string(parameters, page=str(page) if page > 1 else "")) for letter, page in first.items())
    return [(letter, f"{link}#letter-{letter}") for letter, link in sorted(links)]


@never_cache
def service_options(request: HttpRequest) -> HttpResponse:
    """The services that have a code and whose name has the words typed: the options of a select."""
    code, words = text_parameter(request, "code")[:200], text_parameter(request, "q").lower().split()
    slugs = dict.fromkeys(error.service for error in errors_with_code(code))
    services = [service for slug in slugs if (service := get_service(slug)) is not None]
    fitting = [each for each in services if all(word in f"{each.slug} {each.name}".lower() for word in words)]
    return render(request, "pages/service_options.html", {"code": code, "services": fitting[:MOST_OPTIONS]})
