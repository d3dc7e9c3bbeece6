"""Lists of objects, as JSON or YAML: one object a row, its keys the header words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.intake.code_patterns import has_shape, is_token, kind_of
from catalog.intake.column_values import CODE_WORD, meanings_by_values
from catalog.intake.columns import meaning_of, meanings_of
from catalog.intake.data import MOST_NODES, UnreadLine
from catalog.intake.documents import IntakeError
from catalog.intake.grid import MOST_COLUMNS, Row, Table, is_header
from catalog.intake.hints import NO_HINTS, Hints

_DEEPEST = 12
_LOOKED_AT = 400
_CODES_TO_A_WORD = 9
"""Codes of a mapping to each plain word in it, from which the word is taken for one of them."""

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_TITLES = frozenset(
    ("errors", "error", "error_codes", "errorcodes", "codes", "items", "list", "rows", "data", "entries", "cases")
)
_LISTS_OF_ERRORS = frozenset(("errors", "error_codes", "errorcodes"))
_ABOUT_ERRORS = re.compile(r"err|fault|exception|failure|code|message|msg|错误|返回", re.IGNORECASE)
_TOLD = frozenset(("message", "description", "solution", "http_status"))
_BETWEEN = {"http_status": " / ", "code": "\n", "alias": "\n"}
"""Separator of joined values, which are split again later: several statuses are several cases."""

_Meanings = Mapping[str, str | None]
"""Values of the keys of the objects of one list."""

_KEY = ""
"""Stands among the keys of objects for what the mapping calls each of them."""


@dataclass(frozen=True, slots=True)
class Record:
    """One object of a list: the list's name, its place in it, its known fields; no fields where it has no code.

    ``unread`` are the keys of which the words are not known. ``key`` is what a mapping calls it; ``line`` where it
    stands, 0 where that is not known; ``fault`` is what is wrong with it, where more is known than that it has no code,
    and ``texts`` what is to be seen of it.
    """

    title: str
    number: int
    fields: dict[str, str]
    unread: tuple[str, ...] = ()
    key: str = ""
    line: int = 0
    fault: str = ""
    texts: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Which entry of the document it is, for a reader."""
        entry = f"entry {self.key[:60]!r}" if self.key else f"entry {self.number}"
        return f"{entry} of {self.title[:60]}" if self.title else entry


@dataclass(frozen=True, slots=True)
class _Content:
    """Fields of an object by their meaning, and the keys without one."""

    fields: dict[str, str]
    unread: tuple[str, ...] = ()

    @property
    def is_error(self) -> bool:
        return bool(self.fields.get("code")) and len(self.fields) > 1

    @property
    def says_something(self) -> bool:
        return any(self.fields.get(meaning) for meaning in _TOLD)


_NOTHING = _Content({})


def find_records(value: Any, hints: Hints = NO_HINTS) -> Iterator[Record]:
    """The objects that have a code, and what stands between them in their lists. A mapping of codes is a list too.

    Raises:
        IntakeError: when the value has more in it than is looked at.
    """
    seen = 0
    waiting: list[tuple[Any, str, int, bool]] = [(value, "", 0, False)]
    while waiting:
        item, title, depth, about = waiting.pop()
        seen += 1
        if seen > MOST_NODES:
            raise IntakeError(f"the document has more than {MOST_NODES:,} values in it; split it")
        if depth > _DEEPEST:
            continue
        if isinstance(item, list):
            if rows := _rows(item):
                seen += len(item)
                yield from (Record(title, number, *fields) for number, fields in enumerate(rows, 1))
                continue
            meanings = _meanings_in([each for each in item if isinstance(each, Mapping)], hints)
            fields = [_content_of(each, meanings) for each in item]
            if any(each.is_error for each in fields):
                seen += len(item)
                for number, (each, entry) in enumerate(zip(fields, item, strict=True), 1):
                    if isinstance(entry, UnreadLine):
                        yield Record(title, number, {}, line=entry.line, fault=entry.fault, texts=entry.texts)
                    else:
                        # Among errors, a code alone is one of which nothing is said.
                        yield Record(title, number, each.fields if each.fields.get("code") else {}, each.unread)
            else:
                waiting.extend((each, title, depth + 1, about) for each in reversed(item))
        elif isinstance(item, Mapping):
            records, inner = _of_mapping(item, title, hints, about=about)
            yield from records
            waiting.extend(
                (each, name, depth + 1, about or key.casefold() in _LISTS_OF_ERRORS)
                for key, name, each in reversed(inner)
            )


