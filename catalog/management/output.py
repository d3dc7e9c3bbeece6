"""Standard output as commands write to it: whatever stands in a text, and whoever stops reading it."""

from __future__ import annotations

import os
import sys

from django.core.management.base import CommandError, OutputWrapper


def say(out: OutputWrapper, text: str, *, data: bool = False, ending: str = "\n") -> None:
    """Write ``text``. ``data`` is read by a program: it is UTF-8 wherever it goes.

    Of words, a terminal shows what it can. Who has read enough, as ``head`` has, ends nothing: the exit code is still
    to be told.

    Raises:
        CommandError: when it cannot be written, as to a full disk.
    """
    if hasattr(out, "reconfigure"):
        out.reconfigure(encoding="utf-8" if data else None, errors="replace")
    try:
        out.write(text, ending=ending)
        out.flush()
    except OSError as problem:
        # The buffer still holds the output and would be written again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(problem, BrokenPipeError):
            raise CommandError(f"cannot write the answer: {problem.strerror}") from None
