"""The errors that an OpenAPI document tells of: examples of error responses, codes that schemas list, ``x-`` lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from catalog.intake.code_patterns import is_token
from catalog.intake.column_values import names_errors
from catalog.intake.documents import IntakeError
from catalog.intake.error_bodies import errors_in, last_segment, looks_like_code, sample_of, unwrapped
from catalog.intake.grid import Table, is_header
from catalog.intake.markdown import markdown_tables
from catalog.intake.objects import find_records
from catalog.intake.sample_bodies import with_status
from catalog.intake.status_cells import is_registered
from catalog.known_error import Marks

MOST_RESPONSES = 200_000
MOST_SCHEMAS = 500_000
"""Schemas that are looked at, one that many responses share counted once."""

_DEEPEST = 8
_DEEPEST_SCHEMA = 12
_MOST_VALUES = 5_000
_METHODS = frozenset(("get", "put", "post", "delete", "options", "head", "patch", "trace"))
_ERROR_NAME = re.compile(
    r"err(?:or|s\b)|(?<!de)fault|problem|issue(?:s|codes?|types?|details?)?$|exception|failure", re.IGNORECASE
)
_NAMES_CODES = re.compile(
    r"(?:err(?:or)?|fault|problem|exception|failure|reject(?:ion)?|decline)s?[\W_]?"
    r"(?:codes?|reasons?|types?|kinds?|names?|ids?|keys?|values?|status|details?|messages?)?[\W_]?(?:enum|list)?$",
    re.IGNORECASE,
)
"""Names of enumerations that list errors, not something about them."""
_STATUS_OF_NAME = re.compile(r"(?:^|[^\d])(?P<status>[45]\d\d)$")
_CODE_NAMES = (
    "errorcode",
    "errcode",
    "subcode",
    "faultcode",
    "code",
    "error",
    "issue",
    "reason",
    "name",
    "status",
    "type",
)
"""Properties that may list codes, the surest first; those from ``error`` on only where what they hold looks like it."""
_SURE = 5
_MESSAGE_NAMES = ("message", "errormessage", "errormsg", "msg", "description", "detail", "title")
_INNER = ("allOf", "anyOf", "oneOf")


@dataclass(slots=True)
class _FoundCode:
    """A code that schemas list: what is said of it, and the statuses of the responses that have the schema.

    ``named`` are the statuses that the names of its schemas end with: ``error_404``.
    """

    row: dict[str, str]
    statuses: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class ApiErrors:
    """The rows of a document, what its service is called and known by, and the body's field names."""

    title: str
    rows: list[dict[str, str]]
    body: tuple[str, str] | None
    undescribed: int
    marks: Marks


def is_openapi(value: Any) -> bool:
    """Return whether a value is an OpenAPI or Swagger document."""
    return isinstance(value, Mapping) and ("openapi" in value or "swagger" in value) and "info" in value


def read_openapi(value: Mapping[str, Any]) -> ApiErrors:
    """The errors of every operation; those of shared responses and schemas once.

    Raises:
        IntakeError: when the document has more responses or schemas than are looked at.
    """
    document = _Document(value)
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    schemas = _Schemas(document)
    body: tuple[str, str] | None = None
    undescribed = 0
    for seen, (status, response, section) in enumerate(document.responses(), 1):
        if seen > MOST_RESPONSES:
            raise IntakeError(f"the document has more than {MOST_RESPONSES:,} error responses; split it")
        described = schemas.read(response, status, section)
        for named, written, summary in document.examples(response):
            example = unwrapped(written)
            for code_field, message_field, code, message in errors_in(example, named):
                described = True
                body = body or (code_field, message_field)
                row = {
                    "code": code,
                    "http_status": status if status.isdigit() else "",
                    "message": message,
                    "description": summary or str(response.get("description") or ""),
                    "section": section,
                    **sample_of(example),
                }
                if status or not any((code, message) == (key[0], key[2]) for key in rows):
                    rows.setdefault((code, row["http_status"], message), row)
        undescribed += not described
    schemas.read_error_schemas()
    codes = {key[0] for key in rows}
    listed = [row for row in schemas.rows() if row["code"] not in codes]
    listed += [row for row in _extensions(value) if row["code"] not in codes]
    info = value.get("info")
    title = str(info.get("title") or "") if isinstance(info, Mapping) else ""
    all_rows = [*rows.values(), *listed]
    return ApiErrors(title[:200], all_rows, body or schemas.body, undescribed, document.marks(title[:200]))


