"""A database file that is damaged, locked, read-only or has no room: which file it is, and what to do."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError

from portal.database_away import _noted
from portal.database_faults import in_words, is_damaged
from tests.running_portal import ROOT, plain_environment


def failure(name: str, kind: type[DatabaseError] = OperationalError) -> DatabaseError:
    cause = sqlite3.OperationalError("it failed")
    cause.sqlite_errorname = name
    problem = kind("it failed")
    problem.__cause__ = cause
    return problem


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("SQLITE_NOTADB", "restore a backup"),
        ("SQLITE_CORRUPT_INDEX", "restore a backup"),
        ("SQLITE_BUSY", "locked by another process"),
        ("SQLITE_READONLY_DIRECTORY", "right to write"),
        ("SQLITE_CANTOPEN", "does its folder exist"),
        ("SQLITE_FULL", "make room"),
        ("SQLITE_IOERR_WRITE", "disk"),
    ],
)
def test_failure_has_an_explanation(name: str, message: str) -> None:
    assert message in in_words(failure(name))


def test_another_failure_is_told_by_its_kind_alone() -> None:
    assert in_words(OperationalError("of somebody's secret")) == "OperationalError"


def test_a_damaged_file_counts_as_away() -> None:
    damaged = failure("SQLITE_NOTADB", DatabaseError)
    assert is_damaged(damaged)
    assert _noted(damaged)
    assert not _noted(DatabaseError("a mistake in a statement"))


@pytest.mark.parametrize("command", [["diagnose"], ["export_catalog"], ["audit_catalog"], ["migrate", "-v0"]])
def test_a_command_says_which_file_is_damaged(command: list[str], tmp_path: Path) -> None:
    file = tmp_path / "portal.sqlite3"
    file.write_bytes(b"this is no database, " * 500)
    output = run(command, file)
    assert output.returncode == 1
    assert str(file) in output.stderr
    assert "restore a backup" in output.stderr
    assert len(output.stderr.strip().splitlines()) == 1


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anything")
def test_a_command_says_which_file_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "portal.sqlite3"
    assert run(["migrate", "-v0"], file).returncode == 0
    file.chmod(0o444)
    tmp_path.chmod(0o555)
    output = run(["migrate", "-v0"], file)
    tmp_path.chmod(0o755)
    assert str(file) in output.stderr


def run(command: list[str], file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=plain_environment({"DATABASE_URL": f"sqlite:///{file}", "SECRET_KEY": "for this test only"}),
        input="HTTP 404",
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
