"""Objects, lists of macros and tables of messages that programs write out: what of them is about errors."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from catalog.intake.code_patterns import is_token
from catalog.intake.column_values import ABOUT_ERRORS, CODE_WORD
from catalog.intake.columns import meaning_of

FIELDS = ("code", "alias", "http_status", "message", "description", "solution", "section")
"""The fields of an error that a source may tell."""

STRING = re.compile(r"\"((?:[^\"\\]|\\.){0,1000})\"|'((?:[^'\\]|\\.){0,1000})'|`([^`]{0,1000})`")
INTEGER = re.compile(r"[-+]?(?:0[xX][0-9A-Fa-f]{1,16}|\d{1,10})(?=[uUlL]{0,3}\b)")
ESCAPED = re.compile(r"\\(.)")

_PAIR = re.compile(
    r"[\"']?(?P<key>[A-Za-z_]\w{1,40})[\"']?\s*(?::|=>?)\s*(?P<value>\[[^\[\]]{0,2000}\]"
    r"|(?:(?:\"(?>(?:[^\"\\]|\\.){0,2000})\"|'(?>(?:[^'\\]|\\.){0,2000})'|`[^`]{0,2000}+`)\s*+(?:[+.]\s*+)?)+"
    r"|-?\d{1,10}|0x[0-9A-Fa-f]{1,8}|[\w.]{1,100})"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_STATUS_NAME = re.compile(
    r"(?:\b(?:Http|HTTP)?(?:[Ss]tatus(?:Codes?)?|http|HTTP)(?:\.|::)(?:Status|HTTP_)?"
    r"|\b\w{0,40}(?:Response|Connection)(?:\.|::)(?:HTTP|SC)_)(?:[1-5]\d\d_?)?(?P<name>[A-Za-z_]{2,40})"
)
_STATUSES = {name.replace("_", "").casefold(): status.value for name, status in HTTPStatus.__members__.items()}
_STATUSES |= {
    "contenttoolarge": 413,
    "payloadtoolarge": 413,
    "uritoolong": 414,
    "requestedrangenotsatisfiable": 416,
    "rangenotsatisfiable": 416,
    "teapot": 418,
    "unprocessablecontent": 422,
}
"""Statuses by their names, those of other languages and of later versions of Python, too."""
_TOKEN = re.compile(
    r"(?<!\\)(?:\"(?:[^\"\\\n]|\\.){0,2000}\"|'(?:[^'\\\n]|\\.){0,2000}')|`[^`]{0,2000}`|(?<![:\w])//[^\n]*|^\s*[#*][^\n]*|[(){}]",
    re.MULTILINE,
)
_LONGEST = 2_000
_DEFAULT = re.compile(r"^(?:default|error|err)[ _]")
_FEWEST_NUMBERS = 3
_NUMBERED_TEXT = re.compile(
    r"(?P<macro>[A-Z][A-Z0-9_]{0,60})\(\s{0,20}(?P<number>[-+]?(?:0[xX][0-9A-Fa-f]{1,16}|\d{1,10}))[uUlL]{0,3}\s{0,20},"
    r"\s{0,20}(?P<name>[^\s,\"][^,\"]{0,200},\s{0,20})?(?P<texts>\".*)\)[;,]?"
)
_COMMENT = re.compile(r"/[*/]+[!<]*+")
_LIST = re.compile(r"#\s{0,20}define\s{1,20}(?P<name>\w{1,100})\(\s*(?P<macro>[A-Z][A-Z0-9_]{0,60})\s*\)")
_FEWEST_MESSAGES = 2
_NAME = r"(?>(?:[A-Za-z_]\w{0,99}(?:\.|::)){0,4})\.?(?P<name>[A-Za-z_]\w{1,199})"
_MESSAGE = r"(?P<text>\"(?>(?:[^\"\\\n]|\\.){1,1000})\"|'(?>(?:[^'\\\n]|\\.){1,1000})')"
_STATUS = r"(?P<text>[1-5]\d\d\b|(?>(?:[A-Za-z_]\w{0,60}(?:\.|::)){1,4})\w{1,60})"


def _by_name(value: str) -> tuple[re.Pattern[str], ...]:
    """The patterns of what gives a name a value, each with the groups ``name`` and ``text``."""
    return (
        re.compile(
            rf"\bcase\s{{1,20}}{_NAME}\s{{0,20}}:\s{{0,200}}(?:[\w.]{{1,60}}\s{{0,5}}=|return\b)?[ ]?\(?{value}"
        ),
        re.compile(
            rf"(?<![\w.:]){_NAME}(?:\((?:_|\.\.)\)|[ ]?\{{[ ]?\.\.[ ]?\}})?\s{{0,20}}[=-]>\s{{0,200}}(?:return\b[ ]?)?"
            rf"(?:write!\(\w{{1,20}}, ?)?{value}"
        ),
        re.compile(rf"\[\s{{0,20}}{_NAME}\s{{0,20}}\]\s{{0,20}}=\s{{0,200}}{value}"),
        re.compile(
            rf"(?:\b(?:put|entry|[Aa]dd|of)\s?\(|\{{|^)[ \t]{{0,80}}{_NAME},\s{{1,200}}{value}\s{{0,20}}[,)}}]",
            re.MULTILINE,
        ),
    )


_MESSAGE_OF_NAME = _by_name(_MESSAGE)
_STATUS_OF_NAME = _by_name(_STATUS)
"""``case NAME: return "text";``, ``NAME => "text"``, ``[NAME] = "text"``, ``put(NAME, "text")``, ``{NAME, "text"}``."""


def field_named(key: str) -> str | None:
    """Which field of an error a name of a program means: ``httpStatusCode``, ``default_detail``; None for any other."""
    words = _CAMEL.sub(" ", key).replace("_", " ")
    meaning = meaning_of(words) or meaning_of(_DEFAULT.sub("", words.casefold()))
    return meaning if meaning in FIELDS else None


def fields_in(text: str) -> dict[str, str]:
    """Return the fields of an object by their meaning for an error.

    A ``code`` that holds a status beside another code is the status.
    """
    fields: dict[str, str] = {}
    for match in _PAIR.finditer(text):
        meaning = field_named(match["key"])
        value = match["value"].strip()
        strings = strings_in(value)
        if value.startswith("["):
            content = "\n".join(f"- {each}" for each in strings)
        else:
            content = "".join(strings) if strings else value
        if meaning == "http_status" and not content.isdigit():
            content = status_named(value)
        elif not strings and not INTEGER.fullmatch(value):
            continue
        if meaning == "code" and _is_status(fields.get("code", "")) and "http_status" not in fields:
            fields["http_status"] = fields.pop("code")
        if meaning is not None and meaning not in fields and content:
            fields[meaning] = ESCAPED.sub(r"\1", content)
    return fields


def strings_in(value: str) -> list[str]:
    """The strings of a value."""
    return [one or other or third for one, other, third in STRING.findall(value)]


def status_named(text: str) -> str:
    """The status that a program names: ``HttpStatus.NOT_FOUND``, ``status.HTTP_404_NOT_FOUND``."""
    match = _STATUS_NAME.search(text)
    status = _STATUSES.get(match["name"].replace("_", "").casefold()) if match else None
    return str(status) if status else ""


def error_literals(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the line and the fields of each object, or call with named arguments, that is an error.

    ``return &Error{code: "X", message: "…"}``, ``AppError(code="X", message="…")``: it has a code that is no status,
    and a text. Of objects within each other the innermost one counts.
    """
    opened: list[tuple[int, bool]] = []
    line, counted = 1, 0
    for match in _TOKEN.finditer(text):
        if match[0] in ("(", "{"):
            opened.append((match.end(), False))
        elif match[0] in (")", "}") and opened:
            start, has_inner = opened.pop()
            fields = fields_in(text[start : match.start()]) if match.start() - start <= _LONGEST else {}
            is_error = not has_inner and _is_error(fields)
            if is_error:
                line += text.count("\n", counted, start)
                counted = start
                yield line, fields
            if opened and (is_error or has_inner):
                opened[-1] = (opened[-1][0], True)


