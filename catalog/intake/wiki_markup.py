"""Pages of wikis: Confluence and Jira, Trac, DokuWiki, Creole, Textile. A stage among those of the formats.

What they share is a mark for the headings of a table: ``||Code||Text||``, ``^ Code ^ Text ^``, ``|= Code |= Text |``,
``|_. Code |_. Text |``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from catalog.intake.copied_text import copied_tables
from catalog.intake.entries import Line
from catalog.intake.grid import Table
from catalog.intake.spreadsheet_paste import SOFT_END

_MOST_LINES_OF_ROW = 50
_HEADING = re.compile(r"h(?P<level>[1-6])\.[ \t]+(?P<text>\S.*)|(?P<marks>={1,6})[ \t]+(?P<inner>[^=\s][^=]{0,300})=*")
_FROM_LARGEST = 4
"""Marks of the first heading from which on more of them make a larger one, as in DokuWiki."""
_BLOCK = re.compile(
    r"\{(?P<name>code|noformat)(?::[^{}\n]{0,200})?\}[ \t]*|<(?P<tag>/?)(?:code|pre|file)\b[^<>]{0,100}>[ \t]*"
)
_MACRO = re.compile(
    r"\{(?:code|noformat|toc|note|info|tip|warning|panel|quote|color|anchor|expand|excerpt|section|column|status)(?:[:|][^{}\n]{0,200})?\}"
)
_LINK = re.compile(r"\[(?P<text>[^\[\]|\n]{1,300})\|[^\[\]|\n]{1,1000}\]")
_DOUBLE_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,1000}\|)?(?P<text>[^\[\]|\n]{1,300})\]\]")
_MONOSPACED = re.compile(
    r"\{\{(?P<text>[^{}\n]{1,500})\}\}|''(?P<quoted>[^'\n]{1,500})''|(?<!\w)@(?P<code>[^@\s]{1,200})@(?!\w)"
)
_BOLD = re.compile(r"(?<![\w*])(?P<mark>\*\*?)(?=[^\s*])(?P<text>[^*\n]{1,500})(?<=\S)(?P=mark)(?![\w*])")
_BREAK = re.compile(r"[ \t]*\\\\(?:[ \t]|(?=\|)|\Z)[ \t]*")
_MARKED_BARS = re.compile(r"=?\|\|=?")
_BAR = "\x00"


def wiki_tables(text: str) -> list[Table]:
    """The tables of a page, each titled by the heading before it."""
    return copied_tables("\n".join(line.text for line in wiki_lines(text)) + "\n" * text.endswith("\n"))


def wiki_lines(text: str) -> Iterator[Line]:
    """The lines of a page without their marks, its headings with their levels; a table's row is one, and blank ones."""
    lines = text.split("\n")
    is_code = False
    at = largest = 0
    while at < len(lines):
        line = lines[at]
        used = 1
        if block := _BLOCK.fullmatch(line.strip()):
            is_code = not is_code if block["name"] else not block["tag"]
            yield Line(at + 1, "")
        elif is_code:
            yield Line(at + 1, line, literal=True)
        elif heading := _HEADING.fullmatch(line.strip()):
            level = int(heading["level"] or len(heading["marks"]))
            largest = largest or level
            yield Line(at + 1, _plain(heading["text"] or heading["inner"]).strip(), _level(level, largest))
        elif line.startswith(("|", "^")):
            used = _lines_of_row(lines, at)
            yield Line(at + 1, _row(SOFT_END.join(lines[at : at + used])))
            yield from (Line(number + 1, "") for number in range(at + 1, at + used))
        else:
            yield Line(at + 1, _plain(line))
        at += used


def _level(marks: int, largest: int) -> int:
    return 7 - marks if largest >= _FROM_LARGEST else marks


def _lines_of_row(lines: list[str], at: int) -> int:
    """How many lines a row has: up to the one that ends with a bar, if one does before the next row begins."""
    for end in range(at, min(at + _MOST_LINES_OF_ROW, len(lines))):
        if end > at and (not lines[end].strip() or lines[end].startswith(("|", "^"))):
            break
        if lines[end].rstrip().endswith(("|", "^")):
            return end - at + 1
    return 1


def _row(line: str) -> str:
    """A row with a single bar between its cells, whichever marks its headings have."""
    line = _plain(line).rstrip()
    if line.startswith("||"):
        line = _MARKED_BARS.sub("|", line)
    elif line.startswith("^") or line.endswith("^"):
        line = line.replace("^", "|")
    elif line.startswith(("|=", "|_.")):
        line = line.replace("|=", "|").replace("|_.", "|")
    return line.replace(_BAR, "\\|")


def _plain(text: str) -> str:
    """A line without its inline marks; of a link what it shows."""
    if "{" in text:
        text = _MACRO.sub("", text)
    if "[" in text:
        text = _LINK.sub(lambda match: match["text"], _DOUBLE_LINK.sub(lambda match: match["text"], text))
    # A bar within marks of code ends no cell.
    text = _MONOSPACED.sub(lambda match: (match["text"] or match["quoted"] or match["code"]).replace("|", _BAR), text)
    return _BREAK.sub(SOFT_END, _BOLD.sub(lambda match: match["text"], text.replace("\\|", _BAR)))
