"""The blocks of JSON that ReadMe writes into Markdown pages, as Markdown and HTML. Line numbers stay."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

_EDGE = re.compile(r"^[ \t]{0,40}\[(?:block:(?P<kind>[a-z-]{1,40})|/block)\][ \t]*$", re.MULTILINE)
_KEY = re.compile(r"\"(?P<row>h|\d{1,5})-(?P<column>\d{1,2})\"\s{0,20}:")
_NAME = re.compile(r"(h|\d{1,5})-(\d{1,2})")


def without_magic_blocks(text: str, plain: Callable[[str], str]) -> str:
    """A page with the tables, headings and HTML of its blocks as such, and without all other blocks.

    ``plain`` takes the marks of Markdown off a cell.
    """
    if "[block:" not in text:
        return text
    pieces: list[str] = []
    kind = ""
    end = 0
    for edge in _EDGE.finditer(text):
        if edge["kind"]:
            if not kind:
                pieces.append(text[end : edge.start()])
                end = edge.start()
                kind = edge["kind"]
            continue
        if kind:
            pieces.append(_written(kind, text[end : edge.end()], plain))
            end, kind = edge.end(), ""
    return "".join((*pieces, text[end:]))


def _written(kind: str, block: str, plain: Callable[[str], str]) -> str:
    """A block as Markdown or HTML of as many lines; one that is broken as it is."""
    count = block.count("\n")
    try:
        value = json.loads(block[block.index("]") + 1 : block.rindex("[/")])
    except (ValueError, RecursionError):
        return block
    if not isinstance(value, Mapping):
        return "\n" * count
    if kind == "parameters" and isinstance(value.get("data"), Mapping):
        return _table(value["data"], block, plain)
    written = ""
    if kind == "api-header":
        written = f"## {value.get('title') or ''}"
    elif kind == "html":
        written = str(value.get("html") or "")
    return " ".join(written.split()) + "\n" * count


def _table(data: Mapping[str, Any], block: str, plain: Callable[[str], str]) -> str:
    """A table of HTML, each row at the line on which its first cell stands."""
    rows: dict[int, dict[int, str]] = {}
    for name, text in data.items():
        if match := _NAME.fullmatch(name):
            rows.setdefault(_number(match[1]), {})[int(match[2])] = str(text or "")
    width = 1 + max((column for cells in rows.values() for column in cells), default=0)
    lines: dict[int, int] = {}
    at = line = 0
    for key in _KEY.finditer(block):
        line += block.count("\n", at, key.start())
        at = key.start()
        lines.setdefault(_number(key["row"]), line)
    pieces = ["<table>"]
    written = 0
    for number in sorted(rows):
        line = max(written, lines.get(number, 0))
        texts = (html.escape(plain(rows[number].get(column, ""))) for column in range(width))
        cells = "".join(f"<td>{text} " for text in texts).replace("\n", "<br>")
        pieces += ["\n" * (line - written), f"<tr>{cells}"]
        written = line
    return "".join((*pieces, "\n" * (block.count("\n") - written), "</table>"))


def _number(row: str) -> int:
    """The number of a row; the header stands before all."""
    return -1 if row == "h" else int(row)