def _of_mapping(
    item: Mapping[Any, Any], title: str, hints: Hints, *, about: bool
) -> tuple[list[Record], list[tuple[str, str, Any]]]:
    """The records of a mapping, and what of it is to be looked into: its key, its name and itself.

    ``about`` says that it stands in a list of errors.
    """
    whole = _content_of(item)
    if whole.is_error:
        return [Record(title, 1, whole.fields, whole.unread)], []
    if rows := _rows_beside_header(item):
        return [Record(title, number, *contents) for number, contents in enumerate(rows, 1)], []
    meanings = _meanings_in([each for each in item.values() if isinstance(each, Mapping)], hints, _keys_of(item))
    contents = {key: _content_of(each, meanings) for key, each in item.items()}
    codes = {key for key, each in contents.items() if each.says_something and not each.fields.get("code")}
    described = {key for key in codes if _has_schema(item[key])}
    codes -= described
    words = sum(not _is_capital_code(key) for key in codes)
    # One with several fields is an error beyond doubt; with a single one, its key must look like a code.
    if not any(len(contents[key].fields) > 1 for key in codes) and words * _CODES_TO_A_WORD >= len(codes):
        codes = set()
    if not codes and sum(each.is_error for each in contents.values()) > 1:
        return _named_errors(item, contents, title, by_message=(meanings or {}).get(_KEY) == "message")
    about_errors = about or not title or bool(_ABOUT_ERRORS.search(title))
    if not codes and about_errors and _is_mapping_to_messages(item, least=1 if about else 2):
        return [
            Record(title, number, {"code": str(key), "message": text}, key=str(key))
            for number, (key, text) in enumerate(item.items(), 1)
        ], []
    records: list[Record] = []
    inner: list[tuple[str, str, Any]] = []
    for number, (key, each) in enumerate(item.items(), 1):
        name = str(key)
        if key in described:
            continue
        if key in codes:
            records.append(Record(title, number, {**contents[key].fields, "code": name}, contents[key].unread, name))
            records += _within(name, each, title)
        elif codes and isinstance(each, str) and each.strip() and _is_capital_code(key):
            # Among objects of errors, one that says nothing but its message.
            records.append(Record(title, number, {"code": name, "message": each}, key=name))
        elif codes and isinstance(each, Mapping) and _is_alike(name, codes) and not _has_inner(each):
            records.append(Record(title, number, {}, key=name, fault="it has neither a message nor a description"))
        elif isinstance(each, Mapping) or (isinstance(each, list) and not _are_scalars(each)):
            inner.append((name, title if name.casefold() in _NO_TITLES else name, each))
        elif codes and _is_capital_code(key):
            records.append(Record(title, number, {}, key=name, fault="its value is neither an object nor a message"))
        elif codes and each not in (None, "", []):
            records.append(Record(title, number, {}, (name,), name))
    return records, inner


def _named_errors(
    item: Mapping[Any, Any], contents: Mapping[Any, _Content], title: str, *, by_message: bool
) -> tuple[list[Record], list[tuple[str, str, Any]]]:
    """The errors of a mapping that gives each a name beside its code; the name is another one of the code."""
    records: list[Record] = []
    inner: list[tuple[str, str, Any]] = []
    for number, (key, each) in enumerate(contents.items(), 1):
        name = str(key)
        if each.fields.get("code"):
            alias = (
                {"message": name} if by_message else {"alias": name} if kind_of(name) in ("capitals", "joined") else {}
            )
            records.append(Record(title, number, {**alias, **each.fields}, each.unread, name))
        elif isinstance(item[key], Mapping | list) and not _are_scalars_of(item[key]):
            inner.append((name, title if name.casefold() in _NO_TITLES else name, item[key]))
    return records, inner


