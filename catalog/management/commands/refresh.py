"""``manage.py refresh``: reads the sources again, applies trusted ones, queues the others for review."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from catalog.curation.models import Source
from catalog.curation.refreshing import refresh
from catalog.management.output import say
from catalog.management.pageless_command import PagelessCommand


class Command(PagelessCommand):
    """Reads sources and reports the result of each."""

    help = (
        "Read the catalog's sources again. Changes of a trusted source are applied, others wait for review in the "
        "workbench. Exit status 1 if a source failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("services", nargs="*", metavar="SERVICE", help="only the sources of these services")
        parser.add_argument(
            "--allow-private", action="store_true", help="also fetch from loopback and private networks"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Source.objects.filter(active=True)
        if options["services"]:
            rows = rows.filter(service__in=options["services"])
            if missing := set(options["services"]) - set(rows.values_list("service", flat=True)):
                raise CommandError(f"no active source of {', '.join(sorted(missing))}", returncode=2)
        failed = 0
        for source in rows:
            done = refresh(source, allow_private=options["allow_private"])
            failed += done.outcome == "failed"
            style = {"failed": self.style.ERROR, "waiting": self.style.WARNING}.get(done.outcome, str)
            say(self.stdout, f"{source.service} {source.location}: {style(done.outcome)}. {done.text}", data=False)
        if failed:
            raise CommandError(f"{failed} of {len(rows)} sources failed; nothing of them was changed")
