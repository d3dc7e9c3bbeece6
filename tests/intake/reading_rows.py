"""A document as its rows, for tests that compare the two."""

from __future__ import annotations

from datetime import date

from catalog.intake import Reading, read_document

Row = tuple[str, str, str, str, str, str]


def read(document: str | bytes, *, name: str = "document", format: str = "auto") -> Reading:
    """Read a document of the service x."""
    data = document.encode() if isinstance(document, str) else document
    return read_document(data, name=name, format=format, service="x", today=date(2026, 1, 1))


def rows(reading: Reading) -> list[Row]:
    """Every case: code, status, message, description, solution, section."""
    return [
        (error.code, str(case.http_status or ""), case.message, case.description, case.solution, case.section)
        for catalog in reading.catalogs
        for error in catalog.errors
        for case in error.cases
    ]


def row(code: str, status: str = "", message: str = "", *, tells: str = "", fix: str = "", section: str = "") -> Row:
    """One case by what of it is told."""
    return (code, status, message, tells, fix, section)
