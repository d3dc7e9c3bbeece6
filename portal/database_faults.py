"""Explanations of database failures: which file, and what to do about it."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError

_SQLITE = {
    "SQLITE_NOTADB": "{file} is no SQLite database, or damaged: stop the portal, move it away and restore a backup",
    "SQLITE_CORRUPT": "{file} is damaged: stop the portal, move it away and restore a backup",
    "SQLITE_BUSY": "{file} is locked by another process for longer than is waited: which one has it open (lsof)?",
    "SQLITE_LOCKED": "{file} is locked by another connection: try again",
    "SQLITE_READONLY": "{file} cannot be written: give this account the right to write the file and its folder",
    "SQLITE_CANTOPEN": "{file} cannot be opened: does its folder exist, and may this account read and write it?",
    "SQLITE_FULL": "the disk of {file} is full: make room there",
    "SQLITE_IOERR": "{file} cannot be read or written: is its disk full, or failing?",
    "SQLITE_PERM": "{file} may not be opened by this account: give it the right to read and write it",
}


def is_damaged(problem: BaseException | None) -> bool:
    """Return whether a database file is damaged, which Django reports as an error in a statement."""
    return isinstance(problem, DatabaseError) and _name(problem).startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT"))


def in_words(problem: BaseException) -> str:
    """Return a failure's explanation with what to do, or its class name if it has none."""
    name = _name(problem)
    explanation = next((words for start, words in _SQLITE.items() if name.startswith(start)), None)
    if explanation is None:
        return type(problem.__cause__ or problem).__name__
    return explanation.format(file=settings.DATABASES["default"].get("NAME") or "the database")


def _name(problem: BaseException) -> str:
    """Return SQLite's name of a failure; extended ones have a longer one, as SQLITE_READONLY_DIRECTORY."""
    return str(getattr(problem.__cause__ or problem, "sqlite_errorname", ""))
