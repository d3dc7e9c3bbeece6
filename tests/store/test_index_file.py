"""The file from which workers load the index: used only when it is this portal's own, whole and of this revision."""

from __future__ import annotations

import errno
import multiprocessing
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.store import index_file, snapshot
from catalog.store.index_file import index_path, read_index_file, turn_to_build, write_index_file
from catalog.store.revision import RevisionMark
from tests.diagnosis.conftest import METAL

MARK = RevisionMark(7, None)
TABLES = CatalogIndex([METAL]).tables


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.INDEX_FOLDER = str(tmp_path / "kept")
    monkeypatch.setattr(index_file, "_not_before", 0.0)
    monkeypatch.setattr(index_file, "_is_uncommitted", lambda: False)
    return tmp_path / "kept"


def outcome_of(tables: Any) -> str:
    return diagnose("Metal.0204 Image not found", CatalogIndex.of_tables(tables, revision=7)).outcome


def test_index_is_read_back_from_its_file(folder: Path) -> None:
    assert read_index_file(MARK) is None

    assert write_index_file(MARK, TABLES) == index_path(folder)

    assert outcome_of(read_index_file(MARK)) == "known"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert index_path(folder).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mark", [RevisionMark(8, None), RevisionMark(6, None)], ids=["newer", "older"])
def test_file_of_another_revision_is_not_used(mark: RevisionMark) -> None:
    write_index_file(MARK, TABLES)

    assert read_index_file(mark) is None


def test_file_of_other_code_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_index_file(MARK, TABLES)
    monkeypatch.setattr(index_file, "_code_version", lambda: "f" * 64)

    assert read_index_file(MARK) is None
    assert write_index_file(MARK, TABLES) is not None
    assert len(list(folder.glob("*.index"))) == 2


@pytest.mark.parametrize("place", [0, 30, 60, 200, -100, -20, -3])
def test_damaged_file_is_not_used(folder: Path, caplog: pytest.LogCaptureFixture, place: int) -> None:
    write_index_file(MARK, TABLES)
    data = bytearray(index_path(folder).read_bytes())
    data[place] ^= 1
    index_path(folder).write_bytes(data)

    assert read_index_file(MARK) is None


@pytest.mark.parametrize("size", [0, 10, 100, -1])
def test_truncated_file_is_not_used(folder: Path, caplog: pytest.LogCaptureFixture, size: int) -> None:
    write_index_file(MARK, TABLES)
    data = index_path(folder).read_bytes()
    index_path(folder).write_bytes(data[:size])

    assert read_index_file(MARK) is None
    assert "will be built anew" in caplog.text


def test_file_signed_with_another_key_is_not_used(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    write_index_file(MARK, TABLES)
    settings.SECRET_KEY = "another"

    assert read_index_file(MARK) is None
    assert "signature" in caplog.text


@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_others_can_write_is_not_used(folder: Path, caplog: pytest.LogCaptureFixture, what: str) -> None:
    write_index_file(MARK, TABLES)
    (index_path(folder) if what == "file" else folder).chmod(0o777)

    assert read_index_file(MARK) is None
    assert f"others can write to the {what}" in caplog.text


def test_file_of_another_user_is_not_used(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    write_index_file(MARK, TABLES)
    monkeypatch.setattr(os, "geteuid", lambda: 4711)

    assert read_index_file(MARK) is None
    assert "belongs to another user" in caplog.text
    assert write_index_file(MARK, TABLES) is None


def test_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    write_index_file(MARK, TABLES)
    index_path(folder).rename(tmp_path / "elsewhere")
    index_path(folder).symlink_to(tmp_path / "elsewhere")

    assert read_index_file(MARK) is None


def test_full_disk_is_told_and_leaves_nothing(
    folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)

    assert write_index_file(MARK, TABLES) is None
    assert "No space left on device" in caplog.text
    assert "PORTAL_INDEX_FOLDER" in caplog.text
    assert list(folder.iterdir()) == []
    caplog.clear()
    assert write_index_file(MARK, TABLES) is None
    assert caplog.text == ""


def test_folder_that_cannot_be_made_is_told(settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    settings.INDEX_FOLDER = str(tmp_path / "file" / "kept")

    with turn_to_build():
        assert write_index_file(MARK, TABLES) is None
    assert "Not a directory" in caplog.text


def test_what_old_code_left_is_removed_after_a_day(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    for name, age in (("old.index", 2 * 86400), ("new-broken", 2 * 86400), ("rolling.index", 60)):
        (folder / name).write_text("")
        stamp = os.stat(folder / name).st_mtime - age
        os.utime(folder / name, (stamp, stamp))

    write_index_file(MARK, TABLES)

    assert {path.name for path in folder.iterdir()} == {index_path(folder).name, "rolling.index"}


def test_open_transaction_keeps_its_index_to_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_index_file(MARK, TABLES)
    monkeypatch.setattr(index_file, "_is_uncommitted", lambda: True)

    assert read_index_file(MARK) is None
    assert write_index_file(replace(MARK, number=8), TABLES) is None


def _hold(folder: str, held: Any, leave: Any) -> None:
    lock = os.open(Path(folder, "lock"), os.O_RDWR | os.O_CREAT, 0o600)
    index_file._wait_for(lock)
    held.set()
    leave.wait(60)


def test_only_one_process_builds_at_a_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = multiprocessing.get_context("fork")
    held, leave = context.Event(), context.Event()
    folder.mkdir(mode=0o700)
    other = context.Process(target=_hold, args=(str(folder), held, leave))
    other.start()
    assert held.wait(60)
    waited = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        leave.set()

    monkeypatch.setattr(time, "sleep", sleep)

    with turn_to_build():
        pass

    other.join(60)
    assert waited


@pytest.mark.django_db
def test_large_index_that_cannot_be_built_aside_is_built_here(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(snapshot, "BUILT_ASIDE", 0)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    assert snapshot._build_aside() is False
    assert "is built in this process" in caplog.text