def _within(code: str, item: Any, title: str) -> list[Record]:
    """The errors that a code has below it, each called by both names: ``TABLE_ERROR.NOT_FOUND``."""
    records = []
    for below in item.values() if isinstance(item, Mapping) else ():
        if not isinstance(below, Mapping) or not below:
            continue
        contents = {str(key): _content_of(each) for key, each in below.items()}
        if all(each.says_something and not each.fields.get("code") for each in contents.values()) and all(
            map(_is_capital_code, contents)
        ):
            records += [
                Record(title, 1, {**each.fields, "code": f"{code}.{key}"}, each.unread, key)
                for key, each in contents.items()
            ]
    return records


def _is_alike(name: str, codes: Collection[Any]) -> bool:
    """Return whether a key is built like those that are codes."""
    kind = kind_of(name)
    return kind not in ("", "word") and any(kind_of(str(code)) == kind for code in codes)


def _has_inner(item: Mapping[Any, Any]) -> bool:
    return any(isinstance(each, Mapping | list) for each in item.values())


def _has_schema(item: Any) -> bool:
    """Return whether an object describes the data of an interface, with their schema."""
    return isinstance(item, Mapping) and isinstance(item.get("schema"), Mapping)


def _are_scalars_of(item: Any) -> bool:
    return isinstance(item, list) and _are_scalars(item)


def _keys_of(item: Mapping[Any, Any]) -> list[str]:
    return [str(key) for key, each in item.items() if isinstance(each, Mapping)]


def _meanings_in(items: Sequence[Mapping[Any, Any]], hints: Hints, names: Sequence[str] = ()) -> _Meanings | None:
    """Return the meanings of the keys of a list's objects; ``names`` are the keys of the mapping that holds them."""
    keys = list(dict.fromkeys(str(key) for item in items[:_LOOKED_AT] for key in item))
    if not keys or len(keys) >= MOST_COLUMNS:
        return None
    rows = [Row(0, tuple(_text(item.get(key), key, None) or "" for key in keys)) for item in items[:_LOOKED_AT]]
    if names:
        keys = [_KEY, *keys]
        rows = [Row(0, (name, *row.cells)) for name, row in zip(names, rows, strict=False)]
    table = Table("", 0, tuple(map(_words, keys)), tuple(rows), tabular=True)
    hinted = [hints.meaning_of(key) for key in keys]
    meanings = meanings_by_values(table, about_errors=True)
    left = (None if meaning in hinted else meaning for meaning in meanings)
    result = {key: by_hand or meaning for key, by_hand, meaning in zip(keys, hinted, left, strict=True)}
    if (
        names
        and result[_KEY] is None
        and "message" not in result.values()
        and sum(" " in name for name in names) * 2 > len(names)
    ):
        # Errors by their messages.
        result[_KEY] = "message"
    return result


def _are_scalars(item: list[Any]) -> bool:
    return bool(item) and not any(isinstance(each, Mapping | list) for each in item)


def _is_mapping_to_messages(item: Mapping[Any, Any], *, least: int) -> bool:
    """Return whether a mapping has codes as keys and their messages as values.

    Among many codes, a plain word before a sentence is one, too.
    """
    if len(item) < least or not all(isinstance(text, str) and text.strip() for text in item.values()):
        return False
    words = [key for key in item if not _is_code(key)]
    return (
        len(words) * _CODES_TO_A_WORD < len(item)
        and all(is_token(str(key)) and not meaning_of(_words(str(key))) and " " in item[key].strip() for key in words)
        and any(" " in text or len(text) > 3 for text in item.values())
    )


