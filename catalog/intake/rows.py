"""From cells to cases: checked and cleaned, each refused row with its reason. The stage behind tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from catalog.intake.code_patterns import (
    LONGEST_CODE,
    codes_of,
    is_code,
    is_name,
    is_number,
    names_of,
    without_footnote,
    without_suffix,
)
from catalog.intake.column_values import (
    meanings_by_values,
    names_errors,
    retryable_of,
    severity_of,
    with_errors_apart,
    with_header,
)
from catalog.intake.columns import OTHER_CODES, is_plain, meaning_of
from catalog.intake.doubts import Doubtful, doubt_of
from catalog.intake.grid import MOST_COLUMNS, Row, Table, is_header, plain_title
from catalog.intake.hints import NO_HINTS, Hints
from catalog.intake.merged_cells import completed, is_title, kinds_in, merged_columns, misshapen
from catalog.intake.progress import advance
from catalog.intake.status_cells import (
    can_have_status,
    is_reason,
    is_registered,
    status_in_title,
    statuses_of,
    statuses_within,
)
from catalog.known_error import ErrorCase, KnownError, Source
from catalog.product_versions import is_version

LONGEST_MESSAGE = 10_000
LONGEST_TEXT = 20_000

_NOTHING = frozenset(
    (
        "-", "--", "---", "—", "–", "null", "n/a", "na", "none", "nil", "无", "/", "不涉及", "~", "ninguno", "ninguna",
        "keine", "暂无", "nan", "なし", "없음", "無", "aucun", "aucune", "nenhum", "nenhuma", "nessuno", "nessuna",
    )
)  # fmt: skip
_NO_CODE = frozenset(("-", "--", "---", "—", "–", "null", "n/a", "无", "/", "~", "不涉及", "暂无"))
_EITHER = re.compile(r"\n\s*(?:or|或|或者|oder|ou|o)\s*\n", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_UNSEEN = str.maketrans({"\u00a0": " ", "\u00ad": None, "\u200b": None, "\u2060": None, "\ufeff": None})
_SEVERAL = frozenset(("description", "solution", "alias"))
_BEFORE_PHRASE = re.compile(r"^[\d\s(（:–-]+")
_RANGE = re.compile(r"[<>=≤≥]+ ?-?\d|-?\d+ ?(?:[–—~～]|\.{2,3}|…| - | to ) ?-?\d+$")
_OTHERS = frozenset(("other", "others", "any other", "all others", "(other)", "anything else", "其他", "其它"))
_STARRED = re.compile(r"[0-9A-Z]{1,10}\*")
_OF_AN_EXPORT = frozenset(("code", "http_status", "message", "description", "solution", "section"))
"""Columns of the portal's own CSV."""

_NUMBERED_TEXT = re.compile(r"\s{0,8}(?P<number>\d{1,5})\.\s(?=\S)")
_PHRASES = re.compile(r"[.,:;()\[\]\n–—-]\s*")
_STATUS_AS_CODE = re.compile(r"[1-5]\d\d [A-Za-z][A-Za-z '-]+")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken: its line (0 where the format has none), the field that was wrong, and why.

    ``codes`` are what the row names, or may name: the document has not dropped them.
    """

    line: int
    field: str
    reason: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A table that is no error table, and how that was told."""

    line: int
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unread:
    """The columns of an error table of which the words are not known, so that they were not read."""

    line: int
    title: str
    columns: tuple[str, ...]


