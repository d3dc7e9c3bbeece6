"""The addresses of the portal's pages, as paths and as whole URLs."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest

from catalog.known_error import Service


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links that begin with ``base``; an empty base makes them paths."""

    base: str = ""

    def error(self, service: str, code: str) -> str:
        """The page of a code, percent-encoded whatever stands in it."""
        return f"{self.base}/errors/{quote(service, safe='')}/{quote(code, safe='')}/"

    def service(self, service: str) -> str:
        """The page of a service."""
        return f"{self.base}/errors/{quote(service, safe='')}/"

    def reference(self, service: Service) -> str:
        """Return the address that explains a service's codes: the vendor's page if known, else the portal's."""
        return service.documentation or self.service(service.slug)


def links_for(request: HttpRequest | None) -> Links:
    """Links as the configuration gives them; else as ``request`` was addressed; else paths."""
    if settings.PORTAL_BASE_URL:
        return Links(settings.PORTAL_BASE_URL.rstrip("/"))
    return Links(f"{request.scheme}://{request.get_host()}") if request is not None else Links()
