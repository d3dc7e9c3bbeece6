"""Examples as the reference shows them: what was asked, as a line for a shell, and what was answered."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Example:
    """A request with its response; ``link`` opens it if a browser can send the same."""

    name: str
    request: str
    curl: str = ""
    answer: str = ""
    status: str = ""
    media_type: str = ""
    link: str = ""


def good_examples(path: str, method: str, spec: Mapping[str, Any], base: str) -> Iterator[Example]:
    """Each request of an operation with its good answer, or whichever of the two the schema has.

    Where it has neither, the address alone; ``base`` is where addresses begin for who reads it.
    """
    sent = {name: (kind, each) for kind, name, each in _examples_in(spec.get("requestBody", {}))}
    good = [(status, answer) for status, answer in spec["responses"].items() if is_good(status)]
    answered = {name: (status, kind, each) for status, answer in good for kind, name, each in _examples_in(answer)}
    usual = next((kind for _, answer in good for kind in answer.get("content", {})), "")
    for name in dict.fromkeys([*sent, *answered]):
        kind, request = sent.get(name, ("", {}))
        status, media_type, answer = answered.get(name, ("", "", {}))
        line = _line(method, path, answer)
        headers = {"Accept": media_type if media_type != usual else "", "Content-Type": kind}
        yield Example(
            name=_spaced(name),
            request=line,
            curl=_curl(base + _address(line), headers, _text(request.get("value", ""), kind, indent=None)),
            answer=_text(answer.get("value", ""), media_type),
            status=status,
            media_type=media_type,
            link=_address(line) if method == "get" else "",
        )
    if not sent and not answered:
        line = _line(method, _PLACE.sub(lambda match: match[1].upper(), path), {})
        # An address that has no place to fill in can be opened as it is.
        link = path if method == "get" and "{" not in path else ""
        headers = {"Authorization": "Bearer KEY"} if {"key": []} in spec.get("security", ()) else {}
        yield Example("", line, _curl(base + _address(line), headers, "", method), link="" if headers else link)


def refused_examples(path: str, method: str, spec: Mapping[str, Any], status: str) -> Iterator[Example]:
    """Yield the examples of an operation's error responses with a status."""
    for kind, name, each in _examples_in(spec["responses"][status]):
        yield Example(_spaced(name), _line(method, path, each), answer=_text(each["value"], kind), status=status)


def is_good(status: str) -> bool:
    """Return whether a status means success."""
    return status.startswith("2")


def _curl(address: str, headers: Mapping[str, str], body: str, method: str = "get") -> str:
    """Return a line for a shell that sends the same request."""
    words = [f"curl {shlex.quote(address)}"]
    words += ["-X POST"] if method == "post" and not body else []
    words += [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers.items() if value]
    words += [f"--data-binary {shlex.quote(body)}"] if body else []
    return " \\\n  ".join(words)


def _examples_in(spec: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Media type, name, and example."""
    for media_type, content in spec.get("content", {}).items():
        yield from ((media_type, name, each) for name, each in content.get("examples", {}).items())


def _line(method: str, path: str, example: Mapping[str, Any]) -> str:
    """The request line of an example: its summary, where that is one."""
    summary = str(example.get("summary", ""))
    return summary if summary.startswith(f"{method.upper()} /") else f"{method.upper()} {path}"


def _address(line: str) -> str:
    return line.partition(" ")[2]


def _text(value: Any, media_type: str, *, indent: int | None = 2) -> str:
    """A body as text: what is JSON is written as such, and everything else is text already."""
    if isinstance(value, str) and media_type != "application/json":
        return value
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _spaced(name: str) -> str:
    """The words of a name: "A known error" of AKnownError."""
    return " ".join(_WORDS.split(name)).capitalize()
