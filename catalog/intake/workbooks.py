"""The tables of an XLSX workbook: one a sheet. The fourth stage."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from catalog.intake.documents import IntakeError
from catalog.intake.grid import MOST_COLUMNS, MOST_ROWS, Row, Table, table_of

LARGEST_CONTENT = 100 * 1024 * 1024
"""Bytes that a workbook may have when it is unpacked."""

_PIECE = 1024 * 1024

Value = int | float | str | bool | time | date | datetime | timedelta


def workbook_tables(data: bytes) -> list[Table]:
    """The tables of a workbook, each titled by its sheet's name.

    Raises:
        IntakeError: when it is no workbook, or unpacks to more than is read.
    """
    _check_size(data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        tables = []
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            table = table_of("" if name.lower().startswith("sheet") else name, _rows(sheet), spans=True)
            if table is not None:
                tables.append(table)
    except (CalamineError, OSError, ValueError) as problem:
        raise IntakeError(f"the document is no XLSX workbook: {' '.join(str(problem).split())[:200]}") from None
    return tables


def _check_size(data: bytes) -> None:
    """Unpack piece by piece and count: what a header says of a size is not believed."""
    size = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                with archive.open(entry) as file:
                    while piece := file.read(_PIECE):
                        size += len(piece)
                        if size > LARGEST_CONTENT:
                            limit = LARGEST_CONTENT // 1024 // 1024
                            raise IntakeError(f"the workbook unpacks to more than {limit} MB: it is not read")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as problem:
        if isinstance(problem, IntakeError):
            raise
        raise IntakeError("the document is no XLSX workbook: its archive is broken") from None


def _rows(sheet: CalamineSheet) -> list[Row]:
    if sheet.total_width > 16_384 or sheet.total_height > MOST_ROWS:
        raise IntakeError(f"the sheet {sheet.name[:60]!r} has more than {MOST_ROWS} rows; split it")
    rows: list[list[str]] = []
    for cells in sheet.iter_rows():
        rows.append([_text(cell) for cell in cells[: MOST_COLUMNS + 1]])
    first_row, first_column = sheet.start or (0, 0)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        del right
        row, column = top - first_row, left - first_column
        if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
            continue
        for below in range(row + 1, min(bottom - first_row + 1, len(rows))):
            if column < len(rows[below]) and not rows[below][column]:
                rows[below][column] = rows[row][column]
    return [Row(first_row + number, tuple(cells)) for number, cells in enumerate(rows, 1)]


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).replace("_x000D_", "").strip()
