"""Which column of a table means what, by the words of its header and by the values below them.

Words decide where the values do not contradict. A column of codes is unique and built like codes; one of HTTP statuses
holds statuses alone; one of sentences is a text, whatever its heading says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from catalog.intake.code_patterns import codes_of, is_name, is_number, kind_of, names_of
from catalog.intake.columns import (
    is_beside,
    is_identifier,
    is_of_something_else,
    is_plain,
    may_be_status,
    meaning_of,
    meanings_of,
    means_either,
    nearest_code_heading,
    second_meaning_of,
)
from catalog.intake.grid import MOST_COLUMNS, Row, Table, is_header, unfolded, unquoted, with_rows_apart
from catalog.intake.status_cells import is_registered, statuses_of

ABOUT_ERRORS = re.compile(
    r"err(?:or|no|code|s\b)|exception|(?<!de)fault|failure|exit (?:status|code|value)|return(?:ed)? (?:code|value)"
    r"|sqlstate|(?:reason|cause|result) code|fehler|erreur|错误|错误码|异常|返回码|エラー|오류|ошиб|erro\b|diagnostic",
    re.IGNORECASE,
)
"""Titles of what is about errors."""

ABOUT_CODES = re.compile(
    r"(?<!http)(?<!http[ _-])(?:status|response|result|return|decline|reject(?:ion)?)[ _-]codes?\b", re.IGNORECASE
)
"""Titles of what may be about errors, if a table below names some."""

CODE_WORD = re.compile(
    r"(?<!f)err(?!upt|id)|(?-i:Err)|fail|exception|(?<!de)fault|invalid|denied|not[_-]?found|unsupported|timeout",
    re.IGNORECASE,
)
"""Words of codes that are errors' by their names."""

_CODE_AND_TEXT = re.compile(
    r"(?P<code>[A-Z]{1,6}[-_]?\d{2,6})(?:\s*[-–—:：]\s|\s|(?=['\"“]|[A-Z][a-z]))\s*(?P<text>\S.*)", re.DOTALL
)
_IN_BRACKETS = re.compile(r"(?P<before>[^()（）]*[^()（）\s])\s*[(（](?P<inside>[^()（）]{1,60})[)）]\s*")
_CODE_AND_STATUS = ["code", "http_status"]
_FEWEST_APART = 3
_LONGEST_LOOKED_AT = 2_000
_PLACEHOLDER = re.compile(r"\{\w*\}|%[sd]\b|<\w+>")
_FEW = 2
_LOOKED_AT = 400
_MOST = 0.9
_BUILT = frozenset(("numbered", "capitals", "joined", "delimited"))
_YES = re.compile(r"(?:true|yes|y|1|✓|✔|✅|是|s[ií]|ja|oui|retr[iy]able)\b.*|[✓✔✅是]", re.IGNORECASE | re.DOTALL)
_NO = re.compile(r"(?:false|no|n|0|not|never|nein|non|non-?retr[iy]able)\b.*|[✗✘×❌否]", re.IGNORECASE | re.DOTALL)
_AFTER_CHANGE = re.compile(r"\bafter\b|\bwith (?:a )?(?:change|modif)|\bmodif|\bcorrect|\bfix", re.IGNORECASE)
_SEVERITIES = {
    word: severity
    for severity, words in {
        "info": "info information informational notice note debug log low",
        "warning": "warning warn minor medium",
        "error": "error err major high",
        "critical": "critical fatal panic emergency severe alert crit",
    }.items()
    for word in words.split()
}


@dataclass(frozen=True, slots=True)
class _Values:
    """Counts of the kinds of cells in a column's first rows."""

    rows: int
    filled: int
    distinct: int
    built: int
    words: int
    names: int
    numbers: int
    statuses: int
    texts: int
    sentences: int
    prose: int
    templates: int
    long_numbers: int

    @property
    def is_unique(self) -> bool:
        return self.filled > 0 and self.distinct >= _MOST * self.filled

    @property
    def are_codes(self) -> bool:
        """True if the column can hold the codes of its rows: unique, and built like codes."""
        built = self.built + self.numbers
        # Among names of joined words, some are a single one: Good, BadTimeout.
        are_built = built + self.words >= _MOST * self.filled and built * 2 >= self.filled
        return self.is_unique and self.filled >= _MOST * self.rows and are_built

    @property
    def are_names(self) -> bool:
        return self.is_unique and self.names >= _MOST * self.filled

    @property
    def are_numbers(self) -> bool:
        return self.is_unique and self.numbers >= _MOST * self.filled

    @property
    def are_statuses(self) -> bool:
        return self.filled > 0 and self.statuses >= _MOST * self.filled

    @property
    def are_texts(self) -> bool:
        return self.filled > 0 and self.texts * 2 > self.filled