@dataclass(slots=True)
class Rows:
    """The cases read so far, by code in the order of their first row, and what was refused.

    ``truncated`` says that rows of the document are missing, so that it does not tell of all that it lists; ``skipped``
    counts the rows of sections that were not asked for.
    """

    service: str
    source: Source
    hints: Hints = NO_HINTS
    cases: dict[str, list[ErrorCase]] = field(default_factory=dict)
    aliases: dict[str, dict[str, None]] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    left_alone: list[LeftAlone] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    doubtful: list[Doubtful] = field(default_factory=list)
    truncated: bool = False
    skipped: int = 0

    def read(self, tables: Iterable[Table], *, about_errors: bool = False, about_codes: bool = False) -> None:
        """Take the rows of every error table.

        ``about_errors`` says that the document as a whole is about errors, ``about_codes`` that it is about codes, so
        that a table that names errors is one of them.
        """
        read = [
            (table, self._meanings_of(table, about_errors=about_errors or (about_codes and names_errors(table))))
            for table in map(self._headed, map(with_errors_apart, tables))
        ]
        messages = {
            table.header: each.index("message") for table, each in read if "message" in each and any(table.header)
        }
        numbered = frozenset(table.header for table, each in read if "code" in each and _has_own_numbers(table, each))
        for table, meanings in read:
            lost = bool(table.rows) and all(row.fault for row in table.rows)
            at = messages.get(table.header)
            if at is not None and "message" not in meanings and meanings[at] == "description":
                # One table of a page goes on in the next: what its rows showed holds for all with its headings.
                meanings = (*meanings[:at], "message", *meanings[at + 1 :])
            reason: str | None = "as you asked" if self.hints.skips_table(table.title) else table.aside
            own = table.header in numbered and not _names_statuses(table, meanings)
            reason = reason or ("" if lost else _no_error_table(table, meanings, own_numbers=own))
            # Nobody knows what a table was of which nothing can be read.
            self.truncated = self.truncated or (table.truncated and not reason)
            if lost and not reason:
                for row in table.rows:
                    self._refuse(row)
            elif reason:
                self.left_alone.append(LeftAlone(table.line, table.title, reason[:300]))
            else:
                self._read_table(table, meanings)

    def _headed(self, table: Table) -> Table:
        """A table with its header, or with an empty one where its first row is said, or looks, to be none."""
        if not self.hints.no_header or not table.tabular or not any(table.header):
            return with_header(table)
        row = Row(table.line, table.header)
        return replace(table, header=("",) * len(table.header), rows=(row, *table.rows))

    def _meanings_of(self, table: Table, *, about_errors: bool) -> tuple[str | None, ...]:
        """Return the columns' meanings: the hints, else what words and values tell."""
        hinted = [
            self.hints.meaning_of(name) or self.hints.meaning_of(str(at)) for at, name in enumerate(table.header, 1)
        ]
        meanings = meanings_by_values(table, about_errors=about_errors or "code" in hinted)
        if not any(hinted):
            return meanings
        left = (None if meaning in hinted and meaning not in _SEVERAL else meaning for meaning in meanings)
        return tuple(by_hand or meaning for by_hand, meaning in zip(hinted, left, strict=True))

    def _refuse(self, row: Row) -> None:
        self.rejected.append(Rejected(row.line, "row", row.fault, _may_name(row.cells)))

    def _read_table(self, whole: Table, meanings: Sequence[str | None]) -> None:
        table = replace(whole, rows=tuple(row for row in whole.rows if not row.fault))
        merged = merged_columns(table, meanings)
        code = meanings.index("code")
        kinds = kinds_in(table, code)
        numbered = _are_numbers_names(row.cells[code] for row in table.rows if code < len(row.cells))
        numbered_texts = _numbered_texts(table, meanings)
        classes = _classes_in(row.cells[code].strip() for row in table.rows if code < len(row.cells))
        listed = frozenset(self.cases) if table.details else frozenset()
        title = table.title
        above: tuple[str, ...] = ()
        filled: set[int] = set()
        for number, row in enumerate(whole.rows):
            if row.fault:
                self._refuse(row)
                continue
            if code < len(row.cells) and meaning_of(row.cells[code]) and is_header(row.cells):
                # The header again, as on each page of a print.
                continue
            if is_title(row.cells, table, kinds):
                title = plain_title(row.cells[0])
                # No merged cell goes on behind a title.
                above = ()
                continue
            cut = not table.closed and number + 1 == len(whole.rows)
            cells = completed(row.cells, meanings, above, table=table, cut=cut)
            if cells is None:
                self.truncated = self.truncated or (cut and len(row.cells) < len(meanings))
                self._refuse(replace(row, fault=misshapen(row, meanings, cut=cut)))
                continue
            if above:
                cells = tuple(
                    above[column] if column in merged and not cell.strip() else cell
                    for column, cell in enumerate(cells)
                )
            above = cells
            filled.update(column for column, cell in enumerate(cells) if cell.strip())
            named = _named(meanings, cells)
            if numbered_texts:
                named |= _number_apart(named, numbered_texts)
            fields = {**named, "section": named.get("section") or title}
            if (status := status_in_title(title)) and can_have_status(cells[code], status):
                fields.setdefault("http_status", status)
            if numbered:
                fields.setdefault("http_status", "")
            if table.details and self._add_details(fields, listed):
                continue
            if cells[code].strip() in classes:
                reason = f"{cells[code].strip()!r} stands for a class of codes"
                self.rejected.append(Rejected(row.line, "code", reason))
                continue
            self.add(row.line, fields)
        unread = tuple(
            " ".join(name.split())[:60]
            for column, (name, meaning) in enumerate(zip(table.header, meanings, strict=True))
            if meaning is None and column in filled and name.strip()
        )
        if unread:
            self.unread.append(Unread(table.line, table.title, unread))

    def _add_details(self, fields: Mapping[str, str], listed: Collection[str]) -> bool:
        """Complete the only case of a code that a table lists by what is said of it elsewhere."""
        code = _tidy(fields.get("code", ""))
        cases = self.cases.get(code, []) if code in listed else []
        if len(cases) != 1:
            return False
        case = cases[0]
        statuses = statuses_of(fields.get("http_status", ""))
        if statuses and case.http_status and case.http_status not in statuses:
            return False
        texts = {name: _cleaned(fields.get(name, "")) for name in ("message", "description", "solution")}
        if case.message and texts["message"] and not _says_alike(case.message, texts["message"]):
            # The name of the error in a list explains the message that is labelled as one.
            texts["description"] = _united(case.message, texts["description"])
            case = replace(case, message=texts["message"])
        united: dict[str, Any] = {name: _united(getattr(case, name), text) for name, text in texts.items()}
        cases[0] = replace(case, **united)
        return True

    def add(self, line: int, fields: Mapping[str, str], *, place: str = "") -> None:
        """Take one row, or reject it with the reason. One of several codes, statuses or messages is as many cases.

        ``place`` says where the row stands in a document without lines.
        """
        advance(1)
        cleaned = {name: _cleaned(text) for name, text in fields.items() if name != "code"}
        if self.hints.skips_section(cleaned.get("section", "")):
            self.skipped += 1
            return
        code = _tidy(fields.get("code", ""))
        code = "" if code.casefold() in _NO_CODE else code
        if "http_status" not in fields and _STATUS_AS_CODE.fullmatch(code) and statuses_of(code):
            cleaned["http_status"], code = code, code[:3]
        code, names = self._own_name(code, cleaned, has_status="http_status" in fields)
        codes = [code] if names else codes_of(code)
        names += tuple(each for line in cleaned.get("alias", "").split("\n") if line for each in _names_in(line))
        names = tuple(without_suffix(name) for name in names)
        cleaned["http_status"] = without_footnote(cleaned.get("http_status", ""))
        statuses = statuses_of(cleaned["http_status"])
        if statuses is None:
            statuses = statuses_within(cleaned["http_status"])
        if statuses == () and self.hints.http_status:
            statuses = (self.hints.http_status,)
        problem = next((fault for each in codes if (fault := _problem(each, statuses, cleaned))), None)
        if problem is not None:
            wrong, why = problem
            reason = f"{place}: {why}" if place else why
            self.rejected.append(Rejected(line, wrong, reason, tuple(each for each in codes if each)))
            return
        section = " ".join(cleaned.get("section", "").split())[:300]
        if names and len(codes) == 1:
            self.aliases.setdefault(codes[0], {}).update(dict.fromkeys(name for name in names if name != codes[0]))
        decided = {**_decisions(cleaned), **_versions(cleaned)}
        for name in ("since", "until"):
            if cleaned.get(name) and name not in decided:
                reason = f"{cleaned[name][:60]!r} is no version and was left out"
                self.doubtful.append(Doubtful(line, code, reason))
        for each in codes:
            cases = self.cases.setdefault(each, [])
            for message in _EITHER.split(cleaned.get("message", "")):
                if doubt := doubt_of(message):
                    self.doubtful.append(Doubtful(line, each, f"the message {message.strip()[:60]!r}: {doubt}"))
                for status in statuses or (None,):
                    case = ErrorCase(
                        message=message.strip(),
                        http_status=status,
                        description=cleaned.get("description", ""),
                        solution=cleaned.get("solution", ""),
                        # A title that is the code alone says nothing more.
                        section="" if section == each else section,
                        sample=cleaned.get("sample", ""),
                        source=self.source,
                        **decided,
                    )
                    if case not in cases:
                        cases.append(case)

    @property
    def errors(self) -> tuple[KnownError, ...]:
        """The codes with their cases and their other names; what is a code of its own is no other name."""
        return tuple(
            KnownError(
                self.service,
                code,
                tuple(cases),
                tuple(name for name in self.aliases.get(code, ()) if name not in self.cases),
            )
            for code, cases in self.cases.items()
        )

    @staticmethod
    def _own_name(code: str, cleaned: dict[str, str], *, has_status: bool) -> tuple[str, tuple[str, ...]]:
        """The code of a cell with two names of it, and the others; a number that HTTP has is its status."""
        first, *others = names_of(code) or (code,)
        statuses = [each for each in (first, *others) if is_number(each) and is_registered_status(each)]
        if others and not has_status and len(statuses) == 1 and len(others) == 1:
            cleaned["http_status"] = statuses[0]
            return next(each for each in (first, *others) if each != statuses[0]), ()
        return first, tuple(others)


