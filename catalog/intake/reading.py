"""The whole way from a document's bytes to the services it tells of."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import PurePath
from typing import Any

from catalog.intake.column_values import ABOUT_CODES, ABOUT_ERRORS
from catalog.intake.data import parse_json, parse_toml, parse_yaml
from catalog.intake.declarations import declared_names
from catalog.intake.documents import FORMATS, LARGEST_DOCUMENT, Document, IntakeError, is_slug, open_document
from catalog.intake.doubts import Doubtful
from catalog.intake.export_format import is_export, read_export
from catalog.intake.hints import NO_HINTS, Hints
from catalog.intake.losses import Untaken, untaken_lines
from catalog.intake.objects import find_records
from catalog.intake.openapi import described_tables, is_openapi, read_openapi
from catalog.intake.rows import LeftAlone, Rejected, Rows, Unread
from catalog.intake.saved_responses import saved_errors
from catalog.intake.service_models import is_service_model, read_service_model
from catalog.intake.tables import find_tables, lines_of
from catalog.known_error import BodyFormat, KnownError, Referral, Service, ServiceCatalog, Source

__all__ = ["FORMATS", "LARGEST_DOCUMENT", "Reading", "read_document"]

_MOST_KEYS = 50
_DATA = ("json", "yaml", "toml", "openapi", "botocore")

_UPDATED = re.compile(
    r"(?:updated|last modified|更新时间|更新于|actualizado|aktualisiert)[^\n\d]{0,20}(\d{4})-(\d{2})-(\d{2})", re.I
)
_PAGE_TITLE = re.compile(
    r"(?:^title:|^#(?!#)|<title>|<h1\b[^<>]{0,200}>|\A|(?<=\n)(?=[^\n]{1,100}\n[=]{3}))[ \t]*([^\n]{1,200})",
    re.MULTILINE,
)
_BODY = re.compile(r"\{[^{}]{0,2000}\}")
_REFERRAL = re.compile(
    r"\bcodes?\s+(?:that\s+)?(?:start|begin)(?:ing|s)?\s+with\s+[\"'“]?(?P<prefix>[\w.-]{1,40}?)[\"'”]?\s"
    r"[^\n]{0,300}?\b(?:provided|described|listed|explained)\s+in\s+(?P<title>[^.\n]{1,120})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Content of a document: its services with their errors, and what was not imported.

    ``unread`` are the columns of error tables of which the words are not known. ``is_export`` is true for the portal's
    own format, which is taken over to the letter. ``url`` is where the document was found. ``untaken`` are lines that
    begin like a code and were not taken; ``skipped`` counts rows that were not asked for; ``doubtful`` are messages
    that cannot be read whole, or fit anything. ``truncated`` says that rows of it are missing, as it was cut off or a
    table of it could not be read.
    """

    format: str
    catalogs: tuple[ServiceCatalog, ...]
    rejected: tuple[Rejected, ...] = ()
    left_alone: tuple[LeftAlone, ...] = ()
    unread: tuple[Unread, ...] = ()
    is_export: bool = False
    url: str | None = None
    truncated: bool = False
    untaken: tuple[Untaken, ...] = ()
    skipped: int = 0
    doubtful: tuple[Doubtful, ...] = ()

    @property
    def named(self) -> frozenset[str]:
        """The codes that lines name which were rejected, or not taken."""
        return frozenset(
            (*(code for row in self.rejected for code in row.codes), *(each.code for each in self.untaken))
        )

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
    url: str | None = None,
    hints: Hints = NO_HINTS,
) -> Reading:
    """Read a vendor's document, or an export of a portal.

    ``service`` is the slug of the service that the document is about; an export names its own. ``today`` is the day
    that its rows are marked as imported on; ``url`` is where the document was found.

    Raises:
        IntakeError: when it cannot be read as what it should be; one line that says what was looked for.
    """
    if service is not None and not is_slug(service):
        raise IntakeError(f"{service[:60]!r} is not a service slug: use up to 100 letters, digits, - and _")
    document = open_document(data, name=name, format=format)
    value = _value(document)
    if is_export(value):
        export = read_export(value)
        if service is not None:
            export.catalogs = [each for each in export.catalogs if each.service.slug == service]
            if not export.catalogs:
                raise IntakeError(f"the export has no service {service}")
        return Reading("json", tuple(export.catalogs), tuple(export.rejected), is_export=True, url=url)
    if is_service_model(value):
        slug = service or _folder(name)
        return replace(_service_model(value, Source(url, None, today, _digest(document)), slug, service_name), url=url)
    if service is None:
        raise IntakeError("the document does not name its service; add --service SLUG")
    updated = _updated(document)
    rows = Rows(service, Source(url, updated, today, _digest(document)), hints)
    if document.format in _DATA:
        # A large document is not kept as a text beside its value.
        document = replace(document, text="", data=b"")
    facts = Service(slug=service, name=service_name or "", documentation=url, updated=updated)
    format = document.format
    if is_openapi(value):
        format = "openapi"
        api_errors = read_openapi(value)
        for row in api_errors.rows:
            rows.add(0, row)
        rows.read(described_tables(value))
        if api_errors.undescribed:
            rows.left_alone.append(
                LeftAlone(0, "responses", f"{api_errors.undescribed} have no example with an error code")
            )
        facts = replace(
            facts, name=facts.name or api_errors.title, body=BodyFormat(*api_errors.body) if api_errors.body else None
        )
        facts = replace(facts, marks=api_errors.marks)
    elif saved := saved_errors(value):
        for row in saved:
            rows.add(0, row)
    elif document.format in _DATA:
        keys: dict[str, None] = {}
        for record in find_records(value, hints):
            if record.fields:
                rows.add(record.line, {"section": record.title, **record.fields}, place=record.place)
                keys |= dict.fromkeys(record.unread)
            elif record.unread and record.key:
                keys |= dict.fromkeys(record.unread)
            else:
                fault = record.fault or "it is not an object with an error code"
                names = (record.key,) if record.key else record.texts
                rows.rejected.append(Rejected(record.line, "row", f"{record.place}: {fault}", names))
        if keys:
            rows.unread.append(Unread(0, "", tuple(keys)[:_MOST_KEYS]))
    else:
        about_errors = _is_about(document, ABOUT_ERRORS)
        about_codes = _is_about(document, ABOUT_CODES)
        rows.read(find_tables(document, about_errors=about_errors), about_errors=about_errors, about_codes=about_codes)
        if document.format != "xlsx":
            facts = replace(facts, body=_body(document.text), referrals=tuple(_referrals(document.text)))
    if not rows.cases:
        if document.format == "text" and document.text.lstrip()[:1] in ("{", "["):
            parse_json(document.text)
        if format == "openapi":
            raise IntakeError(
                "the API description names no error codes: looked in examples of error responses, in enums and "
                "constants of error schemas, in x- lists of errors, and in tables of descriptions"
            )
        if document.format in _DATA:
            raise IntakeError("no error catalog: looked for an export, or a list of objects with an error code")
        raise IntakeError(_nothing(rows))
    facts = replace(facts, prefixes=_prefixes(list(rows.cases)))
    catalogs = (ServiceCatalog(facts, rows.errors),)
    skipped_parts = (tuple(rows.rejected), tuple(rows.left_alone), tuple(rows.unread))
    untaken = () if hints.only_sections or hints.skipped_tables else _untaken(document, rows)
    return Reading(
        format,
        catalogs,
        *skipped_parts,
        url=url,
        truncated=rows.truncated,
        untaken=untaken,
        skipped=rows.skipped,
        doubtful=tuple(rows.doubtful),
    )


