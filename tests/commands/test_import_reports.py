"""Reports of ``import_docs``: one line for each row, and what to do when it fails."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog import models
from tests.running_portal import ROOT, plain_environment, portal_with_its_catalog

MANAGE = [sys.executable, str(ROOT / "manage.py")]


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("import_docs", *args, "--service", "ex", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_row_is_a_line_of_the_report(tmp_path: Path) -> None:
    document = tmp_path / "a.json"
    document.write_text(json.dumps([{"code": "A.1", "message": "One\nTwo"}, {"code": "A.2", "message": "m" * 5000}]))
    lines = run(str(document)).splitlines()
    assert lines[1:3] == ["  new A.1 One⏎Two", f"  new A.2 {'m' * 300}… (5000 characters)"]
    document.write_text(
        json.dumps([{"code": "A.1", "message": "One\nToo"}, {"code": "A.2", "message": "m" * 4999 + "n"}])
    )
    lines = run(str(document)).splitlines()
    assert len(lines) == 8
    assert lines[2:4] == ["    - message: One⏎Two", "    + message: One⏎Too"]
    assert lines[5:7] == [f"    - message: …{'m' * 61}", f"    + message: …{'m' * 60}n"]


@pytest.mark.django_db
def test_tables_left_alone_are_told_to_a_program_too(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text(
        "| Name | Age |\n|---|---|\n| Ann | 3 |\n\n| Error Code | Message |\n|---|---|\n| A.1 | One |\n"
    )
    data = json.loads(run(str(document), "--json"))
    assert data["left_alone"] == [{"line": 1, "title": "", "reason": "no column of error codes among Name, Age"}]


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["", "s" * 300, "a b", "ä"])
def test_what_can_be_no_address_is_no_service(slug: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("code,message\nA.1,One\n")
    with pytest.raises(CommandError, match="is not a service slug: use up to 100 letters, digits, - and _") as raised:
        call_command("import_docs", str(tmp_path / "a.csv"), "--service", slug)
    assert raised.value.returncode == 2


@pytest.mark.django_db
def test_an_export_names_its_services_for_addresses_too(tmp_path: Path) -> None:
    export = {"format": "error-catalog", "version": 1, "services": [{"service": "a b", "errors": []}]}
    (tmp_path / "a.json").write_text(json.dumps(export))
    with pytest.raises(CommandError, match="'a b', has no name for addresses"):
        call_command("import_docs", str(tmp_path / "a.json"))


@pytest.mark.django_db
def test_capitals_do_not_make_another_service(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("code,message\nA.1,One\n")
    call_command("import_docs", str(tmp_path / "a.csv"), "--service", "foo", stdout=io.StringIO())
    with pytest.raises(CommandError, match="the service Foo is foo in the catalog"):
        call_command("import_docs", str(tmp_path / "a.csv"), "--service", "Foo")


def test_a_new_database_and_a_reader_that_leaves_are_no_traceback(tmp_path: Path) -> None:
    environment = plain_environment() | {"DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"}
    document = tmp_path / "a.csv"
    document.write_text("code,message\n" + "".join(f"A.{number},One of many\n" for number in range(300)))
    command = [*MANAGE, "import_docs", str(document), "--service", "ex"]
    process = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert process.returncode == 1
    assert "run manage.py migrate, then import again" in process.stderr
    assert "Traceback" not in process.stderr
    shutil.copy(portal_with_its_catalog(tmp_path / "portal") / "db.sqlite3", tmp_path / "new.sqlite3")
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        left = subprocess.run(command, env=environment, stdout=closed, stderr=subprocess.PIPE, text=True, timeout=120)
    assert (left.returncode, left.stderr) == (0, "")


@pytest.mark.django_db
def test_decision_that_stays_against_the_page_is_reported_as_a_conflict(tmp_path: Path) -> None:
    document = tmp_path / "a.json"
    document.write_text(json.dumps([{"code": "A.1", "message": "One", "retryable": "yes"}]))
    run(str(document))
    models.Case.objects.update(retryable="after_change")
    document.write_text(json.dumps([{"code": "A.1", "message": "One", "retryable": "no"}]))
    assert json.loads(run(str(document), "--dry-run", "--json"))["conflicts"] == [
        {"service": "ex", "code": "A.1", "field": "retryable"}
    ]
    expected = "  conflict A.1: retryable is no on the page; your team's decision stays: after_change"
    assert expected in run(str(document)).splitlines()
    assert "conflict" not in run(str(document))
