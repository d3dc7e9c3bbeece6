"""``manage.py build_index``: builds the indexes of the current revision for all workers of this host."""

from __future__ import annotations

import os
from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from catalog.management.output import say
from catalog.management.pageless_command import PagelessCommand
from catalog.store.search import build_files
from catalog.store.snapshot import build_file

_NICENESS = 5


class Command(PagelessCommand):
    """Builds the index files; exits with 1 if they cannot be written."""

    help = "Build the index of the catalog's present revision and keep it in a file for all workers of this host."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--in-turn", action="store_true", help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["in_turn"]:
            os.nice(_NICENESS)
        built = build_file(in_turn=options["in_turn"])
        if built is None:
            raise CommandError("the index could not be kept in a file: is the database in memory, or the folder full?")
        mark, path = built
        build_files()
        say(self.stdout, f"revision {mark.number}: {path}, {path.stat().st_size / 1e6:.1f} MB")
