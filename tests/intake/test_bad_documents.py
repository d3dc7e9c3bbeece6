"""Documents made to do harm: refused with a reason, or read in bounded time and memory."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest

from catalog.intake import IntakeError, Reading, read_document

pytestmark = pytest.mark.slow

TABLE = "<table><tr><th>Error Code<th>Message<tr><td>A.1<td>hello</table>"


def read(data: bytes, *, format: str = "auto") -> Reading:
    return read_document(data, name="document", service="x", today=date(2026, 1, 1), format=format)


def workbook_with(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", content)
    return out.getvalue()


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'


def sheet_with(*cells: str, strings: str = "") -> bytes:
    """A whole workbook of one sheet, its cells as they are given."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    sheet = '<sheets><sheet name="S" sheetId="1" r:id="a"/></sheets>'
    book = f'<workbook xmlns="{main}" xmlns:r="{office}">{sheet}</workbook>'
    entrance = f'<Relationship Id="w" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
    targets = {"a": ("worksheet", "worksheets/sheet1.xml"), "b": ("sharedStrings", "sharedStrings.xml")}
    relations = "".join(
        f'<Relationship Id="{key}" Type="{office}/{kind}" Target="{path}"/>' for key, (kind, path) in targets.items()
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{package}">{entrance}</Relationships>')
        archive.writestr("xl/workbook.xml", book)
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}">{relations}</Relationships>')
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{strings}</sst>')
        archive.writestr("xl/worksheets/sheet1.xml", SHEET.format(rows="".join(cells)))
    return out.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


TWO_ROWS = (
    f'<row r="1">{cell("A1", "Error Code")}{cell("B1", "Message")}</row>',
    f'<row r="2">{cell("A2", "A.1")}{cell("B2", "hello")}</row>',
)
LONG_STRING = "<si><t>Error Code</t></si><si><t>" + "y" * 1_000_000 + "</t></si>"
SHARED_CELLS = [f'<row r="{row}"><c r="A{row}" t="s"><v>1</v></c></row>' for row in range(2, 2_000)]
ALIASED_ERRORS = "a: &a\n  code: A.1\n  message: x\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 100)}]\n" for before, name in zip("abcd", "bcde", strict=True)
)
ALIASES = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGED = "a0: &a0\n  code: A.1\n  message: x\n" + "".join(
    f"a{number}: &a{number} {{<<: [*a{number - 1}, *a{number - 1}]}}\n" for number in range(1, 26)
)
MERGED_IN_MERGED = "a0: &a0 {code: A.1}\n" + "".join(
    f"a{number}: &a{number}\n  <<: *a{number - 1}\n  b: {{<<: [*a{number - 1}, *a{number - 1}]}}\n"
    for number in range(1, 26)
)
WIDE = "\t".join(["Error Code", "Message", *[f"c{number}" for number in range(200)]])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (lambda: b"a" * 70_000_000, "more than 60 MB"),
        (lambda: gzip.compress(b" " * 70_000_000), "more than 60 MB"),
        (lambda: workbook_with(b" " * 110_000_000), "unpacks to more than 100 MB"),
        (b"PK\x03\x04 but no archive", "archive is broken"),
        (workbook_with(b"<worksheet"), "not an XLSX workbook"),
        (ALIASES.encode(), "more than 2,000,000 values"),
        (MERGED.encode(), "more than 2,000,000 values"),
        (MERGED_IN_MERGED.encode(), "more than 2,000,000 values"),
        (b"a: &a\n  <<: *a\n  code: A.1\n", "more than 2,000,000 values"),
        (b"a: " + b"[" * 50_000, "nested too deeply"),
        (b"a: &a x\nb: [" + b"*a, " * 5000 + b"]", "aliases"),
        (b"[" * 50_000 + b"]" * 50_000, "nested too deeply"),
        (f"{WIDE}\n".encode() + b"x\t" * 201, "more than 60 columns"),
        (b"<html>" + b"<table>" * 100_000 + TABLE.encode(), "one inside another"),
        (b".. note::\n\n" + b"".join(b" " * depth + b"a\n" for depth in range(1500)), "nested too deeply"),
        (b"\n+===+\n" + (b"+" + b"-+" * 2000 + b"\n"), "more than 60 columns"),
        (sheet_with(*TWO_ROWS, f'<row r="1048576">{cell("XFD1048576", "x")}</row>'), "more than 5,000,000 cells"),
        (sheet_with(*TWO_ROWS, f"<row r = '60000'>{cell('xfd60000', 'x')}</row>"), "more than 5,000,000 cells"),
        (sheet_with(*SHARED_CELLS, strings=LONG_STRING), "more text in them"),
        (ALIASED_ERRORS.encode(), "more than 2,000,000 values"),
        (b'{"code": ' + b"9" * 100_000 + b"}", "thousands of digits"),
        (b"x\n\n" * 1_000_000, "more than 500,000 lines"),
        (b".. include:: /etc/passwd\n\n.. raw:: html\n   :file: /etc/passwd\n", "no error codes found"),
    ],
    ids=[
        "70 MB", "gzip bomb", "zip bomb", "no zip", "no sheet", "alias bomb",
        "merge bomb", "merged in merged", "merged in itself", "deep yaml", "many aliases", "deep json",
        "200 columns", "tables in tables", "deep rst", "wide rst", "far cell",
        "far cell in small letters", "shared string", "aliased errors", "digits", "lines", "including rst",
    ],
)  # fmt: skip
def test_it_is_refused_with_what_is_wrong(data: bytes | Callable[[], bytes], message: str) -> None:
    # The largest are made only where they are read: every process of the tests collects all of them.
    document = data if isinstance(data, bytes) else data()
    with pytest.raises(IntakeError, match=message) as refused:
        read(document)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("limit", "data", "message"),
    [
        ("web_pages._MOST_TAGS", b"<html>" + b"<p>" * 2_100, "more than 2,000 elements"),
        ("tables.MOST_ROWS", b"| Code | Message |\n|---|---|\n" + b"| A | b |\n" * 2_500, "more than 2,000 rows"),
    ],
    ids=["elements", "rows"],
)
def test_page_over_a_limit_is_refused(limit: str, data: bytes, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"catalog.intake.{limit}", 2_000)
    with pytest.raises(IntakeError, match=message):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        "<html>" + "<div>" * 100_000 + TABLE,
        "<html>" + "".join(f"<b a={number}>" for number in range(50_000)) + "<p>" * 50_000 + TABLE,
        "<html>" + "<!--" * 200_000 + TABLE,
        "<html>" + "<script>" * 200_000 + TABLE,
        "<html><table>" + "<tr><td>" * 50_000 + TABLE,
        f"<html>{TABLE}<table><tr>" + "<td rowspan=65000 colspan=65000>x" * 200 + "</table>",
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ccccccc"><!ENTITY d "&b;&b;">]><html>&d;' + TABLE,
    ],
    ids=["unclosed", "formatting", "comments", "scripts", "cells", "spans", "entities"],
)
def test_a_broken_page_is_read_as_far_as_it_goes(data: str) -> None:
    codes = [error.code for error in read(data.encode()).catalogs[0].errors]
    assert codes[-1:] == ["A.1"]


