"""``manage.py import_docs``: vendors' documents into the catalog."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction
from tqdm import tqdm

from catalog.ingest import Picture, TooMuchWithdrawn, read, take_in
from catalog.intake import FORMATS, LARGEST_DOCUMENT, IntakeError, Reading, fetch, is_slug, is_url
from catalog.management.import_report import report, summary
from catalog.management.output import say
from catalog.store.publish import SpelledOtherwise

Bar: TypeAlias = "tqdm[Any]"

_NO_TABLE = ("42P01",)
"""What PostgreSQL calls a table that is not there."""

_NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR", "53100")
"""How SQLite's names and PostgreSQL's codes begin for a disk that is full, or cannot be written."""


class Command(BaseCommand):
    """Reads documents into the catalog, all of them or none, and says what that changed."""

    help = (
        "Read vendors' error pages into the catalog. All documents or none; a second run changes nothing. "
        "A new database needs `manage.py migrate` first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The documents, and what they are about."""
        parser.add_argument(
            "sources", nargs="+", metavar="SOURCE", help="a file, a folder of service models, a web address, or -"
        )
        parser.add_argument("--service", metavar="SLUG", help="the service it is about, as it stands in addresses")
        parser.add_argument("--name", help="what to call the service")
        parser.add_argument("--url", help="where the document was found, to be named as the source of its rows")
        parser.add_argument("--format", choices=["auto", *FORMATS], default="auto")
        extent = parser.add_mutually_exclusive_group()
        extent.add_argument(
            "--part", action="store_true", help="the documents are a part of the service: withdraw nothing"
        )
        extent.add_argument(
            "--whole",
            action="store_true",
            help="the documents are the whole service, wherever they were found: withdraw all that they lack",
        )
        parser.add_argument(
            "--allow-withdrawals",
            action="store_true",
            help="withdraw even most of what is known",
        )
        parser.add_argument("--dry-run", action="store_true", help="show what would change and keep nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--allow-private", action="store_true", help="fetch from addresses inside too: loopback, private networks"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import and report."""
        if options["service"] is not None and not is_slug(options["service"]):
            message = f"{options['service'][:80]!r} is no service slug: use up to 100 letters, digits, - and _"
            raise CommandError(message, returncode=2)
        if options["url"] and not is_url(options["url"]):
            raise CommandError(f"{options['url'][:80]!r} is no http or https address", returncode=2)
        sources = [each for source in options["sources"] for each in _expanded(source)]
        documents: list[tuple[str, Reading]] = []
        try:
            with _progress(len(sources)) as (whole, codes):
                # Before the transaction: nobody's edit waits for somebody's web server.
                for source in sources:
                    documents.append((source, self._read(source, options)))
                    whole.update(1)
                with transaction.atomic():
                    pictures = take_in(
                        documents,
                        part=options["part"],
                        whole=options["whole"],
                        may_withdraw_much=options["allow_withdrawals"] or options["dry_run"],
                        step=codes.update,
                    )
                    if options["dry_run"]:
                        transaction.set_rollback(True)
        except DatabaseError as problem:
            raise CommandError(f"the database refused, nothing was imported: {_why(problem)}") from problem
        except SpelledOtherwise as problem:
            raise CommandError(f"nothing was imported: {problem}") from problem
        except TooMuchWithdrawn as problem:
            raise CommandError(
                f"nothing was imported: {problem}. Is the document whole? Look with --dry-run; if it is a part of the "
                "service, say --part; if so much is really gone, --allow-withdrawals"
            ) from problem
        for line in self._lines(pictures, options):
            say(self.stdout, line, data=options["json"])

    def _lines(self, pictures: list[Picture], options: dict[str, Any]) -> Iterator[str]:
        if options["json"]:
            yield json.dumps(summary(pictures, options["service"]), ensure_ascii=False)
            return
        for picture in pictures:
            yield from report(
                picture, self.style, dry_run=options["dry_run"], may_withdraw_much=options["allow_withdrawals"]
            )

    @staticmethod
    def _read(source: str, options: dict[str, Any]) -> Reading:
        try:
            data, url = _opened(source, allow_private=options["allow_private"])
            return read(
                data,
                name=source,
                format=options["format"],
                service=options["service"],
                service_name=options["name"],
                url=options["url"] or url,
            )
        except IntakeError as problem:
            raise CommandError(f"{source}: {problem}") from problem


def _why(problem: DatabaseError) -> str:
    """In one line what the database said, and what to do about it where that is known."""
    said = " ".join(str(problem).split())[:300]
    cause = problem.__cause__
    kind = getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", None) or ""
    if kind in _NO_TABLE or said.startswith("no such table"):
        return f"{said.rstrip('.')}. The database is not set up: run manage.py migrate, then import again."
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


def _opened(source: str, *, allow_private: bool) -> tuple[bytes, str | None]:
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
