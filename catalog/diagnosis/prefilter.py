"""The few lines of a long log that may show an error, found before anything is read.

One pass of the catalog's automata finds the lines in which a code or the words of a message stand, another the lines
that sound like trouble. Such a line is kept with what belongs to it: the lines of its stack trace or its JSON body.
All other lines are never looked at again. Linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from catalog.diagnosis.index import CatalogIndex, is_bounded
from catalog.diagnosis.numbers import (
    LINES_AROUND,
    LINES_LOOKED_AT,
    LONGEST_BEGINNING,
    MOST_CONTINUED,
    SHARE_READ_WHOLE,
    SHORTEST_LOG,
)
from catalog.message_template import TextSpan

TROUBLE = (
    # Levels, as loggers write them.
    "error", "fatal", "critical", "severe", "panic", "emerg", "alert", "warn", "level=err", "\"err\"",
    # Thrown errors, and the ways a program ends.
    "exception", "traceback", "caused by", "abort", "crash", "killed", "segfault", "core dumped", "out of memory",
    # Verbs of failure, as stems that stand for all their forms.
    "fail", "denied", "deny", "refus", "reject", "unable", "cannot", "can't", "could not", "couldn't", "not found",
    "no such", "not allowed", "not permitted", "not supported", "does not exist", "doesn't exist",
    "timed out", "timeout", "expired", "exceed", "unreachable", "unavailable",
    "unauthorized", "unauthenticated", "forbidden", "invalid",
    "illegal", "malformed", "corrupt", "missing", "conflict", "too many", "throttl", "overload", "unexpected",
    # The same in Chinese, as vendors of this catalog write it.
    "错误", "失败", "异常", "不存在", "无法", "拒绝", "超时", "无效", "非法",
)  # fmt: skip
"""Words by which a line sounds like trouble, in small letters. They decide what is read, not what it means."""

_STATUS_LEADS = (
    *("http/", '" 4', '" 5'),
    *(
        f"status{name}{between}{digit}"
        for name in ("", "_code", " code", "code")
        for between in ("=", ":", ": ", '="', '":', '": ', " = ", " : ")
        for digit in "45"
    ),
)
"""Words before the status of a failed request, for ``_STATUS`` to check."""

_STATUS = re.compile(r"(?:http/\d(?:\.\d)?\"?|status(?:[ _]?code)?\"?\s?[:=]\"?|\")[ \t]{0,3}[45]\d\d\b", re.IGNORECASE)
_LINE_HEAD = re.compile(
    r"[\s\-*]{0,8}[\[(<{\"|]{0,2}(?:"
    r"\d{2,4}[-/.]\d{1,2}[-/.]\d{1,4}\b"  # 2026-01-02, 17/06/09
    r"|\d{1,2}:\d\d:\d\d|\d{8}[-T]|\d{6} \d{6} |\d{10,13}\b"  # 10:00:00, 20171223-, 081109 203615, 1117838570
    r"|(?:mon|tue|wed|thu|fri|sat|sun)\w{0,6},? |(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,6} +\d"
    r"|[ewifd]\d{4} \d\d:|(?:trace|debug|info|notice|warn(?:ing)?|error|fatal|critical|severe)\b"
    r"|[A-Za-z]+ \d{10}\b|[\d.:a-f]{7,45} \S{1,40} \S{1,40} \[|\{\"|(?:time|ts|level|t)=)",
    re.IGNORECASE,
)
"""How a record of a log begins: with a time, a level, an address, or as an object or fields of its own."""

_CONTINUES = re.compile(r"[ \t]|[}\])>]|at |caused by|\.\.\. \d|-{3}|\+{3}", re.IGNORECASE)
"""How a line begins that belongs to the one before, in whatever text."""

_TROUBLE = AhoCorasick((*TROUBLE, *_STATUS_LEADS), store_patterns=False)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The lines of a text that are worth reading. ``numbers`` are theirs in the whole text, from 1."""

    text: str
    numbers: tuple[int, ...] | None

    def line(self, number: int) -> int:
        """Return the number in the whole text of the line that has this one here."""
        if self.numbers is None or not self.numbers:
            return number
        return self.numbers[min(max(number, 1), len(self.numbers)) - 1]

    def parts(self, most_lines: int) -> Iterator[Excerpt]:
        """Yield the excerpt in parts of about so many lines, each ending where a record does."""
        lines = self.text.split("\n")
        numbers = self.numbers or range(1, len(lines) + 1)
        first = 0
        for end, line in enumerate(lines):
            if end - first >= most_lines and (not line.strip() or begins_record(line)):
                yield Excerpt("\n".join(lines[first:end]), tuple(numbers[first:end]))
                first = end
        yield Excerpt("\n".join(lines[first:]), tuple(numbers[first:]))


