"""The tables of an XLSX workbook: one a sheet. A stage among those of the formats."""

from __future__ import annotations

import io
import re
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from catalog.intake.documents import IntakeError
from catalog.intake.grid import MOST_COLUMNS, MOST_ROWS, Row, Table, table_of

LARGEST_CONTENT = 100 * 1024 * 1024
"""Bytes that a workbook may have when it is unpacked."""

MOST_CELLS = 5_000_000
"""Cells of all sheets, empty ones too: a parser lays out whatever stands between the first and the last."""

LARGEST_STRINGS = 150 * 1024 * 1024
"""Bytes that the texts of all cells may have, one that many cells share counted for each."""

_PIECE = 1024 * 1024
_MOST_MERGED = 2_000_000

_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]{0,3})\$?(\d{1,9})\s*["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_SHARED = re.compile(rb"""\bt\s*=\s*["']s["'][^<>]*>\s*<(?:\w+:)?v[^<>]*>\s*(\d{1,9})""")
_STRING = re.compile(rb"<(?:\w+:)?si[\s/>]")
_OVERLAP = 200

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
        visible = {sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible}
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            table = table_of("" if name.lower().startswith("sheet") else name, _rows(sheet), spans=True)
            if table is not None:
                tables.append(table if name in visible else replace(table, aside=f"the sheet {name[:60]!r} is hidden"))
    except IntakeError:
        raise
    except (CalamineError, OSError, ValueError) as problem:
        raise IntakeError(f"the document is not an XLSX workbook: {' '.join(str(problem).split())[:200]}") from None
    return tables


def _check_size(data: bytes) -> None:
    """Unpack piece by piece and count: what a header says of a size is not believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = 0
            entries = archive.infolist()
            strings = array("I")
            for entry in entries:
                reading = entry.filename.lower().endswith("sharedstrings.xml")
                begins: list[int] = []
                for at, piece in _pieces(archive, entry):
                    unpacked += len(piece)
                    if unpacked > LARGEST_CONTENT:
                        limit = LARGEST_CONTENT // 1024 // 1024
                        raise IntakeError(f"the workbook unpacks to more than {limit} MB: it is not read")
                    if reading:
                        begins += [at + match.start() for match in _STRING.finditer(piece)]
                        end = at + len(piece)
                        if len(begins) > 1:
                            strings.extend(after - before for before, after in pairwise(begins))
                            begins = begins[-1:]
                if begins:
                    strings.append(end - begins[0])
            _check_cells(
                archive, [entry for entry in entries if "sharedstrings" not in entry.filename.lower()], strings
            )
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as problem:
        if isinstance(problem, IntakeError):
            raise
        raise IntakeError("the document is not an XLSX workbook: its archive is broken") from None


def _check_cells(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], strings: array[int]) -> None:
    """Refuse sheets whose cells lie so far apart, or share so long a text, that laying them out takes all memory."""
    area = texts = 0
    for entry in entries:
        rows = columns = cells = 0
        before = b""
        for _, piece in _pieces(archive, entry):
            # A mark that two pieces share is looked for in both: what is counted twice does no harm.
            window = before + piece
            for match in _PLACE.finditer(window):
                rows = max(rows, int(match[2]))
                column = 0
                for letter in match[1].upper():
                    column = column * 26 + letter - 64
                columns = max(columns, column)
            cells += len(_CELL.findall(window))
            for match in _SHARED.finditer(window):
                number = int(match[1])
                texts += strings[number] if number < len(strings) else 0
            before = window[-_OVERLAP:]
            if texts > LARGEST_STRINGS:
                raise IntakeError("the cells of the workbook have more text in them than is read")
        area += rows * columns + cells
        if area > MOST_CELLS:
            raise IntakeError(
                f"the sheets of the workbook reach over more than {MOST_CELLS:,} cells: they are not read"
            )


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[tuple[int, bytes]]:
    """The content of a part of the archive, piece by piece, each with where it begins."""
    at = 0
    with archive.open(entry) as file:
        while piece := file.read(_PIECE):
            yield at, piece
            at += len(piece)


def _rows(sheet: CalamineSheet) -> list[Row]:
    if sheet.total_width > 16_384 or sheet.total_height > MOST_ROWS:
        raise IntakeError(f"the sheet {sheet.name[:60]!r} has more than {MOST_ROWS} rows; split it")
    rows: list[list[str]] = []
    for cells in sheet.iter_rows():
        rows.append([_text(cell) for cell in cells[: MOST_COLUMNS + 1]])
    first_row, first_column = sheet.start or (0, 0)
    filled = 0
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        filled += min(bottom - top, len(rows))
        if filled > _MOST_MERGED:
            raise IntakeError(f"the sheet {sheet.name[:60]!r} has more merged cells than are read")
        row, column = top - first_row, left - first_column
        if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
            continue
        for below in range(row + 1, min(bottom - first_row + 1, len(rows))):
            if column < len(rows[below]) and not rows[below][column]:
                rows[below][column] = rows[row][column]
    # A stray cell far to the right makes every row as wide as itself.
    width = max((at for cells in rows for at, cell in enumerate(cells, 1) if cell), default=0)
    return [Row(first_row + number, tuple(cells[:width])) for number, cells in enumerate(rows, 1)]


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).replace("_x000D_", "").strip()
