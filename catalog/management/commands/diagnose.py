"""``manage.py diagnose``: pasted text in, guidance out."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.management.output import say
from catalog.printing.json_answer import guidance_object
from catalog.printing.links import links_for
from catalog.printing.words import plain_text
from catalog.troubleshoot import text_of, troubleshoot

MOST_BYTES = 4 * 1024 * 1024
"""Bytes of one file that are read; the answer says when there were more."""

EXIT_CODES = {"known": 0, "ambiguous": 3, "unknown": 4}


class Command(BaseCommand):
    """Says what an error means; exits with 0 when it is known, 3 when ambiguous, 4 when unknown."""

    help = "Say what a pasted error means. Exit code: 0 known, 3 ambiguous, 4 unknown (of several, the highest)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files, and how to print."""
        parser.add_argument("files", nargs="*", default=["-"], metavar="FILE", help="a file, or - for standard input")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer each file."""
        files: list[str] = options["files"]
        texts = [(name, text_of(_read(name))) for name in files]
        empty = [name for name, text in texts if not text.strip()]
        if empty:
            raise CommandError(f"{_called(empty[0])} is empty: give the text of an error")
        worst = 0
        for name, text in texts:
            guidance = troubleshoot(text)
            worst = max(worst, EXIT_CODES[guidance.outcome])
            if options["json"]:
                say(self.stdout, json.dumps(guidance_object(guidance, links_for(None)), ensure_ascii=False), data=True)
            else:
                heading = f"== {name} ==\n" if len(texts) > 1 else ""
                say(self.stdout, heading + plain_text(guidance, links_for(None)))
        if worst:
            sys.exit(worst)


def _read(name: str) -> bytes:
    try:
        if name == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as problem:
        raise CommandError(f"cannot read {name}: {problem.strerror}") from problem


def _called(name: str) -> str:
    return "standard input" if name == "-" else name
