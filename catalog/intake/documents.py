"""What a document is: its text and its format, told from its content. The first stage."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import PurePath

FORMATS = ("text", "csv", "tsv", "json")
"""The formats that are read."""

LARGEST_DOCUMENT = 20 * 1024 * 1024
"""Bytes of a document that are read; a larger one is refused."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")

_ENDINGS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".json": "json"}


class IntakeError(ValueError):
    """A document that cannot be read. The text is one line that says what was looked for, or what to do."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document's text, its line ends all ``\\n``, and the format it is read as."""

    name: str
    text: str
    format: str


def open_document(data: bytes, *, name: str, format: str) -> Document:
    """Decode a document and tell its format.

    Raises:
        IntakeError: when it is too large, empty, or no text.
    """
    if len(data) > LARGEST_DOCUMENT:
        raise IntakeError(f"the document has more than {LARGEST_DOCUMENT // 1024 // 1024} MB; split it")
    if format not in ("auto", *FORMATS):
        raise IntakeError(f"the format {format} is not read; these are: {', '.join(FORMATS)}")
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise IntakeError("the document is empty")
    return Document(name, text, _format_of(text, name) if format == "auto" else format)


def _decoded(data: bytes) -> str:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
        break
    raise IntakeError("the document is no text: save it as UTF-8 text, CSV, TSV or JSON")


def _format_of(text: str, name: str) -> str:
    begin = text.lstrip()[:1]
    if begin in "{[":
        try:
            json.loads(text)
        except RecursionError:
            return "json"
        except ValueError:
            # A page may begin with a sample body; JSON that is broken is better reported as JSON.
            return "json" if _ENDINGS.get(PurePath(name).suffix.lower()) == "json" else "text"
        return "json"
    ending = _ENDINGS.get(PurePath(name).suffix.lower())
    if ending in ("csv", "tsv"):
        return ending
    lines = [line for line in text[:20_000].split("\n") if line.strip()]
    first = lines[0]
    if re.search(r"(?i)\bcode\b", first) and len(first) < 500 and not first.lstrip().startswith(("|", "+")):
        for mark, found in (("\t", "tsv"), (",", "csv"), (";", "csv")):
            if mark in first and all(mark in line for line in lines[1:2]):
                return found
    return "text"
