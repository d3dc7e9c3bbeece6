"""Errors that stand in no table, each an entry of its own: a code, then texts under labels..

``ORA-00001: unique constraint violated``, a line ``Cause: …``, a line ``Action: …``; a heading or a term for each code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from catalog.intake.codes import codes_of, is_token, kind_of
from catalog.intake.columns import meaning_of
from catalog.intake.grid import Row, Table, plain_title
from catalog.intake.row_starts import is_bullet

_LABEL = re.compile(r"(?P<label>[^\W\d_][^\t:：]{1,45}?)[ ]?(?:[:：]|\t|[ ]{2})\s*(?P<text>.*)", re.DOTALL)
_START = re.compile(
    r"(?:error(?: code)?[ :#]+|code[ :#]+)?(?P<code>[^\s:：]\S{0,199}?)(?:\s*[:：]\s+|\s+[-–—]\s+|$)", re.I
)
_ABOUT_ERRORS = re.compile(
    r"error|exception|fault|failure|fehler|erreur|错误|异常|返回码|エラー|오류|ошиб|erro\b", re.IGNORECASE
)
_BUILT = frozenset(("numbered", "joined", "capitals", "delimited"))
_FIELDS = ("code", "http_status", "message", "description", "solution")
_HEADER = ("Error Code", "HTTP Status", "Error Message", "Description", "Solution")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page; ``head`` says that the page marks it as a heading or a term."""

    number: int
    text: str
    head: bool = False


@dataclass(slots=True)
class _Entry:
    line: int
    title: str
    head: bool
    alone: bool
    told: dict[str, str]
    labels: int = 0
    at: str = "description"
    pieces: list[str] = field(default_factory=list)

    def close(self) -> None:
        """Put the lines gathered into the field that they belong to."""
        text = "\n".join(self.pieces).strip("\n")
        if text:
            before = self.told.get(self.at, "")
            self.told[self.at] = f"{before}\n{text}" if before else text
        self.pieces = []

    def add(self, text: str, *, goes_on: bool) -> None:
        """One more line of text; one that is but wrapped goes on with the one before it."""
        if goes_on and self.pieces and not is_bullet(text):
            self.pieces[-1] = f"{self.pieces[-1]} {text}".strip()
        else:
            self.pieces.append(text)


def text_lines(text: str) -> Iterator[Line]:
    """The lines of a plain text."""
    return (Line(number, line) for number, line in enumerate(text.split("\n"), 1))


def entry_tables(lines: Iterable[Line]) -> list[Table]:
    """The entries of a page, as a table for each heading that stands above some; none where there are not two."""
    entries = [entry for entry in _entries(lines) if entry is not None]
    labelled = sum(1 for entry in entries if entry.labels)
    kept = [entry for entry in entries if entry.labels or entry.head or (entry.alone and labelled * 2 >= len(entries))]
    if len(kept) < 2 or (not labelled and not _are_errors(kept)):
        return []
    tables: dict[str, list[Row]] = {}
    for entry in kept:
        entry.close()
        tables.setdefault(entry.title, []).append(
            Row(entry.line, tuple(entry.told.get(meaning, "") for meaning in _FIELDS))
        )
    return [
        Table(title, rows[0].line, _HEADER, tuple(rows), spans=True, tabular=True) for title, rows in tables.items()
    ]


def _are_errors(entries: list[_Entry]) -> bool:
    """Whether terms without any label are codes of errors, and not of parameters."""
    about = any(_ABOUT_ERRORS.search(entry.title) for entry in entries)
    return about and all(
        kind_of(code) in _BUILT | {"digits"} for entry in entries for code in codes_of(entry.told["code"])
    )


def _entries(lines: Iterable[Line]) -> Iterator[_Entry | None]:
    title = ""
    entry: _Entry | None = None
    blank = True
    for line in lines:
        text = line.text.strip()
        if not text:
            blank = True
            continue
        label = None if line.head else _LABEL.match(text) if len(text) < 20_000 else None
        meaning = meaning_of(label["label"].strip(" *_")) if label else None
        if entry is not None and (line.head or blank) and (heads := _heading_of_field(text)):
            # A label that stands alone, as a heading or in a line of its own: what follows is under it.
            entry.close()
            entry.labels += 1
            entry.at = heads
            blank = False
            continue
        if label and meaning == "code":
            label_text = label["text"].strip(" *_`")
            if entry is not None and entry.told["code"] == label_text:
                continue
            found = _started(label_text, line, title, certain=True)
        else:
            found = None if meaning in _FIELDS else _started(text, line, title, certain=line.head)
        if found is not None and (line.head or blank or found.told.get("message") or label):
            yield entry
            entry = found
        elif line.head:
            yield entry
            entry, title = None, plain_title(text) or title
        elif entry is not None and label and meaning in _FIELDS:
            entry.close()
            entry.labels += 1
            entry.at = meaning
            entry.add(label["text"].strip().removeprefix("**").strip(), goes_on=False)
        elif entry is not None:
            entry.add(text, goes_on=not blank)
        elif len(text) < 200:
            title = plain_title(text) or title
        blank = False
    yield entry


def _heading_of_field(text: str) -> str | None:
    """Which field a line is the heading of that says nothing else; None for any other line."""
    meaning = meaning_of(text.strip(" *_:：")) if len(text) < 60 else None
    return meaning if meaning in _FIELDS and meaning != "code" else None


def _started(text: str, line: Line, title: str, *, certain: bool) -> _Entry | None:
    """The entry that a line begins; None where it begins with no code."""
    plain = text.strip("`*_ ")
    listed = certain and plain.startswith("- ")
    plain = plain.removeprefix("- ").strip("`*_ ") if listed else plain
    if line.head and len(plain) < 2_000 and len(codes_of(plain)) > 1:
        # A term for several codes; they are taken apart where all rows are.
        return _Entry(line.number, title, line.head, True, {"code": plain})
    found = _START.match(plain) if len(plain) < 2_000 else None
    if found is None:
        return None
    code = found["code"].strip("`*")
    kind = kind_of(code)
    if not (kind in _BUILT or (certain and kind == "digits")) or not is_token(code):
        return None
    message = plain[found.end() :].strip("`*_ ")
    if not certain and kind not in ("numbered",) and message:
        # "Note: …" and "API-Key: …" begin no entry; what has no digit stands alone in its line.
        return None
    # What stands behind a code in a list tells of it; what does so in a heading is what it is called.
    told = {"code": code, **({"description" if listed else "message": message} if message else {})}
    return _Entry(line.number, title, line.head, not message, told)