def is_registered_status(text: str) -> bool:
    """Return whether a code is a registered HTTP status."""
    return len(text) == 3 and text.isdigit() and is_registered(int(text))


def _names_in(text: str) -> tuple[str, ...]:
    """The other names that a line of their column tells; none where it is a text."""
    names = names_of(text) or tuple(codes_of(text))
    return tuple(name for name in names if len(name) <= LONGEST_CODE and " " not in name)


def _decisions(cleaned: Mapping[str, str]) -> dict[str, Any]:
    """Return a row's retry and severity fields."""
    fields = {
        "retryable": retryable_of(cleaned.get("retryable", "")),
        "severity": severity_of(cleaned.get("severity", "")),
    }
    return {name: value for name, value in fields.items() if value}


def _versions(cleaned: Mapping[str, str]) -> dict[str, str]:
    """Return the versions of the product that a row is about; a text that is none is left out."""
    versions = {name: " ".join(cleaned.get(name, "").split()) for name in ("since", "until")}
    return {name: text for name, text in versions.items() if text and is_version(text)}


def _says_alike(one: str, other: str) -> bool:
    return one in other or other in one


def _united(before: str, text: str) -> str:
    """Two texts about the same, the longer of two that say alike."""
    if not text or text in before:
        return before
    return text if before in text else f"{before}\n{text}"