def _untaken(document: Document, rows: Rows) -> tuple[Untaken, ...]:
    """The lines of a page that look like codes and were not taken; of data, every entry was told already."""
    if document.format in (*_DATA, "xlsx", "po"):
        return ()
    codes = [name for error in rows.errors for name in error.names]
    rejected = [code for row in rows.rejected for code in row.codes]
    lines = declared_names(document.text) if document.format == "source" else lines_of(document)
    return tuple(untaken_lines(lines, codes, rejected))


def _digest(document: Document) -> str:
    """Return the SHA-256 of the content; line ends and byte-order marks do not count."""
    return hashlib.sha256(document.data or document.text.encode()).hexdigest()


def _value(document: Document) -> Any:
    """The value of a document that is data; None for any other."""
    if document.format not in _DATA:
        return None
    if document.format == "toml":
        return parse_toml(document.text)
    if document.format == "json" or document.text.lstrip()[:1] in "{[":
        return parse_json(document.text)
    return parse_yaml(document.text)


def _folder(name: str) -> str | None:
    """The service's name in a folder of models: SERVICE/VERSION/service-2.json."""
    parts = PurePath(name).parts
    dated = len(parts) > 2 and re.fullmatch(r"\d{4}-\d\d-\d\d", parts[-2])
    return parts[-3] if dated and re.fullmatch(r"[\w-]{1,100}", parts[-3]) else None


