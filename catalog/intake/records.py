"""Lists of objects, as JSON or YAML: one object a row, its keys the header words. The fourth stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from catalog.intake.columns import meaning_of
from catalog.intake.documents import IntakeError

LONGEST_YAML = 8_000_000
"""Characters of a YAML document that are read."""

MOST_NODES = 2_000_000
_DEEPEST = 12
_DEEPEST_YAML = 100
_MOST_ALIASES = 2_000
_NO_TITLES = frozenset(
    ("errors", "error_codes", "errorcodes", "codes", "items", "list", "rows", "data", "entries", "cases")
)
_OPENINGS = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
_CLOSINGS = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, with every value left as the text it is written as: a code 0100 is no number."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag.rsplit(":", 1)[-1] in ("null", "merge")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse_yaml(text: str) -> Any:
    """The value of a YAML document.

    Raises:
        IntakeError: when it is none, is too long or too deep, or repeats itself by aliases upon aliases.
    """
    if len(text) > LONGEST_YAML:
        raise IntakeError(f"the YAML has more than {LONGEST_YAML:,} characters; split it")
    try:
        _check_yaml(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 (it is a safe loader)
    except IntakeError:
        raise
    except RecursionError:
        raise IntakeError("the YAML is nested too deeply for a catalog") from None
    except (yaml.YAMLError, ValueError) as problem:
        raise IntakeError(f"the document is no YAML: {' '.join(str(problem).split())[:200]}") from None


def _check_yaml(text: str) -> None:
    """Refuse, before anything is built, what would grow or nest beyond all measure."""
    aliases = depth = 0
    for token in yaml.scan(text, Loader=_Loader):
        if isinstance(token, yaml.AliasToken):
            aliases += 1
        elif isinstance(token, _OPENINGS):
            depth += 1
        elif isinstance(token, _CLOSINGS):
            depth -= 1
        if aliases > _MOST_ALIASES:
            raise IntakeError(f"the YAML has more than {_MOST_ALIASES} aliases: they are not followed")
        if depth > _DEEPEST_YAML:
            raise IntakeError("the YAML is nested too deeply for a catalog")


@dataclass(frozen=True, slots=True)
class Record:
    """One object of a list: the list's name, its place in it, its known fields; no fields where it has no code."""

    title: str
    number: int
    fields: dict[str, str]


def find_records(value: Any) -> Iterator[Record]:
    """The objects that have a code, and what stands between them in their lists. A mapping of codes is a list too.

    Raises:
        IntakeError: when the value has more in it than is looked at.
    """
    seen = 0
    waiting: list[tuple[Any, str, int]] = [(value, "", 0)]
    while waiting:
        item, title, depth = waiting.pop()
        seen += 1
        if seen > MOST_NODES:
            raise IntakeError(f"the document has more than {MOST_NODES:,} values in it; split it")
        if depth > _DEEPEST:
            continue
        if isinstance(item, list):
            found = [_fields(each) if isinstance(each, Mapping) else {} for each in item]
            if any(map(_is_error, found)):
                seen += len(item)
                for number, fields in enumerate(found, 1):
                    yield Record(title, number, fields if _is_error(fields) else {})
            else:
                waiting.extend((each, title, depth + 1) for each in reversed(item))
        elif isinstance(item, Mapping):
            fields = _fields(item)
            if _is_error(fields):
                yield Record(title, 1, fields)
                continue
            inner: list[tuple[Any, str, int]] = []
            for number, (key, each) in enumerate(item.items(), 1):
                told = _fields(each) if isinstance(each, Mapping) else {}
                if len(told) > 1 and not told.get("code"):
                    yield Record(title, number, {**told, "code": str(key)})
                elif isinstance(each, Mapping | list):
                    name = str(key)
                    inner.append((each, title if name.casefold() in _NO_TITLES else name, depth + 1))
            waiting.extend(reversed(inner))


def _is_error(fields: dict[str, str]) -> bool:
    return bool(fields.get("code")) and len(fields) > 1


def _fields(item: Mapping[Any, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in item.items():
        meaning = meaning_of(str(key).replace("_", " ").replace("-", " ")) or meaning_of(str(key))
        if meaning and meaning not in found and (text := _text(value)) is not None:
            found[meaning] = text
    return found


def _text(value: Any) -> str | None:
    if value is None:
        return ""
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list) and len(value) <= 100 and all(isinstance(each, str | int) for each in value):
        return "\n".join(f"- {each}" for each in value)
    return None
