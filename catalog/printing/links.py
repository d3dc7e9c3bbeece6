"""URLs of the portal's pages, as paths or absolute."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest

from catalog.known_error import Service


@dataclass(frozen=True, slots=True)
class Links:
    """Builds URLs that begin with ``base``; an empty base gives paths."""

    base: str = ""

    def error(self, service: str, code: str) -> str:
        """Return the URL of a code's page."""
        return f"{self.base}/errors/{quote(service, safe='')}/{quote(code, safe='')}/"

    def service(self, service: str) -> str:
        """Return the URL of a service's page."""
        return f"{self.base}/errors/{quote(service, safe='')}/"

    def reference(self, service: Service) -> str:
        """Return the address that explains a service's codes: the vendor's page if known, else the portal's."""
        return service.documentation or self.service(service.slug)


def links_for(request: HttpRequest | None) -> Links:
    """Return links for the configured base URL, else for the request's host, else paths."""
    if settings.PORTAL_BASE_URL:
        return Links(settings.PORTAL_BASE_URL.rstrip("/"))
    return Links(f"{request.scheme}://{request.get_host()}") if request is not None else Links()
