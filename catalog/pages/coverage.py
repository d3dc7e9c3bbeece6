"""Coverage of the catalog: sizes, gaps and changes, the worst first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from catalog.known_error import CodeChange
from catalog.pages.addresses import number_parameter, page_numbers, query_string, text_parameter, without_empty
from catalog.printing.charts import bars, columns
from catalog.response_cache import cached_response
from catalog.store import overview as catalog_overview
from catalog.store.in_memory import all_services
from catalog.store.overview import Coverage
from catalog.templatetags.catalog_text import category_name

PAGE_SIZE = 25
MOST_STATUSES = 14
"""Statuses that have a bar of their own."""

_MOST_DAYS = 8
_MOST_A_DAY = 12
_MOST_VENDORS = 20
_MOST_ALIKE = 3

_SORTS: dict[str, Callable[[Coverage], tuple[object, ...]]] = {
    "name": lambda each: ((each.name or each.slug).lower(),),
    # A gap in a large service affects more people than one in a small service.
    "missing": lambda each: (each.solutions - each.cases, each.name),
    "cases": lambda each: (-each.cases, each.name),
    "status": lambda each: (each.shares[0], -each.cases),
    "message": lambda each: (each.shares[1], -each.cases),
    "meaning": lambda each: (each.shares[2], -each.cases),
    "solution": lambda each: (each.shares[3], -each.cases),
    "fields": lambda each: (each.shares[4], -each.cases),
}
"""The columns of the coverage, each with its order: the largest gap first."""


@dataclass(frozen=True, slots=True)
class VendorCoverage:
    """The services of a vendor, summed up."""

    vendor: str
    services: int
    codes: int
    cases: int
    solutions: int

    @property
    def share(self) -> int:
        """Percent of the cases that have a solution."""
        return round(100 * self.solutions / self.cases) if self.cases else 0


@dataclass(frozen=True, slots=True)
class DayOfChanges:
    """Changes of one day, by service and kind, with the number of codes."""

    day: date
    changes: tuple[tuple[CodeChange, int], ...]
    more: int


# Tables of figures without a secret: compressed also where no proxy does it.
@gzip_page
def overview(request: HttpRequest) -> HttpResponse:
    """How many codes of which service, status and category; how much is filled in; what changed lately."""
    return without_empty(request) or cached_response(request, lambda: _made(request), vary=("Accept-Language",))


def _made(request: HttpRequest) -> HttpResponse:
    summary = catalog_overview.overview()
    parameters = {"sort": text_parameter(request, "sort")}
    sort = parameters["sort"] if parameters["sort"] in _SORTS else "missing"
    page = number_parameter(request, "page", 1, 100_000) or 1
    rows = sorted(summary.services, key=_SORTS[sort])
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    if page > pages:
        raise Http404(request.path)
    context = {
        "overview": summary,
        "solved": _percent(sum(each.solutions for each in rows), summary.cases),
        "explained": _percent(sum(each.descriptions for each in rows), summary.cases),
        "rows": rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        "sort": sort,
        "sorts": {name: query_string({}, sort="" if name == "missing" else name) for name in _SORTS},
        "page": page,
        "pages": [
            (number, query_string(parameters, page=str(number) if number and number > 1 else ""))
            for number in page_numbers(page, pages)
        ],
        "vendors": _vendors(summary.services),
        "days": _days(summary.latest)[:_MOST_DAYS],
        "by_status": columns(bars(_status_bars(summary.statuses))),
        "statuses": bars(_status_bar(status, count) for status, count in summary.statuses),
        "by_category": bars(_category_bar(name, count) for name, count in summary.categories),
    }
    return render(request, "pages/overview.html", context)


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _status_bars(statuses: Sequence[tuple[int | None, int]]) -> list[tuple[str, int, str, str]]:
    """The bars of the most frequent statuses, in the order of the statuses; one for all others."""
    with_status = [(status, count) for status, count in statuses if status is not None]
    often = sorted(with_status, key=lambda pair: -pair[1])[:MOST_STATUSES]
    rest = [pair for pair in with_status if pair not in often]
    bars_made = [_status_bar(*pair) for pair in with_status if pair in often]
    if rest:
        bars_made.append((_("other"), sum(count for _status, count in rest), "", ""))
    return [*bars_made, *(_status_bar(status, count) for status, count in statuses if status is None)]


def _status_bar(status: int | None, count: int) -> tuple[str, int, str, str]:
    link = f"/errors/?{urlencode({'http_status': status})}" if status else ""
    return str(status or _("none")), count, link, f"s{str(status)[0]}" if status else ""


def _category_bar(name: str | None, count: int) -> tuple[str, int, str, str]:
    link = f"/errors/?{urlencode({'category': name})}" if name else ""
    return category_name(name) if name else _("no category"), count, link, "" if name else "undecided"


def _vendors(services: Iterable[Coverage]) -> list[VendorCoverage]:
    """The vendors, those with the most unsolved cases first; none where there is but one."""
    vendor_of = {each.service.slug: each.service.vendor for each in all_services()}
    ordered = sorted(services, key=lambda each: vendor_of.get(each.slug, ""))
    vendors = []
    for vendor, group in groupby(ordered, key=lambda each: vendor_of.get(each.slug, "")):
        rows = list(group)
        sums = (sum(column) for column in zip(*((row.codes, row.cases, row.solutions) for row in rows), strict=True))
        vendors.append(VendorCoverage(vendor, len(rows), *sums))
    vendors.sort(key=lambda each: each.solutions - each.cases)
    return vendors[:_MOST_VENDORS] if len(vendors) > 1 else []


def _days(changes: Iterable[CodeChange]) -> list[DayOfChanges]:
    """Group the changes by day, newest first; codes of one service with the same change on a day are one entry."""
    days = []
    for day, group in groupby(changes, key=lambda each: each.changed.date()):
        alike: dict[tuple[str, str], list[CodeChange]] = {}
        for change in group:
            alike.setdefault((change.service, change.kind), []).append(change)
        entries = sorted((entry for same in alike.values() for entry in _entries(same)), key=lambda entry: -entry[1])
        days.append(DayOfChanges(day, tuple(entries[:_MOST_A_DAY]), max(0, len(entries) - _MOST_A_DAY)))
    return days


def _entries(alike: list[CodeChange]) -> list[tuple[CodeChange, int]]:
    """One entry for many codes, or one each."""
    each_once = list({change.code: change for change in alike}.values())
    return [(alike[0], len(each_once))] if len(each_once) > _MOST_ALIKE else [(change, 1) for change in each_once]
