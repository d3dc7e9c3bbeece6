"""The codes of a service as an enum for programs: Python and TypeScript."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator

from catalog.known_error import KnownError, ServiceCatalog

_LONGEST = 100


def python_enum(catalog: ServiceCatalog) -> str:
    """Return a module for Python 3.9 or later with ``class ErrorCode(str, Enum)``."""
    lines = [
        f'"""The error codes of {_one_line(catalog.service.slug)}, written by an error portal."""',
        "",
        "from enum import Enum",
        "",
        "",
        "class ErrorCode(str, Enum):",
        '    """What the service calls its errors."""',
        "",
    ]
    for name, error in _named(catalog):
        lines += [f"    # {comment}"] if (comment := _comment(error)) else []
        lines.append(f"    {name} = {error.code!a}")
    return "\n".join(lines) + "\n"


def typescript_enum(catalog: ServiceCatalog) -> str:
    """Return a TypeScript module with an object ``ErrorCode`` and the type of its values."""
    lines = [
        f"/** The error codes of {_one_line(catalog.service.slug)}, written by an error portal. */",
        "export const ErrorCode = {",
    ]
    for name, error in _named(catalog):
        lines += [f"  /** {comment.replace('*/', '*∕')} */"] if (comment := _comment(error)) else []
        lines.append(f"  {name}: {json.dumps(error.code)},")
    lines += ["} as const;", "", "export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];"]
    return "\n".join(lines) + "\n"


def _named(catalog: ServiceCatalog) -> Iterator[tuple[str, KnownError]]:
    """Yield each error with a unique name that is valid in both languages."""
    plain = [_name(error.code) for error in catalog.errors]
    often = Counter(plain)
    for name, error in zip(plain, catalog.errors, strict=True):
        if often[name] > 1:
            # Told apart by what they are, not by their place: that would move when a code is added.
            name = f"{name}_X{hashlib.sha256(error.code.encode()).hexdigest()[:12].upper()}"
        yield name, error


def _name(code: str) -> str:
    """Return a code in letters, digits and single underscores, beginning with a letter: ``IMETAL_0100``."""
    name = re.sub(r"[^A-Za-z0-9]+", "_", code).strip("_").upper()
    return name if name[:1].isalpha() else f"CODE_{name}".rstrip("_")


def _comment(error: KnownError) -> str:
    """Return the messages of a code's cases as one comment line."""
    messages = list(dict.fromkeys(case.message for case in error.cases if case.message))
    withdrawn = "Withdrawn. " if all(case.withdrawn for case in error.cases) else ""
    text = _one_line(withdrawn + " / ".join(messages))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _one_line(text: str) -> str:
    """Return text without anything that ends a line or a comment, or that compilers reject."""
    return " ".join(re.sub(r"[^\w\s!-~\u00a1-\uffef]|[\u2028\u2029\ufff9-\uffff\ud800-\udfff]", " ", text).split())
