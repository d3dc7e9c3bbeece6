"""What crawlers and browsers ask for on their own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from catalog.printing.links import links_for
from catalog.store.held import held_catalogs

_MOST_URLS = 50_000


def robots_txt(request: HttpRequest) -> HttpResponse:
    """The catalog may be indexed; pasted texts and the admin may not."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /troubleshoot/", "Disallow: /api/"]
    lines.append(f"Sitemap: {links_for(request).base}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """Every service and every code, as far as one sitemap may hold them."""
    links = links_for(request)
    urls = [f"{links.base}/"]
    for catalog in held_catalogs():
        urls.append(links.service(catalog.service.slug))
        urls += (links.error(error.service, error.code) for error in catalog.errors)
    return render(request, "pages/sitemap.xml", {"urls": urls[:_MOST_URLS]}, content_type="application/xml")


def opensearch_xml(request: HttpRequest) -> HttpResponse:
    """The portal as a search engine of the browser."""
    context = {"base": links_for(request).base}
    return render(request, "pages/opensearch.xml", context, content_type="application/opensearchdescription+xml")
