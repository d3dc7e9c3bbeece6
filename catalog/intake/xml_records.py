"""Lists of errors in XML: elements of one name that have a code and a text as children or attributes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from catalog.intake.code_patterns import is_token, kind_of
from catalog.intake.column_values import ABOUT_CODES, ABOUT_ERRORS
from catalog.intake.documents import IntakeError
from catalog.intake.grid import MOST_ROWS, Row, Table
from catalog.intake.object_literals import field_named

_OF_MESSAGES = re.compile(r"(?:^|[_.-])(?:msgs?|messages?)$", re.IGNORECASE)
_NAMES = ("id", "number", "key", "name")
"""Children and attributes that hold the code where none is called so."""
_TEXTS = ("message", "description")
_VALUES = ("value", "string", "")
"""Children that hold the message where none is called so; the last is the element's own text."""
_NOTES = ("comment", "comments", "note")
_KINDS = ("numbered", "capitals", "digits", "delimited", "joined")
_FEWEST = 3
"""Elements of one name that make a list: fewer may be a setting with its name and text."""

_MOST_OTHERS = 8
"""Further children that become columns, the commonest: a list with more of them describes other things, too."""


@dataclass(slots=True)
class _Element:
    """An element: its attributes and the texts of its children by their names; its own text under ""."""

    tag: str
    line: int
    fields: dict[str, list[str]] = field(default_factory=dict)
    section: str = ""
    within: tuple[str, ...] = ()

    def text(self, name: str) -> str:
        """The texts of one name, each on a line."""
        return "\n".join(filter(None, (" ".join(each.split()) for each in self.fields.get(name, ()))))


class _Reader:
    """Collects the elements that have fields, as the parser comes to their ends."""

    def __init__(self) -> None:
        self.elements: dict[str, list[_Element]] = {}
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._take
        self.parser.EntityDeclHandler = self._refuse
        self._count = 0
        self._open: list[_Element] = []
        self._texts: list[list[str]] = []

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        fields = {
            key.rpartition(":")[2]: [value]
            for key, value in attributes.items()
            if not key.startswith(("xml:", "xmlns"))
        }
        above = self._open[-1] if self._open else None
        # The names of the list and of the element around it may say that it is one of errors.
        within = tuple(each.tag for each in self._open[-2:])
        section = (above.fields.get("title") or [above.section])[0] if above else ""
        line = self.parser.CurrentLineNumber
        self._open.append(_Element(name.rpartition(":")[2], line, fields, section, within))
        self._texts.append([])

    def _take(self, text: str) -> None:
        self._texts[-1].append(text)

    def _end(self, _: str) -> None:
        element, text = self._open.pop(), "".join(self._texts.pop())
        parent = self._open[-1] if self._open else None
        if parent is not None and not element.fields:
            parent.fields.setdefault(element.tag, []).append(text)
            return
        if text.strip():
            element.fields[""] = [text]
        self._count += 1
        if self._count > MOST_ROWS:
            raise IntakeError(f"the XML has more than {MOST_ROWS:,} elements with fields; split it")
        self.elements.setdefault(element.tag, []).append(element)

    @staticmethod
    def _refuse(*_: object) -> None:
        # Entities of entities grow beyond all measure.
        raise ValueError


def element_tables(text: str, *, about_errors: bool) -> list[Table]:
    """The errors that elements of XML list, a table for each name of elements; none where there are no such lists.

    Raises:
        IntakeError: when the document has more elements than are read.
    """
    reader = _Reader()
    is_whole = True
    try:
        reader.parser.Parse(text.encode(), True)
    except IntakeError:
        raise
    except (expat.ExpatError, ValueError):
        is_whole = False
    tables = (_table(elements, about_errors=about_errors) for elements in reader.elements.values())
    return [table if is_whole else _cut(table) for table in tables if table is not None]


def _cut(table: Table) -> Table:
    return Table(table.title, table.line, table.header, table.rows, tabular=True, truncated=True)


def _table(elements: Sequence[_Element], *, about_errors: bool) -> Table | None:
    """The elements of one name as a table; None where most have no code with a text, or they are about other things."""
    counted = Counter(name for each in elements for name in each.fields)
    key = _key_of(elements, counted)
    if key is None or len(elements) < _FEWEST:
        return None
    coded = [each for each in elements if key in each.fields]
    if not (about_errors or any(map(_is_about_errors, (coded[0].tag, key, *coded[0].within)))):
        return None
    names = [name for name, _ in counted.most_common() if name and name != key]
    value = next((name for name in _VALUES if counted[name] * 2 > len(coded)), None)
    # A comment beside a value that goes into a program is for those who translate it.
    is_resource = value == "value" and not any(field_named(name) == "message" for name in names)
    notes = [name for name in names if is_resource and name.casefold() in _NOTES]
    columns = [name for name in names if field_named(name) and name not in notes]
    header = list(columns)
    if not any(field_named(name) in _TEXTS for name in columns):
        if value is None:
            return None
        header.append("Error Message")
        columns.append(value)
    others = [name for name in names if name not in (*columns, *notes)][:_MOST_OTHERS]
    order = (key, *columns, *others, *notes)
    unread = (*others, *(f"{name} for translators" for name in notes))
    rows = [Row(each.line, (*map(each.text, order), " ".join(each.section.split()))) for each in coded]
    return Table("", coded[0].line, ("Error Code", *header, *unread, "Section"), tuple(rows), tabular=True)


def _is_about_errors(name: str) -> bool:
    words = name.replace("_", " ").replace("-", " ")
    return bool(_OF_MESSAGES.search(name) or ABOUT_ERRORS.search(words) or ABOUT_CODES.search(words))


def _key_of(elements: Sequence[_Element], counted: Counter[str]) -> str | None:
    """The name of the child or attribute that holds the codes: in most elements one of its own."""
    for name in (*(each for each in counted if each and field_named(each) == "code"), *_NAMES):
        codes = [code for each in elements if (code := each.text(name))]
        shaped = sum(is_token(code) and kind_of(code) in _KINDS for code in codes)
        if counted[name] * 4 >= len(elements) * 3 and shaped * 4 >= len(codes) * 3 and len(set(codes)) * 2 > len(codes):
            return name
    return None
