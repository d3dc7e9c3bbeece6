"""Usage and missing entries, as a page and as CSV."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.learning.insights import insights, insights_csv
from catalog.workbench.access import curators_only

_SEE = "learning.view_dailycount"


@require_safe
@curators_only(_SEE)
def insights_page(request: HttpRequest) -> HttpResponse:
    """Show the last weeks."""
    numbers = insights()
    return render(request, "workbench/insights.html", {"tab": "insights", "insights": numbers})


@require_safe
@curators_only(_SEE)
def insights_download(request: HttpRequest) -> HttpResponse:
    """Send the daily counts as CSV."""
    headers = {"Content-Disposition": 'attachment; filename="insights.csv"'}
    return HttpResponse(insights_csv(), content_type="text/csv; charset=utf-8", headers=headers)
