"""``import_docs`` and ``export_catalog``: documents in, changes told, the same bytes out anywhere."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from catalog import models
from catalog.ingest import load_bundled
from catalog.store.revision import current_revision
from tests.catalog_rows import service_catalog, store

pytestmark = pytest.mark.django_db

PAGE = str(Path(__file__).parent.parent / "samples" / "imetal-error-codes.txt")


def run(command: str, *args: str) -> str:
    out = io.StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def imported(*args: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(run("import_docs", *args, "--json"))
    return data


def test_import_reports_counts_as_json() -> None:
    report = imported(PAGE, "--service", "imetal")
    assert report == {
        "service": "imetal",
        "new": 23,
        "changed": 0,
        "unchanged": 0,
        "withdrawn": 0,
        "rejected": [],
        "codes": 23,
        "cases": 23,
        "sections": 3,
    }


def test_the_page_imported_again_changes_nothing() -> None:
    imported(PAGE, "--service", "imetal")
    before, revision = run("export_catalog"), current_revision()
    report = imported(PAGE, "--service", "imetal")
    assert (report["new"], report["changed"], report["unchanged"], report["withdrawn"]) == (0, 0, 23, 0)
    assert (run("export_catalog"), current_revision()) == (before, revision)


def test_the_page_changes_nothing_of_the_bundled_catalog() -> None:
    assert load_bundled() == ["api-gateway", "imetal", "portal"]
    before = run("export_catalog")
    report = imported(PAGE, "--service", "imetal")
    assert (report["changed"], report["unchanged"]) == (0, 23)
    assert run("export_catalog") == before


def test_a_bundled_service_is_loaded_once() -> None:
    load_bundled()
    models.Case.objects.filter(message="Image not found").update(solution="Ours")
    assert load_bundled() == []
    assert models.Case.objects.get(message="Image not found").solution == "Ours"


def test_an_export_imported_elsewhere_gives_the_same_bytes(tmp_path: Path) -> None:
    store(service_catalog("metal"), service_catalog("gate"))
    whole = run("export_catalog")
    path = tmp_path / "all.json"
    path.write_text(whole)
    models.Service.objects.all().delete()
    report = imported(str(path))
    assert (report["services"], report["new"]) == (2, 8)
    assert run("export_catalog") == whole


def test_the_bundled_files_are_exports() -> None:
    load_bundled()
    folder = Path(models.__file__).parent / "bundled"
    for path in folder.glob("*.json"):
        assert run("export_catalog", "--service", path.stem) == path.read_text()


def test_a_service_goes_out_as_csv_and_comes_in_again(tmp_path: Path) -> None:
    store(service_catalog("metal"))
    path = tmp_path / "metal.csv"
    run("export_catalog", "--service", "metal", "--format", "csv", "-o", str(path))
    report = imported(str(path), "--service", "metal")
    assert (report["new"], report["changed"], report["unchanged"]) == (0, 0, 4)


def test_a_dry_run_keeps_nothing() -> None:
    output = run("import_docs", PAGE, "--service", "imetal", "--dry-run")
    assert "23 new" in output
    assert not models.Service.objects.exists()


def test_changes_and_rejected_rows_are_told(tmp_path: Path) -> None:
    store(service_catalog("metal"))
    path = tmp_path / "metal.csv"
    path.write_text("code,http_status,message\nMetal.0204,400,Image was not found\n,400,No code\n")
    output = run("import_docs", str(path), "--service", "metal")
    assert "changed Metal.0204" in output
    assert "- message: Image not found" in output
    assert "+ message: Image was not found" in output
    assert "rejected line 3, code" in output


def test_what_is_no_error_page_changes_nothing(tmp_path: Path) -> None:
    store(service_catalog("metal"))
    before = run("export_catalog")
    prose = tmp_path / "prose.txt"
    prose.write_text("Once upon a time.")
    with pytest.raises(CommandError, match="looked for a table"):
        run("import_docs", PAGE, str(prose), "--service", "metal")
    assert run("export_catalog") == before


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([PAGE], "--service SLUG"),
        ([PAGE, "--service", "no slug"], "is not a service slug"),
        ([PAGE, "--service", "x", "--url", "javascript:alert(1)"], "is not an http or https address"),
        (["/nowhere/page.txt", "--service", "x"], "cannot read"),
    ],
)
def test_wrong_usage_is_told_in_a_line(args: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run("import_docs", *args)


def test_an_export_of_nobody_is_refused() -> None:
    with pytest.raises(CommandError, match="nobody"):
        run("export_catalog", "--service", "nobody")
    with pytest.raises(CommandError, match="--service"):
        run("export_catalog", "--format", "csv")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a limit on the size of the database is SQLite's")
def test_a_full_disk_is_told_and_changes_nothing(tmp_path: Path) -> None:
    store(service_catalog("metal"))
    before = run("export_catalog")
    document = tmp_path / "many.csv"
    document.write_text("code,message\n" + "".join(f"Many.{number:05d},{'x' * 900}\n" for number in range(500)))
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        most = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 10}")
        try:
            with pytest.raises(CommandError, match="Is its disk full\\? Make room there, then import again") as raised:
                run("import_docs", str(document), "--service", "many")
        finally:
            cursor.execute(f"PRAGMA max_page_count = {most}")
    assert "\n" not in str(raised.value)
    assert run("export_catalog") == before
