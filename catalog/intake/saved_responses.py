"""The errors in responses that a collection of requests keeps: those of Postman, HAR files, contracts, mock servers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from catalog.intake.data import MOST_NODES
from catalog.intake.error_bodies import errors_in, sample_of, unwrapped

_HEADERS = frozenset(("header", "headers"))
_STATUSES = ("code", "status", "statusCode")
_BODIES = ("body", "jsonBody", "content")


def saved_errors(value: Any) -> list[dict[str, str]]:
    """The rows of the responses that failed, one for each code, status and message; none for any other document.

    The section of a response is what the outermost folder around it is called. Requests and responses that did not
    fail have no errors, whatever their bodies call a code.
    """
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    for response, section in _responses(value):
        status = _status_of(response)
        body = unwrapped(_body_of(response))
        for _, _, code, message in errors_in(body) if status >= 400 else ():
            row = {"code": code, "http_status": str(status), "message": message, "section": section, **sample_of(body)}
            rows.setdefault((code, row["http_status"], message), row)
    return list(rows.values())


def _responses(value: Any) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The responses in a value, each with the name of the outermost folder around it."""
    waiting: list[tuple[Any, str]] = [(value, "")]
    seen = 0
    while waiting and seen < MOST_NODES:
        item, section = waiting.pop()
        seen += 1
        if isinstance(item, Mapping):
            if _HEADERS & item.keys() and _status_of(item):
                yield item, section
                continue
            if not section and isinstance(item.get("item"), list) and isinstance(item.get("name"), str):
                section = item["name"]
        inner = item.values() if isinstance(item, Mapping) else item if isinstance(item, list) else ()
        waiting += ((each, section) for each in reversed(list(inner)) if isinstance(each, Mapping | list))


def _status_of(response: Mapping[str, Any]) -> int:
    """The HTTP status of a response; 0 for what is none."""
    numbers = (response.get(name) for name in _STATUSES)
    return next((each for each in numbers if type(each) is int and 100 <= each <= 599), 0)


def _body_of(response: Mapping[str, Any]) -> Any:
    """The body of a response, as a value or as its text."""
    body = next((response[name] for name in _BODIES if response.get(name)), None)
    # In a HAR file, the text stands beside its type.
    return body["text"] if isinstance(body, Mapping) and isinstance(body.get("text"), str) else body
