"""From cells to cases: checked and cleaned, each refused row with its reason. The fourth stage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from catalog.intake.columns import meanings_of
from catalog.intake.tables import Table
from catalog.known_error import ErrorCase, KnownError, Source

LONGEST_CODE = 200
LONGEST_MESSAGE = 10_000
LONGEST_TEXT = 20_000

_NOTHING = frozenset(("-", "--", "—", "–", "null", "n/a", "none", "nil", "无", "/"))
_STATUS = re.compile(r"([1-5]\d\d)(?:\s+[^\W\d][\w' -]*)?")
_CODE = re.compile(r"[^\x00-\x20\x7f]+(?: [^\x00-\x20\x7f]+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


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
            meanings = meanings_of(table.header)
            if "code" not in meanings:
                reason = f"no column of error codes among {', '.join(table.header[:8])}"
                self.left_alone.append(LeftAlone(table.line, table.title, reason[:300]))
                continue
            for number, row in enumerate(table.rows):
                cut = not table.closed and number + 1 == len(table.rows)
                self._read_row(row.line, row.cells, meanings, table, cut=cut)

    def _read_row(
        self, line: int, cells: Sequence[str], meanings: Sequence[str | None], table: Table, *, cut: bool
    ) -> None:
        if len(cells) != len(meanings):
            if len(cells) < len(meanings) and cut:
                reason = f"the row is cut off: {len(cells)} cells where the header has {len(meanings)}"
            else:
                reason = f"{len(cells)} cells where the header has {len(meanings)}"
            self.rejected.append(Rejected(line, "row", reason))
            return
        named = {meaning: cell for meaning, cell in zip(meanings, cells, strict=True) if meaning}
        self.add(line, {"section": table.title, **{k: v for k, v in named.items() if v or k != "section"}})

    def add(self, line: int, fields: dict[str, str]) -> None:
        """Take one row, or reject it with the reason."""
        cleaned = {name: _cleaned(text) for name, text in fields.items()}
        code = " ".join(cleaned.get("code", "").split())
        problem = self._problem(code, cleaned)
        if problem is not None:
            self.rejected.append(Rejected(line, *problem))
            return
        status = _STATUS.fullmatch(cleaned.get("http_status", ""))
        case = ErrorCase(
            message=cleaned.get("message", ""),
            http_status=int(status[1]) if status else None,
            description=cleaned.get("description", ""),
            solution=cleaned.get("solution", ""),
            section=" ".join(cleaned.get("section", "").split())[:300],
            source=self.source,
        )
        known = self.cases.setdefault(code, [])
        if case in known:
            return
        if any(each.key == case.key for each in known):
            reason = f"{code} with this status and message is listed before with other words; the first is kept"
            self.rejected.append(Rejected(line, "code", reason))
            return
        known.append(case)

    @staticmethod
    def _problem(code: str, cleaned: dict[str, str]) -> tuple[str, str] | None:
        if not code:
            return "code", "the row has no error code"
        if len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
            return "code", f"{code[:60]!r} is no error code"
        status = cleaned.get("http_status", "")
        if status and not _STATUS.fullmatch(status):
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


def _cleaned(text: str) -> str:
    """A cell's text: trimmed line by line, a single wrap undone, a mark for nothing taken as nothing."""
    lines = [" ".join(line.split(" ")).strip() for line in text.replace("\u00a0", " ").split("\n")]
    joined = "\n".join(line for line in lines if line)
    return "" if joined.casefold() in _NOTHING else joined
