"""JSON and YAML as values, however much or little a document has of them. The stage behind documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from catalog.intake.documents import IntakeError

LONGEST_YAML = 8_000_000
"""Characters of a YAML document that are read."""

MOST_NODES = 2_000_000
_DEEPEST_YAML = 100
_MOST_ALIASES = 2_000
_OPENINGS = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
_CLOSINGS = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


def parse_json(text: str) -> Any:
    """The value of a JSON document; of one with a value a line, the list of these.

    Raises:
        IntakeError: when it is none, or is nested too deeply.
    """
    try:
        return json.loads(text)
    except RecursionError:
        raise IntakeError("the JSON is nested too deeply for a catalog") from None
    except json.JSONDecodeError as problem:
        values = _lines_of_json(text) if problem.msg == "Extra data" else None
        if values is not None:
            return values
        raise IntakeError(f"the document is no JSON: {problem}") from None
    except ValueError:
        raise IntakeError("the document is no JSON that is read: a number in it has thousands of digits") from None


def _lines_of_json(text: str) -> list[Any] | None:
    try:
        values = [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return None
    return values if all(isinstance(value, Mapping) for value in values) else None


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, with every value left as the text it is written as: a code 0100 is no number."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag.rsplit(":", 1)[-1] in ("null", "merge")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse_yaml(text: str) -> Any:
    """The value of a YAML document; of several in one, the list of their values.

    Raises:
        IntakeError: when it is none, is too long or too deep, or repeats itself by aliases upon aliases.
    """
    if len(text) > LONGEST_YAML:
        raise IntakeError(f"the YAML has more than {LONGEST_YAML:,} characters; split it")
    try:
        _check_yaml(text)
        values = [value for value in yaml.load_all(text, Loader=_Loader) if value is not None]
    except IntakeError:
        raise
    except RecursionError:
        raise IntakeError("the YAML is nested too deeply for a catalog") from None
    except (yaml.YAMLError, ValueError) as problem:
        raise IntakeError(f"the document is no YAML: {' '.join(str(problem).split())[:200]}") from None
    value = values[0] if len(values) == 1 else values or None
    if _size(value, {}) > MOST_NODES:
        raise IntakeError(f"the document has more than {MOST_NODES:,} values in it; split it")
    return value


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


def _size(value: Any, known: dict[int, int]) -> int:
    """How many values there are, those that aliases stand for counted each time. Aliases never lead in circles here.

    What is nested is no deeper than the tokens were.
    """
    if not isinstance(value, Mapping | list):
        return 1
    size = known.get(id(value))
    if size is None:
        # A value within itself counts as too large.
        known[id(value)] = MOST_NODES
        inner = value.values() if isinstance(value, Mapping) else value
        size = known[id(value)] = 1 + sum(_size(each, known) for each in inner)
    return size