class _Document:
    """An OpenAPI document whose references are followed within it."""

    def __init__(self, value: Mapping[str, Any]) -> None:
        self._value = value

    def operations(self) -> Iterator[Mapping[str, Any]]:
        """Every operation."""
        for path in mappings_in(self._value.get("paths")):
            path = self.followed(path)
            yield from (each for method, each in path.items() if method in _METHODS and isinstance(each, Mapping))

    def responses(self) -> Iterator[tuple[str, Mapping[str, Any], str]]:
        """The error responses of every operation: their status, themselves, the operation's tag."""
        for operation in self.operations():
            tags = operation.get("tags")
            section = str(tags[0]) if isinstance(tags, list) and tags else ""
            responses = operation.get("responses")
            for status, response in responses.items() if isinstance(responses, Mapping) else ():
                text = str(status)
                if text[:1] in ("4", "5") or text == "default":
                    yield text, self.followed(response), section
        for shared in (self._value.get("components"), self._value):
            responses = shared.get("responses") if isinstance(shared, Mapping) else None
            for response in mappings_in(responses):
                yield "", self.followed(response), ""

    def examples(self, response: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
        """The bodies that a response shows: what each is called, itself, its summary."""
        old = response.get("examples")
        for each in old.values() if isinstance(old, Mapping) else ():
            yield "", each, ""
        for medium in mappings_in(response.get("content")):
            if "example" in medium:
                yield "", medium["example"], ""
            named = medium.get("examples")
            for name, each in named.items() if isinstance(named, Mapping) else ():
                referred = self.followed(each)
                yield (
                    str(name),
                    referred.get("value"),
                    str(referred.get("description") or referred.get("summary") or ""),
                )
            yield from (("", example, "") for example in self._of_schema(medium.get("schema")))
        yield from (("", example, "") for example in self._of_schema(response.get("schema")))

    def schemas_of(self, response: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """The schemas of a response's bodies."""
        for medium in mappings_in(response.get("content")):
            yield self.followed(medium.get("schema"))
        yield self.followed(response.get("schema"))

    def named_schemas(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The schemas of the document by their names."""
        components = self._value.get("components")
        for schemas in (
            components.get("schemas") if isinstance(components, Mapping) else None,
            self._value.get("definitions"),
        ):
            for name, schema in schemas.items() if isinstance(schemas, Mapping) else ():
                yield str(name), self.followed(schema)

    def _of_schema(self, schema: Any) -> Iterator[Any]:
        """The whole bodies that a schema shows. Those of its properties are no body that anybody sends."""
        schema = self.followed(schema)
        if "example" in schema:
            yield schema["example"]
        examples = schema.get("examples")
        if isinstance(examples, list):
            yield from examples[:100]

    def marks(self, title: str) -> Marks:
        """The hosts and operations by which a text names the service."""
        servers = self._value.get("servers")
        urls = (
            [str(each.get("url") or "") for each in servers if isinstance(each, Mapping)]
            if isinstance(servers, list)
            else []
        )
        hosts = [_host(url) for url in (*urls[:50], f"//{self._value.get('host') or ''}")]
        operations = (str(each.get("operationId") or "")[:200] for each in self.operations())
        return Marks(
            hosts=tuple(dict.fromkeys(filter(None, hosts))),
            names=(title,) if title else (),
            operations=tuple(dict.fromkeys(filter(None, operations)))[:5_000],
        )

    def followed(self, value: Any) -> Mapping[str, Any]:
        """Return the target of a reference; an empty mapping if it does not exist."""
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


class _Schemas:
    """The codes that schemas list, each once, however many responses have it."""

    def __init__(self, document: _Document) -> None:
        self._document = document
        self._by_key: dict[tuple[str, str], _FoundCode] = {}
        self._of_schema: dict[int, list[tuple[str, str]]] = {}
        self._seen = 0
        self.body: tuple[str, str] | None = None

    def rows(self) -> Iterator[dict[str, str]]:
        """The codes, with the status of the responses that have them where it is one."""
        for each in self._by_key.values():
            statuses = {status for status in each.statuses if status} or each.named
            status = next(iter(statuses)) if len(statuses) == 1 else ""
            yield {**each.row, "http_status": status if status.isdigit() else ""}

    def read(self, response: Mapping[str, Any], status: str, section: str) -> bool:
        """Take what the schemas of a response list; whether they list any."""
        has_code = False
        for schema in self._document.schemas_of(response):
            for key in self._codes_of(schema):
                has_code = True
                self._by_key[key].statuses.add(status)
                self._by_key[key].row.setdefault("section", section)
        return has_code

    def read_error_schemas(self) -> None:
        """Take what schemas list that are called errors, whether or not a response has them."""
        for name, schema in self._document.named_schemas():
            if _ERROR_NAME.search(name):
                keys = self._codes_of(schema, name)
                status = _STATUS_OF_NAME.search(name)
                for key in keys if status and is_registered(int(status["status"])) else ():
                    self._by_key[key].named.add(name[-3:])

    def _codes_of(self, schema: Mapping[str, Any], name: str = "") -> list[tuple[str, str]]:
        codes = self._of_schema.get(id(schema))
        if codes is None:
            codes = self._of_schema[id(schema)] = []
            if _NAMES_CODES.search(name) and (values := _values(schema)) and all(map(looks_like_code, values)):
                codes += self._take([(value, "") for value in values], {}, schema)
            codes += self._within(schema, 0, set())
        return codes

    def _within(self, schema: Mapping[str, Any], depth: int, path: set[int]) -> list[tuple[str, str]]:
        if depth > _DEEPEST_SCHEMA or id(schema) in path:
            return []
        self._seen += 1
        if self._seen > MOST_SCHEMAS:
            raise IntakeError(f"the document has more than {MOST_SCHEMAS:,} schemas in its error responses; split it")
        path = {*path, id(schema)}
        properties = schema.get("properties")
        codes: list[tuple[str, str]] = []
        if isinstance(properties, Mapping):
            followed = {str(name): self._document.followed(each) for name, each in list(properties.items())[:200]}
            codes += self._of_properties(followed)
            for each in followed.values():
                # A list of errors, or an error within its envelope.
                if each.get("type") in (None, "object", "array") or any(inner in each for inner in _INNER):
                    codes += self._within(each, depth + 1, path)
        for inner in _INNER:
            parts = schema.get(inner)
            for each in parts[:2_000] if isinstance(parts, list) else ():
                codes += self._within(self._document.followed(each), depth + 1, path)
        if isinstance(schema.get("items"), Mapping):
            codes += self._within(self._document.followed(schema["items"]), depth + 1, path)
        return codes

    def _of_properties(self, properties: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
        names = {re.sub(r"[_-]", "", name).casefold(): name for name in properties}
        message_name = next((names[name] for name in _MESSAGE_NAMES if name in names), "")
        message = _values(properties[message_name])[:1] if message_name else []
        for number, plain in enumerate(_CODE_NAMES):
            if plain not in names:
                continue
            each = properties[names[plain]]
            values = _values(each) or _example(each, sure=number < _SURE)
            if number >= _SURE and not all(looks_like_code(value) for value in values):
                continue
            if plain in ("name", "status", "type", "reason") and not message_name:
                continue
            if values:
                self.body = self.body or (names[plain], message_name)
                field_name = "description" if message_name == "description" else "message"
                fields = {field_name: message[0]} if message and len(values) == 1 else {}
                return self._take(list(zip(values, _descriptions(each, values), strict=True)), fields, each)
        return []

    def _take(
        self, codes: list[tuple[str, str]], fields: Mapping[str, str], schema: Mapping[str, Any]
    ) -> list[tuple[str, str]]:
        keys = []
        aliases = schema.get("x-enum-varnames")
        for at, (code, description) in enumerate(codes):
            row = {"code": code, **fields}
            if description:
                row["description"] = description
            if isinstance(aliases, list) and len(aliases) == len(codes) and str(aliases[at]) != code:
                row["alias"] = str(aliases[at])
            key = (code, row.get("message", ""))
            self._by_key.setdefault(key, _FoundCode(row))
            keys.append(key)
        return keys


def _values(schema: Mapping[str, Any]) -> list[str]:
    """The values that a schema lists, none of them a status."""
    listed = schema.get("enum")
    values = listed[:_MOST_VALUES] if isinstance(listed, list) else [schema["const"]] if "const" in schema else []
    texts = [str(value).strip() for value in values if isinstance(value, str | int) and not isinstance(value, bool)]
    statuses = [value for value in values if isinstance(value, int) and 100 <= value <= 599]
    return [] if statuses and len(statuses) == len(values) else [value for value in texts if value]


def _example(schema: Mapping[str, Any], *, sure: bool) -> list[str]:
    """The code that a property has for an example."""
    value = schema.get(
        "example", next(iter(schema.get("examples") or ()), None) if isinstance(schema.get("examples"), list) else None
    )
    if isinstance(value, bool) or not isinstance(value, str | int) or not sure:
        return []
    text = str(value).strip()
    is_status = len(text) == 3 and text.isdigit()
    return [last_segment(text)] if text and not is_status and is_token(last_segment(text)) else []


def _descriptions(schema: Mapping[str, Any], values: list[str]) -> list[str]:
    """Return the descriptions of the values that a schema lists."""
    for name in ("x-enum-descriptions", "x-enumDescriptions", "x-enum-description", "x-ms-enum"):
        descriptions = schema.get(name)
        if isinstance(descriptions, Mapping) and isinstance(descriptions.get("values"), list):
            descriptions = {
                str(each.get("value")): each.get("description")
                for each in descriptions["values"]
                if isinstance(each, Mapping)
            }
        if isinstance(descriptions, list) and len(descriptions) == len(values):
            return [str(each or "") for each in descriptions]
        if isinstance(descriptions, Mapping):
            return [str(descriptions.get(value) or "") for value in values]
    return [""] * len(values)


def _extensions(value: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """The rows of lists of errors under names that the document's author made: ``x-error-codes``."""
    waiting: list[tuple[Any, int]] = [(value, 0)]
    seen = 0
    while waiting:
        item, depth = waiting.pop()
        seen += 1
        if seen > MOST_SCHEMAS:
            return
        if isinstance(item, Mapping):
            for name, each in item.items():
                if str(name).startswith("x-") and _ERROR_NAME.search(str(name)) and isinstance(each, Mapping | list):
                    for record in find_records(each if isinstance(each, list) else {"errors": each}):
                        if record.fields:
                            yield {**record.fields}
                elif isinstance(each, Mapping | list) and depth < 2 * _DEEPEST:
                    waiting.append((each, depth + 1))
        elif isinstance(item, list) and depth < 2 * _DEEPEST:
            waiting.extend((each, depth + 1) for each in item[:MOST_RESPONSES] if isinstance(each, Mapping))


def described_tables(value: Mapping[str, Any]) -> Iterator[Table]:
    """The tables of errors in the descriptions of a document, which are Markdown; each once for a status.

    Those of an error response have its status, and need no other sign that they are of errors.
    """
    statuses: dict[int, set[str]] = {}
    for status, response, _ in islice(_Document(value).responses(), MOST_RESPONSES):
        statuses.setdefault(id(response), set()).add(status)
    waiting: list[tuple[Any, int]] = [(value, 0)]
    seen: set[tuple[str, str]] = set()
    count = 0
    while waiting and count < MOST_SCHEMAS:
        item, depth = waiting.pop()
        count += 1
        if isinstance(item, Mapping | list) and depth < 2 * _DEEPEST_SCHEMA:
            inner = item if isinstance(item, list) else item.values()
            waiting += ((each, depth + 1) for each in reversed(list(inner)) if isinstance(each, Mapping | list))
        text = item.get("description") if isinstance(item, Mapping) else None
        of_response = statuses.get(id(item), set())
        named = {each for each in of_response if each.isdigit()}
        status = named.pop() if len(named) == 1 and of_response <= {*named, ""} else ""
        if isinstance(text, str) and "|" in text and (text, status) not in seen:
            seen.add((text, status))
            for table in markdown_tables(text):
                if is_header(table.header) and (of_response or names_errors(table)):
                    # Its lines are not those of the document.
                    rows = tuple(replace(row, line=0) for row in table.rows)
                    yield with_status(replace(table, line=0, rows=rows, details=True), status)


def mappings_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """The mappings that a mapping holds."""
    if isinstance(value, Mapping):
        yield from (each for each in value.values() if isinstance(each, Mapping))


def _host(url: str) -> str:
    """The host of a server's address, its variables as stars; empty for none, or one of nobody's."""
    try:
        host = urlsplit(re.sub(r"\{[^{}]{0,100}\}", "*", url) if "//" in url else "").netloc.lower()
    except ValueError:
        return ""
    host = host.rpartition("@")[2].partition(":")[0]
    is_nobodys = host in ("", "localhost", "*") or host.endswith((".example.com", ".local")) or host[:4] == "127."
    return "" if is_nobodys or host == "example.com" else host[:200]
