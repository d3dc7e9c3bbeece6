"""Interrupted imports, killed or out of disk space: the old catalog stays whole."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load.servers import KEY
from benchmarks.ratios import Measured
from tests.postgres_servers import PostgresServer, one_server
from tests.running_portal import RunningPortal, copy_of_the_portal, free_port, manage, plain_environment

TIMES = 20
ROWS = 1500
_SEED = 8


def killed(_: float) -> Iterator[Measured]:
    """SIGKILL at twenty random moments of an import that changes every row."""
    for name, variables in _databases():
        with tempfile.TemporaryDirectory(prefix="portal-load-") as folder:
            portal = copy_of_the_portal(Path(folder))
            manage(portal, "up", "--prepare", variables=variables)
            _import(portal, variables, revision=0)
            begin = time.monotonic()
            _import(portal, variables, revision=1)
            whole = time.monotonic() - begin
            yield from _killed_again_and_again(name, portal, variables, whole)


def _killed_again_and_again(name: str, portal: Path, variables: dict[str, str], whole: float) -> Iterator[Measured]:
    chance = random.Random(_SEED)
    before = _exported(portal, variables)
    old = new = broken = 0
    for turn in range(TIMES):
        process = _start(portal, variables, revision=2 + turn)
        time.sleep(whole * chance.random())
        process.send_signal(signal.SIGKILL)
        process.wait()
        after = _exported(portal, variables)
        if after == before:
            old += 1
        elif after == _expected(before, 1 if not turn and not new else _revision(before), 2 + turn):
            new += 1
        else:
            broken += 1
        before = after
    note = f"the import takes {whole:.1f} s; {old} times the old one, {new} times it had been committed"
    yield Measured(f"{name}: catalogs that are whole after {TIMES} kills", old + new, "", at_least=TIMES, note=note)
    yield Measured(f"{name}: catalogs that are neither the old nor the new", broken, "", at_most=0)
    _import(portal, variables, revision=99)
    yield Measured(f"{name}: the next import takes", _revision(_exported(portal, variables)), "", at_least=99,
                   note="revision 99 is in the catalog")  # fmt: skip


def disk_full(_: float) -> Iterator[Measured]:
    """Import with a full disk and again with free space, while a portal serves."""
    with _small_disk(megabytes=40) as disk:
        url = f"sqlite:///{disk}/db.sqlite3"
        yield from _without_room("SQLite", disk, {"DATABASE_URL": url, "SECRET_KEY": KEY}, None)
    with _small_disk(megabytes=220) as disk, one_server({"max_wal_size": "32MB"}, folder=disk) as server:
        yield from _without_room("PostgreSQL", disk, {"DATABASE_URL": server.url, "SECRET_KEY": KEY}, server)


def _without_room(
    name: str, disk: Path, variables: dict[str, str], server: PostgresServer | None
) -> Iterator[Measured]:
    with tempfile.TemporaryDirectory(prefix="portal-load-") as folder:
        portal = copy_of_the_portal(Path(folder))
        with RunningPortal(portal, f"127.0.0.1:{free_port()}", variables) as running:
            running.until_ready()
            _import(portal, variables, revision=0)
            before = _exported(portal, variables)
            filler = _fill(disk)
            process = _start(portal, variables, revision=1)
            _, output = process.communicate(timeout=120)
            lines = output.strip().splitlines()
            yield Measured(f"{name}: exit code of an import", process.returncode, "", at_least=1,
                           note=" / ".join(lines)[:200])  # fmt: skip
            yield Measured(f"{name}: lines it prints", len(lines), "", at_most=1)
            page = _status(running, "/errors/imetal/iMetal.0100/")
            yield Measured(f"{name}: the page of a code meanwhile", page, "", at_least=200, at_most=200)
            filler.unlink()
            if server is not None and not _is_up(server):
                # PostgreSQL stops when it cannot write its log, and recovers when it is started with free space.
                server.start()
            yield Measured(f"{name}: the old catalog is whole", _exported(portal, variables) == before, "", at_least=1)
            _import(portal, variables, revision=2)
            done = _revision(_exported(portal, variables))
            yield Measured(f"{name}: with room again the import takes", done, "", at_least=2, note="revision 2 is in")
            if server is None:
                checked = sqlite3.connect(disk / "db.sqlite3").execute("PRAGMA integrity_check").fetchone()[0]
                yield Measured(f"{name}: the file is sound", checked == "ok", "", at_least=1)


def _databases() -> Iterator[tuple[str, dict[str, str]]]:
    with tempfile.TemporaryDirectory(prefix="portal-load-") as folder:
        yield "SQLite", {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "SECRET_KEY": KEY}
    with one_server({"log_statement": "none"}) as server:
        yield "PostgreSQL", {"DATABASE_URL": server.url, "SECRET_KEY": KEY}


def _document(portal: Path, revision: int) -> Path:
    document = portal / f"revision-{revision}.csv"
    rows = (f"Trial.{number:04d},400,Place {number} is taken,Revision {revision}." for number in range(ROWS))
    document.write_text("\n".join(["code,http_status,message,description", *rows, ""]))
    return document


def _start(portal: Path, variables: dict[str, str], *, revision: int) -> subprocess.Popen[str]:
    document = _document(portal, revision)
    command = [sys.executable, "manage.py", "import_docs", str(document), "--service", "trial"]
    return subprocess.Popen(command, cwd=portal, env=plain_environment(variables), stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)  # fmt: skip


def _import(portal: Path, variables: dict[str, str], *, revision: int) -> None:
    process = _start(portal, variables, revision=revision)
    _, output = process.communicate(timeout=120)
    if process.returncode:
        raise RuntimeError(f"the import failed: {output}")


def _exported(portal: Path, variables: dict[str, str]) -> str:
    return manage(portal, "export_catalog", "--service", "trial", "--format", "csv", variables=variables)


def _revision(exported: str) -> int:
    """Of which revision the catalog is, every row of it; 0 where rows are of several, or are missing."""
    revisions = {line.partition("Revision ")[2].partition(".")[0] for line in exported.splitlines() if "Trial." in line}
    rows = sum("Trial." in line for line in exported.splitlines())
    return int(revisions.pop()) if len(revisions) == 1 and rows == ROWS else 0


def _expected(before: str, old: int, new: int) -> str:
    return before.replace(f"Revision {old}.", f"Revision {new}.")


@contextmanager
def _small_disk(*, megabytes: int) -> Iterator[Path]:
    """A file system of its own in memory, of so many megabytes."""
    if os.getuid() != 0:
        raise RuntimeError("only root may make a small disk to fill")
    with tempfile.TemporaryDirectory(prefix="portal-disk-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "trial", folder], check=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def _fill(disk: Path) -> Path:
    """Fill the disk."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                continue
    return filler


def _status(running: RunningPortal, path: str) -> int:
    try:
        with urllib.request.urlopen(running.url + path, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as problem:
        return problem.code


def _is_up(server: PostgresServer) -> bool:
    try:
        return bool(server.run("SELECT 1"))
    except Exception:
        return False
