"""Objects that programs write out: their fields by what they mean for an error, and those that are errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus

from catalog.intake.code_patterns import is_token
from catalog.intake.columns import meaning_of

FIELDS = ("code", "alias", "http_status", "message", "description", "solution", "section")
"""The fields of an error that a source may tell."""

STRING = re.compile(r"\"((?:[^\"\\]|\\.){0,1000})\"|'((?:[^'\\]|\\.){0,1000})'|`([^`]{0,1000})`")
INTEGER = re.compile(r"[-+]?(?:0[xX][0-9A-Fa-f]{1,16}|\d{1,10})(?=[uUlL]{0,3}\b)")
ESCAPED = re.compile(r"\\(.)")

_PAIR = re.compile(
    r"[\"']?(?P<key>[A-Za-z_]\w{1,40})[\"']?\s*(?::|=>?)\s*(?P<value>\[[^\[\]]{0,2000}\]"
    r"|(?:[\"'`](?:[^\"'`\\]|\\.){0,2000}[\"'`]\s*\+?\s*)+"
    r"|\"(?:[^\"\\]|\\.){0,2000}\"|-?\d{1,10}|0x[0-9A-Fa-f]{1,8}|[\w.]{1,100})"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_STATUS_NAME = re.compile(
    r"\b(?:Http|HTTP)?(?:[Ss]tatus(?:Codes?)?|http|HTTP)(?:\.|::)(?:Status|HTTP_)?(?:[1-5]\d\d_)?(?P<name>[A-Za-z_]{2,40})"
)
_STATUSES = {status.name.replace("_", "").casefold(): status.value for status in HTTPStatus}
_TOKEN = re.compile(
    r"(?<!\\)(?:\"(?:[^\"\\\n]|\\.){0,2000}\"|'(?:[^'\\\n]|\\.){0,2000}')|`[^`]{0,2000}`|(?<![:\w])//[^\n]*|^\s*[#*][^\n]*|[(){}]",
    re.MULTILINE,
)
_LONGEST = 2_000
_DEFAULT = re.compile(r"^(?:default|error|err)[ _]")


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
