"""Log formatters: one line for each event, as text or JSON, with nothing that clients sent."""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
from pathlib import Path
from types import TracebackType

from django.db import OperationalError

from portal.request_ids import current_id

_QUOTED = (OperationalError, OSError)
"""Errors about the machine, not the request; their messages are logged."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_REFUSALS = "django.security."
_LONGEST = 2000
_FRAMES = 12


class RefusedHosts(logging.Filter):
    """Logs one line a minute on requests for an unknown host, with the setting to change.

    Whoever looks for open servers asks for any host, and each would be an error in the log; a name that was forgotten
    in ``ALLOWED_HOSTS`` has to be seen all the same.
    """

    EVERY = 60.0

    def __init__(self) -> None:
        super().__init__()
        self._silent_until = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Let one line per interval through, as a warning without the host name that was sent."""
        if time.monotonic() < self._silent_until:
            return False
        self._silent_until = time.monotonic() + self.EVERY
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.name = "portal.hosts"
        record.msg = "refused requests for a host that is not in ALLOWED_HOSTS; add the portal's own names there"
        record.args = ()
        return True


class LineFormatter(logging.Formatter):
    """Formats a record as one line: time, level, logger, request id, message, exception type and origin.

    What an exception says is left out, unless it speaks of the machine: it may quote the text that somebody pasted. So
    may Django's own words about a request that it refused.
    """

    def format(self, record: logging.LogRecord) -> str:
        request_id = current_id()
        marker = f"[{request_id}] " if request_id else ""
        line = f"{_moment(record)} {record.levelname} {record.name} {marker}{_message(record)}"
        if record.exc_info and record.exc_info[1] is not None:
            line += f" | {_traceback_line(record.exc_info[1], record.exc_info[2])}"
        return _UNPRINTABLE.sub(lambda match: f"\\x{ord(match[0]):02x}", line[:_LONGEST])


class JsonFormatter(logging.Formatter):
    """Formats a record as one JSON object, with the facts of a request by name."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record)[:_LONGEST],
        }
        if request_id := current_id():
            line["request_id"] = request_id
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = _traceback_line(record.exc_info[1], record.exc_info[2])[:_LONGEST]
        return json.dumps(line)


def _moment(record: logging.LogRecord) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))


def _message(record: logging.LogRecord) -> str:
    """Return the message to log. Django's own messages hold the address, in which somebody may have pasted an error."""
    if record.name.startswith(_REFUSALS):
        return "a request was refused"
    request = getattr(record, "request", None)
    if record.name != "django.request" or request is None:
        return record.getMessage()
    match = getattr(request, "resolver_match", None)
    return f"{getattr(record, 'status_code', '')} {match.view_name if match else 'no address'}"


def _traceback_line(error: BaseException, origin: TracebackType | None) -> str:
    kind = type(error).__name__
    text = f"{kind}: {error}" if isinstance(error, _QUOTED) else kind
    frames = traceback.extract_tb(origin)[-_FRAMES:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{text} at {places}" if places else text
