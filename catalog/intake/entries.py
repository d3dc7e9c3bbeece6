"""Errors that stand in no table, each an entry of its own: a code, then texts under labels.

``ORA-00001: unique constraint violated``, a line ``Cause: …``, a line ``Action: …``; a heading or a term for each code.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from catalog.intake.code_patterns import is_name, is_number, kind_of, names_of, series_of
from catalog.intake.column_values import ABOUT_ERRORS, CODE_WORD
from catalog.intake.columns import is_beside, is_identifier, is_of_system, meaning_of
from catalog.intake.grid import Row, Table, plain_title
from catalog.intake.heads import Head, head_of
from catalog.intake.progress import advance
from catalog.intake.row_starts import is_bullet
from catalog.intake.status_cells import is_registered, statuses_of

TERM = 7
"""The level of a term: below every heading."""

CODE_TERM = 8
"""The level of a term that the page marks as code: a single word may be one of an error, too."""

LABEL = re.compile(r"(?P<label>[^\W\d_][^\t:：]{1,45}?)[ ]?(?:[:：]|[?？](?=\s)|\t|[ ]{2})\s*(?P<text>.*)", re.DOTALL)
"""A label and the text behind it; a question may be one: ``What should I do? Fill it.``"""

BULLET = re.compile(r"\A[-*•]\s+")
_FIELDS = (
    *("code", "http_status", "message", "description", "solution"),
    *("alias", "retryable", "severity", "since", "until"),
)
_HEADER = (
    *("Error Code", "HTTP Status", "Error Message", "Description", "Solution"),
    *("Alias", "Retryable", "Severity", "Since version", "Until version"),
)
_LONGEST_TITLE = 200
_CLASS_OF_CODE = re.compile(r"([A-Za-z]{1,20})[-.:]?\d")
_AT_ONCE = 1_000
_MANY = 5
_SERIES = 4
"""Names of a series to each that is an error for certain, up to which the others are errors, too."""
_IN_COLUMNS = re.compile(r"(?P<code>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:[ ]{2,}|\t+)(?P<text>[^\s|].*[^\s|])[ \t]*")
"""A name in capitals and its text in the next column: ``ERR_NO_DATA     No data``."""
_MADE = re.compile(r"[A-Z_]*(?:HRESULT|NTSTATUS|TYPEDEF)[A-Z_]*\((?P<number>0x[0-9A-Fa-f]{1,8}L?)\)")
"""A number that a macro makes: ``_HRESULT_TYPEDEF_(0x80270001L)``."""
_DECLARED = re.compile(r"(?:public|protected|static|final|const)\s.*\s\S+")
"""A declaration of a constant, as pages made from sources repeat it below the name."""
_FIELD_OF_BODY = re.compile(r"- (?:code|message)(?: -|:)")
_STATUS_SENTENCE = re.compile(
    r"(?:(?:the|this) )?(?:(?:[\w.-]{1,80} )?(?:error |code |error code )?"
    r"(?>(?:can |may |will |must |always |is |are ){0,2}))"
    r"(?:accompan(?:y|ies|ied by)|returned|sent|returns|used|comes|raised)(?: with| as)? (?:an? |the )?"
    r"(?:http )?(?:status )?(?:code )?(?P<status>[45]\d\d)(?: [a-z' -]{1,60})?\.?",
    re.IGNORECASE,
)
"""A sentence that says the status of an error alone: ``no_cup can accompany a 404 HTTP status code.``"""
_FOOTER = re.compile(r"(?:copyright )?(?:©|\(c\)) ?(?:copyright )?(?:19|20)\d\d\b|(?:parent|related) topics?:", re.I)
"""The beginning of a page's foot, behind its last entry."""
_OTHER_STATE = re.compile(r"\s*\bSQLSTATE:?\s*[0-9A-Z]{5}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page.

    ``level`` is that of the heading or the term that the page marks it as, 0 for any other line; ``literal`` says that
    it stands in a block of code; ``indent`` counts the blanks before it, where the page's format tells them. ``worded``
    says of a heading that it names no code, whatever it is built like; ``quoted`` that all of it is marked as code.
    """

    number: int
    text: str
    level: int = 0
    literal: bool = False
    indent: int = 0
    worded: bool = False
    quoted: bool = False

    @property
    def head(self) -> bool:
        """True if the page marks the line as a heading or a term."""
        return self.level > 0


@dataclass(slots=True)
class _Entry:
    line: int
    title: str
    level: int
    about_errors: bool
    weak: bool
    fields: dict[str, str]
    labels: int = 0
    at: str = "description"
    inline: bool = False
    indent: int = 0
    behind: str = ""
    pieces: list[str] = field(default_factory=list)

    @property
    def alone(self) -> bool:
        return not self.fields.get("message") and not self.fields.get("description")

    def close(self) -> None:
        """Put the lines gathered into the field that they belong to."""
        # A list of one item is a sentence.
        pieces = [BULLET.sub("", self.pieces[0], count=1)] if len(self.pieces) == 1 else self.pieces
        text = "\n".join(pieces).strip("\n")
        if text and self.at:
            before = self.fields.get(self.at, "")
            self.fields[self.at] = f"{before}\n{text}" if before else text
        self.pieces = []

    def begin(self, meaning: str) -> None:
        """Let what follows belong to another field."""
        if meaning == "description" and self.behind and self.pieces == [self.behind] and "message" not in self.fields:
            # In a list, too, a text behind the code is its message where a label says what describes it.
            self.fields["message"], self.pieces = self.behind, []
        self.close()
        self.labels += 1
        self.at = meaning
        self.inline = False

    def add(self, text: str, *, goes_on: bool) -> None:
        """One more line of text; one that is but wrapped goes on with the one before it."""
        if self.inline and self.at == "message" and (not goes_on or is_bullet(text)):
            # A message behind its label ends with its paragraph.
            self.close()
            self.at = "description"
        if goes_on and self.pieces and not is_bullet(text):
            self.pieces[-1] = f"{self.pieces[-1]} {text}".strip()
        else:
            self.pieces.append(text)

    def take_names(self, names: Sequence[str]) -> None:
        """Other names of the code."""
        names_before = self.fields.get("alias", "").split("\n")
        self.fields["alias"] = "\n".join(dict.fromkeys(filter(None, (*names_before, *names))))


def text_lines(text: str) -> Iterator[Line]:
    """The lines of a plain text."""
    return (Line(number, line) for number, line in enumerate(text.split("\n"), 1))


def entry_tables(
    lines: Iterable[Line],
    *,
    about_errors: bool,
    taken: Callable[[int], bool] = lambda number: False,
    like: Iterable[str] = (),
) -> list[Table]:
    """The entries of a page, as a table for each heading that stands above some; none where there are not two.

    ``about_errors`` says that the page as a whole is about errors. ``taken`` tells the lines that are part of a table;
    ``like`` are the codes of those tables, to know others by.
    """
    page = _Page(taken, about_errors=about_errors)
    page.read(lines)
    listed = set(like)
    # The letters that listed codes begin with head their chapters: ``BD`` above BD-102.
    classes = {match[1] for code in listed if (match := _CLASS_OF_CODE.match(code))} - listed
    kept = [entry for entry in page.kept(list(listed)) if not entry.level or entry.fields["code"] not in classes]
    tables: dict[str, list[Row]] = {}
    for entry in kept:
        entry.close()
        tables.setdefault(entry.title, []).append(
            Row(entry.line, tuple(entry.fields.get(meaning, "") for meaning in _FIELDS))
        )
    return [
        Table(title, rows[0].line, _HEADER, tuple(rows), spans=True, tabular=True, details=True)
        for title, rows in tables.items()
    ]


def single_entry(head: Head, lines: Iterable[Line]) -> dict[str, str]:
    """The fields of a page that is about a single code."""
    page = _Page(lambda number: False, about_errors=True, single=True)
    page.begin(Line(0, head.code, 1), head)
    page.read(lines)
    return page.fields()


class _Page:
    """The entries of a page so far, and the headings that the present line stands under."""

    def __init__(self, taken: Callable[[int], bool], *, about_errors: bool, single: bool = False) -> None:
        self._taken = taken
        self._single = single
        self._about_errors = about_errors
        self._entries: list[_Entry] = []
        self._entry: _Entry | None = None
        self._titles: list[tuple[int, str]] = []
        self._others: Counter[int] = Counter()
        self._blank = True
        self._words = 0
        self._under: Counter[str] = Counter()
        self._silent = 0
        self._listed = False
        self._outer = (0, "")
        self._chapter: list[str] = []

    def read(self, lines: Iterable[Line]) -> None:
        for count, line in enumerate(lines, 1):
            if not count % _AT_ONCE:
                advance(_AT_ONCE)
            text = line.text.strip()
            if not text or self._taken(line.number):
                self._blank = True
            elif line.literal:
                if self._entry is not None:
                    self._entry.add(line.text.rstrip(), goes_on=False)
                self._blank = False
            else:
                if not line.head and (column := _IN_COLUMNS.fullmatch(line.text)):
                    line, text = replace(line, level=TERM), f"{column['code']}: {column['text']}"
                for part in _parts(text):
                    self._take(line, part)
                self._blank = False

    def fields(self) -> dict[str, str]:
        """Fields of the first entry, or of its first chapter if the entry has none."""
        entry = self._entries[0]
        if not entry.at:
            self._chapter = self._chapter or list(entry.pieces)
        entry.close()
        if entry.alone and self._chapter:
            entry.fields["description"] = "\n".join(self._chapter)
        return entry.fields

    def kept(self, like: Sequence[str]) -> list[_Entry]:
        """The entries that are errors, by their labels, by their titles, or by others of their like."""
        labelled = sum(1 for entry in self._entries if entry.labels)
        self._entries = [entry for entry in self._entries if not _is_field_of_body(entry)]
        heads = [entry for entry in self._entries if entry.level]
        patterns = Counter(series_of(entry.fields["code"]) for entry in heads)
        series_known = {series_of(code) for code in like} - {"", "digits 1", "digits 2", "digits 3"}
        levels = Counter(entry.level for entry in heads if kind_of(entry.fields["code"]) != "word")
        self._words = sum(kind_of(entry.fields["code"]) == "word" for entry in heads)
        self._under = Counter(entry.title for entry in heads)
        self._listed = bool(like)
        self._silent = sum(entry.alone and not entry.pieces for entry in heads)
        certain = [
            (entry.labels and self._is_labelled_error(entry, patterns))
            or (not entry.level and entry.alone and labelled * 2 >= len(self._entries))
            or (entry.level and self._is_error(entry, patterns, levels))
            for entry in self._entries
        ]
        # Names of one series are all errors if some are; among many, a single one may but sound so.
        all_series = [series_of(each.fields["code"]) for each in self._entries]
        counts = Counter(all_series)
        failing = Counter(each for each, is_one in zip(all_series, certain, strict=True) if is_one)
        series_known |= {each for each in failing if each[-1:] == "_" and failing[each] * _SERIES >= counts[each]}
        certain = [
            bool(is_one) or series_of(entry.fields["code"]) in series_known
            for entry, is_one in zip(self._entries, certain, strict=True)
        ]
        whole = self._levels_of_errors([bool(each) for each in certain])
        below: list[_Entry | None] = [*self._entries, None][1:]
        kept = [
            entry
            for entry, is_one, next_one in zip(self._entries, certain, below, strict=True)
            if (is_one or (entry.level in whole and not entry.weak)) and not _is_chapter(entry, next_one)
        ]
        _tell_statuses(kept)
        return kept if len(kept) > 1 or (kept and like) else []

    def _levels_of_errors(self, certain: Sequence[bool]) -> frozenset[int]:
        """The levels of headings that are all names built like codes, and most of them errors' for certain."""
        entries = [(each, is_one) for each, is_one in zip(self._entries, certain, strict=True) if each.level]
        counted = Counter(each.level for each, _ in entries)
        failing = Counter(each.level for each, is_one in entries if is_one)
        return frozenset(
            level
            for level, count in counted.items()
            if level < TERM and not self._others[level] and count >= _MANY and failing[level] * 2 > count
        )

    def _is_labelled_error(self, entry: _Entry, patterns: Counter[str]) -> bool:
        code = entry.fields["code"]
        if entry.weak and patterns[series_of(code)] < 2:
            return False
        # A name that begins with a small letter may be a field of a message.
        return entry.about_errors or not code[:1].islower() or bool(CODE_WORD.search(code))

    def _is_error(self, entry: _Entry, patterns: Counter[str], levels: Counter[int]) -> bool:
        """Return whether an entry without labels is an error, not a parameter, a command or a chapter."""
        code = entry.fields["code"]
        kind = kind_of(code)
        alike = patterns[series_of(code)] > 1
        if kind == "digits":
            # Numbers are counted through, however many digits they have.
            count = sum(count for series, count in patterns.items() if series.startswith("digits"))
            # That a program ends with 0 or 1 says whether it failed, and nothing of an error.
            alike = count > (2 if count == patterns["digits 1"] else 1)
            if len(code) == 1 and not alike:
                return False
        if kind == "numbered" and alike and code[:1].isalpha() and (entry.fields.get("message") or not entry.alone):
            return True
        about = entry.about_errors or bool(CODE_WORD.search(code))
        if entry.weak and kind == "word":
            return about and max(levels[TERM] + levels[CODE_TERM], levels[entry.level]) > self._words
        if entry.weak:
            return about and alike
        # Among chapters whose titles are words, a word that is built like a code is none.
        others = self._others[entry.level]
        is_named = bool(entry.fields.get("message") or CODE_WORD.search(code) or (alike and series_of(code)))
        says_nothing = entry.alone and not entry.pieces
        texts = (entry.fields.get("description", "").partition("\n")[0], *entry.pieces[:2])
        if kind == "joined" and any(f"{code}(" in text for text in texts):
            # A method: its declaration stands below its name.
            return False
        if kind == "joined" and says_nothing and (self._listed or self._silent * 2 < sum(levels.values())):
            return False
        if not is_named and (says_nothing or self._under[entry.title] < 2):
            # The only name of its chapter is what the chapter is about; names without texts are a list of links.
            return False
        return about and (kind in ("numbered", "digits") or "_" in code or levels[entry.level] >= others)

    def _take(self, line: Line, text: str) -> None:
        if not self._single and self._blank and _FOOTER.match(text):
            self._entry = None
            return
        entry = self._entry
        inner = BULLET.sub("", text, count=1)
        label = None if line.head else LABEL.match(inner) if len(text) < 20_000 else None
        name = label["label"].strip(" *_") if label else ""
        meaning = meaning_of(name) if label else None
        if label and meaning == "http_status" and statuses_of(label["text"].strip(" *_`")) is None:
            label, meaning = None, None
        if entry is not None and (line.head or self._blank) and (heads := _heading_of_field(text)):
            # A label that stands alone, as a heading or in a line of its own: what follows is under it.
            entry.begin(heads)
            return
        if entry is not None and label and is_beside(name):
            return
        if entry is not None and label and is_of_system(name):
            entry.begin("")
            return
        if entry is not None and entry.alone and not entry.pieces and not entry.labels and (names := _numbers(text)):
            entry.take_names(names)
            return
        if label and meaning == "code":
            code = label["text"].strip(" *_`")
            if entry is not None and entry.fields["code"] == code:
                return
            head = head_of(_OTHER_STATE.sub("", code), marked=True)
        else:
            listed = text != inner and kind_of(inner.strip("`*")) in ("capitals", "numbered") and "_" in inner
            # An item that repeats the code's name is its text.
            listed = listed and (entry is None or inner.strip("`*") not in entry.fields["alias"].split("\n"))
            visible = inner if listed or line.head else text
            words = line.level == CODE_TERM
            head = (
                None
                if line.worded or (meaning in _FIELDS and not line.head)
                else head_of(visible, marked=line.head or listed, words=words)
            )
            if head is None and line.quoted and not line.worded and kind_of(visible) == "word":
                head = Head(visible, weak=True)
            if head is not None and head.names and head.message and not line.head:
                # A name with its number and a text behind it, in a list without marks.
                line, inner = replace(line, level=TERM), ""
            if head is not None and listed and not line.head:
                line = replace(line, level=TERM)
            if head is None and text != inner and not label:
                entry = self._end_nested(line, inner)
            elif head is None and self._blank and entry is not None and line.indent < entry.indent:
                # A paragraph further left than the list's items stands behind the list.
                self._entry = entry = None
        if head is not None and not self._single and (line.head or self._blank or head.message or label):
            self.begin(line, head, listed=text != inner, labelled=bool(label and meaning == "code"))
        elif line.head:
            self._take_title(line, text)
        elif entry is not None and label and meaning in _FIELDS and meaning != "code":
            text = label["text"].strip().removeprefix("**").strip()
            is_numbered = kind_of(entry.fields["code"]) in ("numbered", "digits")
            is_alias = is_numbered and is_identifier(name) and is_name(text)
            self._take_label(entry, "alias" if is_alias else str(meaning), text)
        elif entry is not None and (status := _status_said(text)) and "http_status" not in entry.fields:
            entry.fields["http_status"] = status
        elif entry is not None and not (_DECLARED.match(text) and text.endswith(entry.fields["code"])):
            entry.add(text, goes_on=not self._blank)
        elif (
            entry is None
            and text == inner
            and len(text) < _LONGEST_TITLE
            and not any(level for level, _ in self._titles)
            and (title := plain_title(text))
        ):
            self._titles = [(0, title)]

    def _end_nested(self, line: Line, item: str) -> _Entry | None:
        """Let an item of an outer list end the entry of an inner one; its name is another name of the next entry."""
        if self._entry is not None and self._entry.indent > line.indent:
            self._entry = None
        if self._entry is None:
            self._outer = (line.indent, item.strip("`*"))
        return self._entry

    def begin(self, line: Line, head: Head, *, listed: bool = False, labelled: bool = False) -> None:
        """Let an entry begin."""
        # Text after a code is its description in a list, and its message in a heading.
        fields = {"code": head.code}
        if head.message:
            fields["message"] = head.message
        level = line.level
        if level and level < TERM:
            self._titles = [each for each in self._titles if each[0] < level]
        about = self._about_errors or any(ABOUT_ERRORS.search(title) for _, title in self._titles)
        entry = _Entry(line.number, self._title(), level, about, head.weak, fields)
        if listed and head.message:
            entry.behind = fields.pop("message")
            entry.pieces.append(entry.behind)
        entry.take_names(head.names)
        if listed:
            entry.indent = line.indent
        if self._outer[0] < entry.indent and is_name(self._outer[1]):
            entry.take_names((self._outer[1],))
        self._outer = (line.indent, "")
        if labelled:
            entry.labels += 1
        self._entry = entry
        self._entries.append(entry)

    def _title(self) -> str:
        return self._titles[-1][1] if self._titles else ""

    def _take_title(self, line: Line, text: str) -> None:
        self._others[line.level] += 1
        entry = self._entry
        if entry is not None and 0 < entry.level < line.level:
            # A chapter of what is said of the error: its title is no text, and what is under it no description.
            if not entry.at:
                self._chapter = self._chapter or list(entry.pieces)
            entry.close()
            entry.at = "" if line.level < TERM else entry.at
            if line.level == TERM:
                entry.add(text, goes_on=False)
            return
        self._entry = None
        if line.level >= TERM and not any(kind_of(word) in ("word", "capitals") for word in text.split()):
            # A term of numbers is no title of what follows it.
            return
        if title := plain_title(text):
            self._titles = [*(each for each in self._titles if 0 < each[0] < line.level), (line.level, title)]

    def _take_label(self, entry: _Entry, meaning: str, text: str) -> None:
        if meaning == "alias":
            entry.take_names(names_of(text) or text.strip("`* ").split())
            return
        entry.begin(meaning)
        entry.add(text, goes_on=False)
        entry.inline = True


def _is_field_of_body(entry: _Entry) -> bool:
    """Return whether an entry is a term of a list that tells the fields of error bodies, below ``code``."""
    return entry.level >= TERM and bool(_FIELD_OF_BODY.match(entry.title))


def _status_said(text: str) -> str:
    """The status of a sentence that says nothing else of an error; "" for any other line."""
    match = _STATUS_SENTENCE.fullmatch(text) if len(text) < _LONGEST_TITLE and "http" in text.casefold() else None
    return match["status"] if match and is_registered(int(match["status"])) else ""


def _tell_statuses(entries: Sequence[_Entry]) -> None:
    """Take the numbers in brackets behind the codes as statuses, where all of them are ones of HTTP's errors."""
    numbers = [entry.fields.get("alias", "") for entry in entries]
    given = [number for number in numbers if number]
    if not given or not all(len(each) == 3 and each.isdigit() and is_registered(int(each)) for each in given):
        return
    if all(each[0] in "345" for each in given):
        for entry, number in zip(entries, numbers, strict=True):
            if number and not entry.fields.get("http_status"):
                entry.fields["http_status"], entry.fields["alias"] = number, ""


def _is_chapter(entry: _Entry, below: _Entry | None) -> bool:
    """Return whether a heading of a plain word has other codes below it: ``CURLcode`` above ``CURLE_OK``."""
    code = entry.fields["code"]
    if below is None or "_" in code or kind_of(code) == "numbered":
        return False
    return 0 < entry.level < below.level < TERM


def _parts(text: str) -> Iterator[str]:
    """A line as it is; one of labels apart by semicolons as one for each: ``Error number: 1002; Symbol: ER_NO``."""
    if ";" in text and len(text) < _LONGEST_TITLE:
        parts = [part.strip() for part in text.split(";")]
        labels = [LABEL.fullmatch(part) for part in parts]
        if all(label and (meaning_of(label["label"]) or is_beside(label["label"])) for label in labels):
            yield from (_as_alias(part) for part in parts)
            return
    yield text


def _as_alias(part: str) -> str:
    """A label of the code's name as one of another name: beside a number it is no message."""
    label, mark, text = part.partition(":")
    is_name = meaning_of(label) == "message" and " " not in text.strip() and kind_of(text.strip()) == "capitals"
    return f"Alias{mark}{text}" if is_name else part


def _numbers(text: str) -> tuple[str, ...]:
    """The numbers of a line that says nothing else: ``2 (0x2)``."""
    plain = text.strip("`*_ ")
    if made := _MADE.fullmatch(plain):
        plain = made["number"]
    names = names_of(plain) or (plain,)
    return names if all(map(is_number, names)) else ()


def _heading_of_field(text: str) -> str | None:
    """Which field a line is the heading of that says nothing else; None for any other line."""
    meaning = meaning_of(text.strip(" *_:：")) if len(text) < 60 else None
    return meaning if meaning in _FIELDS and meaning not in ("code", "alias") else None
