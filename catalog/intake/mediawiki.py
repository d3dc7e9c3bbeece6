"""Pages in the markup of MediaWiki as pages of HTML, every line at its place."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_LITERAL = re.compile(r"<(?P<name>nowiki|pre|syntaxhighlight|source)\b[^<>]{0,300}(?<!/)>", re.IGNORECASE)
_MARKS = str.maketrans({each: f"&#{ord(each)};" for each in "[]{}|!'=*#:;<>_"})
_NOTE = re.compile(r"<ref\b[^<>]{0,300}(?:/>|(?<!/)>(?:[^<]|<(?!/?ref\b)){0,2000}</ref>)", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{\{(?P<name>[^{}|]{0,200})(?P<rest>\|[^{}]{0,2000})?\}\}")
_SHOWN = frozenset(("code", "tt", "kbd", "samp", "mono", "nowrap", "ic", "small", "nobr"))
"""Templates that show what they are given."""

_WORD = re.compile(r"__[A-Z]{3,30}__")
_PAGE_LINK = re.compile(r"\[\[(?P<target>[^\[\]|\n]{1,300})(?:\|(?P<text>[^\[\]\n]{0,1000}))?\]\]")
_LINK = re.compile(r"\[(?:https?:)?//[^\s\[\]]{1,2000}(?:[ ](?P<text>[^\[\]\n]{1,500}))?\]")
_NO_TEXT = re.compile(r":?(?:category|file|image|media)[ ]?:", re.IGNORECASE)
_BOLD = re.compile(r"'''(?P<text>[^'\n]{1,500})'''")
_QUOTES = re.compile(r"'{2,5}")
_PLACEHOLDER = re.compile(
    r"<(?!!--|/?(?:abbr|b|big|blockquote|br|caption|center|cite|code|dd|del|div|dl|dt|em|font|h[1-6]|hr|i|ins|kbd|li|"
    r"nowiki|ol|p|pre|references|s|samp|section|small|source|span|strike|strong|sub|sup|syntaxhighlight|table|tbody|"
    r"td|th|thead|tr|tt|u|ul|var|noinclude|includeonly|onlyinclude|translate|languages)\b)",
    re.IGNORECASE,
)
"""The beginning of what MediaWiki shows as it is written, as it is no element that it knows."""

_HEADING = re.compile(r"(?P<marks>={1,6})(?P<text>[^=\n][^\n]{0,500}?)(?P=marks)[ \t]*")
_ATTRIBUTES = re.compile(r"(?P<attributes>[^|<>\n=]{0,100}=[^|<>\n]{0,500})\|(?!\|)")
_ITEM = re.compile(r"[*#:]{1,10}[ \t]*")


def mediawiki_html(text: str) -> str:
    """A page as HTML: its headings, lists and tables; notes, templates and marks of its text left out."""
    text = _PLACEHOLDER.sub("&lt;", _NOTE.sub(_blank, _without_literals(text)))
    for _ in range(2):
        # A template may be within another one.
        text = _TEMPLATE.sub(_of_template, text)
    return "\n".join(_lines(text))


def _without_literals(text: str) -> str:
    """A page in which what stands within an element of plain text has no marks any more."""
    pieces: list[str] = []
    end = 0
    folded = text.lower() if text.isascii() else text
    unclosed: set[str] = set()
    for tag in _LITERAL.finditer(text):
        name = tag["name"].lower()
        if tag.start() < end or name in unclosed:
            continue
        at = folded.find(f"</{name}", tag.end())
        if at < 0:
            # Each is looked for once: what is never closed marks nothing.
            unclosed.add(name)
            continue
        inner = text[tag.end() : at].translate(_MARKS)
        after = text.find(">", at) + 1 or len(text)
        pieces += (text[end : tag.start()], inner if name == "nowiki" else f"<pre>{inner}</pre>")
        end = after
    return "".join((*pieces, text[end:]))


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _of_template(template: re.Match[str]) -> str:
    """The text of a template that shows what it is given; of any other, its line ends."""
    if template["name"].strip().lower() in _SHOWN and template["rest"]:
        return template["rest"][1:].removeprefix("1=")
    return _blank(template)


def _lines(text: str) -> Iterator[str]:
    """The lines of a page as HTML."""
    open_tables = 0
    in_row = preformatted = False
    for whole in text.split("\n"):
        continues, preformatted = (
            preformatted,
            whole.rfind("<pre>") > whole.rfind("</pre>") or (preformatted and "</pre>" not in whole),
        )
        if continues:
            yield whole
            continue
        line = _inline(whole).strip()
        table = line.lstrip(":*# ")
        if table.startswith("{|"):
            open_tables, in_row = open_tables + 1, False
            yield f"<table {_attributes(table[2:])}>"
        elif open_tables and line.startswith("|}"):
            open_tables, in_row = open_tables - 1, open_tables > 1
            yield f"</table>{line[2:].lstrip('|}')}"
        elif open_tables and line.startswith("|+"):
            yield f"<caption>{_cell(line[2:])[1]}</caption>"
        elif open_tables and line.startswith("|-"):
            in_row = True
            yield f"<tr {_attributes(line.lstrip('|-'))}>"
        elif open_tables and line.startswith(("|", "!")):
            row = "" if in_row else "<tr>"
            in_row = True
            yield row + _cells(line)
        else:
            yield _text_line(line, within_cell=bool(open_tables))


def _inline(line: str) -> str:
    """A line without the marks of links and emphasis."""
    if "[" in line:
        line = _LINK.sub(lambda link: link["text"] or "", _PAGE_LINK.sub(_of_link, line))
    if "''" in line:
        line = _QUOTES.sub("", _BOLD.sub(r"<b>\g<text></b>", line))
    return _WORD.sub("", line) if "__" in line else line


def _of_link(link: re.Match[str]) -> str:
    if _NO_TEXT.match(link["target"]):
        return ""
    return link["text"] or link["target"]


def _cells(line: str) -> str:
    """The cells of a line as HTML; in a line of headings, exclamation marks divide them, too."""
    name = "th" if line[0] == "!" else "td"
    inner = line[1:].replace("!!", "||") if name == "th" else line[1:]
    cells = map(_cell, inner.split("||"))
    # A cell may go on in the next lines.
    return "".join(f"<{name} {attributes}>{text}" for attributes, text in cells)


def _cell(text: str) -> tuple[str, str]:
    """The attributes of a cell, and its text."""
    match = _ATTRIBUTES.match(text)
    return (_attributes(match["attributes"]), text[match.end() :].strip()) if match else ("", text.strip())


def _attributes(text: str) -> str:
    return html.unescape(text).replace("<", "").replace(">", "").strip()


def _text_line(line: str, *, within_cell: bool) -> str:
    """A line of text as HTML: a heading, an item, a term, or more of a paragraph or cell."""
    if not line:
        return "" if within_cell else "<p>"
    if heading := _HEADING.fullmatch(line):
        level = len(heading["marks"])
        return f"<h{level}>{heading['text'].strip()}</h{level}>"
    if line.startswith(";"):
        term, colon, text = line[1:].partition(" :")
        return f"<dl><dt>{term.strip()}</dt>" + (f"<dd>{text.strip()}</dd></dl>" if colon else "</dl>")
    if item := _ITEM.match(line):
        name = "p" if ":" in item[0] else "li"
        return f"<{name}>{line[item.end() :]}</{name}>"
    return f"<br>{line}" if within_cell else line
