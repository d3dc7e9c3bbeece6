"""Folders and archives as one catalog: pages, or a document for each code."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from catalog.intake import Hints, IntakeError, archived, in_folder, is_archive, read_folder
from catalog.intake.folders import Folder

Documents = Sequence[tuple[str, bytes]]

RULES: Documents = [
    ("rules/README.md", b"# All rules\n\nText.\n"),
    ("rules/no-const-assign.md", b"# no-const-assign\n\nDisallows assigning.\n\n## Rule Details\n\nText.\n"),
    ("rules/no-undef.md", b"---\ntitle: no-undef\n---\n\nDisallows names.\n\n## How to fix\n\nDeclare it.\n"),
]
NUMBERED: Documents = [
    ("E0001.md", b"The first.\n\n```rust\nlet E0002 = 1;\n```\n"),
    ("E0002.md", b"The second.\n"),
    ("E0004.md", b"The fourth.\n"),
]


def folder(documents: Documents, **hints: str) -> Folder:
    text = Hints(**hints)  # type: ignore[arg-type]
    return read_folder(documents, service="x", service_name=None, today=date(2026, 1, 1), hints=text)


def outcomes(read: Folder) -> dict[str, tuple[str, str]]:
    return {
        error.code: (error.cases[0].description, error.cases[0].solution)
        for _, reading in read.readings
        for error in reading.catalogs[0].errors
    }


def test_a_document_for_each_code_is_a_code_by_its_title() -> None:
    assert outcomes(folder(RULES)) == {
        "no-const-assign": ("Disallows assigning.", ""),
        "no-undef": ("Disallows names.", "Declare it."),
    }


def test_first_heading_says_what_the_title_calls_by_its_code_only() -> None:
    text = (
        "---\ntitle: Error {0}\n---\n\n## Error {0}: {1}\n\nIt says so.\n\n"
        "### Common cause\n\nRain.\n\n### Resolution\n\nWait.\n"
    )
    pages = [(f"{code}.mdx", text.format(code, says).encode()) for code, says in (("1015", "Slower"), ("1020", "No"))]
    other = b"---\ntitle: Error 1021\n---\n\n## Error 1015 and others\n\nIt is another.\n"
    read = folder([*pages, ("1021.mdx", other)])
    assert outcomes(read) | {"1021": ("", "")} == {
        "1015": ("It says so.\nRain.", "Wait."),
        "1020": ("It says so.\nRain.", "Wait."),
        "1021": ("", ""),
    }
    messages = [error.cases[0].message for error in read.readings[0][1].catalogs[0].errors]
    assert messages == ["Slower", "No", ""]


def test_a_document_for_each_code_is_a_code_by_its_name() -> None:
    assert list(outcomes(folder(NUMBERED))) == ["E0001", "E0002", "E0004"]
    assert list(outcomes(folder(RULES[1:], code_from="name"))) == ["no-const-assign", "no-undef"]


def test_pages_are_one_catalog_and_those_of_no_errors_are_named() -> None:
    page = b"# Error codes\n\n| Error code | Description |\n|---|---|\n| A-1 | First. |\n| A-2 | Second. |\n"
    read = folder([("a.md", page), ("b.md", page.replace(b"A-", b"B-")), ("guide.md", b"# Guide\n\nText.\n")])
    assert list(outcomes(read)) == ["A-1", "A-2", "B-1", "B-2"]
    assert [name for name, _ in read.skipped] == ["guide.md"]


def test_a_folder_without_errors_is_refused() -> None:
    with pytest.raises(IntakeError, match="none of its 1 documents"):
        folder([("guide.md", b"# Guide\n\nText.\n")])
    with pytest.raises(IntakeError, match="no documents of a supported format"):
        folder([])


def zipped(documents: Documents) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in documents:
            archive.writestr(name, data)
    return file.getvalue()


def tarred(documents: Documents) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, data in documents:
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return file.getvalue()


@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar.gz"])
def test_an_archive_is_its_documents(pack) -> None:  # type: ignore[no-untyped-def]
    data = pack([*RULES, (".git/config.md", b"no"), ("picture.png", b"no")])
    assert is_archive(data)
    assert [name for name, _ in archived(data)] == sorted(name for name, _ in RULES)


@pytest.mark.slow
def test_an_archive_that_unpacks_to_more_than_is_read_is_refused() -> None:
    bomb = zipped([(f"{number}.md", b" " * 20_000_000) for number in range(11)])
    assert len(bomb) < 1_000_000
    with pytest.raises(IntakeError, match="more than 200 MB"):
        list(archived(bomb))
    with pytest.raises(IntakeError, match=r"a\.md has more than 20 MB"):
        list(archived(zipped([("a.md", b" " * 21_000_000)])))


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"plain", b""])
def test_what_is_no_archive_is_none(data: bytes) -> None:
    assert not is_archive(data)


def test_links_and_hidden_files_of_a_folder_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A")
    (tmp_path / ".hidden.md").write_text("# H")
    (tmp_path / "link.md").symlink_to("/etc/passwd")
    assert [name for name, _ in in_folder(tmp_path)] == ["a.md"]


def test_pages_that_are_about_no_single_code_are_named() -> None:
    codes = [
        (f"ml-error-a100{at}.md", f"# ML Fatal Error A100{at}\n\n> disk {at}\n\nText.\n".encode()) for at in range(6)
    ]
    read = folder([*codes, ("ml-error-messages.md", b"# Error messages of ML\n\nA list.\n")])
    assert set(outcomes(read)) == {f"A100{at}" for at in range(6)}
    assert [name for name, _ in read.skipped] == ["ml-error-messages.md"]


def test_names_of_plain_words_among_codes_are_left_out_and_named() -> None:
    codes = [(f"SA100{at}.md", f"## SA100{at}\n\n## Cause\n\nBad {at}.\n".encode()) for at in range(8)]
    read = folder([*codes, ("Configuration.md", b"# Configuration\n\nText.\n")])
    assert "Configuration" not in outcomes(read)
    assert [name for name, _ in read.skipped] == ["Configuration.md"]


def test_front_matter_that_is_no_yaml_is_read_line_by_line_and_fills_fields() -> None:
    def page(number: int, summary: str) -> bytes:
        return (
            f"---\ncode: {number}\nidentifier: name_{number}\ntitle: Thing {number} failed\nsummary: {summary}\n---\n\n"
            "## What you should do\n\nTry again.\n\n## What you'll see\n\nA message.\n"
        ).encode()

    pages = [(f"{number}.md", page(number, "It broke: the source threw.")) for number in (40001, 40002, 40003)]
    folder = read_folder(pages, service="x", service_name=None, today=date(2026, 1, 1))
    assert folder.skipped == ()
    first = folder.readings[0][1].catalogs[0].errors[0]
    assert (first.code, first.aliases) == ("40001", ("name_40001",))
    case = first.cases[0]
    assert (case.message, case.description, case.solution) == (
        "Thing 40001 failed",
        "It broke: the source threw.",
        "Try again.",
    )
