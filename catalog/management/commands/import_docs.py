"""``manage.py import_docs``: vendors' documents into the catalog."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from django.core.management.base import BaseCommand, CommandError
from django.core.management.color import Style
from django.core.validators import validate_slug
from django.db import DatabaseError, transaction
from django.forms import ValidationError
from tqdm import tqdm

from catalog.ingest import Ingested, ingest
from catalog.intake import FORMATS, LARGEST_DOCUMENT, IntakeError, fetch, is_url
from catalog.known_error import ErrorCase
from catalog.store.publish import Change

Bar: TypeAlias = "tqdm[Any]"

_KINDS = ("new", "changed", "withdrawn")
_SHOWN = ("http_status", "message", "description", "solution", "section", "withdrawn")


_NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR", "53100")
"""How SQLite's names and PostgreSQL's codes begin for a disk that is full, or cannot be written."""


class Command(BaseCommand):
    """Reads documents into the catalog, all of them or none, and says what that changed."""

    help = "Read vendors' error pages into the catalog. All documents or none; a second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The documents, and what they are about."""
        parser.add_argument(
            "sources", nargs="+", metavar="SOURCE", help="a file, a folder of service models, a web address, or -"
        )
        parser.add_argument("--service", metavar="SLUG", help="the service it is about, as it stands in addresses")
        parser.add_argument("--name", help="what to call the service")
        parser.add_argument("--url", help="where the document was found, to be named as the source of its rows")
        parser.add_argument("--format", choices=["auto", *FORMATS], default="auto")
        parser.add_argument("--dry-run", action="store_true", help="show what would change and keep nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--allow-private", action="store_true", help="fetch from addresses inside too: loopback, private networks"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and report."""
        if options["service"]:
            try:
                validate_slug(options["service"])
            except ValidationError:
                message = f"{options['service'][:80]!r} is no service slug: use letters, digits, - and _"
                raise CommandError(message, returncode=2) from None
        if options["url"] and not is_url(options["url"]):
            raise CommandError(f"{options['url'][:80]!r} is no http or https address", returncode=2)
        sources = [each for source in options["sources"] for each in _expanded(source)]
        done: list[tuple[str, Ingested]] = []
        try:
            with transaction.atomic(), _progress(len(sources)) as (whole, codes):
                for source in sources:
                    done.append((source, self._ingest(source, options, codes.update)))
                    whole.update(1)
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except DatabaseError as problem:
            raise CommandError(f"the database refused, nothing was imported: {_why(problem)}") from problem
        if options["json"]:
            self.stdout.write(
                json.dumps(_summary([ingested for _, ingested in done], options["service"]), ensure_ascii=False)
            )
            return
        for source, ingested in done:
            for line in _report(source, ingested, self.style, dry_run=options["dry_run"]):
                self.stdout.write(line)

    @staticmethod
    def _ingest(source: str, options: dict[str, Any], step: Callable[[int], object]) -> Ingested:
        try:
            data, url = _read(source, allow_private=options["allow_private"])
            return ingest(
                data,
                name=source,
                format=options["format"],
                service=options["service"],
                service_name=options["name"],
                url=options["url"] or url,
                step=step,
            )
        except IntakeError as problem:
            raise CommandError(f"{source}: {problem}") from problem


def _why(problem: DatabaseError) -> str:
    """In one line what the database said, and what to do about it where that is known."""
    said = " ".join(str(problem).split())[:300]
    cause = problem.__cause__
    kind = getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", None) or ""
    if kind.startswith(_NO_ROOM):
        return f"{said.rstrip('.')}. Is its disk full? Make room there, then import again; the catalog is as it was."
    return said


@contextmanager
def _progress(documents: int) -> Iterator[tuple[Bar, Bar]]:
    """Two bars on a terminal, shown once the import has gone on for a second: the documents, and the codes."""
    with (
        tqdm(total=documents, desc="documents", delay=1, disable=None if documents > 1 else True) as whole,
        tqdm(desc="codes", delay=1, disable=None, unit=" codes") as codes,
    ):
        yield whole, codes


def _expanded(source: str) -> list[str]:
    """A folder as the service models in it, of each service the latest; anything else as it is."""
    folder = Path(source)
    if source == "-" or is_url(source) or not folder.is_dir():
        return [source]
    latest: dict[Path, Path] = {}
    for pattern in ("service-2.json", "service-2.json.gz"):
        for path in sorted(folder.glob(f"**/{pattern}")):
            service = path.parent.parent
            if service not in latest or latest[service].parent.name <= path.parent.name:
                latest[service] = path
    if not latest:
        raise CommandError(
            f"{source} is a folder without service models (service-2.json): name its documents one by one"
        )
    return [str(path) for path in sorted(latest.values())]


def _read(source: str, *, allow_private: bool) -> tuple[bytes, str | None]:
    if is_url(source):
        fetched = fetch(source, allow_private=allow_private)
        return fetched.data, fetched.url
    try:
        if source == "-":
            return sys.stdin.buffer.read(LARGEST_DOCUMENT + 1), None
        with Path(source).open("rb") as file:
            return file.read(LARGEST_DOCUMENT + 1), None
    except OSError as problem:
        raise CommandError(f"cannot read {source}: {problem.strerror}") from problem


def _summary(done: list[Ingested], service: str | None) -> dict[str, Any]:
    total: Counter[str] = Counter()
    for each in done:
        total.update({kind: each.published.count(kind) for kind in _KINDS})
        total.update(
            unchanged=each.published.unchanged,
            codes=each.reading.codes,
            cases=each.reading.cases,
            sections=each.reading.sections,
        )
    slugs = list(dict.fromkeys(catalog.service.slug for each in done for catalog in each.reading.catalogs))
    rejected = [
        {"line": row.line, "field": row.field, "reason": row.reason} for each in done for row in each.reading.rejected
    ]
    return {
        "service": service or (slugs[0] if len(slugs) == 1 else None),
        "new": total["new"],
        "changed": total["changed"],
        "unchanged": total["unchanged"],
        "withdrawn": total["withdrawn"],
        "rejected": rejected,
        "codes": total["codes"],
        "cases": total["cases"],
        "sections": total["sections"],
        **({} if service else {"services": len(slugs)}),
        **({"conflicts": conflicts} if (conflicts := _conflicts(done)) else {}),
        **({"unread_columns": unread} if (unread := _unread(done)) else {}),
    }


def _unread(done: list[Ingested]) -> list[dict[str, Any]]:
    return [
        {"line": table.line, "title": table.title, "columns": list(table.columns)}
        for each in done
        for table in each.reading.unread
    ]


def _conflicts(done: list[Ingested]) -> list[dict[str, str]]:
    return [{"service": change.service, "code": change.code} for each in done for change in each.published.conflicts]


def _report(source: str, ingested: Ingested, style: Style, *, dry_run: bool) -> Iterator[str]:
    reading, published = ingested.reading, ingested.published
    slugs = ", ".join(catalog.service.slug for catalog in reading.catalogs)
    sections = f" in {reading.sections} section{'s' if reading.sections > 1 else ''}" if reading.sections else ""
    yield f"{source} ({reading.format}): {reading.codes} codes, {reading.cases} cases{sections} of {slugs}"
    for change in published.changes:
        yield from _difference(change, style)
    for change in published.conflicts:
        yield style.WARNING(
            f"  conflict {change.code}: the vendor's text changed, and your team has written its own; both are shown"
        )
    for row in reading.rejected:
        where = f"line {row.line}, " if row.line else ""
        yield style.ERROR(f"  rejected {where}{row.field}: {row.reason}")
    for table in reading.left_alone:
        where = f"line {table.line}, " if table.line else ""
        yield f"  left alone {where}{table.title or 'a table'}: {table.reason}"
    for unread in reading.unread:
        where = f"line {unread.line}, " if unread.line else ""
        yield style.WARNING(f"  not read {where}{unread.title or 'a table'}: columns {', '.join(unread.columns)}")
    counts = ", ".join(f"{published.count(kind)} {kind}" for kind in _KINDS)
    kept = "nothing was kept (dry run)" if dry_run else "done"
    yield f"  {counts}, {published.unchanged} unchanged, {len(reading.rejected)} rejected: {kept}"


def _difference(change: Change, style: Style) -> Iterator[str]:
    case: ErrorCase | None = change.after or change.before
    status = f" {case.http_status}" if case and case.http_status else ""
    colour = {"new": style.SUCCESS, "withdrawn": style.ERROR}.get(change.kind, style.WARNING)
    yield f"  {colour(change.kind)} {change.code}{status} {case.message if case else ''}".rstrip()
    if change.kind == "changed" and change.before and change.after:
        for name in _SHOWN:
            old, new = getattr(change.before, name), getattr(change.after, name)
            if old != new:
                yield style.ERROR(f"    - {name}: {old}")
                yield style.SUCCESS(f"    + {name}: {new}")
