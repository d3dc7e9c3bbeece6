"""The errors that an OpenAPI document tells of: its examples of error responses."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.intake.columns import error_field
from catalog.intake.documents import IntakeError

MOST_RESPONSES = 200_000
LONGEST_SAMPLE = 2_000
"""Characters of an example that is kept as the sample body of its case; a longer one is not."""

_DEEPEST = 8
_LONGEST_WRITTEN = 100_000
_METHODS = frozenset(("get", "put", "post", "delete", "options", "head", "patch", "trace"))


@dataclass(frozen=True, slots=True)
class ApiErrors:
    """The rows of a document, what its service is called, and the body's field names."""

    title: str
    rows: list[dict[str, str]]
    body: tuple[str, str] | None
    undescribed: int


def is_openapi(value: Any) -> bool:
    """Whether a value is an OpenAPI or Swagger document."""
    return isinstance(value, Mapping) and ("openapi" in value or "swagger" in value) and "info" in value


def read_openapi(value: Mapping[str, Any]) -> ApiErrors:
    """The error examples of every operation; those of shared responses once.

    Raises:
        IntakeError: when the document has more responses than are looked at.
    """
    document = _Document(value)
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    body: tuple[str, str] | None = None
    undescribed = 0
    for seen, (status, response, section) in enumerate(document.responses(), 1):
        if seen > MOST_RESPONSES:
            raise IntakeError(f"the document has more than {MOST_RESPONSES:,} error responses; split it")
        told = False
        for written, summary in document.examples(response):
            example = _unwrapped(written)
            for error in _errors(example):
                told = True
                code_field, message_field, fields = error
                body = body or (code_field, message_field)
                row = {
                    "code": fields[0],
                    "http_status": status if status.isdigit() else "",
                    "message": fields[1],
                    "description": summary or str(response.get("description") or ""),
                    "section": section,
                    "sample": json.dumps(example, ensure_ascii=False, default=str)[: LONGEST_SAMPLE + 1],
                }
                if len(row["sample"]) > LONGEST_SAMPLE:
                    del row["sample"]
                if status or not any((row["code"], row["message"]) == (key[0], key[2]) for key in rows):
                    rows.setdefault((row["code"], row["http_status"], row["message"]), row)
        undescribed += not told
    info = value.get("info")
    title = str(info.get("title") or "") if isinstance(info, Mapping) else ""
    return ApiErrors(title[:200], list(rows.values()), body, undescribed)


class _Document:
    """An OpenAPI document whose references are followed within it."""

    def __init__(self, value: Mapping[str, Any]) -> None:
        self._value = value

    def responses(self) -> Iterator[tuple[str, Mapping[str, Any], str]]:
        """The error responses of every operation: their status, themselves, the operation's tag."""
        for path in _mappings(self._value.get("paths")):
            path = self._followed(path)
            for method, operation in path.items():
                if method not in _METHODS or not isinstance(operation, Mapping):
                    continue
                tags = operation.get("tags")
                section = str(tags[0]) if isinstance(tags, list) and tags else ""
                responses = operation.get("responses")
                for status, response in responses.items() if isinstance(responses, Mapping) else ():
                    text = str(status)
                    if text[:1] in ("4", "5") or text == "default":
                        yield text, self._followed(response), section
        for shared in (self._value.get("components"), self._value):
            responses = shared.get("responses") if isinstance(shared, Mapping) else None
            for response in _mappings(responses):
                yield "", self._followed(response), ""

    def examples(self, response: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
        """The examples of a response, each with its summary."""
        old = response.get("examples")
        for each in old.values() if isinstance(old, Mapping) else ():
            yield each, ""
        for medium in _mappings(response.get("content")):
            if "example" in medium:
                yield medium["example"], ""
            for named in _mappings(medium.get("examples")):
                found = self._followed(named)
                yield found.get("value"), str(found.get("description") or found.get("summary") or "")
            yield from ((example, "") for example in self._of_schema(medium.get("schema")))
        yield from ((example, "") for example in self._of_schema(response.get("schema")))

    def _of_schema(self, schema: Any, depth: int = 0) -> Iterator[Any]:
        schema = self._followed(schema)
        if "example" in schema:
            yield schema["example"]
        examples = schema.get("examples")
        if isinstance(examples, list):
            yield from examples[:100]
        elif "example" not in schema and depth < _DEEPEST:
            built = self._built(schema, depth)
            if built:
                yield built

    def _built(self, schema: Mapping[str, Any], depth: int) -> dict[str, Any]:
        """An example put together of those of the schema's properties."""
        properties = schema.get("properties")
        found: dict[str, Any] = {}
        for name, each in list(properties.items())[:60] if isinstance(properties, Mapping) else ():
            part = next(self._of_schema(each, depth + 1), None)
            values = self._followed(each).get("enum")
            if part is None and isinstance(values, list) and len(values) == 1:
                part = values[0]
            if part is not None:
                found[str(name)] = part
        return found

    def _followed(self, value: Any) -> Mapping[str, Any]:
        """What a reference leads to; an empty mapping where it leads nowhere."""
        for _ in range(_DEEPEST):
            if not isinstance(value, Mapping):
                return {}
            reference = value.get("$ref")
            if not isinstance(reference, str):
                return value
            if not reference.startswith("#/"):
                return {}
            value = self._value
            for part in reference[2:].split("/")[:20]:
                value = value.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(value, Mapping) else None
        return {}


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield from (each for each in value.values() if isinstance(each, Mapping))


def _errors(example: Any, depth: int = 0) -> Iterator[tuple[str, str, tuple[str, str]]]:
    """The objects of an example that have a code: the names of their fields, and what these hold."""
    if depth > _DEEPEST:
        return
    if isinstance(example, list):
        for each in example[:100]:
            yield from _errors(each, depth + 1)
    if not isinstance(example, Mapping):
        return
    named = {meaning: error_field(example, meaning) for meaning in ("code", "message")}
    code, message = example.get(named["code"]), example.get(named["message"])
    is_status = isinstance(code, int) and 100 <= code <= 599
    if isinstance(code, str | int) and not isinstance(code, bool) and str(code).strip() and not is_status:
        said = message if isinstance(message, str) else ""
        yield named["code"], named["message"], (_last_segment(str(code)), said)
        return
    for each in list(example.values())[:100]:
        if isinstance(each, Mapping | list):
            yield from _errors(each, depth + 1)


def _unwrapped(example: Any) -> Any:
    """An example that is written as a text of JSON, as its value."""
    if isinstance(example, str) and example.lstrip()[:1] in ("{", "[") and len(example) <= _LONGEST_WRITTEN:
        try:
            return json.loads(example)
        except (ValueError, RecursionError):
            return example
    return example


def _last_segment(code: str) -> str:
    """A problem's type is an address whose last segment is its code."""
    return code.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1] if "://" in code[:10] else code
