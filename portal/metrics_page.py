"""Serves ``/metrics`` to the networks in ``PORTAL_METRICS`` and 404 to everybody else."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from catalog.limits import client_of

_KIND = "text/plain; version=0.0.4; charset=utf-8"


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Return the metrics of all processes of this host."""
    if not _is_allowed(request):
        raise Http404(request.path)
    # Imported here, so that nothing is loaded while metrics are off.
    from portal.metrics import written

    return HttpResponse(written(), content_type=_KIND)


def _is_allowed(request: HttpRequest) -> bool:
    if not settings.PORTAL_TRUSTED_PROXIES and "HTTP_X_FORWARDED_FOR" in request.META:
        # Behind a proxy that is not configured, every client seems to be local.
        return False
    try:
        client = ipaddress.ip_address(client_of(request))
    except ValueError:
        return False
    return any(client in network for network in settings.PORTAL_METRICS)
