"""The scripts that copy the portal's database while it serves, and put the copy back."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.postgres_servers import PROGRAMS, WHY_NOT, one_server
from tests.running_portal import (
    ROOT,
    RunningPortal,
    free_port,
    manage,
    manage_each,
    plain_environment,
    portal_with_its_catalog,
)

FACTS = """
from django.contrib.auth.models import User
from catalog.models import ApiKey, Case
print([user.username for user in User.objects.all()], User.objects.get(username="root").password)
print(list(Case.history.order_by("history_id").values_list("history_id", "history_change_reason", "solution")[:300]))
print(list(ApiKey.objects.values_list("name", "digest")))
"""

MAKE_ROWS = """
from django.contrib.auth.models import User
from catalog.models import ApiKey
User.objects.create_superuser("root", password="a-long-password-of-root")
ApiKey.objects.create(name="a program", beginning="a", digest="b" * 64)
"""


@pytest.fixture(
    scope="module",
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "-"))],
)
def variables(
    request: pytest.FixtureRequest, program: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Environment variables of the database."""
    if request.param == "sqlite":
        database = Path(shutil.copy(program / "db.sqlite3", tmp_path_factory.mktemp("database")))
        yield {"DATABASE_URL": f"sqlite:///{database}"}
        return
    with one_server() as server:
        server.run("CREATE ROLE portal LOGIN")
        server.run("CREATE DATABASE portal OWNER portal")
        yield {
            "DATABASE_URL": f"postgres://portal@127.0.0.1:{server.port}/portal",
            "SECRET_KEY": "for this test only",
        }


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = portal_with_its_catalog(tmp_path_factory.mktemp("portal"))
    shutil.copytree(ROOT / "deploy", folder / "deploy")
    return folder


@pytest.fixture(scope="module")
def prepared(program: Path, variables: dict[str, str]) -> dict[str, str]:
    """The same variables; their database has the catalog, if only since a test has started a portal on it."""
    if "catalog_code" not in dump(variables):
        manage(program, "up", "--prepare", variables=variables)
    return variables


def dump(variables: dict[str, str]) -> str:
    """Return the whole database as statements."""
    url = variables["DATABASE_URL"]
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            return "\n".join(database.iterdump())
    ended = subprocess.run([f"{PROGRAMS}/pg_dump", url], check=True, capture_output=True, text=True)
    # Newer versions begin and end with a word of chance.
    return re.sub(r"(?m)^\\(un)?restrict .*$", "", ended.stdout)


def script(program: Path, name: str, argument: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    path = f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [program / "deploy" / name, argument],
        env=plain_environment(variables) | {"PYTHON": sys.executable, "PATH": path},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


STATE = (("export_catalog",), ("shell", "--no-imports", "-c", FACTS))
"""The commands that show all that is worth a copy: the catalog as it exports itself, and accounts, history and keys."""


def destroy(variables: dict[str, str]) -> None:
    url = variables["DATABASE_URL"]
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).write_bytes(b"not a database any more")
    else:
        subprocess.run(
            [f"{PROGRAMS}/psql", "--quiet", "-c", "DROP SCHEMA public CASCADE; CREATE SCHEMA public", url], check=True
        )


def test_backup_restores_the_same_state(program: Path, variables: dict[str, str], tmp_path: Path) -> None:
    page = ROOT / "tests" / "samples" / "imetal-error-codes.txt"
    enough = threading.Event()
    with RunningPortal(program, f"127.0.0.1:{free_port()}", variables) as portal:
        portal.until_ready()
        *_, catalog, facts = manage_each(
            program,
            ("shell", "--no-imports", "-c", MAKE_ROWS),
            ("import_docs", str(page), "--service", "another"),
            *STATE,
            variables=variables,
        )
        before = [catalog, facts]

        def ask() -> None:
            while not enough.wait(0.05):
                assert portal.answers_again(5)

        asking = threading.Thread(target=ask)
        asking.start()
        made = script(program, "backup.sh", tmp_path, variables)
        # Later rows are not in the backup.
        manage(program, "import_docs", str(page), "--service", "later", variables=variables)
        enough.set()
        asking.join()
    assert made.returncode == 0, made.stderr
    copy = Path(made.stdout.strip())
    assert copy.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [copy]

    destroy(variables)
    restored = script(program, "restore.sh", copy, variables)
    assert (restored.returncode, restored.stderr) == (0, "")
    assert manage_each(program, *STATE, variables=variables) == before

    # A portal starts on it, and a copy of the copy is as good.
    with RunningPortal(program, f"127.0.0.1:{free_port()}", variables) as portal:
        portal.until_ready()
        assert portal.answers_again()
    (tmp_path / "again").mkdir()
    again = Path(script(program, "backup.sh", tmp_path / "again", variables).stdout.strip())
    assert script(program, "restore.sh", again, variables).returncode == 0
    assert manage_each(program, *STATE, variables=variables) == before