def meanings_by_values(table: Table, *, about_errors: bool = False) -> tuple[str | None, ...]:
    """Return the meaning of each column of a table.

    ``about_errors`` says that the document as a whole is about errors, so that a column of codes may be one without
    its words saying so.
    """
    header = table.header
    meanings = list(meanings_of(header))
    if len(header) > MOST_COLUMNS or table.details:
        return tuple(meanings)
    columns = _columns(table)
    values = [_values_of(cells) for cells in columns]
    _settle_code(header, meanings, values)
    _settle_group(columns, meanings, values)
    if "code" not in meanings:
        _settle_odd_heading(table, meanings, values)
    if "code" not in meanings and _may_be_errors(table, meanings, values, about_errors=about_errors):
        at = _likeliest(header, meanings, values, numbers=True)
        if at is not None:
            meanings[at] = "code"
    if "code" in meanings:
        _settle_others(header, meanings, values)
    return tuple(meanings)


def _columns(table: Table) -> list[list[str]]:
    rows = list(islice((row.cells for row in table.rows if not row.fault and _says_more(row)), _LOOKED_AT))
    return [[cells[at] if at < len(cells) else "" for cells in rows] for at in range(len(table.header))]


def _says_more(row: Row) -> bool:
    """Return whether a row has several cells; a single one over the whole width is a heading among the rows."""
    return sum(map(bool, map(str.strip, row.cells))) > 1


def _values_of(cells: Sequence[str]) -> _Values:
    filled = [cell.strip() for cell in cells if cell.strip() and len(cell) < 2_000]
    built = words = names = numbers = statuses = texts = sentences = prose = templates = 0
    for cell in filled:
        first, *others = names_of(cell) or codes_of(cell)
        if is_number(first):
            numbers += 1
        else:
            built += kind_of(first) in _BUILT
            words += kind_of(first) == "word" and first[:1].isupper()
        names += not others and is_name(cell)
        named = statuses_of(cell)
        statuses += bool(named) and all(map(is_registered, named or ()))
        texts += " " in cell and not others
        sentences += " " in cell and cell.endswith((".", "。", "!"))
        templates += bool(_PLACEHOLDER.search(cell))
        prose += len(cell.split()) > 2 and not cell.startswith("- ")
    too_long = sum(1 for cell in cells if len(cell) >= 2_000)
    return _Values(
        rows=len(cells),
        filled=len(filled) + too_long,
        distinct=len(set(filled)),
        built=built,
        words=words,
        names=names,
        numbers=numbers,
        statuses=statuses,
        texts=texts + too_long,
        sentences=sentences,
        prose=prose + too_long,
        templates=templates,
        long_numbers=sum(is_number(cell) and len(cell) > 2 for cell in filled),
    )


def _settle_code(header: Sequence[str], meanings: list[str | None], values: Sequence[_Values]) -> None:
    """Give the codes to another column where the one that words name holds statuses, texts, or what many share."""
    if "code" not in meanings:
        return
    at = meanings.index("code")
    held = values[at]
    if held.are_statuses and "http_status" not in meanings:
        other = _likeliest(header, meanings, values)
        if other is not None and (is_plain(header[at]) or held.distinct < held.filled or values[other].are_names):
            meanings[at], meanings[other] = "http_status", "code"
    elif held.are_texts or is_beside(header[at]) or (held.filled > 1 and not held.is_unique and not header[at]):
        other = _likeliest(header, meanings, values)
        if other is not None:
            meanings[at] = None if "message" in meanings or not held.are_texts else "message"
            meanings[other] = "code"


