"""Other representations of a code: Markdown, and structured data for search engines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog
from catalog.message_template import Placeholder, parse_template
from catalog.printing.links import Links
from catalog.printing.plain_text import bracketed, code_span, escaped, machine_fields_in_words, quoted


def entry_markdown(error: KnownError, service: Service, links: Links) -> str:
    """Return a code with all its cases as Markdown, with the catalog's text escaped."""
    return "\n".join(_lines(error, service, links)) + "\n"


def service_markdown(catalog: ServiceCatalog, links: Links) -> str:
    """Return a service with a line for each of its codes, as Markdown."""
    service = catalog.service
    lines = [f"# {escaped(service.name or service.slug)}", ""]
    if service.documentation:
        lines += [f"Documentation: <{service.documentation}>", ""]
    for error in catalog.errors:
        summary = error.cases[0].message or error.cases[0].description
        lines.append(f"- [{escaped(error.code)}](<{links.error(error.service, error.code)}>): {escaped(summary[:200])}")
    return "\n".join(lines) + "\n"


def entry_title(error: KnownError, service: Service) -> str:
    """Return a code and its summary in one line."""
    summary = next((case.message or case.description for case in error.cases if case.message or case.description), "")
    summary = " ".join(summary.split())
    summary = summary if len(summary) <= 90 else summary[:89] + "…"
    return f"{error.code}: {summary}" if summary else f"{error.code} · {service.name or service.slug}"


def entry_facts(error: KnownError, service: Service, links: Links) -> dict[str, Any]:
    """Return a code as JSON-LD of schema.org's technical article."""
    first = error.cases[0]
    changed = max(
        (each for case in error.cases for each in (case.source.updated, case.source.imported) if each), default=None
    )
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": entry_title(error, service)[:110],
        "description": " ".join(f"{first.description} {first.solution}".split())[:300],
        "url": links.error(error.service, error.code),
        "about": {"@type": "SoftwareApplication", "name": service.name or service.slug},
        "keywords": [*error.names, *(str(case.http_status) for case in error.cases if case.http_status)],
    }
    if changed:
        facts["dateModified"] = changed.isoformat()
    if service.vendor:
        facts["about"]["publisher"] = {"@type": "Organization", "name": service.vendor}
    return facts


def placeholders_explained(message: str) -> list[tuple[str, Placeholder]]:
    """Return the placeholders of a template, each once as it is written."""
    parts = parse_template(message).parts
    return list({part.text: part for part in parts if isinstance(part, Placeholder)}.items())


def _lines(error: KnownError, service: Service, links: Links) -> Iterator[str]:
    yield f"# {escaped(error.code)}"
    yield ""
    yield f"- **Service**: {code_span(service.name or service.slug)}"
    if service.documentation:
        yield f"- **Documentation**: {bracketed(service.documentation)}"
    yield f"- **Page**: <{links.error(error.service, error.code)}>"
    if error.aliases:
        yield f"- **Also known as**: {escaped(', '.join(error.aliases))}"
    for case in error.cases:
        yield ""
        yield f"## {_heading(case)}"
        yield ""
        for label, text in _facts(case):
            if text:
                yield from quoted(label, text)


def _heading(case: ErrorCase) -> str:
    status = f"{case.http_status} " if case.http_status else ""
    return f"{status}{code_span(case.message)}" if case.message else f"{status}Without a message"


def _facts(case: ErrorCase) -> Iterator[tuple[str, str]]:
    yield "Meaning", case.description
    yield "What to do", case.solution
    yield "The vendor says", case.vendor_description or ""
    yield "The vendor advises", case.vendor_solution or ""
    yield "Retry", machine_fields_in_words(case)
    yield "Section", case.section
    yield "Documented", str(case.source.updated or "")
    yield "Since version", case.since or ""
    yield "Until version", case.until or ""
    yield "Withdrawn", str(case.withdrawn or "")
    yield "Replaced by", case.replaced_by or ""
    yield "Previous messages", "; ".join(case.former)
