"""Property files whose keys are error codes: ``ERR_1=Text``, ``E1001.message: Text``. A stage of the formats.

Those of Java, and lists of strings, whose keys and texts are quoted: ``"ERR_1" = "Text";``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from catalog.intake.code_patterns import is_token, kind_of
from catalog.intake.column_values import ABOUT_ERRORS, CODE_WORD, names_errors
from catalog.intake.columns import meaning_of
from catalog.intake.documents import Document
from catalog.intake.grid import Row, Table

_FIELDS = ("code", "http_status", "message", "description", "solution", "severity", "since", "until")
_HEADER = (
    *("Error Code", "HTTP Status", "Error Message", "Description", "Solution", "Severity"),
    *("Since version", "Until version"),
)
_ENTRY = re.compile(r"\s*(?P<key>(?:\\.|[^\s=:\\])+)\s*[=:\s]\s*(?P<text>.*)", re.DOTALL)
_STRING = re.compile(r"\s*\"(?P<key>[^\"\\]{1,200})\"\s*=\s*\"(?P<text>.*)\"\s*;\s*")
_GIVEN = re.compile(
    r"\s{0,8}`?(?P<entry>(?:[a-z][\w-]{0,30}\.){0,2}(?P<code>[A-Z0-9][A-Z0-9_-]{1,80})"
    r"\.(?:message|msg|text|desc|description|cause|solution|action)[ \t]{0,8}=[ \t]*\S.*)"
)
"""A field of a code in capitals; one of a variable in a program has small letters."""
_FEWEST_GIVEN = 3
_ESCAPED = re.compile(r"\\(?:u(?P<number>[0-9A-Fa-f]{4})|(?P<sign>.))", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "", "f": ""}
_BUILT = frozenset(("numbered", "capitals", "digits"))
_SHARE = 0.34


@dataclass(frozen=True, slots=True)
class _Property:
    line: int
    key: str
    text: str
    comment: str


def property_table(document: Document) -> list[Table]:
    """The entries of a property file whose keys are codes, as one table; none where it has none."""
    rows: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}
    entries = list(_entries(document.text))
    about = bool(ABOUT_ERRORS.search(PurePath(document.name).name))
    space = _namespace([each.key for each in entries])
    for entry in entries:
        code, meaning = _field_of(entry.key.removeprefix(space))
        fields = rows.setdefault(code, {"code": code})
        lines.setdefault(code, entry.line)
        fields[meaning] = f"{fields[meaning]}\n{entry.text}" if meaning in fields else entry.text
        if entry.comment and "description" not in fields and code == entry.key.removeprefix(space):
            fields["description"] = entry.comment
    named = sum(bool(CODE_WORD.search(code)) or kind_of(code) in _BUILT for code in rows)
    if not about and not ABOUT_ERRORS.search(space) and named < _SHARE * len(rows):
        return []
    kept = [
        Row(lines[code], tuple(fields.get(name, "") for name in _FIELDS))
        for code, fields in rows.items()
        if is_token(code) and (about or space or CODE_WORD.search(code) or kind_of(code) in _BUILT)
    ]
    return [Table("", kept[0].line, _HEADER, tuple(kept), tabular=True, details=True)] if kept else []


def properties_within(document: Document, *, about_errors: bool) -> list[Table]:
    """The lines of a page that give codes their messages or descriptions, ``E1001.message = Gone``, as one table."""
    entries = [_GIVEN.fullmatch(line) for line in document.text.split("\n")]
    if len({match["code"] for match in entries if match}) < _FEWEST_GIVEN:
        return []
    lines = (_without_mark(match["entry"].strip()) if match else "" for match in entries)
    tables = property_table(replace(document, text="\n".join(lines)))
    return [table for table in tables if about_errors or names_errors(replace(table, header=()))]


def _without_mark(entry: str) -> str:
    """A line without the backtick that closes a block of code which began on another."""
    return entry.removesuffix("`") if entry.count("`") % 2 else entry


def _entries(text: str) -> Iterator[_Property]:
    """The entries, lines that go on joined, with the comment right above each."""
    pieces: list[str] = []
    comments: list[str] = []
    begin = 0
    for number, line in enumerate(text.split("\n"), 1):
        if pieces:
            pieces.append(line.lstrip())
        elif not line.strip():
            comments = []
            continue
        elif line.lstrip()[0] in "#!" or line.lstrip().startswith(("//", "/*")):
            comments.append(line.strip().removesuffix("*/").strip("#!/* "))
            continue
        else:
            begin, pieces = number, [line]
        if (len(line) - len(line.rstrip("\\"))) % 2:
            pieces[-1] = pieces[-1][:-1]
            continue
        whole = "".join(pieces)
        if match := _STRING.fullmatch(whole) or _ENTRY.fullmatch(whole):
            yield _Property(begin, _unescaped(match["key"]), _unescaped(match["text"]).strip(), " ".join(comments))
        pieces, comments = [], []


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(_sign, text) if "\\" in text else text


def _sign(match: re.Match[str]) -> str:
    return chr(int(match["number"], 16)) if match["number"] else _SIGNS.get(match["sign"], match["sign"])


def _namespace(keys: list[str]) -> str:
    """The words up to a dot that all keys begin with, where what is left of them is built like codes."""
    counted = Counter(key.partition(".")[0] for key in keys if "." in key)
    word, count = counted.most_common(1)[0] if counted else ("", 0)
    if count < len(keys) or not keys:
        return ""
    rest = [_field_of(key.partition(".")[2])[0] for key in keys]
    return f"{word}." if all(kind_of(each) in _BUILT for each in rest) else ""


def _field_of(key: str) -> tuple[str, str]:
    """The code that a key names, and which field of it: ``E1.solution``."""
    code, mark, last = key.rpartition(".")
    meaning = meaning_of(last) if mark else None
    return (code, meaning) if meaning in _FIELDS[1:] else (key, "message")
