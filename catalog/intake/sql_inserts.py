"""SQL that fills a table of errors: INSERT, REPLACE, MERGE and COPY in the dialects of the common databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from catalog.intake.column_values import ABOUT_CODES, ABOUT_ERRORS
from catalog.intake.columns import meaning_of, meanings_of
from catalog.intake.documents import Document, IntakeError
from catalog.intake.grid import MOST_COLUMNS, MOST_ROWS, Row, Table
from catalog.intake.object_literals import field_named

_OF_MYSQL = re.compile(r"`\w+`|\b(?:ENGINE\s?=|AUTO_INCREMENT)", re.IGNORECASE)
_REST = (
    r"|\$(?P<tag>\w{0,30})\$(?P<dollar>(?s:.){0,4000}?)\$(?P=tag)\$|`(?P<back>[^`]{0,200})`"
    r"|\[(?P<square>[^\[\]\n]{1,200})\]|(?P<number>[-+]?\d{1,30}(?:\.\d{1,30})?)|(?P<word>[A-Za-z_][\w$]*+)|(?P<sign>[(),;.])"
)
_COMMENTS = r"--[^\n]*+|/\*(?>(?:(?!\*/)(?s:.))*)(?:\*/)?"
_ESCAPING = r"'(?P<escaping>(?>(?:[^'\\]|\\(?s:.)|'')*))'?"
_PLAIN = r"'(?P<plain>(?>(?:[^']|'')*))'?"
_QUOTED = r"|\"(?P<quoted>(?>(?:[^\"]|\"\")*))\"?"
_QUOTED_ESCAPING = r"|\"(?P<quoted>(?>(?:[^\"\\]|\\(?s:.)|\"\")*))\"?"
_STANDARD = re.compile(rf"{_COMMENTS}|\b[Ee]{_ESCAPING}|(?:\b[NnUu]&?)?{_PLAIN}{_QUOTED}{_REST}")
_MYSQL = re.compile(rf"{_COMMENTS}|\#[^\n]*+|(?:\b[Nn])?{_ESCAPING}{_QUOTED_ESCAPING}{_REST}")
"""Tokens of SQL; in MySQL, a backslash escapes in every string."""
_COPY = re.compile(
    r"^COPY\s{1,5}(?P<table>[\w.\"]{1,200})\s{0,5}\((?P<columns>[^()]{1,4000})\)\s{1,5}FROM\s{1,5}stdin\b[^\n]*\n"
    r"(?P<lines>(?>(?:(?!\\\.)[^\n]*\n)*))",
    re.IGNORECASE | re.MULTILINE,
)
_OF_HTTP = re.compile(r"\bhttp", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "", "N": ""}
_BEFORE_NAMES = frozenset(
    (
        "into",
        "ignore",
        "low_priority",
        "high_priority",
        "delayed",
        "all",
        "first",
        "or",
        "replace",
        "overwrite",
        "table",
    )
)
_NO_COLUMNS = frozenset(
    ("constraint", "primary", "unique", "key", "index", "foreign", "check", "fulltext", "exclude", "like")
)
_ENDS_OF_HEAD = frozenset(("values", "value", "into", "select", ";"))
_LANGUAGE = re.compile(
    r"(?P<base>[A-Za-z_]\w*?)_?(?P<language>(?:(?<=_)|(?<=[a-z])(?=[A-Z]))"
    r"(?i:en|de|fr|es|it|pt|nl|pl|ru|uk|zh|cn|ja|jp|ko|kr|tr|sv|da|fi|nb|cs|sk|hu|ro|bg|el|ar|he|vi|th)(?:_[A-Za-z]{2})?)"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
_NAMES = ("name", "quoted")
_TEXTS = ("message", "description", "solution")


@dataclass(frozen=True, slots=True)
class _Token:
    """A token: ``kind`` is text, number, name, quoted (a name, or a text where a value stands) or sign."""

    kind: str
    text: str
    line: int


@dataclass(slots=True)
class _Filled:
    """The rows that statements insert into a table, by the columns that they name."""

    name: str
    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)


def insert_tables(document: Document) -> list[Table]:
    """The tables that a script fills with errors.

    Raises:
        IntakeError: when it inserts more rows than are read.
    """
    filled = _Script(document.text).filled
    tables = [(each, _table(each)) for each in filled.values() if each.rows and len(each.columns) <= MOST_COLUMNS]
    about = [table for each, table in tables if _is_of_errors(each.name, table)]
    if not about and ABOUT_ERRORS.search(PurePath(document.name).name):
        about = [table for _, table in tables if _has_texts(table)]
    return about


def _has_texts(table: Table) -> bool:
    meanings = meanings_of(table.header)
    return "code" in meanings and any(text in meanings for text in _TEXTS)


def _is_of_errors(name: str, table: Table) -> bool:
    """Return whether a table is one of errors by its name or by its columns."""
    words = _words(name)
    if not _has_texts(table):
        return False
    code = table.header[meanings_of(table.header).index("code")]
    of_http = any(_OF_HTTP.search(heading) for heading in table.header)
    return bool(of_http or ABOUT_CODES.search(words) or any(map(ABOUT_ERRORS.search, (words, code))))


def _table(filled: _Filled) -> Table:
    """The rows as a table; of columns in several languages one is taken, the English one if there is one."""
    matches = [_LANGUAGE.fullmatch(name) for name in filled.columns]
    of_texts = [
        match if match and match["base"] not in filled.columns and field_named(match["base"]) in _TEXTS else None
        for match in matches
    ]
    languages = [match["language"].casefold() for match in of_texts if match]
    taken = next((each for each in languages if each.startswith("en")), languages[0] if languages else "")
    header = [
        _heading(match["base"] if match and match["language"].casefold() == taken else name)
        for name, match in zip(filled.columns, of_texts, strict=True)
    ]
    return Table("", filled.rows[0].line, tuple(header), tuple(filled.rows), tabular=True)


def _heading(name: str) -> str:
    """A column's name as a heading where that means something."""
    words = _words(name)
    return words if meaning_of(words) else name


