"""Imports with a preview, and sources that are read again: reviewed, applied where trusted, told when they fail."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from catalog import tally
from catalog.curation.importing import apply_import, preview, propose
from catalog.curation.models import PendingImport, Source
from catalog.curation.refreshing import refresh
from catalog.ingest import TooMuchWithdrawn
from catalog.models import Case, Code

pytestmark = pytest.mark.django_db

CSV = (
    "code,http_status,message,solution\nX.1,404,Disk {id} not found,Check the id.\nX.2,409,Disk is in use,Detach it.\n"
)
CHANGED = CSV.replace("Check the id.", "List the disks.").replace(
    "X.2,409,Disk is in use,Detach it.\n", "X.3,400,New one,\n"
)


@pytest.fixture
def curator() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    return client


def pending(text: str = CSV) -> PendingImport:
    return propose(text.encode(), name="disks.csv", service="disks")


def test_preview_changes_nothing_and_shows_every_row() -> None:
    apply_import(pending())
    result = preview(pending(CHANGED))
    assert result.counts == {"new": 1, "changed": 1, "withdrawn": 1, "unchanged": 0, "rejected": 0}
    rows = {row.code: row for row in result.changes}
    assert [(each.name, each.before, each.after) for each in rows["X.1"].fields] == [
        ("solution", "Check the id.", "List the disks.")
    ]
    assert (rows["X.2"].kind, rows["X.3"].kind) == ("withdrawn", "new")
    assert not Code.objects.filter(code="X.3").exists()
    assert Case.objects.get(code__code="X.1").solution == "Check the id."


def test_preview_shows_what_stays_as_the_team_set_it(curator: Client) -> None:
    with_retry = "code,message,retryable\nX.1,Disk not found,{}\n"
    apply_import(pending(with_retry.format("yes")))
    Case.objects.update(retryable="after_change")
    second = pending(with_retry.format("no"))
    assert [(each.code, each.field, each.kept, each.stated) for each in preview(second).conflicts] == [
        ("X.1", "retryable", "after_change", "no")
    ]
    page = curator.get(f"/workbench/imports/{second.pk}/").content.decode()
    assert "the page now says “no”, your team says “after_change”" in page


def test_curator_uploads_looks_and_applies(curator: Client) -> None:
    file = SimpleUploadedFile("disks.csv", CSV.encode())
    answer = curator.post("/workbench/imports/", {"file": file, "service": "disks", "format": "auto"})
    page = answer.headers["Location"]
    response = curator.get(page).content.decode()
    assert "2 new" in response
    assert "Disk {id} not found" in response
    curator.post(page, {"action": "apply"})
    assert Code.objects.filter(service__slug="disks").count() == 2
    assert not PendingImport.objects.exists()
    curator.post("/workbench/imports/", {"text": CHANGED, "service": "disks", "format": "csv"})
    page = f"/workbench/imports/{PendingImport.objects.get().pk}/"
    assert "List the disks." in curator.get(page).content.decode()
    curator.post(page, {"action": "discard"})
    assert not Code.objects.filter(code="X.3").exists()


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"service": "disks"}, "choose a file"),
        ({"service": "no slug", "text": CSV}, "letters, digits"),
        ({"service": "disks", "text": "Nothing of errors here."}, 'role="alert"'),
        ({"service": "disks", "url": "http://127.0.0.1:8080/x"}, "private address"),
    ],
)
def test_document_that_cannot_be_read_says_why(curator: Client, form: dict[str, str], why: str) -> None:
    answer = curator.post("/workbench/imports/", form)
    assert answer.status_code == 400
    assert why in answer.content.decode()
    assert not PendingImport.objects.exists()


def test_import_that_withdraws_most_has_to_be_meant(curator: Client) -> None:
    many = "code,message\n" + "".join(f"Y.{number},Message number {number}\n" for number in range(80))
    apply_import(propose(many.encode(), name="y.csv", service="disks"))
    row = propose(b"code,message\nY.1,Message number 1\n", name="y.csv", service="disks")
    assert preview(row).warning
    with pytest.raises(TooMuchWithdrawn):
        apply_import(row)
    page = f"/workbench/imports/{row.pk}/"
    assert curator.post(page, {"action": "apply"}).status_code == 400
    assert curator.post(page, {"action": "apply", "allow_withdrawals": "1"}).status_code == 302


class _Pages(HTTPServer):
    text = CSV
    status = 200
    requests: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: _Pages

    def do_GET(self) -> None:
        etag = f'"{hash(self.server.text)}"'
        unchanged = self.headers.get("If-None-Match") == etag
        self.server.requests.append("again" if unchanged else "whole")
        self.send_response(304 if unchanged else self.server.status)
        self.send_header("ETag", etag)
        self.send_header("Content-Type", "text/csv")
        body = b"" if unchanged else self.server.text.encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def pages() -> Iterator[_Pages]:
    server = _Pages(("127.0.0.1", 0), _Handler)
    server.requests = []
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def source(pages: _Pages, **facts: object) -> Source:
    location = f"http://127.0.0.1:{pages.server_port}/disks.csv"
    return Source.objects.create(service="disks", location=location, **facts)


def test_trusted_source_is_applied_and_read_again_only_when_it_changed(pages: _Pages) -> None:
    row = source(pages, trusted=True)
    assert refresh(row, allow_private=True).outcome == "applied"
    assert Code.objects.count() == 2
    row.refresh_from_db()
    assert refresh(row, allow_private=True).outcome == "unchanged"
    assert pages.requests == ["whole", "again"]
    pages.text = CHANGED
    assert refresh(row, allow_private=True).outcome == "applied"
    assert Case.objects.get(code__code="X.1").solution == "List the disks."


def test_other_source_waits_for_review_until_it_is_applied(pages: _Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, object]] = []
    monkeypatch.setattr(tally, "_listeners", [lambda event, facts: heard.append((event, facts["text"]))])
    row = source(pages)
    assert refresh(row, allow_private=True).outcome == "waiting"
    assert not Code.objects.exists()
    assert refresh(row, allow_private=True).outcome == "unchanged"
    row.refresh_from_db()
    assert row.state == "waiting"
    apply_import(PendingImport.objects.get())
    row.refresh_from_db()
    assert (row.state, Code.objects.count()) == ("current", 2)
    assert heard == [("source refreshed", "2 new")]


def test_failing_source_says_why_and_changes_nothing(pages: _Pages) -> None:
    row = source(pages, trusted=True)
    refresh(row, allow_private=True)
    pages.status, pages.text = 500, "broken"
    failed = refresh(row, allow_private=True)
    assert (failed.outcome, Code.objects.count()) == ("failed", 2)
    assert "500" in failed.text
    pages.status = 200
    assert refresh(row, allow_private=True).outcome == "failed"
    with pytest.raises(CommandError, match="1 of 1 sources failed"):
        call_command("refresh", "--allow-private")


def test_source_of_a_private_address_is_refused(pages: _Pages) -> None:
    assert "private address" in refresh(source(pages)).text


def test_trusted_source_that_withdraws_much_waits(pages: _Pages) -> None:
    pages.text = "code,message\n" + "".join(f"Y.{number},Message number {number}\n" for number in range(80))
    row = source(pages, trusted=True)
    refresh(row, allow_private=True)
    pages.text = "code,message\nY.1,Message number 1\n"
    assert refresh(row, allow_private=True).outcome == "waiting"
    assert Case.objects.filter(withdrawn=None).count() == 80


def test_file_is_read_from_the_folders_of_the_setting_only(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "disks.csv").write_text(CSV)
    (tmp_path / "secret.csv").write_text(CSV)
    settings.PORTAL_SOURCE_FOLDERS = (str(tmp_path / "docs"),)
    inside = Source.objects.create(service="disks", location=str(tmp_path / "docs" / "disks.csv"), trusted=True)
    assert refresh(inside).outcome == "applied"
    for location in (tmp_path / "secret.csv", tmp_path / "docs" / ".." / "secret.csv", tmp_path / "docs" / "none.csv"):
        outside = Source.objects.create(service="other", location=str(location))
        assert refresh(outside).outcome == "failed"


def test_command_names_what_is_missing() -> None:
    with pytest.raises(CommandError, match="no active source of nobody"):
        call_command("refresh", "nobody")


SHEET = "ID,Text,More\nX.1,Disk {id} not found,Check the id.\nX.2,Disk is in use,Detach it.\n"


def test_curator_says_by_hand_what_the_columns_hold(curator: Client) -> None:
    first = {"text": SHEET, "service": "disks", "format": "csv", "columns": "solution=More", "http_status": "409"}
    page = curator.post("/workbench/imports/", first).headers["Location"]
    case = preview(PendingImport.objects.get()).samples[0][1]
    assert (case.solution, case.http_status) == ("Check the id.", 409)
    curator.post(page, {"action": "read", "columns": "description=More"})
    response = curator.get(page).content.decode()
    assert 'value="description=more"' in response
    curator.post(page, {"action": "apply"})
    stored = Case.objects.get(code__code="X.1")
    assert (stored.description, stored.solution, stored.http_status) == ("Check the id.", "", None)


def test_tables_and_sections_are_left_out_by_hand(curator: Client) -> None:
    header = "| Code | Message |\n|---|---|\n"
    page = f"# One\n\n{header}| A.1 | x y |\n| A.2 | x z |\n\n# Two\n\n{header}| B.1 | x y |\n"
    for text, codes in (({"skipped_tables": "two"}, {"A.1", "A.2"}), ({"only_sections": "Two"}, {"B.1"})):
        curator.post("/workbench/imports/", {"text": page, "service": "disks", "format": "markdown", **text})
        result = PendingImport.objects.latest("pk")
        assert {row.code for row in preview(result).changes} == codes


def test_columns_that_are_no_pairs_are_told_beside_the_field(curator: Client) -> None:
    answer = curator.post("/workbench/imports/", {"text": SHEET, "service": "disks", "columns": "colour=ID"})
    assert answer.status_code == 400
    assert "is not FIELD=HEADING" in answer.content.decode()


def test_wrong_hint_keeps_what_was_said_before(curator: Client) -> None:
    page = curator.post("/workbench/imports/", {"text": SHEET, "service": "disks", "format": "csv"}).headers["Location"]
    answer = curator.post(page, {"action": "read", "columns": "colour=ID"})
    assert answer.status_code == 400
    assert PendingImport.objects.get().hints == {}


def test_other_name_of_a_known_service_is_refused_unless_it_is_meant(curator: Client) -> None:
    apply_import(propose(CSV.encode(), name="disks.csv", service="disks", service_name="Disks"))
    text = {"text": CSV, "service": "disks", "format": "csv", "service_name": "Drives"}
    answer = curator.post("/workbench/imports/", text)
    assert answer.status_code == 400
    assert "is called" in answer.content.decode()
    assert curator.post("/workbench/imports/", {**text, "rename": "on"}).status_code == 302


def test_preview_tells_what_was_left_alone_and_what_is_doubtful(curator: Client) -> None:
    page = (
        "| Code | Message | Colour |\n|---|---|---|\n| AB.1001 | %s: %s | red |\n| AB.1002 | Name {id is bad | red |\n"
        "\n- AB.1003 is none\n"
    )
    address = curator.post("/workbench/imports/", {"text": page, "service": "disks", "format": "markdown"}).headers[
        "Location"
    ]
    response = curator.get(address).content.decode()
    for text in ("columns not read: Colour", "fits nearly every text", "lacks the other half", "1 line looks like"):
        assert text in response


@pytest.mark.parametrize("address", ["/workbench/", "/workbench/imports/"], ids=["first page", "imports"])
def test_workbench_offers_the_packs(curator: Client, address: str) -> None:
    page = curator.get(address).content.decode()
    assert "/workbench/packs/grpc/" in page
    assert "manage.py import_docs pack:aws" in page


def test_curator_loads_a_pack_and_sees_that_it_is_known(curator: Client) -> None:
    page = curator.post("/workbench/packs/grpc/").headers["Location"]
    assert "17 new" in curator.get(page).content.decode()
    curator.post(page, {"action": "apply"})
    assert Code.objects.filter(service__slug="grpc").count() == 17
    assert "in the catalog" in curator.get("/workbench/imports/").content.decode()
    again = curator.post("/workbench/packs/grpc/").headers["Location"]
    assert "Nothing would change." in curator.get(again).content.decode()


def test_pack_of_another_name_is_not_found(curator: Client) -> None:
    assert curator.post("/workbench/packs/nothing/").status_code == 404


def test_curator_uploads_an_archive(curator: Client) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a/E1001.md", "# E1001: Disk is gone\n\nIt was deleted.\n")
        archive.writestr("a/E1002.md", "# E1002: Disk is in use\n\nDetach it first.\n")
    file = SimpleUploadedFile("disks.zip", buffer.getvalue())
    page = curator.post("/workbench/imports/", {"file": file, "service": "disks"}).headers["Location"]
    curator.post(page, {"action": "apply"})
    assert set(Code.objects.values_list("code", flat=True)) == {"E1001", "E1002"}