@pytest.mark.parametrize(
    "data",
    [
        "a\n" * 50_000,
        "Code  Message\n" * 20_000,
        "Status Code\n\nError Code\n\nMessage\n\n" + "400\n\n" * 50_000,
        "| Error code | Message |\n|---|---|\n| A | " + "[" * 200_000 + " |\n",
        "codes start with " * 20_000,
        ".. note::\n\n   x\n\n" + "*a " * 50_000,
        ".. note::\n\n   x\n\n" + "{}" * 25_000,
        ".. note::\n\n   x\n\n" + "http://a.example " * 5_000,
        "Error Code\tDescription\n" + "\t" * 2_000_000,
        "Error Code\nMessage\n" * 20_000,
        "Code Description\n" * 20_000,
        "+---+---+" * 200_000 + "x",
        "".join(f"{number}\n" for number in range(60_000)),
    ],
    ids=[
        "lines", "headers", "statuses", "brackets", "referrals", "stars", "a long word", "addresses", "tabs",
        "headers a line", "headers in a line", "drawn", "numbers",
    ],
)  # fmt: skip
def test_text_that_resembles_a_page_is_given_up_soon(data: str) -> None:
    with pytest.raises(IntakeError):
        read(data.encode())


def test_a_stray_cell_far_to_the_right_does_not_hide_a_table() -> None:
    workbook = sheet_with(*TWO_ROWS, f'<row r="3">{cell("XFD3", "x")}</row>')
    assert [error.code for error in read(workbook).catalogs[0].errors] == ["A.1"]


def test_a_markdown_page_is_not_refused_as_json() -> None:
    with pytest.raises(IntakeError, match="no error codes found"):
        read_document(b"[" * 50_000, name="page.md", service="x", today=date(2026, 1, 1))
