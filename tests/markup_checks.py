"""Checks for markup that no page and no Markdown of the portal may contain."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
# Elements made outside the templates: by template tags, by line breaks, by the parser itself.
BY_TAGS = {"mark", "span", "script", "p", "br", "html", "head", "body", "tbody"}
# Elements of the catalog's Markdown.
BY_MARKDOWN = {"em", "strong", "ul", "ol", "li", "code", "pre", "blockquote", "a", "h3", "h4", "h5", "h6", "hr", "del"}
TAG = re.compile(r"<([a-z][a-z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"([a-z][a-z0-9:-]*)(?=\s*=|\s|$|/)", re.IGNORECASE)
LINKS = ("href", "src", "action", "formaction", "data-href", "hx-get", "cite", "poster", "xlink:href")
# On the page of a row's history; the policy of every answer stops it, so that it is only not seen.
OF_A_LIBRARY = ("p", "style", "border-top: 0")

Shape = tuple[str, str]


@cache
def of_the_templates() -> frozenset[Shape]:
    """Each element that a template makes, with each attribute that it may have."""
    result: set[Shape] = {
        ("script", "type"),
        ("span", "class"),
        ("body", "class"),
        ("a", "aria-label"),
        ("button", "data-copy-before"),
    }
    result |= {(tag, "") for tag in BY_TAGS | BY_MARKDOWN}
    for path in (*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.svg")):
        # A tag of the template language may stand anywhere, also in and between attributes.
        source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", " ", path.read_text())
        source = re.sub(r"<h\s", "<h2 ", source).replace("<h >", "<h2>")
        for tag, rest in TAG.findall(source):
            names = ATTRIBUTE.findall(re.sub(r"=\s*(\"[^\"]*\"|'[^']*')", "= ", rest))
            result |= {(tag.lower(), ""), *((tag.lower(), name.lower()) for name in names)}
    headings = [(f"h{level}", name) for level in "1234" for tag, name in result if tag == "h2"]
    return frozenset({*result, *headings})


def shapes(page: str) -> set[Shape]:
    """The elements of a page with the names of their attributes."""
    return _looked_through(LexborHTMLParser(page))[0]


def dangers(page: str) -> list[str]:
    """Return the markup that no page of the portal may have."""
    return _looked_through(LexborHTMLParser(page))[1]


def _looked_through(page: LexborHTMLParser) -> tuple[set[Shape], list[str]]:
    items: set[Shape] = set()
    result: list[str] = []
    for node in page.css("*"):
        tag = (node.tag or "").lower()
        items.add((tag, ""))
        attributes = {name.lower(): value or "" for name, value in node.attributes.items()}
        items.update((tag, name) for name in attributes)
        kind = attributes.get("type", "")
        if node.tag == "script":
            source = attributes.get("src")
            if source is None and kind not in ("application/ld+json", "application/json"):
                result.append(f"a script in line: {node.html}")
            elif source is None:
                json.loads(node.text())
            elif not source.startswith(("/static/", "/admin/jsi18n/")):
                result.append(f"a script from {source}")
        for name, value in attributes.items():
            if (node.tag, name, value) == OF_A_LIBRARY:
                continue
            if name.startswith(("on", "hx-on")) or name in ("style", "srcdoc", "srcset", "formaction"):
                result.append(f"{name}={value} of {node.tag}")
            if name in LINKS and scheme(value) not in ("", "http", "https", "mailto"):
                result.append(f"{name}={value} of {node.tag}")
            if name in ("hx-get", "action", "src") and not re.match(r"(?:/(?!/)|$|\?|\.|#)", value):
                result.append(f"{name}={value} of {node.tag}")
    return items, result


def scheme(address: str) -> str:
    """Return the scheme as browsers read it: without control characters and spaces."""
    return urlsplit(re.sub(r"[\x00-\x20]", "", address)).scheme.lower()


def check_page(answer: Any, allowed: Iterable[Shape] | None = None) -> None:
    """One page: nothing dangerous, nothing that is not its template's, and the same once a browser has repaired it."""
    assert answer.status_code < 500
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]
    if answer.status_code in (301, 302):
        where = answer.headers["Location"]
        assert (scheme(where), where[:1], where[:2] == "//") == ("", "/", False), where
        return
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    page = LexborHTMLParser(answer.content.decode())
    for each in (page, LexborHTMLParser(page.html or "")):
        made, dangerous = _looked_through(each)
        assert dangerous == []
        extra = made.difference(of_the_templates() if allowed is None else allowed)
        assert not extra, f"EXTRA {extra}"


def check_markdown(text: str) -> None:
    """Markdown, as the most trusting reader shows it: HTML and all."""
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    allowed = {"html", "head", "body", "h1", "h2", "ul", "li", "p", "strong", "a", "code", "pre", "blockquote"}
    assert {tag for tag, _ in shapes(html)} <= allowed, text
    assert {name for _, name in shapes(html)} <= {"", "href"}, text
    assert dangers(html) == []
    for node in LexborHTMLParser(html).css("a"):
        assert re.match(r"https?://(testserver|docs\.example)/|/errors/", node.attributes["href"] or ""), text
