"""Usage and missing entries, as a page and as CSV."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.learning.insights import WEEKS, insights, insights_csv
from catalog.printing.charts import bars, columns
from catalog.store.in_memory import all_services, canonical_slug
from catalog.workbench.access import curators_only, number_in

MOST_WEEKS = 52
"""Weeks that the charts have room for."""

_SEE = "learning.view_dailycount"


@require_safe
@curators_only(_SEE)
def insights_page(request: HttpRequest) -> HttpResponse:
    """Show the last weeks."""
    asked = request.GET.get("service", "")[:100].strip()
    service = canonical_slug(asked) or ""
    weeks = min(max(number_in(request, "weeks") or WEEKS, 1), MOST_WEEKS)
    found = insights(weeks=weeks, service=service)
    diagnosed = [(f"{week.begins:%d.%m.}", week.diagnosed, "", "") for week in found.weeks]
    rates = [(f"{week.begins:%d.%m.}", week.known_percent, "", "") for week in found.weeks]
    context = {
        "tab": "insights",
        "insights": found,
        "asked": asked,
        "service": service,
        "weeks": weeks,
        "choices": (4, 12, 26, 52),
        "services": all_services(),
        "diagnosed": columns(bars(diagnosed)),
        "rates": columns(bars(rates)),
        "by_service": bars([(slug, total, f"?service={slug}&weeks={weeks}", "") for slug, total in found.services]),
    }
    return render(request, "workbench/insights.html", context)


@require_safe
@curators_only(_SEE)
def insights_download(request: HttpRequest) -> HttpResponse:
    """Send the daily counts as CSV."""
    headers = {"Content-Disposition": 'attachment; filename="insights.csv"'}
    return HttpResponse(insights_csv(), content_type="text/csv; charset=utf-8", headers=headers)
