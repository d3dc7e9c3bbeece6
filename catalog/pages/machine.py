"""Files that crawlers and browsers request on their own."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from catalog.pages.representations import MARKDOWN
from catalog.printing.links import Links, links_for
from catalog.printing.plain_text import escaped
from catalog.response_cache import cached_response
from catalog.store.in_memory import all_catalogs, all_services

_MOST_URLS = 50_000
_TRUSTED_FOR = timedelta(days=180)

_LLMS = """\
# Error portal

> A reference for the error codes of services: what each means and what to do about it.

Pages of codes and of services come as Markdown to whoever asks with `Accept: text/markdown`, and as JSON with
`Accept: application/json`.

## Asking

- [Diagnose a raw error]({base}/api/v1/diagnose): POST the error as the body; `Accept: text/markdown` for words
- [Look up a code]({base}/go/CODE): put the code in the place of CODE
- [Search]({base}/api/v1/errors/?q=WORDS): codes, beginnings of codes, words; JSON
- [The interface]({base}/api/schema/): OpenAPI 3.1
- [The whole catalog]({base}/api/v1/catalog.json): JSON

## Services
"""


def security_txt(request: HttpRequest) -> HttpResponse:
    """Return security.txt (RFC 9116) with the configured contact, else the host's security mailbox of RFC 2142."""
    base = links_for(request).base
    host = urlsplit(base).hostname or "localhost"
    lines = [
        f"Contact: {settings.PORTAL_SECURITY_CONTACT or f'mailto:security@{host}'}",
        # Asked for anew, it is put off: whoever keeps an old copy should not trust it.
        f"Expires: {timezone.now() + _TRUSTED_FOR:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: en",
        f"Canonical: {base}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def robots_txt(request: HttpRequest) -> HttpResponse:
    """The catalog may be indexed; pasted texts and the admin may not."""
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /troubleshoot/", "Disallow: /api/"]
    lines.append(f"Sitemap: {links_for(request).base}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def llms_txt(request: HttpRequest) -> HttpResponse:
    """Return llms.txt: an overview of the portal for language models, in Markdown."""
    return cached_response(request, lambda: _llms_txt(links_for(request)))


def _llms_txt(links: Links) -> HttpResponse:
    services = (
        f"- [{escaped(each.service.name or each.service.slug)}]({links.service(each.service.slug)}): {each.codes} codes"
        for each in all_services()
    )
    return HttpResponse(
        "\n".join([_LLMS.format(base=links.base), *services, ""]), content_type=f"{MARKDOWN}; charset=utf-8"
    )


def sitemap_xml(request: HttpRequest) -> HttpResponse:
    """Every service and every code, as far as one sitemap may hold them."""
    links = links_for(request)
    urls = [f"{links.base}/"]
    for catalog in all_catalogs():
        urls.append(links.service(catalog.service.slug))
        urls += (links.error(error.service, error.code) for error in catalog.errors)
    return render(request, "pages/sitemap.xml", {"urls": urls[:_MOST_URLS]}, content_type="application/xml")


def opensearch_xml(request: HttpRequest) -> HttpResponse:
    """The portal as a search engine of the browser."""
    context = {"base": links_for(request).base}
    return render(request, "pages/opensearch.xml", context, content_type="application/opensearchdescription+xml")
