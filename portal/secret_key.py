"""Secret key that the portal generates and stores in a file."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

_SHORTEST = 32


def key_file(database_file: Path) -> Path:
    """Return the path of the secret key that belongs to this SQLite database."""
    return database_file.with_name(database_file.name + ".secret-key")


def kept_key(path: Path) -> str:
    """Return the key in the file; create it first if missing, readable by its owner only.

    Processes that start at the same moment get the same key: a complete file takes its place in one step or not at all.

    Raises:
        ImproperlyConfigured: when the file cannot be read or made, or holds no key.
    """
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ImproperlyConfigured(
            f"SECRET_KEY is not set and cannot be kept in {path}: {reason}; set it, or make that folder writable"
        ) from error
    if len(key) < _SHORTEST:
        raise ImproperlyConfigured(f"SECRET_KEY is not set and {path} holds no key; set it, or remove that file")
    return key


def _make(path: Path) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(8).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(get_random_secret_key() + "\n")
        # A hard link never replaces a file: whoever came first has made the key for all.
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
