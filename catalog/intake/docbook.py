"""DocBook and its like as HTML: tables, lists of terms, headings and paragraphs, each line at its place.

A stage before the one of web pages.
"""

from __future__ import annotations

import re

DOCBOOK = re.compile(r"<(?:variablelist|varlistentry|informaltable|tgroup)\b")
"""Elements that only such documents have."""

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]{1,20})(?P<rest>(?:\s[^<>]{0,500})?)>")
_TYPE = re.compile(r"[ \t]*\([ ]?<type>[^<>]{1,60}</type>[ ]?\)")
"""The type of a constant behind its name."""
_MORE_ROWS = re.compile(r"\bmorerows\s*=\s*[\"']?(\d{1,4})\b")
_LISTS = {"varlistentry": "dd", "itemizedlist": "li", "orderedlist": "li"}
"""What an item of each list is."""
_ELEMENTS = {
    **{"informaltable": "table", "row": "tr", "entry": "td", "title": "h2", "varlistentry": "div", "term": "dt"},
    **dict.fromkeys(("para", "simpara"), "p"),
    **dict.fromkeys(("programlisting", "screen"), "pre"),
    **dict.fromkeys(("constant", "literal", "errorcode", "errorname"), "code"),
    **{"itemizedlist": "ul", "orderedlist": "ol"},
}


def as_html(text: str) -> str:
    """A page of DocBook as one of HTML; any other as it is."""
    if not DOCBOOK.search(text):
        return text
    items: list[str] = []

    def element(tag: re.Match[str]) -> str:
        name = tag["name"]
        if name in _LISTS:
            if not tag["end"]:
                items.append(_LISTS[name])
            elif items:
                items.pop()
        named = (items[-1] if items else "li") if name == "listitem" else _ELEMENTS.get(name, name)
        rest = _MORE_ROWS.sub(lambda more: f'rowspan="{int(more[1]) + 1}"', tag["rest"])
        return f"<{tag['end']}{named}{rest}>"

    return _TAG.sub(element, _TYPE.sub("", text))
