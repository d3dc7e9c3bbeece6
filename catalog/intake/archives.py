"""Archives and folders as the documents in them: bounded in number and size, nothing written to a disk."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from catalog.intake.documents import IntakeError

LARGEST_ARCHIVE = 200 * 1024 * 1024
"""Bytes of an archive, and of the documents of an archive or a folder together."""

MOST_DOCUMENTS = 20_000
"""Documents of an archive or a folder that are read."""

LARGEST_MEMBER = 20 * 1024 * 1024

_READ = frozenset(
    (
        ".md", ".mdx", ".markdown", ".rst", ".adoc", ".asciidoc", ".txt", ".html", ".htm", ".xhtml", ".csv", ".tsv",
        ".json", ".jsonl", ".yaml", ".yml", ".toml", ".xlsx", ".po", ".properties", ".h", ".hpp", ".go", ".py", ".java",
        ".proto", ".wiki",
    )
)  # fmt: skip
_NOT_READ = frozenset(("node_modules", "__pycache__", "vendor", "venv"))
_TAR_MAGIC = slice(257, 262)


def is_archive(data: bytes) -> bool:
    """Return whether a document is an archive of documents; not for a workbook or a single compressed document."""
    if data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return "[Content_Types].xml" not in archive.namelist()
        except (zipfile.BadZipFile, OSError, ValueError):
            return False
    if data.startswith(b"\x1f\x8b"):
        try:
            data = zlib.decompressobj(31).decompress(data, 1024)
        except zlib.error:
            return False
    return data[_TAR_MAGIC] == b"ustar"


def archived(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The documents of a ZIP or tar archive, by their names in it, in the order of these.

    Raises:
        IntakeError: when it is broken, or holds more than is read.
    """
    try:
        yield from _of_zip(data) if data.startswith(b"PK") else _of_tar(data)
    except (zipfile.BadZipFile, tarfile.TarError, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error):
        raise IntakeError("the archive is broken, or locked by a password") from None


def in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The documents of a folder and of the folders in it, by their paths; links and hidden files are left out.

    Raises:
        IntakeError: when it holds more than is read.
    """
    budget = _Budget()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not _is_read(name) or path.is_symlink() or not path.is_file():
            continue
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST_MEMBER + 1)
        except OSError as problem:
            raise IntakeError(f"cannot read {name[:200]}: {problem.strerror}") from None
        budget.take(name, len(data))
        yield name, data


class _Budget:
    """How much of an archive was read."""

    def __init__(self) -> None:
        self._documents = self._size = 0

    def take(self, name: str, size: int) -> None:
        self._documents += 1
        self._size += size
        if self._documents > MOST_DOCUMENTS:
            raise IntakeError(f"there are more than {MOST_DOCUMENTS:,} documents in it; import a part of them")
        if size > LARGEST_MEMBER:
            raise IntakeError(f"{name[:200]} has more than {LARGEST_MEMBER // 1024 // 1024} MB; split it")
        if self._size > LARGEST_ARCHIVE:
            raise IntakeError(f"its documents have more than {LARGEST_ARCHIVE // 1024 // 1024} MB together; split it")


def _of_zip(data: bytes) -> Iterator[tuple[str, bytes]]:
    budget = _Budget()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in sorted(archive.infolist(), key=lambda each: each.filename):
            if entry.is_dir() or not _is_read(entry.filename):
                continue
            with archive.open(entry) as file:
                # The size in a header is not trusted.
                content = file.read(LARGEST_MEMBER + 1)
            budget.take(entry.filename, len(content))
            yield entry.filename, content


def _of_tar(data: bytes) -> Iterator[tuple[str, bytes]]:
    budget = _Budget()
    members: list[tuple[str, bytes]] = []
    unpacked = 0
    # Read as a stream: an archive that is packed cannot be entered anywhere without unpacking all before it.
    with tarfile.open(fileobj=io.BytesIO(data), mode="r|*") as archive:
        for entry in archive:
            unpacked += entry.size
            if unpacked > LARGEST_ARCHIVE:
                raise IntakeError(
                    f"the archive unpacks to more than {LARGEST_ARCHIVE // 1024 // 1024} MB: it is not read"
                )
            if not entry.isreg() or not _is_read(entry.name):
                continue
            file = archive.extractfile(entry)
            if file is not None:
                content = file.read(LARGEST_MEMBER + 1)
                budget.take(entry.name, len(content))
                members.append((entry.name, content))
    yield from sorted(members)


def _is_read(name: str) -> bool:
    """Return whether a document of this name is read: by its suffix, and not in a hidden folder."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.suffix.lower() not in _READ or any(part in _NOT_READ for part in path.parts):
        return False
    return not any(part.startswith((".", "__")) for part in path.parts)