def _is_error(fields: dict[str, str]) -> bool:
    code = fields.get("code", "")
    text = fields.get("message") or fields.get("description") or ""
    return is_token(code) and not _is_status(code) and " " in text


def _is_status(code: str) -> bool:
    return len(code) == 3 and code.isdigit() and "100" <= code <= "599"


@dataclass(frozen=True, slots=True)
class NumberedText:
    """An entry of a list: its line, the macro, the number, its texts, the comment at it and the title of its part.

    ``about_errors`` says that the macro or the list is called after errors.
    """

    line: int
    macro: str
    number: str
    texts: tuple[str, ...]
    comment: str
    title: str
    about_errors: bool


def numbered_texts(lines: Sequence[str]) -> list[NumberedText]:
    """The entries of all lists that have numbers for codes; of lists that have names, none."""
    entries = list(_macros(lines))
    by_macro: dict[str, list[tuple[NumberedText, str]]] = {}
    for entry, name in entries:
        by_macro.setdefault(entry.macro, []).append((entry, name))
    lists = {macro for macro, each in by_macro.items() if _is_numbered(each)}
    result = [entry for entry, _ in entries if entry.macro in lists]
    if len({entry.title for entry in result}) * 2 > len(result):
        # A comment above each entry is about that entry.
        result = [replace(entry, title="", comment=entry.comment or entry.title) for entry in result]
    return result


