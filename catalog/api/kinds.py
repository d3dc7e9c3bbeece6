"""Types of values, read from the schema: objects, their fields, and each field's kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

_NOT_TOLD = ("int64", "double")
"""Formats that say nothing to a reader."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Type of a value: ``name`` is a JSON type or, if ``is_shape``, the name of a schema."""

    name: str = "any"
    is_shape: bool = False
    format: str = ""
    many: bool = False
    nullable: bool = False
    may_be_empty: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    longest: int | None = None
    default: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One value with a name: of a query, of headers, of an object."""

    name: str
    kind: Kind
    required: bool = False
    description: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """An object with its fields."""

    name: str
    description: str
    fields: tuple[Field, ...]


def kind_of(part: Mapping[str, Any], shapes: Mapping[str, Any]) -> Kind:
    """The kind that a piece of the schema describes; what it names is looked up in ``shapes``."""
    if "$ref" in part:
        name = _named(part["$ref"])
        named = shapes.get(name, {})
        return Kind(name, is_shape=True) if "properties" in named else kind_of(named, shapes)
    if "oneOf" in part or "anyOf" in part:
        return _one_of(part.get("oneOf") or part["anyOf"], shapes)
    types = part.get("type", "any")
    several = [types] if isinstance(types, str) else types
    nullable = "null" in several
    names = [name for name in several if name != "null"]
    if names == ["array"]:
        return replace(kind_of(part.get("items", {}), shapes), many=True, nullable=nullable)
    return Kind(
        " | ".join(names) or "null",
        format="" if part.get("format") in _NOT_TOLD else part.get("format", ""),
        nullable=nullable and bool(names),
        choices=tuple(str(each) for each in part.get("enum", ())),
        least=part.get("minimum"),
        most=part.get("maximum"),
        longest=part.get("maxLength"),
        default=str(part["default"]) if "default" in part else "",
    )


def _one_of(parts: list[Mapping[str, Any]], shapes: Mapping[str, Any]) -> Kind:
    """One kind of several: null and the empty text are told beside it."""
    kinds = [kind_of(part, shapes) for part in parts]
    plain = [kind for kind in kinds if kind.name != "null" and kind.longest != 0]
    one = plain[0] if len(plain) == 1 else Kind(" | ".join(kind.name for kind in plain))
    return replace(
        one,
        nullable=any(kind.nullable or kind.name == "null" for kind in kinds),
        may_be_empty=any(kind.longest == 0 for kind in kinds),
    )


def shapes_of(parts: Sequence[Any], shapes: Mapping[str, Any]) -> tuple[Shape, ...]:
    """The objects of a schema, in the order in which ``parts`` of it lead to them."""
    return tuple(_shape(name, shapes) for name in _reached(parts, shapes, set()) if "properties" in shapes[name])


def _shape(name: str, shapes: Mapping[str, Any]) -> Shape:
    described = shapes[name]
    required = described.get("required", ())
    fields = (
        Field(each, kind_of(part, shapes), each in required, part.get("description", ""))
        for each, part in described["properties"].items()
    )
    return Shape(name, described.get("description", ""), tuple(fields))


def _reached(part: Any, shapes: Mapping[str, Any], seen: set[str]) -> Iterator[str]:
    """The names that a piece of the schema leads to: each before those that it leads to itself."""
    if isinstance(part, list | tuple):
        for each in part:
            yield from _reached(each, shapes, seen)
    elif isinstance(part, Mapping):
        name = _named(part["$ref"]) if isinstance(part.get("$ref"), str) else ""
        if name in shapes and name not in seen:
            seen.add(name)
            yield name
            yield from _reached(shapes[name], shapes, seen)
        for each in part.values():
            yield from _reached(each, shapes, seen)


def _named(reference: str) -> str:
    return reference.rpartition("/")[2]
