"""``manage.py diagnose``: pasted text in, guidance out."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from django.core.management.base import CommandError
from tqdm import tqdm

from catalog.diagnosis.guidance import Guidance
from catalog.management.output import say
from catalog.management.pageless_command import PagelessCommand
from catalog.printing.json_answer import guidance_object
from catalog.printing.links import links_for
from catalog.printing.plain_text import plain_text
from catalog.troubleshoot import EmptyText, text_of, traced, troubleshoot_file

LONGEST_TRACED = 200_000
"""Bytes of a file that are traced: a trace is read by somebody."""

EXIT_CODES = {"known": 0, "ambiguous": 3, "unknown": 4}


class Command(PagelessCommand):
    """Explains errors; exits with 0 if known, 3 if ambiguous, 4 if unknown."""

    help = "Say what a pasted error means. Exit code: 0 known, 3 ambiguous, 4 unknown (of several, the highest)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", default=["-"], metavar="FILE", help="a file, or - for standard input")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")
        parser.add_argument(
            "--trace", action="store_true", help="say which rule read what where, and why the answer was chosen"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        files: list[str] = options["files"]
        for name in files:
            _check(name)
        worst = 0
        for name in files:
            if options["trace"]:
                say(self.stdout, _traced(name), data=True)
                continue
            guidance = _answer(name)
            worst = max(worst, EXIT_CODES[guidance.outcome])
            if options["json"]:
                say(self.stdout, json.dumps(guidance_object(guidance, links_for(None)), ensure_ascii=False), data=True)
            else:
                heading = f"== {name} ==\n" if len(files) > 1 else ""
                say(self.stdout, heading + plain_text(guidance, links_for(None)))
        if worst:
            sys.exit(worst)


def _check(name: str) -> None:
    """Refuse a file that cannot be read or is empty, before any is diagnosed."""
    if name == "-":
        return
    try:
        with Path(name).open("rb") as file:
            empty = not file.read(1) and file.seekable()
    except OSError as problem:
        raise CommandError(f"cannot read {name}: {problem.strerror}") from problem
    if empty:
        raise CommandError(_empty(name))


def _answer(name: str) -> Guidance:
    """Diagnose a file of any size, with a progress bar on a terminal."""
    try:
        with _opened(name) as file, _bar(name, file) as bar:
            return troubleshoot_file(file, progress=bar.update)
    except EmptyText:
        raise CommandError(_empty(name)) from None
    except OSError as problem:
        raise CommandError(f"cannot read {_called(name)}: {problem.strerror}") from problem


def _traced(name: str) -> str:
    """Return the trace of a file's beginning."""
    try:
        with _opened(name) as file:
            return traced(text_of(file.read(LONGEST_TRACED)))
    except OSError as problem:
        raise CommandError(f"cannot read {_called(name)}: {problem.strerror}") from problem


def _opened(name: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb")


def _bar(name: str, file: BinaryIO) -> tqdm[NoReturn]:
    """Return a progress bar on standard error, shown on a terminal only and only for long runs."""
    with suppress(OSError, ValueError):
        size = os.fstat(file.fileno()).st_size
        if size:
            return tqdm(total=size, desc=name, **_BAR)
    return tqdm(desc=_called(name), **_BAR)


_BAR: dict[str, Any] = {"unit": "B", "unit_scale": True, "leave": False, "delay": 1, "disable": None}
"""``disable``: where standard error is no terminal."""


def _empty(name: str) -> str:
    return f"{_called(name)} is empty: give the text of an error"


def _called(name: str) -> str:
    return "standard input" if name == "-" else name
