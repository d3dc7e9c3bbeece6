"""The errors in bodies of JSON: their code and message, and the fields that hold these."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from catalog.intake.code_patterns import is_token, kind_of
from catalog.intake.columns import error_field

LONGEST_SAMPLE = 2_000
"""Characters of a body that is kept as the sample body of its case; a longer one is not."""

_DEEPEST = 8
_LONGEST_WRITTEN = 100_000


def sample_of(body: Any) -> dict[str, str]:
    """The field of a row that keeps a body as its sample; empty where it is too long."""
    sample = json.dumps(body, ensure_ascii=False, default=str)[: LONGEST_SAMPLE + 1]
    return {} if len(sample) > LONGEST_SAMPLE else {"sample": sample}


def errors_in(example: Any, named: str = "", depth: int = 0) -> Iterator[tuple[str, str, str, str]]:
    """The objects of an example that have a code: the names of their fields, and what these hold.

    ``named`` is what the document calls the example: the code of one that shows none itself.
    """
    if depth > _DEEPEST:
        return
    if isinstance(example, list):
        for each in example[:100]:
            yield from errors_in(each, "", depth + 1)
    if not isinstance(example, Mapping):
        return
    code_field, code = _code_in(example)
    message_field = error_field(example, "message")
    message = example.get(message_field)
    text = message if isinstance(message, str) else ""
    if code:
        yield code_field, message_field, last_segment(code), text
        return
    has_code = False
    for each in list(example.values())[:100]:
        if isinstance(each, Mapping | list):
            for error in errors_in(each, "", depth + 1):
                has_code = True
                yield error
    if not has_code and text and kind_of(named) in ("capitals", "numbered") and is_token(named):
        yield "", message_field, named, text


def _code_in(example: Mapping[Any, Any]) -> tuple[str, str]:
    """The field of a body that holds its code, and the code; a status is none, where a name stands beside it."""
    name = error_field(example, "code")
    value = example.get(name)
    if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
        is_status = isinstance(value, int) and 100 <= value <= 599
        is_status = is_status or (
            isinstance(value, str) and len(value) == 3 and value.isdigit() and value[0] in "12345"
        )
        if not is_status and (name.casefold() != "type" or "://" in str(value) or is_token(str(value))):
            return name, str(value)
    for name in ("error", "issue", "status", "reason", "name"):
        value = example.get(name)
        # A sentence is a message.
        if isinstance(value, str) and looks_like_code(value) and (name in ("error", "issue") or value.isupper()):
            return name, value
    return "", ""


def unwrapped(example: Any) -> Any:
    """An example that is written as a text of JSON, as its value."""
    if isinstance(example, str) and example.lstrip()[:1] in ("{", "[") and len(example) <= _LONGEST_WRITTEN:
        try:
            return json.loads(example)
        except (ValueError, RecursionError):
            return example
    return example


def last_segment(code: str) -> str:
    """A problem's type is an address whose last segment is its code."""
    return code.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1] if "://" in code[:10] else code


def looks_like_code(value: str) -> bool:
    return is_token(value) and kind_of(value) in ("capitals", "joined", "delimited", "numbered")
