"""Sources of manual pages, in roff with the macros man or mdoc. A stage among those of the formats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from catalog.intake.entries import TERM, Line

_MACRO = re.compile(r"[.'][ \t]*(?P<name>[A-Za-z]{1,4}|\\\"|\.)(?:[ \t]+(?P<rest>.*)|$)?")
_ARGUMENT = re.compile(r"\"((?:[^\"]|\"\")*)(?:\"|$)|(\S+)")
_ESCAPE = re.compile(
    r"\\(?:f(?:\[[^\]\n]{0,20}\]|\(..|.)|s[-+]?\d{1,2}|\*?(?:\((?P<two>..)|\[(?P<name>[^\]\n]{1,20})\])|(?P<one>.))"
)
_SIGNS = {
    "aq": "'", "cq": "’", "oq": "‘", "dq": '"', "lq": "“", "rq": "”", "em": "—", "en": "–", "hy": "-", "mi": "-",
    "bu": "•", "bs": "\\", "rs": "\\", "ha": "^", "ti": "~", "ga": "`", "la": "<", "ra": ">",
    "-": "-", "e": "\\", " ": " ", "~": " ", "0": " ", "'": "'", "`": "`", "t": " ", ".": ".",
}  # fmt: skip
"""Signs by their escapes; those that only space or hyphenate are left out."""
_FONTS = frozenset(("B", "I", "SM", "SB"))
_ALTERNATING = frozenset(("BR", "BI", "IR", "IB", "RB", "RI"))
_PARAGRAPHS = frozenset(("PP", "P", "LP", "HP", "Pp"))
_LITERAL = {"nf": True, "EX": True, "Bd": True, "fi": False, "EE": False, "Ed": False}
_CALLABLE = frozenset(
    (
        "Ad", "An", "Aq", "Ar", "Bq", "Brq", "Cd", "Cm", "Dq", "Dv", "Em", "Er", "Ev", "Fa", "Fl", "Fn", "Ft", "Ic",
        "Li", "Ms", "Nm", "No", "Ns", "Op", "Pa", "Pf", "Pq", "Ql", "Qq", "Sq", "Sy", "Ta", "Tn", "Va", "Vt", "Xr",
    )
)  # fmt: skip
"""Macros of mdoc that mark words in a line, and may stand within the line of another one."""
_TAGGED = re.compile(r"-(?:tag|hang|ohang|inset|diag)\b")


@dataclass(slots=True)
class _Page:
    """The lines of a page so far, and what the present one is part of.

    ``list_items`` are the lists of mdoc that are open, each true if its items have terms; ``outer`` tells of each
    indented block whether it stands within an item.
    """

    section: Line | None = None
    text: list[str] = field(default_factory=list)
    begin: int = 0
    awaits_term: bool = False
    in_item: bool = False
    literal: bool = False
    defines: bool = False
    list_items: list[bool] = field(default_factory=list)
    outer: list[bool] = field(default_factory=list)

    def paragraph(self) -> Iterator[Line]:
        """The paragraph that ends here, as a single line."""
        if self.text:
            yield Line(self.begin, " ".join(self.text))
            self.text = []
        yield Line(self.begin, "")

    def add(self, number: int, text: str) -> None:
        self.begin = self.begin if self.text else number
        self.text += [text] if text else []


def manual_lines(text: str) -> Iterator[Line]:
    """The lines of a page without macros and escapes: a paragraph each, its headings and terms with their levels."""
    page = _Page()
    number = 0
    for number, line in enumerate(text.split("\n"), 1):
        macro = _MACRO.match(line)
        name = macro["name"] if macro else ""
        if page.defines:
            page.defines = name != "."
        elif macro is None and page.literal:
            yield Line(number, _plain(line), literal=True)
        elif macro is None and line.strip():
            yield from _words(page, number, _plain(line).strip())
        elif macro is None:
            yield from page.paragraph()
        else:
            yield from _macro(page, number, name, _arguments(macro["rest"] or ""))
    page.begin = page.begin if page.text else number
    yield from page.paragraph()


def _words(page: _Page, number: int, text: str) -> Iterator[Line]:
    """A line of text, which is a term where one is awaited."""
    if page.awaits_term and text:
        page.awaits_term = False
        yield _term(page, number, text)
    else:
        page.add(number, text)


def _term(page: _Page, number: int, text: str) -> Line:
    # A term of a list within another list's text is a part of that text.
    return Line(number, f"- {text}") if any(page.outer) or len(page.list_items) > 1 else Line(number, text, TERM)


def _macro(page: _Page, number: int, name: str, arguments: Sequence[str]) -> Iterator[Line]:
    if name in ("SH", "Sh", "SS", "Ss"):
        yield from page.paragraph()
        page.awaits_term = page.in_item = False
        page.outer, page.list_items = [], []
        page.section = Line(number, " ".join(arguments), 1 if name[1] in "Hh" else 2, worded=True)
        yield page.section
    elif name in ("TP", "TQ"):
        yield from page.paragraph()
        page.awaits_term = page.in_item = True
    elif name in ("IP", "It"):
        yield from page.paragraph()
        page.in_item = True
        term = _words_of(arguments) if name == "It" else "".join(arguments[:1])
        if name == "It" and not (page.list_items and page.list_items[-1]):
            page.add(number, f"- {term}".strip())
        elif term and any(map(str.isalnum, term)) and not term.rstrip(".)").isdigit():
            yield _term(page, number, term)
        elif term:
            page.add(number, "-")
    elif name in _PARAGRAPHS or name == "El":
        yield from page.paragraph()
        if name == "El" and page.list_items:
            page.list_items.pop()
        if page.in_item and page.section is not None and not any(page.outer) and not page.list_items:
            # A paragraph behind a list is about the section again.
            page.in_item = False
            yield page.section
    elif name == "Bl":
        page.list_items.append(bool(_TAGGED.search(" ".join(arguments))))
    elif name == "RS":
        page.outer.append(page.in_item)
    elif name == "RE":
        page.outer = page.outer[:-1]
    elif name in _LITERAL:
        yield from page.paragraph()
        page.literal = _LITERAL[name] and (name != "Bd" or "-literal" in arguments or "-unfilled" in arguments)
    elif name in ("de", "ig", "am"):
        page.defines = True
    elif name in _FONTS or name in _CALLABLE:
        yield from _words(page, number, _words_of([name, *arguments] if name in _CALLABLE else arguments))
    elif name in _ALTERNATING:
        yield from _words(page, number, "".join(arguments))


def _words_of(arguments: Sequence[str]) -> str:
    """The words of a line of mdoc, without the macros between them; a flag has its dash."""
    words = ["-" if each == "Fl" else "" if each in _CALLABLE else each for each in arguments]
    return " ".join(filter(None, words)).replace("- ", "-")


def _arguments(rest: str) -> list[str]:
    """The arguments of a macro, without the quotation marks around those of several words."""
    parts = _ARGUMENT.findall(rest.partition('\\"')[0].replace("\\ ", "\u00a0"))
    return [_plain((quoted or word).replace('""', '"').replace("\u00a0", " ")) for quoted, word in parts]


def _plain(text: str) -> str:
    """A text without escapes, and without the comment behind it."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(
        lambda match: _SIGNS.get(match["two"] or match["name"] or match["one"] or "", ""), text.partition('\\"')[0]
    )