def _settle_group(columns: Sequence[Sequence[str]], meanings: list[str | None], values: Sequence[_Values]) -> None:
    """Give the codes to the column of whole codes where the one that words name holds the groups that they begin with.

    ``M01`` over several rows, ``M01010001`` and ``M01010008`` beside it.
    """
    group = meanings.index("code") if "code" in meanings else None
    if group is None or values[group].filled < _FEW or values[group].is_unique:
        return
    for at, held in enumerate(values):
        if meanings[at] in (None, "alias") and held.are_codes:
            pairs = [(one.strip(), whole.strip()) for one, whole in zip(columns[group], columns[at], strict=True)]
            if all(one and whole.startswith(one) and len(whole) > len(one) for one, whole in pairs):
                meanings[group], meanings[at] = None, "code"
                return


def _settle_odd_heading(table: Table, meanings: list[str | None], values: Sequence[_Values]) -> None:
    """Give the codes to a column of codes whose heading is nearly one of codes, or is one of statuses it has none of.

    "Response code" means either; above ``00`` and ``1A``, it is no status. A plain "Status" may be one of orders, too.
    """
    for at, (name, held) in enumerate(zip(table.header, values, strict=True)):
        near = name if meanings[at] == "http_status" else nearest_code_heading(name) if meanings[at] is None else ""
        if "code" not in (meaning_of(near), second_meaning_of(near)):
            continue
        is_one = held.are_codes and held.statuses * 2 < held.filled
        if is_one and (not is_plain(near) or (held.long_numbers * 2 > held.filled and names_errors(table))):
            meanings[at] = "code"
            return


def _likeliest(
    header: Sequence[str], meanings: Sequence[str | None], values: Sequence[_Values], *, numbers: bool = False
) -> int | None:
    """The first column that may hold codes among those whose words say nothing surer; names before numbers."""
    free = [
        at
        for at, meaning in enumerate(meanings)
        if (meaning in (None, "alias") or (meaning in ("message", "section") and is_plain(header[at])))
        and values[at].are_codes
        and not is_of_something_else(header[at])
    ]
    named = [at for at in free if not values[at].are_numbers]
    if named:
        identifying = (at for at in free if not header[at].strip() or is_identifier(header[at]))
        first_number = next((at for at in identifying if values[at].are_numbers), None)
        return named[0] if first_number is None else min(named[0], first_number)
    # Numbers alone may count rows; they are codes where nothing else is.
    return free[0] if free and (numbers or not header[free[0]].strip()) else None


def _may_be_errors(
    table: Table, meanings: Sequence[str | None], values: Sequence[_Values], *, about_errors: bool
) -> bool:
    """Return whether a table with no column named as codes can still be an error table."""
    if any(is_of_something_else(name) for name in table.header):
        return False
    has_texts = any(meaning in ("message", "description", "solution") for meaning in meanings)
    has_texts = has_texts or any(each.are_texts for each in values) or sum(each.are_codes for each in values) > 1
    if not has_texts or len(table.rows) < 2:
        return False
    return table.tabular or about_errors or bool(ABOUT_ERRORS.search(table.title)) or _are_called_errors(table)


def names_errors(table: Table) -> bool:
    """Return whether a table's title or header says that it is about errors, or a quarter of its rows name one."""
    if ABOUT_ERRORS.search(" ".join((table.title, *table.header))):
        return True
    rows = table.rows[:_LOOKED_AT]
    failing = sum(bool(CODE_WORD.search(" ".join(row.cells)[:_LONGEST_LOOKED_AT])) for row in rows)
    return 0 < len(rows) <= 4 * failing


def with_errors_apart(table: Table) -> Table:
    """A table as one of a row an error, whatever lines, cells or columns it has them in."""
    return _with_severities_apart(_with_statuses_apart(_with_codes_apart(unquoted(with_rows_apart(unfolded(table))))))


def _with_codes_apart(table: Table) -> Table:
    """A table whose cells are each a code and its text, ``E100 Disk is full``, as one of two columns; others as is."""
    if table.tabular or is_header(table.header):
        return table
    whole = (Row(table.line, table.header), *table.rows)
    cells = [(row.line, cell.strip()) for row in whole for cell in row.cells if cell.strip()]
    rows = tuple(_apart(line, cell) for line, cell in cells)
    count = sum(not row.fault for row in rows)
    if count < _FEWEST_APART or count < _MOST * len(rows) or not names_errors(replace(table, header=(), rows=rows)):
        return table
    return replace(table, header=("Error Code", "Meaning"), rows=rows)