def _are_numbers_names(cells: Iterable[str]) -> bool:
    """Return whether the numbers beside names in a column of codes are other names, as most of them are no statuses."""
    numbers = [each for cell in cells for each in names_of(_tidy(cell)) if is_number(each)]
    return sum(map(is_registered_status, numbers)) * 2 < len(numbers)


def _numbered_texts(table: Table, meanings: Sequence[str | None]) -> str:
    """The meaning of a column whose texts begin with numbers of the names beside them, ``17. User busy``; else "".

    Numbers that are counted through are none.
    """
    code = meanings.index("code")
    for at, meaning in enumerate(meanings):
        if meaning not in ("message", "description") or "alias" in meanings:
            continue
        filled = [row.cells for row in table.rows if max(at, code) < len(row.cells) and row.cells[at].strip()]
        matches = [_NUMBERED_TEXT.match(cells[at]) for cells in filled if is_name(cells[code].strip())]
        numbers = [int(match["number"]) for match in matches if match]
        are_most = len(numbers) * 4 >= len(filled) * 3 and len(set(numbers)) == len(numbers)
        if are_most and max(numbers, default=0) > len(filled):
            return str(meaning)
    return ""


def _number_apart(named: Mapping[str, str], meaning: str) -> dict[str, str]:
    """The fields of a text that begins with a number: the number as another name, and the text without it."""
    match = _NUMBERED_TEXT.match(named.get(meaning, ""))
    return {"alias": match["number"], meaning: named[meaning][match.end() :]} if match else {}


def _classes_in(cells: Iterable[str]) -> frozenset[str]:
    """The cells that stand for all codes that begin so: ``08*`` where whole codes are longer."""
    starred: set[str] = set()
    longest = 0
    for cell in cells:
        if _STARRED.fullmatch(cell):
            starred.add(cell)
        else:
            longest = max(longest, len(cell) if len(cell) <= LONGEST_CODE else 0)
    return frozenset(cell for cell in starred if len(starred) > 1 and len(cell) < longest)


def _named(meanings: Sequence[str | None], cells: Sequence[str]) -> dict[str, str]:
    """The cells of a row by what they mean; those of two columns that mean the same one below the other."""
    named: dict[str, str] = {}
    for meaning, cell in zip(meanings, cells, strict=False):
        if meaning and meaning in named:
            if _cleaned(cell) and cell not in named[meaning].split("\n"):
                named[meaning] = f"{named[meaning]}\n{cell}" if _cleaned(named[meaning]) else cell
        elif meaning:
            named[meaning] = cell
    return named


def _may_name(cells: Iterable[str]) -> tuple[str, ...]:
    """The codes that a row may name of which it is not known which cell is which."""
    return tuple(code for cell in cells if 0 < len(cell) <= 10 * LONGEST_CODE for code in codes_of(_tidy(cell)))


