"""Index file of a revision: built once, mapped by every worker of the host.

The file lies in ``INDEX_FOLDER``, one for each version of the code that builds it, and is replaced whole. It is used
only if this user wrote it, nobody else can write to it, and its signature, made with a key derived from ``SECRET_KEY``,
is right; else it is built anew. Its layout: the magic, the signature of all that follows, the sections, a directory of
them as JSON, the directory's length.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import logging
import mmap
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from catalog import folding, known_error, message_template, template_values
from catalog.diagnosis import index_tables
from catalog.diagnosis.index_tables import IndexTables, read_tables, written
from catalog.store.audience import Audience
from catalog.store.revision import RevisionMark

LOCK_SECONDS = 300
"""How long a worker waits for another that builds the same index, before it builds one of its own."""

PAUSE_SECONDS = 600
"""How long a worker does not try to write, after the folder was full or not to be written to."""

_MAGIC = b"error-portal index 1\n\0\0\0"
_SIGNATURE = hashlib.sha256().digest_size
_LENGTH = 8
_STALE_DAYS = 1

logger = logging.getLogger(__name__)

_not_before = 0.0


class Unusable(Exception):
    """Raised for a file or folder that cannot be used; the message says why."""


def index_folder() -> Path | None:
    """Return the folder of the index; None where each process keeps its own, as for a database in memory.

    What an open transaction has not yet committed is its own affair, and never goes into a file.
    """
    folder = getattr(settings, "INDEX_FOLDER", None)
    return Path(folder) if folder and not _is_uncommitted() else None


def _is_uncommitted() -> bool:
    return bool(connection.in_atomic_block)


def index_path(folder: Path, whom: Audience = Audience.TEAM) -> Path:
    """Return the path of the file for this version of the code and an audience."""
    return folder / f"{_code_version()[:16]}{'' if whom is Audience.TEAM else f'-{whom}'}.index"


def read_index_file(mark: RevisionMark, whom: Audience = Audience.TEAM) -> IndexTables | None:
    """Return the tables kept for a revision; None where there are none to be trusted, with a warning that says why."""
    folder = index_folder()
    if folder is None:
        return None
    path = index_path(folder, whom)
    try:
        return _read(path, mark, whom)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, Unusable) as problem:
        logger.warning("the index file %s is not used and will be built anew: %s", path, problem)
        return None


def write_index_file(mark: RevisionMark, tables: IndexTables, whom: Audience = Audience.TEAM) -> Path | None:
    """Write the tables of a revision for all workers; None, with a warning, if they cannot be written."""
    global _not_before
    folder = index_folder()
    if folder is None or not may_write():
        return None
    try:
        _make(folder)
        path = index_path(folder, whom)
        _write(path, mark, tables, whom)
        _remove_stale(folder)
    except (OSError, Unusable) as problem:
        _not_before = time.monotonic() + PAUSE_SECONDS
        logger.warning(
            "the index cannot be kept in %s (%s): each worker builds it in its own memory. Make room there or make it "
            "writable, or set PORTAL_INDEX_FOLDER",
            folder,
            getattr(problem, "strerror", None) or problem,
        )
        return None
    return path


def may_write() -> bool:
    """Return False for a while after a failed write."""
    return time.monotonic() >= _not_before


@contextmanager
def turn_to_build() -> Iterator[None]:
    """Wait until no other process builds an index; do not wait if there is no lock."""
    folder = index_folder()
    lock = None
    if folder is not None and may_write():
        with suppress(OSError, Unusable):
            _make(folder)
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            _wait_for(lock)
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


def _wait_for(lock: int) -> None:
    deadline = time.monotonic() + LOCK_SECONDS
    while time.monotonic() < deadline:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _check_owned(os.stat(folder, follow_symlinks=False), "the folder")


def _check_owned(status: os.stat_result, what: str) -> None:
    """Raise ``Unusable`` unless only this user can write to it."""
    if status.st_uid != os.geteuid():
        raise Unusable(f"{what} belongs to another user")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise Unusable(f"others can write to {what}")


def _read(path: Path, mark: RevisionMark, whom: Audience) -> IndexTables | None:
    _check_owned(os.stat(path.parent, follow_symlinks=False), "the folder")
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        status = os.fstat(descriptor)
        _check_owned(status, "the file")
        if not stat.S_ISREG(status.st_mode) or status.st_size < len(_MAGIC) + _SIGNATURE + _LENGTH:
            raise Unusable("it is too short to be one")
        whole = memoryview(mmap.mmap(descriptor, 0, prot=mmap.PROT_READ))
    finally:
        os.close(descriptor)
    signed = whole[len(_MAGIC) + _SIGNATURE :]
    if whole[: len(_MAGIC)] != _MAGIC:
        raise Unusable("it is no index")
    directory = _directory(signed)
    if directory["identity"] != _identity(mark, whom):
        # Not signed yet, but only asked whether it is worth being checked: another revision's is built anew anyway.
        return None
    signature = hmac.new(_key(), signed, hashlib.sha256).digest()
    if not hmac.compare_digest(signature, whole[len(_MAGIC) : len(_MAGIC) + _SIGNATURE]):
        raise Unusable("its signature is wrong: it is damaged, or not this portal's")
    return read_tables({name: signed[first:end] for name, (first, end) in directory["sections"].items()})


def _directory(signed: memoryview) -> dict[str, dict[str, Any]]:
    length = int.from_bytes(signed[-_LENGTH:], "little")
    if length > len(signed) - _LENGTH:
        raise Unusable("it is damaged")
    directory = json.loads(bytes(signed[-_LENGTH - length : -_LENGTH]))
    if not isinstance(directory, dict) or not {"identity", "sections"} <= directory.keys():
        raise Unusable("it is damaged")
    return directory


def _write(path: Path, mark: RevisionMark, tables: IndexTables, whom: Audience) -> None:
    descriptor, name = tempfile.mkstemp(prefix="new-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            signature = hmac.new(_key(), digestmod=hashlib.sha256)
            file.write(_MAGIC + bytes(_SIGNATURE))
            sections: dict[str, tuple[int, int]] = {}
            end = 0
            for section, data in written(tables):
                raw = memoryview(data).cast("B")
                # Arrays are read where they lie, and want to begin at a multiple of their size.
                padded = bytes(-len(raw) % 8)
                for piece in (raw, padded):
                    file.write(piece)
                    signature.update(piece)
                sections[section] = (end, end + len(raw))
                end += len(raw) + len(padded)
            directory = json.dumps({"identity": _identity(mark, whom), "sections": sections}).encode()
            tail = directory + len(directory).to_bytes(_LENGTH, "little")
            file.write(tail)
            signature.update(tail)
            file.seek(len(_MAGIC))
            file.write(signature.digest())
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _remove_stale(folder: Path) -> None:
    """Remove files of other releases and broken writes that nobody has used for a day."""
    before = time.time() - _STALE_DAYS * 24 * 3600
    for path in [*folder.glob("*.index"), *folder.glob("new-*")]:
        with suppress(OSError):
            if path.stat().st_mtime < before and path not in {index_path(folder, whom) for whom in Audience}:
                path.unlink()


def _identity(mark: RevisionMark, whom: Audience) -> dict[str, object]:
    """Return what tells a revision from all others, also from one of the same number before a backup was put back."""
    changed = mark.changed.isoformat() if mark.changed else None
    return {"revision": mark.number, "changed": changed, "code": _code_version(), "audience": whom}


def _key() -> bytes:
    return hashlib.sha256(b"catalog index\0" + settings.SECRET_KEY.encode()).digest()


@lru_cache(1)
def _code_version() -> str:
    """Return a digest of the code that decides what an index holds, so that an upgrade never reads an old one."""
    paths = [
        *Path(index_tables.__file__).parent.glob("*.py"),
        *(Path(str(each.__file__)) for each in (folding, known_error, message_template, template_values)),
    ]
    digest = hashlib.sha256(f"{version('daachorse')} {sys.version_info} {sys.byteorder}".encode())
    for path in sorted(paths):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
