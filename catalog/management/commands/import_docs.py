"""``manage.py import_docs``: vendors' documents into the catalog."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug
from django.db import DatabaseError, transaction
from django.forms import ValidationError

from catalog.ingest import Ingested, ingest
from catalog.intake import FORMATS, LARGEST_DOCUMENT, IntakeError
from catalog.known_error import ErrorCase
from catalog.store.publish import Change

_KINDS = ("new", "changed", "withdrawn")
_SHOWN = ("http_status", "message", "description", "solution", "section", "withdrawn")


class Command(BaseCommand):
    """Reads documents into the catalog, all of them or none, and says what that changed."""

    help = "Read vendors' error pages into the catalog. All documents or none; a second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The documents, and what they are about."""
        parser.add_argument("sources", nargs="+", metavar="SOURCE", help="a file, or - for standard input")
        parser.add_argument("--service", metavar="SLUG", help="the service it is about, as it stands in addresses")
        parser.add_argument("--name", help="what to call the service")
        parser.add_argument("--format", choices=["auto", *FORMATS], default="auto")
        parser.add_argument("--dry-run", action="store_true", help="show what would change and keep nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and report."""
        if options["service"]:
            try:
                validate_slug(options["service"])
            except ValidationError:
                message = f"{options['service'][:80]!r} is no service slug: use letters, digits, - and _"
                raise CommandError(message, returncode=2) from None
        documents = [(source, _read(source)) for source in options["sources"]]
        done: list[Ingested] = []
        try:
            with transaction.atomic():
                for source, data in documents:
                    done.append(self._ingest(source, data, options))
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except DatabaseError as problem:
            raise CommandError(f"the database refused, nothing was imported: {problem}") from problem
        if options["json"]:
            self.stdout.write(json.dumps(_summary(done, options["service"]), ensure_ascii=False))
            return
        for (source, _), ingested in zip(documents, done, strict=True):
            for line in _report(source, ingested, dry_run=options["dry_run"]):
                self.stdout.write(line)

    @staticmethod
    def _ingest(source: str, data: bytes, options: dict[str, Any]) -> Ingested:
        try:
            return ingest(
                data,
                name=source,
                format=options["format"],
                service=options["service"],
                service_name=options["name"],
            )
        except IntakeError as problem:
            raise CommandError(f"{source}: {problem}") from problem


def _read(source: str) -> bytes:
    try:
        if source == "-":
            return sys.stdin.buffer.read(LARGEST_DOCUMENT + 1)
        with Path(source).open("rb") as file:
            return file.read(LARGEST_DOCUMENT + 1)
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
    }


def _report(source: str, ingested: Ingested, *, dry_run: bool) -> Iterator[str]:
    reading, published = ingested.reading, ingested.published
    slugs = ", ".join(catalog.service.slug for catalog in reading.catalogs)
    yield f"{source}: {reading.codes} codes, {reading.cases} cases in {reading.sections} sections of {slugs}"
    for change in published.changes:
        yield from _difference(change)
    for row in reading.rejected:
        yield f"  rejected line {row.line}, {row.field}: {row.reason}"
    for table in reading.left_alone:
        yield f"  left alone line {table.line}, {table.title or 'a table'}: {table.reason}"
    counts = ", ".join(f"{published.count(kind)} {kind}" for kind in _KINDS)
    kept = "nothing was kept (dry run)" if dry_run else "done"
    yield f"  {counts}, {published.unchanged} unchanged, {len(reading.rejected)} rejected: {kept}"


def _difference(change: Change) -> Iterator[str]:
    case: ErrorCase | None = change.after or change.before
    status = f" {case.http_status}" if case and case.http_status else ""
    yield f"  {change.kind} {change.code}{status} {case.message if case else ''}".rstrip()
    if change.kind == "changed" and change.before and change.after:
        for name in _SHOWN:
            old, new = getattr(change.before, name), getattr(change.after, name)
            if old != new:
                yield f"    - {name}: {old}"
                yield f"    + {name}: {new}"