def _problem(code: str, statuses: tuple[int, ...] | None, cleaned: Mapping[str, str]) -> tuple[str, str] | None:
    if not code:
        return "code", "the row has no error code"
    if code.casefold() in _OTHERS:
        return "code", f"{code!r} stands for all other codes"
    if _RANGE.match(code):
        return "code", f"{code[:60]!r} names a range of codes"
    if len(code) > LONGEST_CODE or not is_code(code):
        return "code", f"{code[:60]!r} is not an error code"
    if statuses is None:
        return "http_status", f"{cleaned['http_status'][:60]!r} is not an HTTP status from 100 to 599"
    for name, text in cleaned.items():
        if len(text) > (LONGEST_MESSAGE if name == "message" else LONGEST_TEXT):
            return name, f"the text has {len(text)} characters, which is too long"
        if _CONTROL.search(text):
            return name, "the text has control characters in it"
    return None


def _no_error_table(table: Table, meanings: Sequence[str | None], *, own_numbers: bool = False) -> str | None:
    """Why a table is none of errors; None where it is one. ``own_numbers`` says that its numbers are no statuses."""
    if len(table.header) > MOST_COLUMNS:
        return f"it has more than {MOST_COLUMNS} columns"
    if "code" not in meanings:
        return f"no column of error codes among {', '.join(table.header[:8])}"
    if len([meaning for meaning in meanings if meaning]) < 2 and not table.tabular:
        return f"nothing but codes among {', '.join(table.header[:8])}"
    if is_plain(table.header[meanings.index("code")]) and OTHER_CODES.search(table.title):
        return "by its title, its codes are no errors'"
    # A table with the columns of the portal's own export means its codes as codes.
    if not own_numbers and not _OF_AN_EXPORT.issubset(table.header) and _lists_statuses(table, meanings):
        return "a list of HTTP statuses: all its codes are"
    return None


def _has_own_numbers(table: Table, meanings: Sequence[str | None]) -> bool:
    """Return whether a table has codes of three digits and they are the vendor's own."""
    code = meanings.index("code")
    codes = [row.cells[code].strip() for row in table.rows if code < len(row.cells)]
    is_three = all(len(each) == 3 and each.isdigit() for each in codes)
    return bool(codes) and is_three and not _lists_statuses(table, meanings)


def _names_statuses(table: Table, meanings: Sequence[str | None]) -> bool:
    """Return whether the numbers of a table may be statuses: all of failures, or one with its phrase beside it."""
    code = meanings.index("code") if "code" in meanings else 0
    for row in table.rows:
        status = row.cells[code].strip() if code < len(row.cells) else ""
        if status.isdigit() and any(
            is_reason(part, int(status)) for cell in row.cells for part in _PHRASES.split(cell)
        ):
            return True
    return all(row.cells[code].strip()[:1] in ("4", "5", "") for row in table.rows if code < len(row.cells))


def _lists_statuses(table: Table, meanings: Sequence[str | None]) -> bool:
    """Return whether a table's codes are only HTTP statuses: those of the column beside, or registered ones.

    Codes of three digits that HTTP has not, or of its 1xx without their phrase, are a vendor's own. Where phrases stand
    beside the numbers, a few of the rows may say something else.
    """
    code = meanings.index("code")
    status = meanings.index("http_status") if "http_status" in meanings else None
    registered = seen = others = phrased = 0
    for row in table.rows:
        if code >= len(row.cells) or not row.cells[code].strip():
            continue
        cell = row.cells[code].strip()
        named = statuses_of(cell)
        if not named or (status is not None and (status >= len(row.cells) or statuses_of(row.cells[status]) != named)):
            others += 1
            continue
        seen += 1
        registered += is_registered(named[0])
        phrased += len(cell) > len("400") and is_reason(_BEFORE_PHRASE.sub("", cell), named[0])
        if named[0] < 200 and not any(is_reason(cell.lstrip("1023 "), named[0]) for cell in row.cells):
            return False
    return seen > 0 and registered * 2 >= seen and (not others or (others * 4 <= seen and phrased * 2 >= seen))


def _tidy(text: str) -> str:
    """A cell's text trimmed line by line, without signs that are not seen."""
    lines = (" ".join(line.split(" ")).strip() for line in text.translate(_UNSEEN).split("\n"))
    return "\n".join(line for line in lines if line)


def _cleaned(text: str) -> str:
    """A cell's text, a mark for nothing taken as nothing."""
    tidy = _tidy(text)
    return "" if len(tidy) < 20 and tidy.casefold().rstrip(".。") in _NOTHING | {""} else tidy
