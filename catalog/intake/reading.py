"""The whole way from a document's bytes to the services it tells of. The last stage."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.intake.documents import FORMATS, LARGEST_DOCUMENT, Document, IntakeError, open_document
from catalog.intake.export_format import is_export, parse_json, read_export, read_list
from catalog.intake.rows import LeftAlone, Rejected, Rows
from catalog.intake.tables import find_tables
from catalog.known_error import BodyFormat, Referral, Service, ServiceCatalog, Source

__all__ = ["FORMATS", "LARGEST_DOCUMENT", "Reading", "read_document"]

_UPDATED = re.compile(
    r"(?:updated|last modified|更新时间|更新于|actualizado|aktualisiert)[^\n\d]{0,20}(\d{4})-(\d{2})-(\d{2})", re.I
)
_BODY = re.compile(r"\{[^{}]{0,2000}\}")
_REFERRAL = re.compile(
    r"\bcodes?\s+(?:that\s+)?(?:start|begin)(?:ing|s)?\s+with\s+[\"'“]?(?P<prefix>[\w.-]{1,40}?)[\"'”]?\s"
    r"[^\n]{0,300}?\b(?:provided|described|listed|explained)\s+in\s+(?P<title>[^.\n]{1,120})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says: its services with their errors, and what of it was not taken.

    ``is_export`` is true for the portal's own format, which is taken over to the letter.
    """

    format: str
    catalogs: tuple[ServiceCatalog, ...]
    rejected: tuple[Rejected, ...] = ()
    left_alone: tuple[LeftAlone, ...] = ()
    is_export: bool = False

    @property
    def codes(self) -> int:
        """How many codes it has."""
        return sum(len(catalog.errors) for catalog in self.catalogs)

    @property
    def cases(self) -> int:
        """How many distinct rows it has."""
        return sum(catalog.case_count for catalog in self.catalogs)

    @property
    def sections(self) -> int:
        """How many sections it has."""
        return sum(len(catalog.sections) for catalog in self.catalogs)


def read_document(
    data: bytes,
    *,
    name: str,
    format: str = "auto",
    service: str | None = None,
    service_name: str | None = None,
    today: date,
) -> Reading:
    """Read a vendor's document, or an export of a portal.

    ``service`` is the slug of the service that the document is about; an export names its own. ``today`` is the day
    that its rows are marked as imported on.

    Raises:
        IntakeError: when it cannot be read as what it should be; one line that says what was looked for.
    """
    document = open_document(data, name=name, format=format)
    value: Any = parse_json(document.text) if document.format == "json" else None
    if is_export(value):
        export = read_export(value)
        if service is not None:
            export.catalogs = [each for each in export.catalogs if each.service.slug == service]
            if not export.catalogs:
                raise IntakeError(f"the export has no service {service}")
        return Reading("json", tuple(export.catalogs), tuple(export.rejected), is_export=True)
    if service is None:
        raise IntakeError("this document does not name its service: give it with --service SLUG")
    updated = _updated(document)
    rows = Rows(service, Source(updated=updated, imported=today))
    if document.format == "json":
        if not isinstance(value, list):
            raise IntakeError("this JSON is no error catalog: looked for an export, or a list of objects with a code")
        read_list(value, rows)
    else:
        rows.read(find_tables(document))
    if not rows.cases:
        raise IntakeError(_nothing(rows))
    facts = Service(
        slug=service,
        name=service_name or "",
        prefixes=_prefixes(list(rows.cases)),
        updated=updated,
        body=_body(document.text) if document.format == "text" else None,
        referrals=tuple(_referrals(document.text)) if document.format == "text" else (),
    )
    return Reading(document.format, (ServiceCatalog(facts, rows.errors),), tuple(rows.rejected), tuple(rows.left_alone))


def _nothing(rows: Rows) -> str:
    looked = "no error page: looked for a table with a column of error codes (Error Code, Code, 错误码, …)"
    if rows.rejected:
        first = rows.rejected[0]
        where = f"line {first.line}, " if first.line else ""
        return f"{looked} and could read none of its {len(rows.rejected)} rows; {where}{first.field}: {first.reason}"
    return f"{looked} and found none with rows in it"


def _updated(document: Document) -> date | None:
    found = _UPDATED.search(document.text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _body(text: str) -> BodyFormat | None:
    """The field names of the first sample body that has a code and a message."""
    for found in _BODY.finditer(text):
        try:
            value = json.loads(found[0])
        except ValueError:
            continue
        code = next((name for name in value if "code" in name.lower()), None)
        message = next((name for name in value if re.search("msg|message", name.lower())), None)
        if code and message:
            return BodyFormat(code, message)
    return None


def _referrals(text: str) -> list[Referral]:
    found = (Referral(match["prefix"], match["title"].strip()) for match in _REFERRAL.finditer(text))
    return list(dict.fromkeys(found))


def _prefixes(codes: list[str]) -> tuple[str, ...]:
    """The words up to a delimiter that codes begin with, as far as a tenth of the codes share them."""
    heads: dict[str, int] = {}
    for code in codes:
        head = re.match(r"[^\W\d_]\w*?[.:-](?=\d)", code)
        if head:
            heads[head[0]] = heads.get(head[0], 0) + 1
    return tuple(sorted(head for head, count in heads.items() if count >= max(1, len(codes) // 10)))
