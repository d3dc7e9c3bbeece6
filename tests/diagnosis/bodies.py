"""The corpus of layouts: how errors look when people paste them, each filled with the errors of a catalog.

``tests/samples/bodies/*.txt`` holds layouts, each under a line ``=== name | what is done to the whole``. In them
stand ``@CODE@``, ``@MESSAGE@``, ``@STATUS@``, ``@REASON@`` (a status in words) and ``@ID@``, some of them with the
escaping of their place: ``@MESSAGE|json@``. ``@BODY@`` is a small JSON body of code and message, for what encodes one
whole. What stands in a layout is what must be read from it.
"""

from __future__ import annotations

import base64
import html
import json
import random
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from catalog.known_error import ErrorCase, ServiceCatalog
from catalog.message_template import parse_template

SAMPLES = Path(__file__).parent.parent / "samples"

_FIELD = re.compile(r"@(CODE|MESSAGE|STATUS|REASON|ID|BODY)((?:\|\w+)*)@")

_VALUES = (
    "srv-1", "a81bc81b-dead-4e5d-abff-90865d1e13b1", "10.0.0.7", "vol_7", "web.example.com", "eu-de", "42", "m5.large",
)  # fmt: skip
_IDS = ("5f0c3b1e9ad24c7f8e11", "0d8f7a52-1c2b-4f3e-9a77-3f6a2b1c9d10", "req-7c1a9be2f04d", "AB12CD34EF56AB78")


@dataclass(frozen=True)
class Body:
    """A layout filled in, and what must be read from it; None where the layout does not say."""

    kind: str
    text: str
    service: str
    code: str
    case: ErrorCase
    has_code: bool
    has_message: bool
    values: tuple[tuple[str, ...], ...]
    http_status: int | None
    request_id: str | None


@dataclass(frozen=True)
class Layout:
    """A way in which errors are wrapped."""

    name: str
    text: str
    changes: tuple[str, ...] = ()
    fields: frozenset[str] = field(default=frozenset())


def layouts(*names: str) -> Iterator[Layout]:
    """The layouts of the files with these names; of all files without."""
    for path in sorted((SAMPLES / "bodies").glob("*.txt")):
        if names and path.stem not in names:
            continue
        for part in re.split(r"^=== ", path.read_text(), flags=re.MULTILINE)[1:]:
            heading, _, text = part.partition("\n")
            name, _, changes = heading.partition(" | ")
            fields = frozenset(match[1] for match in _FIELD.finditer(text))
            fields |= {"CODE", "MESSAGE"} if "BODY" in fields else frozenset()
            yield Layout(f"{path.stem}: {name}", text.rstrip("\n"), tuple(changes.split()), fields)


def negatives() -> list[str]:
    """Texts that show no error of the bundled catalog."""
    return (SAMPLES / "negatives.txt").read_text().rstrip("\n").split("\n===\n")


def filled(layout: Layout, catalogs: Iterable[ServiceCatalog], chance: random.Random) -> Iterator[Body]:
    """The layout with each case of the catalogs in it, as far as it can hold it."""
    for catalog in catalogs:
        for error in catalog.errors:
            for case in error.cases:
                body = _filled(layout, catalog.service.slug, error.code, case, chance)
                if body is not None:
                    yield body


def _filled(layout: Layout, slug: str, code: str, case: ErrorCase, chance: random.Random) -> Body | None:
    status = case.http_status or 400
    if "REASON" in layout.fields and status not in set(HTTPStatus):
        return None
    template = parse_template(case.message)
    values = tuple(
        tuple(chance.sample(_VALUES, chance.choice((1, 2, 3)))) if place.is_list else (chance.choice(_VALUES),)
        for place in template.placeholders
    )
    if "lower" in layout.text and "MESSAGE|lower" in layout.text:
        values = tuple(tuple(value.lower() for value in group) for group in values)
    message = template.fill(
        [list(group) if place.is_list else group[0] for group, place in zip(values, template.placeholders, strict=True)]
    )
    content = {
        "CODE": code,
        "MESSAGE": message,
        "STATUS": str(status),
        "REASON": HTTPStatus(status).phrase if status in set(HTTPStatus) else "",
        "ID": chance.choice(_IDS),
        "BODY": json.dumps({"error_code": code, "error_msg": message}),
    }

    def put(match: re.Match[str]) -> str:
        text = content[match[1]]
        for name in match[2].split("|")[1:]:
            text = ESCAPES[name](text)
        return text

    text = _FIELD.sub(put, layout.text)
    for change in layout.changes:
        text = CHANGES[change](text) if change in CHANGES else text
    for change, width in zip(layout.changes, layout.changes[1:], strict=False):
        if change in WRAPS:
            text = WRAPS[change](text, int(width))
    return Body(
        kind=layout.name,
        text=text,
        service=slug,
        code=code,
        case=case,
        has_code="CODE" in layout.fields,
        has_message="MESSAGE" in layout.fields,
        values=values if "MESSAGE" in layout.fields else (),
        http_status=status if layout.fields & {"STATUS", "REASON"} else None,
        request_id=content["ID"] if "ID" in layout.fields else None,
    )


def _boxed(text: str, width: int) -> str:
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    return "\n".join(
        ["╷", *(f"│ {line}" for line in lines), "│ ", "│   with example_server.web, on main.tf line 3:", "╵"]
    )


ESCAPES: dict[str, Callable[[str], str]] = {
    "json": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "py": lambda text: text.replace("\\", "\\\\").replace("'", "\\'"),
    "xml": lambda text: html.escape(text, quote=False),
    "url": lambda text: quote(text, safe=""),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "yaml": lambda text: text.replace("'", "''"),
    "csv": lambda text: text.replace('"', '""'),
    "lower": str.lower,
    "unicode": lambda text: "".join(f"\\u{ord(letter):04x}" for letter in text),
}

CHANGES: dict[str, Callable[[str], str]] = {
    "curly": lambda text: re.sub(r'"([^"]*)"', "“\\1”", text),
    "bom": lambda text: "\ufeff" + text,
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "nbsp": lambda text: text.replace(" ", "\u00a0"),
    "zwsp": lambda text: text.replace(": ", ":\u200b "),
    "html": lambda text: html.escape(text),
    "json": lambda text: json.dumps(text, ensure_ascii=False),
    "quote": lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
    "url": lambda text: text,
}

WRAPS: dict[str, Callable[[str, int], str]] = {
    "wrap": lambda text, width: "\n".join(text[at : at + width] for at in range(0, len(text), width)),
    "soft": lambda text, width: "\n".join(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)),
    "box": _boxed,
}
