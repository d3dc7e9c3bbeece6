"""Folders of the search indexes: one for each revision, built once on a host and mapped by all of its workers."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from catalog.store.search.search_index import SearchIndex

_KEPT = 3
"""Indexes that are kept beside the newest: workers that are behind, or of the release before, still open them."""

_UNFINISHED = ".unfinished-"

logger = logging.getLogger(__name__)


def open_or_build(
    root: Path, name: str, *, open_folder: Callable[[Path], SearchIndex], build: Callable[[Path | None], SearchIndex]
) -> SearchIndex:
    """Open the index ``name`` below ``root``; the first process that needs it builds it there.

    Where ``root`` cannot be written, or is somebody else's, the index is built in memory.
    """
    folder = root / name
    try:
        _make_private(root)
        if folder.is_dir():
            return open_folder(folder)
        with _locked(root):
            if not folder.is_dir():
                _build(root, folder, build)
            return open_folder(folder)
    except (OSError, ValueError) as problem:
        logger.warning("the search index is kept in memory: %s", problem)
        return build(None)


def used(folder: Path) -> Path | None:
    """Return a folder if it is there, and let it be kept as one of the latest."""
    try:
        os.utime(folder)
    except FileNotFoundError:
        return None
    return folder


@cache
def release_digest() -> str:
    """Return a digest of the files that decide what an index holds: another release may build another one."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.iterdir()):
        if path.suffix in (".py", ".txt"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _build(root: Path, folder: Path, build: Callable[[Path | None], SearchIndex]) -> None:
    # Under a name of its own until it is whole, so that nobody ever opens a part of one.
    unfinished = root / f"{_UNFINISHED}{os.getpid()}"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        build(unfinished)
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    _drop_old(root, folder)


def _drop_old(root: Path, newest: Path) -> None:
    """Remove what nobody needs any more. What is mapped by somebody lives on until it is closed."""
    others = [each for each in root.iterdir() if each.is_dir() and each != newest]
    unfinished = [each for each in others if each.name.startswith(_UNFINISHED)]
    whole = sorted((each for each in others if each not in unfinished), key=lambda each: -each.stat().st_mtime)
    for each in (*unfinished, *whole[_KEPT:]):
        shutil.rmtree(each, ignore_errors=True)


def _make_private(root: Path) -> None:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = root.stat()
    if status.st_uid != os.getuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError(f"{root} can be written by others")


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
