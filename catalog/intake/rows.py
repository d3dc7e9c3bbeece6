"""From cells to cases: checked and cleaned, each refused row with its reason. The fourth stage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from catalog.intake.columns import meanings_of
from catalog.intake.grid import MOST_COLUMNS, Row, Table, is_header, plain_title
from catalog.known_error import ErrorCase, KnownError, Source

LONGEST_CODE = 200
LONGEST_MESSAGE = 10_000
LONGEST_TEXT = 20_000

_NOTHING = frozenset(
    ("-", "--", "---", "—", "–", "null", "n/a", "na", "none", "nil", "无", "/", "不涉及", "~", "ninguno", "keine")
)
_ONE_STATUS = r"(?:HTTP\s*)?[1-5]\d\d(?!\d)(?:\s*[(:-]?\s*[^\W\d][\w' -]*\)?)?"
_STATUSES = re.compile(rf"{_ONE_STATUS}(?:\s*(?:/|,|、|;|\||\n|\bor\b|\band\b|或)\s*{_ONE_STATUS})*", re.IGNORECASE)
_STATUS_CLASS = re.compile(r"[1-5]xx(?:\s*(?:/|,|or)\s*[1-5]xx)*", re.IGNORECASE)
_EITHER = re.compile(r"\n\s*(?:or|或|或者|oder|ou|o)\s*\n", re.IGNORECASE)
_CODE = re.compile(r"[^\x00-\x20\x7f]+(?: [^\x00-\x20\x7f]+)?")
_CODE_SHAPE = re.compile(r"(?=\S*[\d._-])[^\W_][\w.:/#()-]{0,199}(?: [\w.:/#-]{1,50})?|[A-Z]\w{2,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_RUN = re.compile(r"[^\W\d_]+|\d+")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken: its line (0 where the format has none), the field that was wrong, and why."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A table that is no error table, and how that was told."""

    line: int
    title: str
    reason: str


@dataclass(slots=True)
class Rows:
    """The cases read so far, by code in the order of their first row, and what was refused."""

    service: str
    source: Source
    cases: dict[str, list[ErrorCase]] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    left_alone: list[LeftAlone] = field(default_factory=list)

    def read(self, tables: Iterable[Table]) -> None:
        """Take the rows of every error table."""
        for table in tables:
            reason = _no_error_table(table)
            if reason:
                self.left_alone.append(LeftAlone(table.line, table.title, reason[:300]))
            else:
                self._read_table(table)

    def _read_table(self, table: Table) -> None:
        meanings = meanings_of(table.header)
        merged = _merged_columns(table, meanings)
        title = table.title
        above: tuple[str, ...] = ()
        for number, row in enumerate(table.rows):
            if tuple(row.cells) == table.header or is_header(row.cells):
                continue
            if table.spans and not table.tabular and _is_title(row.cells):
                title = plain_title(row.cells[0])
                continue
            cut = not table.closed and number + 1 == len(table.rows)
            cells = _completed(row.cells, meanings, above, table=table, cut=cut)
            if cells is None:
                self.rejected.append(Rejected(row.line, "row", _misshapen(row, meanings, cut=cut)))
                continue
            if above:
                cells = tuple(
                    above[column] if column in merged and not cell.strip() else cell
                    for column, cell in enumerate(cells)
                )
            above = cells
            named = {meaning: cell for meaning, cell in zip(meanings, cells, strict=False) if meaning}
            section = named.get("section") or title
            self.add(row.line, {**named, "section": section})

    def add(self, line: int, fields: dict[str, str]) -> None:
        """Take one row, or reject it with the reason. One that names several statuses or messages is as many cases."""
        cleaned = {name: _cleaned(text) for name, text in fields.items()}
        code = " ".join(cleaned.get("code", "").split())
        problem = self._problem(code, cleaned)
        if problem is not None:
            self.rejected.append(Rejected(line, *problem))
            return
        statuses = [int(each) for each in re.findall(r"(?<!\d)[1-5]\d\d(?!\d)", cleaned.get("http_status", ""))]
        for message in _EITHER.split(cleaned.get("message", "")):
            for status in dict.fromkeys(statuses) or [None]:
                case = ErrorCase(
                    message=message.strip(),
                    http_status=status,
                    description=cleaned.get("description", ""),
                    solution=cleaned.get("solution", ""),
                    section=" ".join(cleaned.get("section", "").split())[:300],
                    sample=cleaned.get("sample", ""),
                    source=self.source,
                )
                known = self.cases.setdefault(code, [])
                if case not in known:
                    known.append(case)

    @staticmethod
    def _problem(code: str, cleaned: dict[str, str]) -> tuple[str, str] | None:
        if not code:
            return "code", "the row has no error code"
        if len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
            return "code", f"{code[:60]!r} is no error code"
        status = cleaned.get("http_status", "")
        if status and not _STATUSES.fullmatch(status) and not _STATUS_CLASS.fullmatch(status):
            return "http_status", f"{status[:60]!r} is no HTTP status from 100 to 599"
        for name, text in cleaned.items():
            if len(text) > (LONGEST_MESSAGE if name == "message" else LONGEST_TEXT):
                return name, f"the text has {len(text)} characters, which is too long"
            if _CONTROL.search(text):
                return name, "the text has control characters in it"
        return None

    @property
    def errors(self) -> tuple[KnownError, ...]:
        """The codes with their cases."""
        return tuple(KnownError(self.service, code, tuple(cases)) for code, cases in self.cases.items())


