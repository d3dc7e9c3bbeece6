"""Documents made to do harm: refused with a reason, or read in bounded time and memory."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date

import pytest

from catalog.intake import IntakeError, Reading, read_document

TABLE = "<table><tr><th>Error Code<th>Message<tr><td>A.1<td>hello</table>"


def read(data: bytes, *, format: str = "auto") -> Reading:
    return read_document(data, name="document", service="x", today=date(2026, 1, 1), format=format)


def workbook_with(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", content)
    return out.getvalue()


ALIASES = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
WIDE = "\t".join(["Error Code", "Message", *[f"c{number}" for number in range(200)]])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"a" * 50_000_000, "more than 20 MB"),
        (gzip.compress(b" " * 50_000_000), "more than 20 MB"),
        (workbook_with(b" " * 110_000_000), "unpacks to more than 100 MB"),
        (b"PK\x03\x04 but no archive", "archive is broken"),
        (workbook_with(b"<worksheet"), "no XLSX workbook"),
        (ALIASES.encode(), "more than 2,000,000 values"),
        (b"a: " + b"[" * 50_000, "nested too deeply"),
        (b"a: &a x\nb: [" + b"*a, " * 5000 + b"]", "aliases"),
        (b"[" * 50_000 + b"]" * 50_000, "nested too deeply"),
        (f"{WIDE}\n".encode() + b"x\t" * 201, "more than 60 columns"),
        (b"<html>" + b"<table>" * 100_000 + TABLE.encode(), "one inside another"),
        (b".. note::\n\n" + b"".join(b" " * depth + b"a\n" for depth in range(1500)), "nested too deeply"),
        (b"\n+===+\n" + (b"+" + b"-+" * 2000 + b"\n"), "more than 60 columns"),
        (b".. include:: /etc/passwd\n\n.. raw:: html\n   :file: /etc/passwd\n", "no error page"),
    ],
    ids=[
        "50 MB", "gzip bomb", "zip bomb", "no zip", "no sheet", "alias bomb", "deep yaml", "many aliases", "deep json",
        "200 columns", "tables in tables", "deep rst", "wide rst", "including rst",
    ],
)  # fmt: skip
def test_it_is_refused_with_what_is_wrong(data: bytes, told: str) -> None:
    with pytest.raises(IntakeError, match=told) as refused:
        read(data)
    assert "\n" not in str(refused.value)


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
        "a\n" * 200_000,
        "Code  Message\n" * 20_000,
        "Status Code\n\nError Code\n\nMessage\n\n" + "400\n\n" * 50_000,
        "| Error code | Message |\n|---|---|\n| A | " + "[" * 200_000 + " |\n",
        "codes start with " * 20_000,
        ".. note::\n\n   x\n\n" + "*a " * 50_000,
    ],
    ids=["lines", "headers", "statuses", "brackets", "referrals", "stars"],
)
def test_text_that_resembles_a_page_is_given_up_soon(data: str) -> None:
    with pytest.raises(IntakeError):
        read(data.encode())