def _apart(line: int, cell: str) -> Row:
    """The row of a cell that is a code and its text."""
    match = _CODE_AND_TEXT.fullmatch(cell) if len(cell) < _LONGEST_LOOKED_AT else None
    return Row(line, match.group("code", "text")) if match else Row(line, (cell,), "the cell begins with no code")


def _with_statuses_apart(table: Table) -> Table:
    """A table with the status in brackets behind each code, as its heading says, as one with a column of statuses.

    ``Error code (HTTP status)`` above ``AUTH-001 (401)``.
    """
    names = enumerate(table.header[:MOST_COLUMNS])
    headings = ((at, _IN_BRACKETS.fullmatch(name)) for at, name in names if len(name) < _LONGEST_LOOKED_AT)
    at, heading = next(
        ((at, each) for at, each in headings if each and list(map(meaning_of, each.groups())) == _CODE_AND_STATUS),
        (0, None),
    )
    if heading is None:
        return table
    rows: list[Row] = []
    for row in table.rows:
        cell = row.cells[at] if at < len(row.cells) else ""
        both = _IN_BRACKETS.fullmatch(cell) if len(cell) < _LONGEST_LOOKED_AT else None
        code, status = both.group("before", "inside") if both and statuses_of(both["inside"]) else (cell, "")
        # A row that is shorter stays so: nobody knows which of its cells is missing.
        cells = (*row.cells[:at], code, status, *row.cells[at + 1 :]) if at < len(row.cells) else row.cells
        rows.append(replace(row, cells=cells))
    header = (*table.header[:at], heading["before"], heading["inside"], *table.header[at + 1 :])
    return replace(table, header=header, rows=tuple(rows))


def _with_severities_apart(table: Table) -> Table:
    """A table of errors that has a column of codes for each severity, as one of a row a code; any other as it is.

    ``Domain | Warning | Error | Fatal Error`` above ``Lid | 310 | 410 | 710``.
    """
    severities = {at: severity_of(name.strip().split(" ")[0]) for at, name in enumerate(table.header) if name.strip()}
    columns = [at for at, severity in severities.items() if severity]
    if len(columns) < _FEW or not ABOUT_ERRORS.search(table.title) or len(columns) == len(table.header):
        return table
    whole = [row for row in table.rows[:_LOOKED_AT] if not row.fault and len(row.cells) == len(table.header)]
    cells = [cell for row in whole for cell in {row.cells[at].strip() for at in columns} if cell]
    codes = [cell for cell in cells if kind_of(cell) in _BUILT or (is_number(cell) and len(cell) > _FEW)]
    if len(codes) < _MOST * len(cells) or len(set(codes)) < _MOST * len(codes) or len(whole) < _FEW:
        return table
    others = [at for at in range(len(table.header)) if at not in columns]
    rows: list[Row] = []
    for row in table.rows:
        if row.fault or len(row.cells) != len(table.header):
            rows.append(row)
            continue
        texts = tuple(row.cells[at] for at in others)
        named: dict[str, list[str]] = {}
        for at in columns:
            named.setdefault(row.cells[at].strip(), []).append(severities[at] or "")
        # A code that all severities share has none of its own.
        rows += (Row(row.line, (*texts, code, *([""] if each[1:] else each))) for code, each in named.items() if code)
    header = (*(table.header[at] for at in others), "Error Code", "Severity")
    return replace(table, header=header, rows=tuple(rows))


def _are_called_errors(table: Table) -> bool:
    """Return whether the first column names failures in words, each beside its number."""
    cells = [row.cells[0] for row in table.rows[:_LOOKED_AT] if row.cells]
    named = [cell for cell in cells if len(cell) < 2_000 and names_of(cell)]
    return len(named) >= _MOST * len(cells) and sum(map(bool, map(CODE_WORD.search, named))) * 3 >= len(named)


