"""Marks in catalog text: placeholders of templates, words that were searched for. Everything else is escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import nh3
from django import template
from django.template.defaultfilters import linebreaks_filter
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdown_it import MarkdownIt

from catalog.diagnosis.guidance import Finding
from catalog.diagnosis.match_results import Match
from catalog.diagnosis.sentences import Sentence
from catalog.message_template import Placeholder, parse_template
from catalog.printing.entry import placeholders_explained
from catalog.printing.links import Links
from catalog.store.in_memory import get_service

register = template.Library()

_MOST_MARKS = 16
_BEGIN = r"(?<![^\W_])"
_LONGEST_RICH = 20_000
_ADDRESS = re.compile(r"(?<![<\w/])https?://[^\s<>\"']{1,2000}[^\s<>\"'.,;:!?)\]}]")
# Headings, rules, quotes and indented code are off: a vendor's sentence may look like one by chance.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["image", "heading", "lheading", "hr", "code", "blockquote", "html_block", "html_inline", "reference"]
)
_TAGS = {"p", "br", "ul", "ol", "li", "code", "pre", "strong", "em", "a"}
_ATTRIBUTES = {"a": {"href"}}
_SCHEMES = {"http", "https", "mailto"}
_UNSAFE = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}

REASONS = {
    "code": gettext_lazy("same code"),
    "message": gettext_lazy("same message"),
    "http_status": gettext_lazy("same status"),
    "service": gettext_lazy("same service"),
}

CATEGORIES = {
    "validation": gettext_lazy("Validation"),
    "authentication": gettext_lazy("Authentication"),
    "permission": gettext_lazy("Permission"),
    "not_found": gettext_lazy("Not found"),
    "conflict": gettext_lazy("Conflict"),
    "quota": gettext_lazy("Quota"),
    "rate_limit": gettext_lazy("Rate limit"),
    "capacity": gettext_lazy("Capacity"),
    "internal": gettext_lazy("Internal"),
}


@register.simple_tag
def error_url(service: str, code: str) -> str:
    """The path of a code's page."""
    return Links().error(service, code)


@register.filter
def placeholders(message: str) -> SafeString:
    """A message template with its placeholders marked."""
    parts = parse_template(message).parts
    return format_html_join("", "{}", ((_marked(part) if isinstance(part, Placeholder) else part,) for part in parts))


def _marked(place: Placeholder) -> SafeString:
    return format_html('<span class="placeholder">{}</span>', place.text)


@register.filter
def with_values(match: Match) -> SafeString:
    """A match's message with the values that were found, each marked."""
    parsed = parse_template(match.message_variant)
    if len(match.parameters) != len(parsed.placeholders):
        return placeholders(match.message_variant)
    left = iter(match.parameters)
    pieces: list[tuple[str]] = []
    for part in parsed.parts:
        if not isinstance(part, Placeholder):
            pieces.append((part,))
            continue
        values = next(left).values
        joined = format_html_join(", ", "<mark>{}</mark>", ((value,) for value in values))
        pieces.append((format_html("[{}]", joined) if part.is_list else joined,))
    return format_html_join("", "{}", pieces)


@register.filter
def highlighted(text: str, words: Sequence[str]) -> SafeString:
    """Text with the searched words marked where words begin with them, in any letter case."""
    wanted = sorted({word for word in words if word}, key=len, reverse=True)[:_MOST_MARKS]
    if not wanted:
        return escape(text)
    # Chinese and Japanese words begin anywhere; of CamelCase, words begin at each capital.
    begins = "|".join(f"(?:{_BEGIN if word[0].isascii() else ''}{re.escape(word)})" for word in wanted)
    pieces = re.split(f"({begins})", text, flags=re.IGNORECASE)
    marked = (
        format_html("<mark>{}</mark>", piece) if number % 2 else escape(piece) for number, piece in enumerate(pieces)
    )
    return mark_safe("".join(marked))  # noqa: S308 - every piece is escaped above


@register.filter
def why(match: Match, finding: Finding) -> str:
    """Why a case was chosen: "same code, same status, 1 of 6 cases"."""
    cases = sum((each.service, each.code) == (match.service, match.code) for each in finding.matches)
    reasons = [str(REASONS.get(reason, reason)) for reason in match.reasons]
    return ", ".join([*reasons, _("1 of %(cases)s cases") % {"cases": cases}] if cases > 1 else reasons)


@register.filter
def in_language(text: str) -> str:
    """Translate the portal's own sentences into the page's language; leave a vendor's text as it is."""
    return text.translated(_) if isinstance(text, Sentence) else text


@register.filter
def explained(message: str) -> list[tuple[str, str]]:
    """The placeholders of a template, each with what stands in its place."""
    return [(text, _meaning(place)) for text, place in placeholders_explained(message)]


def _meaning(place: Placeholder) -> str:
    name = (place.name or "").replace("_", " ").strip()
    if not name or name.isdigit():
        return _("a list of values") if place.is_list else _("a value that the service fills in")
    if place.is_list:
        return _("one value of “%(name)s” or several, with commas between them") % {"name": name}
    return _("the value of “%(name)s”") % {"name": name}


@register.filter
def rich(text: str | None) -> SafeString:
    """A vendor's or curator's text: Markdown without HTML, safe to show."""
    return _rich(text, str(_("Copy"))) if text else SafeString()


@register.filter
def authored(text: str | None, original: str | None) -> SafeString:
    """A text that may have values of the pasted one in it: Markdown only as far as it stands in the catalog."""
    return rich(text) if text == original else linebreaks_filter(text or "", autoescape=True)


@lru_cache(maxsize=2000)
def _rich(text: str, copy: str) -> SafeString:
    if len(text) > _LONGEST_RICH:
        return linebreaks_filter(text, autoescape=True)
    # Addresses are links as they stand; within code they stay as they are.
    linked = text if "`" in text or "](" in text else _ADDRESS.sub(r"<\g<0>>", text)
    clean = nh3.clean(_MARKDOWN.render(linked), tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES)
    button = format_html('</pre><button type="button" class="quiet copy small" data-copy-before>{}</button>', copy)
    return mark_safe(clean.replace("</pre>", button))  # noqa: S308 - cleaned above


@register.filter
def service_name(slug: str) -> str:
    """Return a service's name, or its slug if it has none."""
    service = get_service(slug)
    return (service.name if service else "") or slug


@register.filter
def status_class(status: int | None) -> str:
    """The class of an HTTP status, for its colour: s4 for 404."""
    return f"s{str(status)[0]}" if status else ""


@register.filter
def category_name(category: str) -> str:
    """A case's category in words."""
    return str(CATEGORIES.get(category, category))


@register.filter
def add_to(number: float, more: str) -> float:
    """A sum, for places in a drawing."""
    return number + float(more)


@register.filter
def json_ld(facts: Mapping[str, Any]) -> SafeString:
    """Facts for search engines: a block of data in which nothing can end the block."""
    script = json.dumps(facts, ensure_ascii=False).translate(_UNSAFE)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(script))  # noqa: S308 - no < or > is left


@register.filter
def percent(share: float) -> int:
    """A share of 1 in whole percent."""
    return round(share * 100)