def excerpt(text: str, index: CatalogIndex) -> Excerpt:
    """Keep the lines of a long text that may show an error; keep a short text whole.

    A blank line stands where lines were left out, so that what was apart stays apart.
    """
    if len(text) < SHORTEST_LOG:
        return Excerpt(text, None)
    lines = text.split("\n")
    kept = lines_to_read(text, lines, index)
    if kept is None:
        return Excerpt(text, None)
    parts: list[str] = []
    numbers: list[int] = []
    before = -1
    for number, is_kept in enumerate(kept):
        if is_kept:
            if before >= 0 and number > before + 1:
                parts.append("")
                numbers.append(before + 2)
            parts.append(lines[number])
            numbers.append(number + 1)
            before = number
    return Excerpt("\n".join(parts), tuple(numbers))


def lines_to_read(text: str, lines: list[str], index: CatalogIndex) -> bytearray | None:
    """Mark the ``lines`` of a text that may show an error with 1; None where they are nearly all."""
    loud = _loud_lines(text, index)
    if len(loud) > SHARE_READ_WHOLE * len(lines):
        return None
    is_logged = are_records(lines)
    around = 0 if is_logged else LINES_AROUND
    kept = bytearray(len(lines))
    read_to = 0
    for number in loud:
        kept[number] = 1
        first = number
        # A line that is kept already has its continuation lines: none is visited twice.
        while first and not kept[first - 1] and number - first < MOST_CONTINUED:
            if not _is_continued(lines[first], is_log=is_logged):
                break
            first -= 1
        last = max(number, read_to)
        while last + 1 < len(lines) and last - number < MOST_CONTINUED:
            if not _is_continued(lines[last + 1], is_log=is_logged):
                break
            last += 1
        read_to = last
        begin, end = max(0, first - around), min(len(lines), last + around + 1)
        kept[begin:end] = b"\1" * (end - begin)
    return kept


def _loud_lines(text: str, index: CatalogIndex) -> list[int]:
    """The numbers from 0 of the lines that show a code, words of a message, trouble or the status of an error."""
    text_span = TextSpan(text, whole=False)
    folded, tables = text_span.folded, index.tables
    result: list[int] = []
    if tables.code_automaton:
        hits = tables.code_automaton.find_overlapping(folded)
        result += (start for start, end, _ in hits if is_bounded(folded, start, end))
    if tables.anchor_automaton:
        result += (start for start, _, _ in tables.anchor_automaton.find_overlapping(folded))
    result += (
        start
        for number, start, _ in _TROUBLE.find_matches_as_indexes(folded)
        if number < len(TROUBLE) or _STATUS.match(folded, start)
    )
    starts = [each.end() for each in re.finditer("\n", text)]
    return sorted({bisect_right(starts, text_span.place(start)) for start in result})


def is_log(text: str) -> bool:
    """Return whether a text is long enough to skip lines, and most of its lines begin as log records do."""
    return len(text) >= SHORTEST_LOG and are_records(text[:LONGEST_BEGINNING].split("\n"))


def are_records(lines: list[str]) -> bool:
    """Return whether most lines begin as log records do."""
    seen = [line for line in lines[:LINES_LOOKED_AT] if line.strip() and not _CONTINUES.match(line)]
    return sum(1 for line in seen if _LINE_HEAD.match(line)) * 2 > len(seen)


def begins_record(line: str) -> bool:
    """Return whether a line begins as a log record does."""
    return bool(_LINE_HEAD.match(line)) and not _CONTINUES.match(line)


def _is_continued(line: str, *, is_log: bool) -> bool:
    """Return whether a line continues the one before it."""
    if not line.strip():
        return False
    return bool(_CONTINUES.match(line)) or (is_log and not _LINE_HEAD.match(line))
