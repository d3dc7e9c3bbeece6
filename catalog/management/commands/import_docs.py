"""``manage.py import_docs``: imports vendors' documents."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from django.core.management.base import CommandError
from django.db import DatabaseError, transaction
from tqdm import tqdm

from catalog.ingest import (
    NameDiffers,
    Picture,
    TooMuchWithdrawn,
    read,
    read_all,
    read_packed,
    refuse_another_name,
    take_in,
)
from catalog.intake import (
    CODE_SOURCES,
    FORMATS,
    LARGEST_ARCHIVE,
    LARGEST_DOCUMENT,
    PACK_PREFIX,
    Folder,
    Hints,
    IntakeError,
    Reading,
    archived,
    columns_in,
    fetch,
    in_folder,
    is_archive,
    is_slug,
    is_url,
    models_of_pack,
    packs,
    reading_steps,
)
from catalog.management.import_report import MOST_REPORTS, report, report_of_many, samples, skipped_documents, summary
from catalog.management.output import say
from catalog.management.pageless_command import PagelessCommand
from catalog.store.publish import SpelledOtherwise

Bar: TypeAlias = "tqdm[Any]"

_NO_TABLE = ("42P01",)
"""PostgreSQL's SQLSTATE of a missing table (undefined_table)."""

_NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR", "53100")
"""How SQLite's names and PostgreSQL's codes begin for a disk that is full, or cannot be written."""