def test_it_rejects_a_copy_that_is_broken_and_leaves_all_as_it_was(
    program: Path, prepared: dict[str, str], tmp_path: Path
) -> None:
    before = dump(prepared)
    copy = Path(script(program, "backup.sh", tmp_path, prepared).stdout.strip())
    broken = tmp_path / f"broken{copy.suffix}"
    broken.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    ended = script(program, "restore.sh", broken, prepared)

    assert ended.returncode != 0
    assert "iMetal.0100" in before
    assert dump(prepared) == before


def test_the_newest_fourteen_are_kept_and_other_files_left_alone(program: Path, tmp_path: Path) -> None:
    # To the script any database will do.
    variables = {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    sqlite3.connect(tmp_path / "db.sqlite3").execute("CREATE TABLE one (number)")
    folder = tmp_path / "copies"
    folder.mkdir()
    old = [folder / f"portal-202001{day:02}T000000Z.sqlite3" for day in range(1, 21)]
    other = folder / "notes.txt"
    for each in (*old, other):
        each.touch()
    made = Path(script(program, "backup.sh", folder, variables).stdout.strip())

    assert sorted(folder.iterdir()) == sorted([made, *old[-13:], other])


def spelled_otherwise(url: str) -> str:
    """The same database, written as the portal takes it and the programs of PostgreSQL do not, or not so."""
    if url.startswith("sqlite"):
        return f"{url}?timeout=5"
    return url.replace("postgres://portal@", "psql://portal:a%26b%20%25c@") + "?connect_timeout=5&conn_max_age=60"


def test_every_spelling_that_the_portal_takes(program: Path, prepared: dict[str, str], tmp_path: Path) -> None:
    other = prepared | {"DATABASE_URL": spelled_otherwise(prepared["DATABASE_URL"])}
    assert manage(program, "export_catalog", variables=other)
    made = script(program, "backup.sh", tmp_path, other)
    assert (made.returncode, made.stderr) == (0, "")
    restored = script(program, "restore.sh", Path(made.stdout.strip()), other)
    assert (restored.returncode, restored.stderr) == (0, "")


def test_a_path_with_spaces_and_signs(program: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a & b %20 c"
    folder.mkdir()
    address = str(folder / "db.sqlite3").replace("%", "%25").replace(" ", "%20")
    variables = {"DATABASE_URL": f"sqlite:///{address}"}
    shutil.copy(program / "db.sqlite3", folder)
    made = script(program, "backup.sh", folder, variables)
    assert (made.returncode, made.stderr) == (0, "")
    (folder / "db.sqlite3").write_bytes(b"")
    assert script(program, "restore.sh", Path(made.stdout.rstrip("\n")), variables).returncode == 0
    assert "iMetal" in manage(program, "export_catalog", variables=variables)


def test_the_password_is_in_no_list_of_processes(tmp_path: Path) -> None:
    url = "postgres://ada:a%26b%20c@host:5433/name?sslmode=require&conn_max_age=60"
    show = [sys.executable, "-m", "portal.database_address", "sh", "-c", 'echo "$1"; echo "$PGPASSWORD"', "sh"]
    process = subprocess.run(
        show, cwd=ROOT, env=plain_environment({"DATABASE_URL": url}), capture_output=True, text=True, check=True
    )
    assert process.stdout.splitlines() == ["--dbname=dbname=name user=ada host=host port=5433 sslmode=require", "a&b c"]


@pytest.mark.parametrize("url", ["sqlite:////nowhere/db.sqlite3", "mysql://a/b", "sqlite://:memory:"])
def test_it_rejects_a_database_that_is_not_there(program: Path, tmp_path: Path, url: str) -> None:
    ended = script(program, "backup.sh", tmp_path, {"DATABASE_URL": url})

    assert ended.returncode != 0
    assert ended.stderr
    assert list(tmp_path.iterdir()) == []