def _no_error_table(table: Table) -> str | None:
    """Why a table is none of errors; None where it is one."""
    meanings = meanings_of(table.header)
    if len(table.header) > MOST_COLUMNS:
        return f"it has more than {MOST_COLUMNS} columns"
    if "code" not in meanings:
        return f"no column of error codes among {', '.join(table.header[:8])}"
    if len([meaning for meaning in meanings if meaning]) < 2 and not table.tabular:
        return f"nothing but codes among {', '.join(table.header[:8])}"
    at = meanings.index("code")
    codes = {row.cells[at].strip() for row in table.rows if at < len(row.cells)} - {""}
    if codes and "http_status" not in meanings and all(_STATUSES.fullmatch(code) for code in codes):
        return "a list of HTTP statuses: all its codes are"
    return None


def _is_title(cells: Sequence[str]) -> bool:
    """Whether a row is one cell over the whole width: the title of the rows below it."""
    return len(cells) > 1 and bool(cells[0]) and not any(cells[1:]) and not _fits(cells[0], "code")


def _merged_columns(table: Table, meanings: Sequence[str | None]) -> frozenset[int]:
    """The columns in which an empty cell is part of the one above it."""
    if table.tabular:
        return frozenset()
    code = meanings.index("code")
    found = {code, *(column for column, meaning in enumerate(meanings) if meaning == "section" and not table.spans)}
    if "http_status" in meanings and not table.spans and (status := meanings.index("http_status")) < code:
        cells = [row.cells[status].strip() for row in table.rows if len(row.cells) == len(meanings)]
        blanks = cells.count("")
        repeated = any(before and before == after for before, after in pairwise(cells))
        if cells and cells[0] and blanks * 4 >= len(cells) and not repeated:
            found.add(status)
    return frozenset(found)


def _completed(
    cells: tuple[str, ...], meanings: Sequence[str | None], above: tuple[str, ...], *, table: Table, cut: bool
) -> tuple[str, ...] | None:
    """A row with as many cells as the header, those that merging took away put in from the row above; else None."""
    width = len(meanings)
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    missing = width - len(cells)
    if missing == 0:
        return cells
    if missing < 0 or cut or table.tabular:
        return None
    padded = (*cells, *[""] * missing)
    options = [(_likeness(padded, above, meanings), 1, padded)] if _fit_all(padded, meanings) else []
    if above:
        for place in range(len(cells)):
            filled = (*cells[:place], *above[place : place + missing], *cells[place:])
            if _fit_all(filled, meanings):
                options.append((_likeness(filled, above, meanings), -place, filled))
    # Where several would do, cells that are left out at the end are empty ones.
    return max(options)[2] if options else None


def _fit_all(cells: Sequence[str], meanings: Sequence[str | None]) -> bool:
    return all(_fits(cell, meaning) for cell, meaning in zip(cells, meanings, strict=True))


def _fits(cell: str, meaning: str | None) -> bool:
    text = cell.strip()
    if meaning == "code":
        return bool(_CODE_SHAPE.fullmatch(text))
    if meaning == "http_status":
        return (
            text.casefold() in _NOTHING or not text or bool(_STATUSES.fullmatch(text) or _STATUS_CLASS.fullmatch(text))
        )
    return True


def _likeness(cells: Sequence[str], above: Sequence[str], meanings: Sequence[str | None]) -> int:
    """How much a row looks like the one above: its code of the same shape, its status a number."""
    code = meanings.index("code")
    alike = bool(above) and _RUN.sub(_letter, cells[code]) == _RUN.sub(_letter, above[code])
    status = meanings.index("http_status") if "http_status" in meanings else None
    return 2 * alike + (status is not None and bool(_STATUSES.fullmatch(cells[status].strip())))


def _letter(found: re.Match[str]) -> str:
    return "0" if found[0].isdigit() else "a"


def _misshapen(row: Row, meanings: Sequence[str | None], *, cut: bool) -> str:
    shape = f"{len(row.cells)} cells where the header has {len(meanings)}"
    return f"the row is cut off: {shape}" if cut and len(row.cells) < len(meanings) else shape


def _cleaned(text: str) -> str:
    """A cell's text: trimmed line by line, a single wrap undone, a mark for nothing taken as nothing."""
    lines = [" ".join(line.split(" ")).strip() for line in text.replace("\u00a0", " ").split("\n")]
    joined = "\n".join(line for line in lines if line)
    return "" if joined.casefold() in _NOTHING else joined
