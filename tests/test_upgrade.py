"""Databases of earlier releases, as their users left them, brought up to date by the present program.

``samples/databases`` has two of them, made by the program of their time: 0001 by the first release, and 0004 by the
first that kept a history. In each, somebody called curator wrote a solution of their own to iMetal.0100 in the admin,
added iMetal.9999, and there is an account that may do nothing.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.postgres_servers import WHY_NOT, PostgresServer, one_server
from tests.running_portal import ROOT, manage_each, plain_environment, portal_with_its_catalog

SAMPLES = ROOT / "tests" / "samples"
WRITTEN = "Ask the team of the data centre: written by our curator."
VENDORS = "Check the validity of the physical server ID."

FACTS = """
import json
from django.contrib.auth.models import Group, User
from catalog.models import Case, Code, LoadedBundle, Service
from catalog.store.search import search

case = Case.objects.get(code__code="iMetal.0100")
print(json.dumps({
    "rows": [Service.objects.count(), Code.objects.count(), Case.objects.count(), LoadedBundle.objects.count()],
    "found": search().count,
    "no beginning": [
        model.objects.exclude(pk__in=model.history.filter(history_type="+").values("id")).count()
        for model in (Service, Code, Case)
    ],
    "solution": case.solution,
    "vendor's": case.vendor_solution,
    "by hand": [hit.code for hit in search("written by our curator").results],
    "added": [hit.code for hit in search("our own case").results[:1]],
    "accounts": {user.username: user.check_password("a-password-of-old") for user in User.objects.all()},
    "groups": sorted(group.name for group in Group.objects.all()),
    "last": case.history.first().history_change_reason,
}))
"""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with one_server() as running:
        yield running


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return portal_with_its_catalog(tmp_path_factory.mktemp("upgrade"))


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "-"))]
)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def of_release(release: str, kind: str, folder: Path, request: pytest.FixtureRequest) -> dict[str, str]:
    """A database as that release left it; the variables that name it."""
    if kind == "sqlite":
        copy = folder / "portal-20200101T000000Z.sqlite3"
        copy.write_bytes(gzip.decompress((SAMPLES / "databases" / f"{release}.sqlite3.gz").read_bytes()))
        variables = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
        # As its operators bring a copy back.
        restored = subprocess.run(
            [ROOT / "deploy" / "restore.sh", copy], env=plain_environment(variables) | {"PYTHON": sys.executable}
        )
        assert restored.returncode == 0
        return variables
    server: PostgresServer = request.getfixturevalue("server")
    server.run(f"CREATE DATABASE release_{release}")
    url = f"{server.url.rpartition('/')[0]}/release_{release}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(gzip.decompress((SAMPLES / "databases" / f"{release}.sql.gz").read_bytes()))
    return {"DATABASE_URL": url, "SECRET_KEY": "for this test only"}


@pytest.mark.parametrize("release", ["0001", "0004"])
def test_older_database_is_migrated_without_loss(
    release: str, kind: str, program: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    variables = of_release(release, kind, tmp_path, request)
    page = str(SAMPLES / "imetal-error-codes.txt")
    exported = tmp_path / "catalog.json"
    ask_for_facts = ("shell", "--no-imports", "-c", FACTS)
    _, before, _, after, _, again = manage_each(
        program,
        ("up", "--prepare"),
        ask_for_facts,
        ("import_docs", page, "--service", "imetal"),
        ask_for_facts,
        ("export_catalog", "-o", str(exported)),
        ("import_docs", str(exported), "--json"),
        variables=variables,
    )
    upgraded: dict[str, Any] = json.loads(before)

    assert upgraded["rows"] == [3, 70, 81, 3]
    assert upgraded["found"] == 70
    assert upgraded["no beginning"] == [0, 0, 0]
    assert upgraded["solution"] == WRITTEN
    assert upgraded["by hand"] == ["iMetal.0100"]
    assert upgraded["added"] == ["iMetal.9999"]
    assert upgraded["accounts"] == {"curator": True, "viewer": True}
    assert upgraded["groups"] == ["administrator", "curator", "viewer"]

    # Text that people wrote before the vendor's words had a field of their own stays, too, when the vendor's page
    # is imported again.
    imported: dict[str, Any] = json.loads(after)

    assert (imported["solution"], imported["vendor's"]) == (WRITTEN, VENDORS)
    assert imported["rows"] == [3, 70, 81, 3]
    assert imported["added"] == ["iMetal.9999"]

    # And what it exports is a catalog like any other.
    assert WRITTEN in exported.read_text()
    assert "iMetal.9999" in exported.read_text()
    report = json.loads(again)
    assert (report["new"], report["changed"], report["withdrawn"], report["unchanged"]) == (0, 0, 0, 81)
