"""One log event, one line, and nothing in it that a stranger sent for others not to see."""

from __future__ import annotations

import logging
import re
import time
import traceback
from pathlib import Path
from types import TracebackType

from django.db import OperationalError

_QUOTED = (OperationalError, OSError)
"""Errors that speak of the machine, not of the request: what they say is told."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_REFUSALS = "django.security."
_LONGEST = 2000
_FRAMES = 12


class LineFormatter(logging.Formatter):
    """Time, level, logger and message; of an exception its type and where it came from.

    What an exception says is left out, unless it speaks of the machine: it may quote the text that somebody pasted. So
    may Django's own words about a request that it refused.
    """

    def format(self, record: logging.LogRecord) -> str:
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        said = "a request was refused" if record.name.startswith(_REFUSALS) else record.getMessage()
        line = f"{moment} {record.levelname} {record.name} {said}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f" | {_told(record.exc_info[1], record.exc_info[2])}"
        return _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", line[:_LONGEST])


def _told(error: BaseException, origin: TracebackType | None) -> str:
    kind = type(error).__name__
    said = f"{kind}: {error}" if isinstance(error, _QUOTED) else kind
    frames = traceback.extract_tb(origin)[-_FRAMES:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{said} at {places}" if places else said
