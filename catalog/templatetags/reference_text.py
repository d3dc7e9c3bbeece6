"""Texts of the reference, as HTML: Markdown, and answers in which the names of values stand out."""

from __future__ import annotations

import re
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

register = template.Library()

# No tag that is written into a text is one, and no picture is fetched.
_READER = MarkdownIt("commonmark", {"html": False}).disable("image")
_NAME = re.compile(r'^(\s*)("[^:\n]*")(?=:)', re.MULTILINE)


@register.filter
def from_markdown(text: str) -> SafeString:
    """Markdown as HTML."""
    made: str = _READER.render(text)
    return mark_safe(made)  # noqa: S308 - the reader escapes every tag


@register.filter
def names_marked(text: str) -> SafeString:
    """JSON that is set out in lines, the names in it marked."""
    # Between tags a quotation mark is safe as it is, and a page of examples has a thousand of them.
    return mark_safe(_NAME.sub(r"\1<b>\2</b>", escape(text, quote=False)))  # noqa: S308 - all of it is escaped