def _words(name: str) -> str:
    return _CAMEL.sub(" ", name)


class _Script:
    """The statements of a script that fill tables."""

    def __init__(self, text: str) -> None:
        self.filled: dict[tuple[str, tuple[str, ...]], _Filled] = {}
        self._columns: dict[str, tuple[str, ...]] = {}
        self._count = 0
        self._tokens = list(_tokens_in(self._without_copies(text)))
        self._at = 0
        while self._at < len(self._tokens):
            word = self._word()
            self._at += 1
            if word == "create" and self._word() in ("table", "temporary", "global", "temp"):
                self._create()
            elif word == "into" or (word in ("insert", "merge") and self._is_name()):
                self._fill()

    def _without_copies(self, text: str) -> str:
        """Take the lines of each COPY, and return the text with as many empty ones."""
        pieces: list[str] = []
        line, end = 1, 0
        for match in _COPY.finditer(text):
            columns = tuple(each.strip(' "\n') for each in match["columns"].split(","))
            line += text.count("\n", end, match.start("lines"))
            rows = match["lines"].split("\n")[:-1]
            for number, row in enumerate(rows, line):
                cells = tuple(_ESCAPED.sub(_sign, cell) for cell in row.split("\t"))
                self._add(match["table"].rpartition(".")[2].strip('"'), columns, Row(number, cells))
            line += len(rows)
            pieces += text[end : match.start()], "\n" * match[0].count("\n")
            end = match.end()
        return "".join((*pieces, text[end:]))

    def _add(self, name: str, columns: tuple[str, ...], row: Row) -> None:
        self._count += 1
        if self._count > MOST_ROWS:
            raise IntakeError(f"the SQL inserts more than {MOST_ROWS:,} rows; split it")
        fault = "" if len(row.cells) == len(columns) else f"it has {len(row.cells)} values for {len(columns)} columns"
        key = (name.casefold(), columns)
        self.filled.setdefault(key, _Filled(name, columns)).rows.append(Row(row.line, row.cells, row.fault or fault))

    def _token(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _word(self) -> str:
        """The next token in small letters if it is a word or a sign; else ""."""
        token = self._token()
        return token.text.casefold() if token and token.kind in ("name", "sign") else ""

    def _is_name(self) -> bool:
        token = self._token()
        return token is not None and token.kind in _NAMES and token.text.casefold() not in _BEFORE_NAMES

    def _name(self) -> str:
        """The last part of the name that comes next: of ``dbo.errors`` the second."""
        name = ""
        while self._is_name():
            name = self._tokens[self._at].text
            self._at += 1
            if self._word() != ".":
                break
            self._at += 1
        return name

    def _names(self) -> tuple[str, ...]:
        """The names of a list in brackets that comes next; empty where none does."""
        if self._word() != "(":
            return ()
        end, names = self._at + 1, []
        while end < len(self._tokens) and self._tokens[end].kind in _NAMES:
            names.append(self._tokens[end].text)
            end += 1
            if end < len(self._tokens) and self._tokens[end].text == ",":
                end += 1
        if end >= len(self._tokens) or self._tokens[end].text != ")":
            return ()
        self._at = end + 1
        return tuple(names)

    def _create(self) -> None:
        """Keep the columns of a table that is created."""
        name, before, depth = "", "", 0
        columns: list[str] = []
        while (token := self._token()) and self._word() != ";":
            self._at += 1
            if token.text == "(" and token.kind == "sign":
                depth += 1
            elif token.text == ")" and token.kind == "sign":
                depth -= 1
                if not depth:
                    break
            elif token.kind in _NAMES and not depth:
                name = token.text
            elif (
                token.kind in _NAMES
                and depth == 1
                and before in ("(", ",")
                and token.text.casefold() not in _NO_COLUMNS
            ):
                columns.append(token.text)
            before = token.text if token.kind == "sign" else ""
        self._columns.setdefault(name.casefold(), tuple(columns))

    def _fill(self) -> None:
        """Take the rows of a statement, from the name of its table on."""
        name = self._name()
        columns = self._names()
        while self._token() and self._word() not in _ENDS_OF_HEAD:
            self._at += 1
        if self._word() not in ("values", "value"):
            return
        while self._word() in ("values", "value"):
            self._at += 1
        rows = list(self._rows())
        if not columns and self._word() == ")":
            # MERGE names the columns of its values behind them.
            self._at += 1
            while self._word() == "as" or self._is_name():
                self._at += 1
            columns = self._names()
        columns = columns or self._columns.get(name.casefold(), ())
        for row in rows if name and columns else ():
            self._add(name, columns, row)

    def _rows(self) -> Iterator[Row]:
        while self._word() == "(" or self._word() == "row":
            if self._word() == "row":
                self._at += 1
            line = self._tokens[self._at].line if self._at < len(self._tokens) else 0
            self._at += 1
            yield Row(line, tuple(self._values()))
            if self._word() != ",":
                return
            self._at += 1

    def _values(self) -> Iterator[str]:
        """The values up to the bracket that closes the row: strings joined, numbers and words as they are."""
        depth = 0
        texts: list[str] = []
        plain = ""
        while token := self._token():
            self._at += 1
            if token.kind == "sign" and token.text == ";" and not depth:
                # The statement was cut off.
                self._at -= 1
                break
            if token.kind == "sign" and token.text in ",)" and not depth:
                yield "".join(texts) if texts else plain
                texts, plain = [], ""
                if token.text == ")":
                    return
            elif token.kind == "sign":
                depth += {"(": 1, ")": -1}.get(token.text, 0)
            elif token.kind in ("text", "quoted"):
                texts.append(token.text)
            elif not depth and not plain and token.text.casefold() not in ("null", "default"):
                plain = token.text


def _tokens_in(text: str) -> Iterator[_Token]:
    line, counted = 1, 0
    for match in (_MYSQL if _OF_MYSQL.search(text) else _STANDARD).finditer(text):
        groups = match.groupdict()
        line += text.count("\n", counted, match.start())
        counted = match.start()
        if groups["escaping"] is not None:
            yield _Token("text", _ESCAPED.sub(_sign, groups["escaping"].replace("''", "'")), line)
        elif groups.get("plain") is not None:
            yield _Token("text", groups["plain"].replace("''", "'"), line)
        elif groups["quoted"] is not None:
            yield _Token("quoted", _ESCAPED.sub(_sign, groups["quoted"].replace('""', '"')), line)
        elif groups["dollar"] is not None:
            yield _Token("text", groups["dollar"], line)
        elif groups["number"] is not None:
            yield _Token("number", groups["number"], line)
        elif groups["sign"] is not None:
            yield _Token("sign", groups["sign"], line)
        else:
            name = next((groups[each] for each in ("word", "back", "square") if groups[each]), "")
            if name:
                yield _Token("name", name, line)


def _sign(match: re.Match[str]) -> str:
    return _SIGNS.get(match[1], match[1])
