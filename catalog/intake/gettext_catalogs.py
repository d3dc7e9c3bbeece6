"""Gettext catalogs whose identifiers, contexts or notes are error codes."""

from __future__ import annotations

import re

from catalog.intake.code_patterns import is_token, kind_of
from catalog.intake.documents import Document
from catalog.intake.grid import Row, Table
from catalog.intake.object_literals import ESCAPED

_HEADER = ("Error Code", "Alias", "HTTP Status", "Error Message", "Description", "Solution", "Section")
_PO_ENTRY = re.compile(r"\n\s*\n")
_PO_TEXT = re.compile(r"^(msgctxt|msgid|msgstr)\s+((?:\"(?:[^\"\\]|\\.)*\"\s*)+)", re.MULTILINE)
_PO_PIECE = re.compile(r"\"((?:[^\"\\]|\\.)*)\"")
_PO_NOTE = re.compile(r"^#\.\s?(.*)$", re.MULTILINE)


def message_table(document: Document) -> list[Table]:
    """The entries of a gettext catalog whose identifiers are codes: with their texts."""
    rows: list[Row] = []
    line = 1
    for entry in _PO_ENTRY.split(document.text):
        texts = {match[1]: _joined(match[2]) for match in _PO_TEXT.finditer(entry)}
        identifier, text = texts.get("msgid", ""), texts.get("msgstr", "")
        context = texts.get("msgctxt", "")
        note = " ".join(_PO_NOTE.findall(entry)).strip()
        code = next((each for each in (identifier, context, note) if is_token(each) and _is_coded(each)), "")
        if code:
            message = text or (identifier if identifier != code else "")
            rows.append(Row(line, (code, "", "", message, "" if note == code else note, "", "")))
        line += entry.count("\n") + 2
    return [Table("", rows[0].line, _HEADER, tuple(rows), tabular=True, details=True)] if rows else []


def _is_coded(text: str) -> bool:
    return kind_of(text) in ("numbered", "capitals", "delimited", "digits")


def _joined(pieces: str) -> str:
    return ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], "".join(_PO_PIECE.findall(pieces)))