def _is_code(key: Any) -> bool:
    text = str(key)
    kind = kind_of(text)
    # Words between colons or slashes may be a path of anything; with an error's word in them, they are a code.
    has_form = has_shape(text) or (kind == "delimited" and bool(CODE_WORD.search(text)))
    return has_form and kind not in ("", "word", "spaced") and not meaning_of(_words(text))


def _is_capital_code(key: Any) -> bool:
    """Return whether a key looks like a code, or is capitals only: A, B, NO."""
    text = str(key)
    return _is_code(key) or (text.isupper() and is_token(text) and not meaning_of(_words(text)))


def _rows(item: list[Any]) -> list[tuple[dict[str, str], tuple[str, ...]]]:
    """The rows of a list of lists, of which the first is the header."""
    if len(item) > 1 and _are_texts(item[0]) and is_header(item[0]):
        return _under(item[0], item[1:])
    return []


def _rows_beside_header(item: Mapping[Any, Any]) -> list[tuple[dict[str, str], tuple[str, ...]]]:
    """The rows of a mapping that holds the header in one list and the rows in another."""
    lists = [each for each in item.values() if isinstance(each, list) and each]
    header = next((each for each in lists if _are_texts(each) and is_header(each)), None)
    rows = next((each for each in lists if isinstance(each[0], list)), None)
    return _under(header, rows) if header and rows else []


def _are_texts(item: Any) -> bool:
    return isinstance(item, list) and 1 < len(item) <= MOST_COLUMNS and all(isinstance(each, str) for each in item)


def _under(header: Sequence[str], rows: list[Any]) -> list[tuple[dict[str, str], tuple[str, ...]]]:
    """Each row as what it says under the header; what is no row, or no error, as one that says nothing."""
    results = []
    for row in rows:
        content = _content_of(dict(zip(header, row, strict=False))) if isinstance(row, list) else _NOTHING
        results.append((content.fields if content.is_error else {}, content.unread))
    return results


def _content_of(item: Any, meanings: _Meanings | None = None) -> _Content:
    if not isinstance(item, Mapping):
        return _NOTHING
    content = _flat(item, meanings)
    if not content.fields.get("code"):
        # The error itself may be an object within that of its case.
        within = [_flat(each) for each in item.values() if isinstance(each, Mapping)]
        errors = [each for each in within if each.is_error]
        if len(errors) == 1 and len(within) == 1 and content.fields:
            return _Content({**content.fields, **errors[0].fields}, content.unread)
    return content


def _flat(item: Mapping[Any, Any], meanings: _Meanings | None = None) -> _Content:
    keys = [str(key) for key in item][: 4 * MOST_COLUMNS]
    if meanings is None:
        meanings = dict(zip(keys, meanings_of([_words(key) for key in keys]), strict=True))
    fields: dict[str, str] = {}
    unread: list[str] = []
    for key, value in zip(keys, item.values(), strict=False):
        meaning = meanings.get(key)
        text = _text(value, key, meaning)
        if meaning is None:
            if text and text.strip():
                unread.append(key)
        elif text is not None:
            before = fields.get(meaning, "")
            fields[meaning] = (
                f"{before}\n{text}" if before and text and text not in before.split("\n") else before or text
            )
    return _Content(fields, tuple(unread))


def _words(key: str) -> str:
    """A key as the words of a heading: ``http_status``, ``error-code`` and ``errorSummary`` have two."""
    spaced = _HUMP.sub(" ", key).replace("_", " ").replace("-", " ")
    return spaced if meaning_of(spaced) else key


def _text(value: Any, key: str, meaning: str | None) -> str | None:
    if value is None:
        return ""
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list) and len(value) <= 100 and all(isinstance(each, str | int) for each in value):
        if meaning == "message":
            # Messages are several; a message in several lines is one.
            return ("\nor\n" if key.casefold().endswith("s") else " ").join(str(each) for each in value)
        if between := _BETWEEN.get(meaning or ""):
            return between.join(str(each) for each in value)
        return "\n".join(f"- {each}" for each in value)
    return None
