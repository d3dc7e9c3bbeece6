"""Removal of site builders' additions to Markdown: front matter, shortcodes, templates, MDX. Line numbers stay."""

from __future__ import annotations

import re
from typing import Any

import yaml

_FRONT_MATTER = re.compile(
    r"\ufeff?(?P<mark>---|\+\+\+)[ \t]*\n(?P<body>.{0,20000}?)\n(?P=mark)[ \t]*(?:\n|\Z)", re.DOTALL
)
_KEY = re.compile(r"^(?P<key>[A-Za-z][\w-]{0,60}):[ \t]+(?P<text>\S.*)$", re.MULTILINE)
_SHORTCODE = re.compile(
    r"\{\{[<%][^\n{}]{0,1000}[%>]\}\}|\{%-?[^\n{}%]{0,1000}-?%\}|\{/\*[^*]{0,2000}\*/\}|<!--[^\n]{0,2000}?-->"
    r"|^:::+[^\n]{0,200}$|^[ \t]*>[ \t]*\[!\w{1,20}\][ \t]*$|\{:[^\n{}]{0,200}\}|\{#[\w-]{1,100}\}[ \t]*$",
    re.MULTILINE,
)
_MODULE = re.compile(
    r"^(?:import\s[^\n]{1,300}\sfrom\s+[\"'][^\n\"']{1,300}[\"'];?|import\s+[\"'][^\n\"']{1,300}[\"'];?"
    r"|export\s+const\s[^\n]{1,500};?)[ \t]*$",
    re.MULTILINE,
)
_CLOSING = re.compile(r"</([A-Z][A-Za-z.]{0,60})>")
_COMPONENT = re.compile(r"<(?P<end>/?)(?P<name>[A-Z][A-Za-z.]{0,60})(?:\s[^<>]{0,1000}?)?(?P<alone>/?)>")
_FENCE = re.compile(r"^[ \t]{0,3}(?P<mark>`{3,}|~{3,})", re.MULTILINE)
_EXPRESSION = re.compile(r"\{`([^`{}]{0,1000})`\}")


def front_matter(text: str) -> dict[str, Any]:
    """The front matter of a page; empty where it has none, or one that cannot be read."""
    match = _FRONT_MATTER.match(text)
    if match is None or match["mark"] != "---" or match["body"].count("*") + match["body"].count("&") > 200:
        return {}
    try:
        value = yaml.load(match["body"], Loader=yaml.BaseLoader)  # noqa: S506 - builds texts, lists and mappings alone
    except (yaml.YAMLError, ValueError, RecursionError):
        # Site builders forgive what YAML does not: a second colon in a title.
        return {each["key"]: each["text"].strip("\"' ") for each in _KEY.finditer(match["body"])}
    return {str(key): each for key, each in value.items()} if isinstance(value, dict) else {}


def plain_markdown(text: str) -> str:
    """A page without what site builders add, every line at its place; blocks of code stay as they are."""
    if match := _FRONT_MATTER.match(text):
        text = "\n" * match[0].count("\n") + text[match.end() :]
    components = frozenset(_CLOSING.findall(text[:4_000_000]))
    pieces: list[str] = []
    begin = 0
    mark = ""
    for fence in _FENCE.finditer(text):
        if not mark:
            pieces.append(_without_extensions(text[begin : fence.start()], components))
            begin, mark = fence.start(), fence["mark"]
        elif fence["mark"].startswith(mark):
            pieces.append(text[begin : fence.end()])
            begin, mark = fence.end(), ""
    rest = text[begin:]
    pieces.append(rest if mark else _without_extensions(rest, components))
    return "".join(pieces)


def _without_extensions(text: str, components: frozenset[str]) -> str:
    if "import" in text or "export" in text:
        text = _MODULE.sub("", text)
    if "{" in text or ":::" in text or "<!--" in text or "[!" in text:
        text = _EXPRESSION.sub(r"\1", _SHORTCODE.sub("", text))
    if components or "/>" in text:
        text = _COMPONENT.sub(lambda match: "" if match["alone"] or match["name"] in components else match[0], text)
    return text
