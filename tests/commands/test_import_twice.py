"""A second import of an unchanged document changes nothing, whatever its format."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from django.core.management import call_command

from catalog.intake import FORMATS

pytestmark = pytest.mark.django_db

TABLE = "| Code | Status | Message |\n|---|---|---|\n| D.1 | 404 | Disk {id} not found |\n| D.2 | 409 | Disk in use |\n"
RECORDS = [
    {"code": "D.1", "http_status": 404, "message": "Disk {id} not found", "retryable": "no"},
    {"code": "D.2", "http_status": 409, "message": "Disk in use", "aliases": ["DISK_IN_USE"]},
]
OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "Disks", "version": "1"},
    "servers": [{"url": "https://disks.example.org/v1"}],
    "paths": {
        "/disks": {
            "get": {
                "operationId": "listDisks",
                "responses": {
                    "404": {
                        "description": "Gone",
                        "content": {"application/json": {"example": {"code": "D.1", "message": "Disk not found"}}},
                    }
                },
            }
        }
    },
}
MODEL = {
    "metadata": {
        "serviceFullName": "Disks",
        "endpointPrefix": "disks",
        "apiVersion": "2024-01-01",
        "serviceId": "Disks",
    },
    "operations": {"List": {"name": "List", "errors": [{"shape": "DiskGone"}]}},
    "shapes": {"DiskGone": {"type": "structure", "members": {}, "exception": True, "documentation": "<p>Gone.</p>"}},
}
TEXTS = {
    "text": ("a.txt", "DSK-00001: disk not found\nCause: It is gone.\n\nDSK-00002: disk in use\nCause: B.\n"),
    "html": ("a.html", "<h1>Errors</h1><table><tr><th>Code<th>Message<tr><td>D.1<td>Gone<tr><td>D.2<td>Used</table>"),
    "markdown": ("a.md", f"# Errors\n\n{TABLE}\n## D.3: Disk full\n\nNo room.\n\n## D.4: Disk slow\n\nWait.\n"),
    "rst": ("a.rst", "====  =======\nCode  Message\n====  =======\nD.1   Gone\nD.2   In use\n====  =======\n"),
    "wiki": ("a.wiki", "h1. Errors\n\n||Code||Message||\n|D.1|Disk gone|\n|D.2|In use|\n"),
    "man": (
        "disk.8",
        ".TH DISK 8\n.SH ERRORS\n.TP\n.B D101\nDisk gone\n.TP\n.B D102\nIn use\n",
    ),
    "asciidoc": ("a.adoc", "= Errors\n\n|===\n|Code |Message\n\n|D.1 |Disk gone\n|D.2 |In use\n|===\n"),
    "csv": ("a.csv", 'code,http_status,message,severity\nD.1,"404, 410",Disk gone,error\nD.2,409,In use,warning\n'),
    "tsv": ("a.tsv", "code\tmessage\nD.1\tDisk gone\nD.1\tDisk lost\nD.2\tIn use\n"),
    "json": ("a.json", json.dumps(RECORDS)),
    "yaml": ("a.yaml", "- code: D.1\n  message: Disk gone\n- code: D.2\n  message: In use\n"),
    "toml": ("a.toml", '["D.1"]\nmessage = "Disk gone"\n\n["D.2"]\nmessage = "In use"\n'),
    "source": ("errors.h", "/* errors */\n#define DSK_ERR_GONE -1 /* Gone */\n#define DSK_ERR_BUSY -2 /* In use */\n"),
    "po": ("a.po", 'msgid "DSK-0001"\nmsgstr "Disk gone"\n\nmsgid "DSK-0002"\nmsgstr "In use"\n'),
    "properties": ("errors.properties", "DISK_GONE=Disk {0} is gone\nDISK_IN_USE=Disk {0} is in use\n"),
    "sql": ("errors.sql", "INSERT INTO errors (code, message) VALUES ('D.1', 'Disk gone'), ('D.2', 'In use');\n"),
    "xml": (
        "a.xml",
        '<errors><error code="D.1">Disk gone</error><error code="D.2">In use</error>'
        '<error code="D.3">Full</error></errors>',
    ),
    "openapi": ("a.json", json.dumps(OPENAPI)),
    "botocore": ("service-2.json", json.dumps(MODEL)),
}  # fmt: skip


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for line in (("Code", "Message"), ("D.1", "Disk gone"), ("D.2", "In use")):
        book.active.append(line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("docs/one.md", TABLE)
        packed.writestr("docs/two.csv", "code,message\nD.9,Disk on fire\n")
    return stream.getvalue()


def imported(*args: str) -> dict[str, int]:
    out = io.StringIO()
    call_command("import_docs", *args, "--json", stdout=out)
    result = json.loads(out.getvalue())
    return {kind: result[kind] for kind in ("new", "changed", "withdrawn", "unchanged")}


def assert_second_import_changes_nothing(*args: str) -> None:
    first = imported(*args)
    assert first["new"] > 0
    assert imported(*args) == {"new": 0, "changed": 0, "withdrawn": 0, "unchanged": first["new"]}


@pytest.mark.parametrize("format", FORMATS)
def test_document_imported_twice_changes_nothing(format: str, tmp_path: Path) -> None:
    name, text = TEXTS.get(format, ("a.xlsx", ""))
    path = tmp_path / name
    path.write_bytes(text.encode() or workbook())
    assert_second_import_changes_nothing(str(path), "--service", "disks", "--format", format)


def test_folder_imported_twice_changes_nothing(tmp_path: Path) -> None:
    for number in range(1, 6):
        (tmp_path / f"D{number:03}.md").write_text(f"# D{number:03}: Disk {number} is full\n\nNo room.\n")
    assert_second_import_changes_nothing(str(tmp_path), "--service", "disks")


def test_archive_imported_twice_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "docs.zip").write_bytes(archive())
    assert_second_import_changes_nothing(str(tmp_path / "docs.zip"), "--service", "disks")


def test_pack_imported_twice_changes_nothing() -> None:
    assert_second_import_changes_nothing("pack:grpc")
