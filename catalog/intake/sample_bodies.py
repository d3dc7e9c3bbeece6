"""Sections of a page that are named in words, and whose codes only the sample bodies in them show.

A stage before the one of entries: the codes and messages of the bodies become labels before what a section says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from catalog.intake.code_patterns import kind_of
from catalog.intake.columns import error_field, meaning_of
from catalog.intake.entries import BULLET, LABEL, TERM, Line
from catalog.intake.grid import Table
from catalog.intake.status_cells import can_have_status, is_registered, statuses_of

_STATUS_FIRST = re.compile(r"(?:HTTP )?([45]\d\d)(?![\w.:/-])")
_LONGEST_BODY = 60
"""Lines of a sample body that is read."""

_DEEPEST_BODY = 3
"""Objects around an error in a sample body."""


@dataclass(slots=True)
class Section:
    """A heading with the lines below it, and the sample bodies in it: their lines, code, message and details."""

    heading: Line
    lines: list[Line]
    bodies: list[tuple[int, int, str, str, str]] = field(default_factory=list)

    @property
    def has_labels(self) -> bool:
        """True if labels above every sample body say what it is about."""
        begins = [0, *(end for _, end, *_ in self.bodies)]
        parts = zip(begins, self.bodies, strict=False)
        return bool(self.bodies) and all(any(map(_labels, self.lines[begin : body[0]])) for begin, body in parts)

    @property
    def is_named_by_code(self) -> bool:
        """True if the heading is the code of one of its bodies."""
        return any(code in self.heading.text for _, _, code, *_ in self.bodies)

    @property
    def heading_status(self) -> str:
        """The status of a failure that the heading begins with; "" for any other heading."""
        match = _STATUS_FIRST.match(self.heading.text)
        return match[1] if match and is_registered(int(match[1])) else ""

    @property
    def status(self) -> str:
        """The status that its heading begins with, or that labels of the section tell, if it is one."""
        if self.heading_status:
            return self.heading_status
        labels = (LABEL.match(BULLET.sub("", line.text.strip(), count=1)) for line in self.lines if _labels(line))
        texts = {label["text"].strip() for label in labels if label and meaning_of(label["label"]) == "http_status"}
        return texts.pop() if len(texts) == 1 else ""


def sections_of_samples(lines: Iterable[Line]) -> list[Section]:
    """The sections of a page that names its errors in words and shows their codes in sample bodies; else none."""
    sections: list[Section] = []
    for line in lines:
        if 0 < line.level < TERM or (line.level and Section(line, []).heading_status):
            sections.append(Section(line, []))
        elif sections:
            sections[-1].lines.append(line)
    for each in sections:
        each.bodies = list(_bodies(each.lines))
    tell = [each for each in sections if each.bodies and (each.heading_status or each.has_labels)]
    worded = sum(not each.is_named_by_code for each in tell)
    return sections if worded > max(1, sum(each.is_named_by_code for each in sections)) else []


def lines_of_samples(sections: Iterable[Section], listed: Collection[str]) -> Iterator[Line]:
    """The lines of sections, with the codes and messages of sample bodies as labels before what is said of them.

    ``listed`` are the codes of tables, of which nothing more is said.
    """
    for section in sections:
        yield replace(section.heading, worded=bool(section.bodies))
        begin, rest = 0, len(section.lines)
        for at, (body, end, code, message, detail) in enumerate(section.bodies, 1):
            rest = len(section.lines) if at == len(section.bodies) else end
            if code not in listed:
                number = section.lines[body].number
                yield Line(number, f"Error code: {code}")
                if section.heading_status:
                    yield Line(number, f"HTTP status: {section.heading_status}")
                yield from (Line(number, f"Error message: {message}"), Line(0, ""))
                if detail:
                    yield from (Line(number, f"Description: {detail}"), Line(0, ""))
                labelled = [line for line in section.lines[begin:body] if line.text.strip()]
                leads_in = labelled and not _labels(labelled[-1]) and not _is_sentence(section, labelled[-1])
                yield from labelled[:-1] if leads_in else labelled
                if any(line.text.strip() for line in section.lines[end:rest]):
                    yield from (Line(0, ""), Line(0, "Description"), *section.lines[end:rest])
            begin = end
        if not section.bodies:
            yield from _code_first(section.lines)


def with_statuses(table: Table, sections: Iterable[Section]) -> Table:
    """A table without statuses, with the one of its section; a code that begins with another status keeps none."""
    section = next((each for each in sections if each.lines and _is_within(table.line, each)), None)
    return with_status(table, section.status) if section else table


def with_status(table: Table, status: str) -> Table:
    """A table without statuses, with this one in each row whose code can have it; any other table as it is."""
    meanings = [meaning_of(name) for name in table.header]
    if not status or "http_status" in meanings or "code" not in meanings:
        return table
    code = meanings.index("code")
    rows = tuple(
        replace(row, cells=(*row.cells, status if can_have_status(row.cells[code], status) else ""))
        if len(row.cells) == len(meanings)
        else row
        for row in table.rows
    )
    return replace(table, header=(*table.header, "HTTP Status"), rows=rows)


def _is_within(line: int, section: Section) -> bool:
    return section.heading.number < line <= section.lines[-1].number


def _labels(line: Line) -> bool:
    """Return whether a line says what of an error follows its colon."""
    label = LABEL.match(BULLET.sub("", line.text.strip(), count=1)) if not line.literal else None
    return label is not None and meaning_of(label["label"].strip(" *_")) in ("http_status", "description", "solution")


def _is_sentence(section: Section, line: Line) -> bool:
    """Return whether a line below a status says something of the error, and does not lead in the body below it."""
    return bool(section.heading_status) and line.text.rstrip().endswith((".", "!", "。"))


def _code_first(lines: Sequence[Line]) -> list[Line]:
    """Lines in which the label of a code stands before the labels above it."""
    result: list[Line] = []
    for line in lines:
        label = LABEL.match(BULLET.sub("", line.text.strip(), count=1)) if not line.literal else None
        at = len(result)
        while label and meaning_of(label["label"]) == "code" and at and _labels(result[at - 1]):
            at -= 1
        result[at:at] = [line]
    return result


def _bodies(lines: Sequence[Line]) -> Iterator[tuple[int, int, str, str, str]]:
    """The sample bodies of an error in blocks of code: where they begin and end, their code, message and details."""
    begin = 0
    while begin < len(lines):
        end = begin
        while end < len(lines) and lines[end].literal:
            end += 1
        text = "\n".join(line.text for line in lines[begin:end]) if end - begin <= _LONGEST_BODY else ""
        if text.strip()[:1] == "{" and (error := _error_in(_parsed(text))):
            yield begin, end, *error
        begin = max(end, begin + 1)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _error_in(body: object, depth: int = 0) -> tuple[str, str, str] | None:
    """The code, the message and the details of a sample body, or of an object in it or in a list of one."""
    if isinstance(body, list) and len(body) == 1:
        body = body[0]
    if not isinstance(body, Mapping) or depth > _DEEPEST_BODY:
        return None
    code, message = (body.get(error_field(body, each)) for each in ("code", "message"))
    text = str(code) if isinstance(code, str | int) and not isinstance(code, bool) else ""
    is_code = kind_of(text) not in ("", "word") and text != "0" and not any(map(is_registered, statuses_of(text) or ()))
    title = body.get("title")
    if is_code and isinstance(message, str) and message:
        # Of both, the title is the same for every error of the code.
        is_titled = message == body.get("detail") and isinstance(title, str) and title
        return (text, str(title), message) if is_titled else (text, message, "")
    return next((error for each in body.values() if (error := _error_in(each, depth + 1))), None)