def _service_model(value: Any, source: Source, service: str | None, service_name: str | None) -> Reading:
    model = read_service_model(value, source=source)
    slug = service or model.slug
    if not slug:
        raise IntakeError("the service model does not name its service; add --service SLUG")
    errors = tuple(KnownError(slug, code, (case,), aliases) for code, case, aliases in model.errors)
    facts = Service(slug=slug, name=service_name or model.name, vendor="Amazon Web Services", marks=model.marks)
    return Reading("botocore", (ServiceCatalog(facts, errors),))


def _nothing(rows: Rows) -> str:
    looked = "no error codes found: looked for a table with a column of error codes (Error Code, Code, 错误码, …)"
    if rows.rejected:
        first = rows.rejected[0]
        where = f"line {first.line}, " if first.line else ""
        return f"{looked} and could not read any of its {len(rows.rejected)} rows; {where}{first.field}: {first.reason}"
    if rows.left_alone:
        table = rows.left_alone[0]
        return f"{looked} and skipped {len(rows.left_alone)}; the first: {table.reason}"
    return f"{looked} and for entries that begin with a code"


def _is_about(document: Document, subject: re.Pattern[str]) -> bool:
    """Return whether a document's name or title says that it is about a subject."""
    titles = (match[1] for match in _PAGE_TITLE.finditer(document.text[:200_000]))
    return any(subject.search(text) for text in (PurePath(document.name).name, *islice(titles, 3)))


def _updated(document: Document) -> date | None:
    match = _UPDATED.search(document.text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _body(text: str) -> BodyFormat | None:
    """The field names of the first sample body that has a code and a message."""
    for match in _BODY.finditer(text):
        try:
            value = json.loads(match[0])
        except ValueError:
            continue
        code = next((name for name in value if "code" in name.lower()), None)
        message = next((name for name in value if re.search("msg|message", name.lower())), None)
        if code and message:
            return BodyFormat(code, message)
    return None


def _referrals(text: str) -> list[Referral]:
    referrals = (Referral(match["prefix"], match["title"].strip()) for match in _REFERRAL.finditer(text))
    return list(dict.fromkeys(referrals))


def _prefixes(codes: list[str]) -> tuple[str, ...]:
    """The words up to a delimiter that codes begin with, as far as a tenth of the codes share them."""
    heads: dict[str, int] = {}
    for code in codes:
        head = re.match(r"[^\W\d_]\w*?[.:-](?=\d)", code)
        if head:
            heads[head[0]] = heads.get(head[0], 0) + 1
    return tuple(sorted(head for head, count in heads.items() if count >= max(1, len(codes) // 10)))
