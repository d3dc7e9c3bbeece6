"""JSON, YAML and TOML as values, however much or little a document has of them. The stage behind documents."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from catalog.intake.documents import IntakeError

LONGEST_YAML = 8_000_000
"""Characters of a YAML document that are read."""

MOST_NODES = 2_000_000
_DEEPEST_YAML = 100
_MOST_ALIASES = 2_000
_QUOTED = re.compile(r'"([^"\\]{1,200})"?')
_MOST_TEXTS = 100
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
        values = _lines_of_json(text)
        if values is not None:
            return values
        if problem.pos >= len(text.rstrip()) or problem.msg.startswith("Unterminated string"):
            where = f"line {problem.lineno} column {problem.colno}"
            raise IntakeError(f"the JSON is cut off: it ends within what begins or goes on at {where}") from None
        raise IntakeError(f"the document is not JSON: {problem}") from None
    except ValueError:
        raise IntakeError("the JSON cannot be read: a number in it has thousands of digits") from None


def parse_toml(text: str) -> Any:
    """The value of a TOML document.

    Raises:
        IntakeError: when it is none, or is too long.
    """
    if len(text) > LONGEST_YAML:
        raise IntakeError(f"the TOML has more than {LONGEST_YAML:,} characters; split it")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise IntakeError("the TOML is nested too deeply for a catalog") from None
    except ValueError as problem:
        raise IntakeError(f"the document is not TOML: {' '.join(str(problem).split())[:200]}") from None


@dataclass(frozen=True, slots=True)
class UnreadLine:
    """A line that is no JSON among others that are: its number, what is wrong with it, the texts to be seen in it."""

    line: int
    fault: str
    texts: tuple[str, ...] = ()


def _lines_of_json(text: str) -> list[Any] | None:
    """The objects of a document with one a line, what is none in its place; None where most lines are none."""
    values: list[Any] = []
    objects = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as problem:
            reason = problem.msg if isinstance(problem, json.JSONDecodeError) else "it is not read"
            value = UnreadLine(number, f"the line is not JSON: {reason}", tuple(_QUOTED.findall(line)[:_MOST_TEXTS]))
        else:
            if not isinstance(value, Mapping):
                value = UnreadLine(number, "the line is not an object")
            else:
                objects += 1
        values.append(value)
        if len(values) > 2 * objects + 2:
            return None
    return values if objects > 1 and objects * 2 > len(values) else None


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, with every value left as the text it is written as: a code 0100 is no number."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rsplit(":", 1)[-1] in ("null", "merge")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
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
        values = [value for value in _values(text) if value is not None]
    except IntakeError:
        raise
    except RecursionError:
        raise IntakeError("the YAML is nested too deeply for a catalog") from None
    except (yaml.YAMLError, ValueError) as problem:
        raise IntakeError(f"the document is not YAML: {' '.join(str(problem).split())[:200]}") from None
    value = values[0] if len(values) == 1 else values or None
    if _size(value, {}) > MOST_NODES:
        raise IntakeError(f"the document has more than {MOST_NODES:,} values in it; split it")
    return value


def _values(text: str) -> Iterator[Any]:
    """The values of the documents in a YAML text, each counted before it is built: building is what multiplies."""
    loader = _Loader(text)
    try:
        sizes: dict[int, int] = {}
        while loader.check_node():
            node = loader.get_node()
            if _grown(node, sizes) > MOST_NODES:
                raise IntakeError(
                    f"the YAML has more than {MOST_NODES:,} values once its aliases and merge keys are followed; "
                    "write out what it repeats, or split it"
                )
            yield loader.construct_document(node)
    finally:
        loader.dispose()


def _grown(node: yaml.Node, sizes: dict[int, int]) -> int:
    """How many nodes a node is when each alias is what it stands for and each merge key (``<<``) what it brings in."""
    if not isinstance(node, yaml.CollectionNode):
        return 1
    size = sizes.get(id(node))
    if size is None:
        # A node within itself counts as too large.
        sizes[id(node)] = MOST_NODES + 1
        inner = (each for pair in node.value for each in pair) if isinstance(node, yaml.MappingNode) else node.value
        size = sizes[id(node)] = min(1 + sum(_grown(each, sizes) for each in inner), MOST_NODES + 1)
    return size


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


def _size(value: Any, sizes: dict[int, int]) -> int:
    """How many values there are, those that aliases stand for counted each time. Aliases never lead in circles here.

    What is nested is no deeper than the tokens were.
    """
    if not isinstance(value, Mapping | list):
        return 1
    size = sizes.get(id(value))
    if size is None:
        # A value within itself counts as too large.
        sizes[id(value)] = MOST_NODES
        inner = value.values() if isinstance(value, Mapping) else value
        size = sizes[id(value)] = 1 + sum(_size(each, sizes) for each in inner)
    return size
