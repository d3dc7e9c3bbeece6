"""The reference of the REST interface: what its schema says, in the order in which a reader needs it.

What all operations say alike stands once: the headers they take and give, and the errors they may answer with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from catalog.api.kinds import Field, Kind, Shape, kind_of, shapes_of
from catalog.api.shown_examples import Example, good_examples, is_good, refused_examples

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Content:
    """A media type and what a body of it is."""

    media_type: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Answer:
    """Response of an operation with one status."""

    status: str
    description: str
    contents: tuple[Content, ...]
    headers: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One address and method: what may be asked there and what is answered."""

    name: str
    group: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    bodies: tuple[Content, ...]
    answers: tuple[Answer, ...]
    refusals: tuple[str, ...]
    examples: tuple[Example, ...]

    @property
    def form(self) -> tuple[Field, ...]:
        """The fields of a form that asks it: none where a form cannot."""
        fields = tuple(each for each in self.parameters if each.place == "query")
        return fields if self.method == "GET" and "{" not in self.path else ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is no success, of all the operations that may give it."""

    status: str
    description: str
    contents: tuple[Content, ...]
    headers: tuple[Field, ...]
    operations: tuple[str, ...]
    everywhere: bool
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Operations that belong together."""

    name: str
    anchor: str
    description: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole interface."""

    title: str
    description: str
    groups: tuple[Group, ...]
    shared_headers: tuple[Field, ...]
    shared_answer_headers: tuple[Field, ...]
    refusals: tuple[Refusal, ...]
    shapes: tuple[Shape, ...]


def reference_of(schema: Mapping[str, Any], base: str, tags: Container[str] | None = None) -> Reference:
    """Build the reference of the operations of an OpenAPI schema that have one of ``tags``, or of all.

    ``base`` is the scheme and host that the paths of the schema are appended to.
    """
    reader = _Reader(schema, base, tags)
    operations = [reader.operation(*each) for each in reader.operations]
    return Reference(
        title=schema["info"]["title"],
        description=schema["info"].get("description", ""),
        groups=tuple(_groups(schema, operations)),
        shared_headers=tuple(reader.headers_taken.values()),
        shared_answer_headers=tuple(reader.headers_given.values()),
        refusals=tuple(reader.refusals()),
        shapes=shapes_of([operation for _, _, operation in reader.operations], reader.shapes),
    )


class _Reader:
    """Reads the operations of one schema: (path, method, what is said of them), in the order of their tags."""

    def __init__(self, schema: Mapping[str, Any], base: str, tags: Container[str] | None) -> None:
        self.shapes: Mapping[str, Any] = schema.get("components", {}).get("schemas", {})
        order = [tag["name"] for tag in schema.get("tags", ())]
        self.operations = sorted(
            (
                (path, method, item[method])
                for path, item in schema["paths"].items()
                for method in METHODS
                if method in item and (tags is None or _tag(item[method]) in tags)
            ),
            key=lambda each: order.index(_tag(each[2])) if _tag(each[2]) in order else len(order),
        )
        self._base = base
        self.headers_taken = _repeated(
            each for _, _, item in self.operations for each in self._parameters(item) if each.place == "header"
        )
        self.headers_given = _repeated(
            each
            for _, _, item in self.operations
            for status, answer in item["responses"].items()
            if is_good(status)
            for each in self._headers(answer)
        )

    def operation(self, path: str, method: str, spec: Mapping[str, Any]) -> Operation:
        """Return the reference entry of an operation."""
        parameters = (each for each in self._parameters(spec) if self.headers_taken.get(each.name) != each)
        good = {status: answer for status, answer in spec["responses"].items() if is_good(status)}
        return Operation(
            name=spec["operationId"],
            group=_tag(spec),
            method=method.upper(),
            path=path,
            summary=spec.get("summary", ""),
            description=spec.get("description", ""),
            parameters=tuple(sorted(parameters, key=lambda each: _place(path, each))),
            bodies=tuple(self._contents(spec.get("requestBody", {}))),
            answers=tuple(self._answer(status, answer) for status, answer in good.items()),
            refusals=tuple(status for status in spec["responses"] if status not in good),
            examples=tuple(good_examples(path, method, spec, self._base)),
        )

    def refusals(self) -> Iterator[Refusal]:
        """Those of all operations; two of one status are one where they say the same."""
        groups: dict[tuple[str, str], list[tuple[str, str, Mapping[str, Any]]]] = {}
        for path, method, spec in self.operations:
            for status, answer in spec["responses"].items():
                if not is_good(status):
                    groups.setdefault((status, answer.get("description", "")), []).append((path, method, spec))
        for (status, description), given in sorted(groups.items(), key=lambda each: each[0]):
            first = given[0][2]["responses"][status]
            yield Refusal(
                status=status,
                description=description,
                contents=tuple(self._contents(first)),
                headers=tuple(self._headers(first)),
                operations=tuple(spec["operationId"] for _, _, spec in given),
                everywhere=len(given) == len(self.operations),
                examples=tuple(example for each in given for example in refused_examples(*each, status=status)),
            )

    def _parameters(self, spec: Mapping[str, Any]) -> Iterator[Field]:
        for each in spec.get("parameters", ()):
            kind = kind_of(each.get("schema", {}), self.shapes)
            yield Field(each["name"], kind, bool(each.get("required")), each.get("description", ""), each["in"])

    def _headers(self, answer: Mapping[str, Any]) -> Iterator[Field]:
        for name, spec in answer.get("headers", {}).items():
            yield Field(name, kind_of(spec.get("schema", {}), self.shapes), description=spec.get("description", ""))

    def _contents(self, spec: Mapping[str, Any]) -> Iterator[Content]:
        for media_type, content in spec.get("content", {}).items():
            yield Content(media_type, kind_of(content.get("schema", {}), self.shapes))

    def _answer(self, status: str, spec: Mapping[str, Any]) -> Answer:
        own = (each for each in self._headers(spec) if self.headers_given.get(each.name) != each)
        return Answer(status, spec.get("description", ""), tuple(self._contents(spec)), tuple(own))


def _tag(spec: Mapping[str, Any]) -> str:
    return str(next(iter(spec.get("tags", ())), ""))


def _groups(schema: Mapping[str, Any], operations: Iterable[Operation]) -> Iterator[Group]:
    """The operations by their first tag; they stand in that order already."""
    described = {tag["name"]: tag.get("description", "") for tag in schema.get("tags", ())}
    for number, (name, within) in enumerate(groupby(operations, key=lambda each: each.group), start=1):
        yield Group(name, f"group-{number}", described.get(name, ""), tuple(within))


def _repeated(fields: Iterable[Field]) -> dict[str, Field]:
    """Those that more than one operation has, word for word."""
    return {each.name: each for each, times in Counter(fields).items() if times > 1}


def _place(path: str, field: Field) -> int:
    """Return the sort key of a parameter: path parameters first, in path order."""
    return path.find(f"{{{field.name}}}") if field.place == "path" else len(path)