class Command(PagelessCommand):
    """Imports documents, all or none, and reports the changes."""

    help = (
        "Import vendors' error pages into the catalog, all or none. Importing a document again changes nothing. "
        "A new database needs `manage.py migrate` first."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "sources",
            nargs="+",
            metavar="SOURCE",
            help="a file, a folder, a .zip or .tar.gz of documents, a web address, pack:NAME, or -",
        )
        parser.add_argument("--service", metavar="SLUG", help="slug of the service, as in its URL")
        parser.add_argument("--name", help="name of the service")
        parser.add_argument("--url", help="where the document was found; recorded as the source of its rows")
        parser.add_argument("--format", choices=["auto", *FORMATS], default="auto")
        selection = parser.add_mutually_exclusive_group()
        selection.add_argument(
            "--part", action="store_true", help="the documents cover part of the service: withdraw nothing"
        )
        selection.add_argument(
            "--whole",
            action="store_true",
            help="the documents cover the whole service: withdraw what they do not list, wherever it came from",
        )
        parser.add_argument(
            "--allow-withdrawals", action="store_true", help="allow the import to withdraw most cases of a service"
        )
        parser.add_argument("--replace", action="store_true", help="rename an existing service to --name")
        by_hand = parser.add_argument_group("reading hints", "for documents whose columns are not recognised")
        by_hand.add_argument(
            "--columns", metavar="FIELD=HEADING,…", help="which column holds which field: code=ID,message=Error text"
        )
        by_hand.add_argument("--no-header", action="store_true", help="the first row of a CSV is no header")
        by_hand.add_argument(
            "--skip-table", action="append", default=[], metavar="TITLE", help="skip this table; may be repeated"
        )
        by_hand.add_argument(
            "--only-section",
            action="append",
            default=[],
            metavar="TITLE",
            help="import only this section; may be repeated",
        )
        by_hand.add_argument("--http-status", type=int, metavar="N", help="the status of cases that state none")
        by_hand.add_argument(
            "--code-from",
            choices=CODE_SOURCES,
            help="where the documents of a folder, one for each code, state their codes",
        )
        parser.add_argument("--dry-run", action="store_true", help="show what would change, store nothing")
        parser.add_argument(
            "--show", type=int, default=0, metavar="N", help="print the fields of N rows as they were read"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--allow-private", action="store_true", help="also fetch from loopback and private networks"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["service"] is not None and not is_slug(options["service"]):
            message = f"{options['service'][:80]!r} is not a service slug: use up to 100 letters, digits, - and _"
            raise CommandError(message, returncode=2)
        if options["url"] and not is_url(options["url"]):
            raise CommandError(f"{options['url'][:80]!r} is not an http or https address", returncode=2)
        hints = _hints(options)
        sources = [each for source in options["sources"] for each in _expanded(source)]
        documents: list[tuple[str, Reading]] = []
        try:
            if not options["replace"]:
                refuse_another_name(options["service"], options["name"])
            with _progress(len(sources)) as (whole, rows, codes):
                # Before the transaction: nobody's edit waits for somebody's web server.
                with reading_steps(rows.update):
                    for source in sources:
                        documents += self._read(source, options, hints, whole)
                        whole.update(1)
                codes.total = sum(reading.codes for _, reading in documents)
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
            message = f"the database refused the import, nothing was stored: {_why(problem)}"
            raise CommandError(message) from problem
        except SpelledOtherwise as problem:
            raise CommandError(f"nothing was imported: {problem}") from problem
        except NameDiffers as problem:
            raise CommandError(f"nothing was imported: {problem}; to rename it, add --replace") from problem
        except TooMuchWithdrawn as problem:
            raise CommandError(
                f"nothing was imported: {problem}. Is the document complete? Look with --dry-run; if it covers part of "
                "the service, add --part; if so much is really gone, add --allow-withdrawals"
            ) from problem
        for line in self._lines(pictures, options):
            say(self.stdout, line, data=options["json"])

    def _lines(self, pictures: list[Picture], options: dict[str, Any]) -> Iterator[str]:
        if options["json"]:
            yield json.dumps(summary(pictures, options["service"]), ensure_ascii=False)
            return
        many = len(pictures) > MOST_REPORTS
        for picture in pictures:
            yield from samples(picture, options["show"])
        if many:
            yield from report_of_many(pictures, self.style, dry_run=options["dry_run"], whole=options["verbosity"] > 1)
        for picture in () if many else pictures:
            yield from report(
                picture,
                self.style,
                dry_run=options["dry_run"],
                may_withdraw_much=options["allow_withdrawals"],
                whole=options["verbosity"] > 1,
            )

    def _read(self, source: str, options: dict[str, Any], hints: Hints, bar: Bar) -> list[tuple[str, Reading]]:
        """Return the documents of a source, by name."""
        try:
            if source.startswith(PACK_PREFIX):
                return [(source, read_packed(source.removeprefix(PACK_PREFIX)))]
            if source != "-" and not is_url(source) and Path(source).is_dir():
                return self._readings_of(
                    source, self._read_all(list(in_folder(Path(source))), options, hints, bar), options
                )
            data, url = _opened(source, allow_private=options["allow_private"])
            if options["format"] == "auto" and is_archive(data):
                return self._readings_of(source, self._read_all(list(archived(data)), options, hints, bar), options)
            reading = read(
                data,
                name=source,
                format=options["format"],
                service=options["service"],
                service_name=options["name"],
                url=options["url"] or url,
                hints=hints,
            )
        except IntakeError as problem:
            raise CommandError(f"{source}: {problem}") from problem
        return [(source, reading)]

    @staticmethod
    def _read_all(documents: list[tuple[str, bytes]], options: dict[str, Any], hints: Hints, bar: Bar) -> Folder:
        bar.total = (bar.total or 0) + len(documents)
        return read_all(
            documents, service=options["service"], service_name=options["name"], hints=hints, step=bar.update
        )

    def _readings_of(self, source: str, folder: Folder, options: dict[str, Any]) -> list[tuple[str, Reading]]:
        """Return the documents of a folder by path, and report those without errors."""
        if not options["json"]:
            for line in skipped_documents(folder):
                say(self.stdout, line)
        return [(f"{source.rstrip('/')}/{name}", reading) for name, reading in folder.readings]


def _hints(options: dict[str, Any]) -> Hints:
    """Return the hints for reading that the options give."""
    status = options["http_status"]
    if status is not None and not 100 <= status <= 599:
        raise CommandError(f"{status} is not an HTTP status from 100 to 599", returncode=2)
    try:
        columns = columns_in(options["columns"]) if options["columns"] else {}
    except IntakeError as problem:
        raise CommandError(f"--columns: {problem}", returncode=2) from problem
    return Hints(
        columns=columns,
        no_header=options["no_header"],
        skipped_tables=tuple(options["skip_table"]),
        only_sections=tuple(options["only_section"]),
        http_status=status,
        code_from=options["code_from"],
    )


def _why(problem: DatabaseError) -> str:
    """Return the database's message in one line, with advice for known failures."""
    reason = " ".join(str(problem).split())[:300]
    cause = problem.__cause__
    kind = getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", None) or ""
    if kind in _NO_TABLE or reason.startswith("no such table"):
        return f"{reason.rstrip('.')}. The database is not set up: run manage.py migrate, then import again."
    if kind.startswith(_NO_ROOM):
        return f"{reason.rstrip('.')}. Is its disk full? Make room there, then import again; the catalog is as it was."
    return reason


@contextmanager
def _progress(documents: int) -> Iterator[tuple[Bar, Bar, Bar]]:
    """Bars on a terminal once the import has gone on for a second: documents, rows as they are read, codes stored."""
    with (
        tqdm(total=documents, desc="documents", delay=1, disable=None if documents > 1 else True) as whole,
        tqdm(desc="read", delay=1, disable=None, unit=" rows") as rows,
        tqdm(desc="stored", delay=1, disable=None, unit=" codes") as codes,
    ):
        yield whole, rows, codes


def _expanded(source: str) -> list[str]:
    """Replace a folder of service models by the latest model of each service; leave other sources."""
    if source.startswith(PACK_PREFIX):
        return _expanded_pack(source)
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
        return [source]
    return [str(path) for path in sorted(latest.values())]


def _expanded_pack(source: str) -> list[str]:
    """Return a pack and the service models that belong to it."""
    name = source.removeprefix(PACK_PREFIX)
    if name not in {each.name for each in packs()}:
        names = ", ".join(f"{PACK_PREFIX}{each.name}" for each in packs())
        raise CommandError(f"no pack {name[:60]!r}; there are {names}", returncode=2)
    try:
        models = models_of_pack(name)
    except IntakeError as problem:
        raise CommandError(str(problem)) from problem
    return [source, *(_expanded(str(models)) if models else ())]


def _opened(source: str, *, allow_private: bool) -> tuple[bytes, str | None]:
    if is_url(source):
        fetched = fetch(source, allow_private=allow_private)
        return fetched.data, fetched.url
    try:
        if source == "-":
            return sys.stdin.buffer.read(LARGEST_DOCUMENT + 1), None
        with Path(source).open("rb") as file:
            begin = file.read(4)
            packed = begin.startswith((b"PK\x03\x04", b"\x1f\x8b")) or source.endswith(".tar")
            return begin + file.read(LARGEST_ARCHIVE if packed else LARGEST_DOCUMENT), None
    except OSError as problem:
        raise CommandError(f"cannot read {source}: {problem.strerror}") from problem
