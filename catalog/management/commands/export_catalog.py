"""``manage.py export_catalog``: the catalog as a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from catalog.export import UnknownService, export_csv, export_json
from catalog.management.output import say
from catalog.management.pageless_command import PagelessCommand
from catalog.store.audience import Audience, answering


class Command(PagelessCommand):
    """Writes the catalog, or one service of it, to a file or to standard output."""

    help = "Write the catalog as JSON (with its provenance), or one service of it as CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--service", metavar="SLUG", help="only this service")
        parser.add_argument("--format", choices=["json", "csv"], default="json")
        parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        slug: str | None = options["service"]
        if options["format"] == "csv" and not slug:
            raise CommandError("CSV holds one service; add --service SLUG", returncode=2)
        try:
            with answering(Audience.TEAM):
                text = (
                    export_csv(slug) if options["format"] == "csv" and slug else export_json([slug] if slug else None)
                )
        except UnknownService as problem:
            raise CommandError(str(problem)) from problem
        if not options["output"]:
            say(self.stdout, text, data=True, ending="")
            return
        try:
            Path(options["output"]).write_text(text, encoding="utf-8", newline="\n")
        except OSError as problem:
            raise CommandError(f"cannot write {options['output']}: {problem.strerror}") from problem
