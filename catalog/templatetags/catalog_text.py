"""Marks in catalog text: placeholders of templates, words that were searched for. Everything else is escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from catalog.diagnosis.matching import Match
from catalog.message_template import Placeholder, parse_template
from catalog.printing.links import Links

register = template.Library()


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
    parsed = parse_template(match.wording)
    if len(match.parameters) != len(parsed.placeholders):
        return placeholders(match.wording)
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
    """Text with the searched words marked, in any letter case."""
    wanted = sorted({word for word in words if word}, key=len, reverse=True)[:8]
    if not wanted:
        return escape(text)
    pattern = re.compile("(" + "|".join(re.escape(word) for word in wanted) + ")", re.IGNORECASE)
    pieces = pattern.split(text)
    marked = (
        format_html("<mark>{}</mark>", piece) if number % 2 else escape(piece) for number, piece in enumerate(pieces)
    )
    return mark_safe("".join(marked))  # noqa: S308 - every piece is escaped above


@register.filter
def percent(share: float) -> int:
    """A share of 1 in whole percent."""
    return round(share * 100)