def _settle_others(header: Sequence[str], meanings: list[str | None], values: Sequence[_Values]) -> None:
    """Other names of the code, statuses, texts and decisions, by what the columns hold."""
    for at, (name, held) in enumerate(zip(header, values, strict=True)):
        if held.filled:
            meanings[at] = _settled(name, meanings[at], held, meanings)
    if "message" not in meanings:
        # The column of names, which its heading took for messages, is one of other names.
        texts = (at for at, held in enumerate(values) if meanings[at] is None and held.are_texts)
        named = next((at for at in texts if meaning_of(header[at]) == "message"), None)
        if named is not None:
            meanings[named] = "message"
    described = [at for at, meaning in enumerate(meanings) if meaning == "description"]
    if "message" not in meanings and len(described) == 1:
        at = described[0]
        # Texts with placeholders that are no sentences are what programs print.
        either = means_either(header[at]) or values[at].templates >= _FEW
        if either and values[at].sentences * 2 < values[at].filled:
            meanings[at] = "message"
    if not {"message", "description", "solution"} & set(meanings):
        text = next(
            (at for at, held in enumerate(values) if meanings[at] is None and held.prose * 2 > held.filled), None
        )
        if text is not None and any(name.strip() for name in header):
            # Whatever its heading says, the only text beside a code is about it.
            meanings[text] = "description"
    if not any(name.strip() for name in header):
        unnamed = [at for at, held in enumerate(values) if meanings[at] is None and held.are_texts]
        for at, meaning in zip(unnamed, _meanings_of_texts([values[at] for at in unnamed]), strict=False):
            meanings[at] = meaning


def _settled(name: str, meaning: str | None, held: _Values, meanings: Sequence[str | None]) -> str | None:
    """Return the meaning of a column beside the code column."""
    if meaning == "retryable" and held.are_texts and held.sentences * 2 > held.filled:
        return "solution"
    if meaning not in (None, "alias") and not (meaning in ("message", "section") and is_plain(name)):
        return meaning
    other_name = meaning == "alias" or not name.strip() or is_identifier(name)
    if other_name and (held.are_names or (meaning != "section" and held.are_numbers and not held.are_statuses)):
        return "alias"
    if meaning is None and held.are_statuses and "http_status" not in meanings and may_be_status(name):
        return "http_status"
    if meaning == "alias":
        return "message" if held.are_texts and "message" not in meanings else None
    return meaning


def _meanings_of_texts(values: Sequence[_Values]) -> Sequence[str]:
    """Return the meanings of text columns without headings: a single one of sentences is the description, else the
    first is the message.
    """
    if len(values) == 1 and values[0].sentences * 2 > values[0].filled:
        return ("description",)
    return ("message", "description", "solution")


def with_header(table: Table) -> Table:
    """A table of data whose first row is no header, with an empty one above it; any other as it is."""
    header = table.header
    rows = (Row(table.line, header), *table.rows)
    if len(header) == 2 and len(rows) > _FEW and all(row.cells and is_number(row.cells[0].strip()) for row in rows):
        # No heading of numbers is a number.
        return replace(table, header=("", ""), rows=rows)
    if not table.tabular or len(header) < 2 or not table.rows:
        return table
    # The title of the first rows may stand above them.
    first = next((row.cells for row in rows if _says_more(row)), header)
    if any(map(meaning_of, first)) or any(not cell.strip() for cell in first):
        return table
    below = replace(table, header=("",) * len(header))
    at = next((at for at, meaning in enumerate(meanings_by_values(below)) if meaning == "code"), None)
    if at is None:
        return table
    kinds = {kind_of(row.cells[at]) for row in table.rows[:_LOOKED_AT] if at < len(row.cells)}
    others = [cell for number, cell in enumerate(first) if number != at]
    if at >= len(first) or kind_of(first[at]) not in kinds | {"word"} or not any(_is_value(cell) for cell in others):
        return table
    return replace(below, rows=rows)


def _is_value(cell: str) -> bool:
    """Return whether a cell of a first row is a value rather than a heading: a number or a sentence."""
    return is_number(cell.strip()) or (len(cell.split()) > 3 and cell.rstrip().endswith("."))


def retryable_of(text: str) -> str | None:
    """Return a cell's meaning for retries: ``yes``, ``no``, ``after_change``, or None."""
    text = text.strip()
    if _NO.fullmatch(text):
        return "after_change" if _AFTER_CHANGE.search(text) else "no"
    if _YES.fullmatch(text):
        return "after_change" if _AFTER_CHANGE.search(text) else "yes"
    return None


def severity_of(text: str) -> str | None:
    """The severity that a cell names, None for any other word."""
    return _SEVERITIES.get(text.strip().casefold())