def _is_numbered(entries: Sequence[tuple[NumberedText, str]]) -> bool:
    """Return whether numbers are the codes of a list: its words are texts, and what stands between is no name."""
    names = [name for _, name in entries if name]
    is_text = sum(" " in text for entry, _ in entries for text in entry.texts[:1])
    numbers = {entry.number for entry, _ in entries}
    return (
        len(entries) >= _FEWEST_NUMBERS
        and is_text * 3 >= len(entries)
        and len(numbers) * 10 >= len(entries) * 9
        and len(set(names)) * 2 <= len(names)
    )


def _macros(lines: Sequence[str]) -> Iterator[tuple[NumberedText, str]]:
    """Each entry, and what stands between its number and its texts."""
    title, name = "", ""
    for number, whole in enumerate(lines, 1):
        line, comment = _without_comment(whole[:_LONGEST])
        if (match := _NUMBERED_TEXT.fullmatch(line)) and (texts := tuple(strings_in(match["texts"]))):
            macro = match["macro"]
            about = any(CODE_WORD.search(each) or ABOUT_ERRORS.search(each) for each in (macro, name))
            yield NumberedText(number, macro, match["number"], texts, comment, title, about), match["name"] or ""
        elif opened := _LIST.match(line):
            title, name = "", opened["name"]
        elif line:
            title, name = "", ""
        elif comment:
            title = comment.rstrip(":")


def _without_comment(line: str) -> tuple[str, str]:
    """A line's code, and the text of the comment behind it."""
    whole = line.rstrip("\\ \t")
    mark = next((each for each in _COMMENT.finditer(whole) if not whole.count('"', 0, each.start()) % 2), None)
    if mark is None:
        return whole.strip(), ""
    return whole[: mark.start()].strip(), whole[mark.end() :].removesuffix("*/").strip()


def messages_by_name(text: str, names: Collection[str]) -> dict[str, str]:
    """Return the text that a ``switch`` or a table has for each of these names; empty where there are hardly any."""
    for pattern in _MESSAGE_OF_NAME:
        messages: dict[str, str] = {}
        for match in pattern.finditer(text):
            content = ESCAPED.sub(r"\1", match["text"][1:-1])
            if match["name"] in names and (" " in content or not content.isascii()):
                messages.setdefault(match["name"], content)
        if len(messages) >= _FEWEST_MESSAGES:
            return messages
    return {}


def statuses_by_name(text: str, names: Collection[str]) -> dict[str, str]:
    """Return the status that a ``switch`` or a table has for each of these names; empty where there are hardly any."""
    for pattern in _STATUS_OF_NAME:
        statuses: dict[str, str] = {}
        for match in pattern.finditer(text):
            status = match["text"] if match["text"].isdigit() else status_named(match["text"])
            if match["name"] in names and status >= "3":
                statuses.setdefault(match["name"], status)
        if len(statuses) >= _FEWEST_MESSAGES:
            return statuses
    return {}
