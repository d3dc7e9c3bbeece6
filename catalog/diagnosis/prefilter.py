"""The few lines of a long log that may show an error, found before anything is read.

One pass of the catalog's automata finds the lines in which a code or the words of a message stand, another the lines
that sound like trouble. Such a line is kept with what belongs to it: the lines of its stack trace or its JSON body.
All other lines are never looked at again. Linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from daachorse import CharwiseDoubleArrayAhoCorasick as Automaton

from catalog.diagnosis.evidence import LineRule
from catalog.diagnosis.index import CatalogIndex, is_bounded
from catalog.diagnosis.lines import starts_of
from catalog.diagnosis.numbers import (
    LINES_AROUND,
    LINES_LOOKED_AT,
    LONGEST_BEGINNING,
    MOST_CONTINUED,
    SHARE_READ_WHOLE,
    SHORTEST_LOG,
)
from catalog.folding import TextSpan

_STATUS_NAMES = ("status", "status_code", "status code", "statuscode")
_SIGNS = ("=", ":", ": ", '="', '":', '": ', " = ", " : ")
_STATUS_LEADS = tuple(f"{name}{sign}{digit}" for name in _STATUS_NAMES for sign in _SIGNS for digit in "45")

TROUBLE = (
    LineRule(
        "trouble-level",
        "Loggers write the level of a line, whole or at the beginning of a word.",
        "",
        ("it is FATAL", "errors of ours", "level=err msg"),
        ("INFO it went on", "level=info"),
        ("error", "fatal", "critical", "severe", "panic", "emerg", "alert", "warn", "level=err", "\"err\""),
    ),
    LineRule(
        "trouble-thrown",
        "Something was thrown, or a program ended before its time.",
        "",
        ("java.io.IOException", "Traceback (most recent call last):", "Killed process 7"),
        ("caught up with it",),
        ("exception", "traceback", "caused by", "abort", "crash", "killed", "segfault", "core dumped", "out of memory"),
    ),
    LineRule(
        "trouble-refused",
        "Somebody was not let in, or was told that it may not be.",
        "",
        ("permission denied", "it was not allowed", "Unauthorized"),
        ("it was allowed", "authorized"),
        (
            "denied", "deny", "refus", "reject", "not allowed", "not permitted", "not supported", "unauthorized",
            "unauthenticated", "forbidden",
        ),
    ),
    LineRule(
        "trouble-failed",
        "Something could not be done.",
        "",
        ("it failed", "we cannot do it", "unable to do it"),
        ("we can do it",),
        ("fail", "unable", "cannot", "can't", "could not", "couldn't"),
    ),
    LineRule(
        "trouble-absent",
        "Something is not there, or does not answer.",
        "",
        ("page not found", "no such file", "the read timed out", "it is unavailable"),
        ("page found", "it is available"),
        (
            "not found", "no such", "does not exist", "doesn't exist", "missing", "timed out", "timeout", "expired",
            "unreachable", "unavailable",
        ),
    ),
    LineRule(
        "trouble-wrong",
        "Something is not as it should be, or more than it should be.",
        "",
        ("an invalid name", "too many of them", "rate exceeded"),
        ("a valid name", "many of them"),
        (
            "exceed", "invalid", "illegal", "malformed", "corrupt", "conflict", "too many", "throttl", "overload",
            "unexpected",
        ),
    ),
    LineRule(
        "trouble-chinese",
        "The same in Chinese, as vendors of this catalog write it.",
        "",
        ("创建失败", "资源不存在"),
        ("创建成功",),
        ("错误", "失败", "异常", "不存在", "无法", "拒绝", "超时", "无效", "非法"),
    ),
    LineRule(
        "trouble-status",
        "A status of 400 or more stands behind its name or the request.",
        r"(?: http/\d(?:\.\d)?\"? | status(?:[ _]?code)?\"?\s?[:=]\"? | \" ) [ \t]{0,3} [45]\d\d\b",
        ('"GET / HTTP/1.1" 404 12', "GET / status=503", '"statusCode": 500'),
        ('"GET / HTTP/1.1" 200 12', "status=4040", '"4 of them"'),
        ("http/", '" 4', '" 5', *_STATUS_LEADS),
    ),
)  # fmt: skip
"""Words by which a line sounds like trouble. They decide what is read, not what it means."""

_RECORDS = (
    LineRule(
        "record-date",
        "Most loggers begin a record with its date.",
        r"""(?:[\w./-]{1,60}\.(?:log|out|err|txt)[\w.-]{0,40}[ :][ ]?)?
        (?:\d{2,4}[-/.]\d{1,2}[-/.]\d{1,4}\b | \d\d[./]\d\d[ ]\d\d:)""",
        ("2026-01-02 it went on", "[17/06/09] it went on", "[01.02 10:11:12] it", "a.log:2026-01-02 10:11:12 it"),
        ("it went on 2026-01-02", "20-26 of them", "a.log: it went on"),
    ),
    LineRule(
        "record-time",
        "Some begin it with the time of day, or with both in digits alone.",
        r"\d{1,2}:\d\d:\d\d | \d{8}[-T] | \d{6}[ ]\d{6}[ ] | \d{10,13}\b",
        ("10:00:00 it went on", "20171223-22:15 it went on", "081109 203615 it went on", "- 1117838570 it went on"),
        ("10:00 it went on", "11178 it went on"),
    ),
    LineRule(
        "record-day",
        "syslog begins it with the day's or the month's name.",
        r"""(?:mon|tue|wed|thu|fri|sat|sun)(?:[a-z]{0,3}day)?,?[ ]
        | (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w{0,6}[ ]+\d""",
        ("Dec 10 06:55:48 host it went on", "Sun Dec  4 it went on"),
        ("December, it went on", "Sunny it was"),
    ),
    LineRule(
        "record-level",
        "A console begins it with the level, klog with the level's letter and the day.",
        r"[ewifd]\d{4}[ ]\d\d: | (?:trace|debug|info|notice|warn(?:ing)?|error|fatal|critical|severe)\b",
        ("INFO it went on", "[warning] it went on", "I0102 10:11:12 it went on"),
        ("information went on", "I0102 it went on"),
    ),
    LineRule(
        "record-host",
        "A server's access log begins it with an address, a cluster's with a node and a time in seconds.",
        r"""[A-Za-z]+[ ]\d{10}\b | [\d.:a-f]{7,45}[ ]\S{1,40}[ ]\S{1,40}[ ]\[
        | \d{3,12}[ ][A-Za-z]{1,20}-?[A-Z]?\d{1,6}[ ]""",
        ("10.0.0.1 - - [02/Mar/2026] it went on", "APPREAD 1117869872 it went on", "134681 node-246 it went on"),
        ("fe80::1 it went on", "node 11 it went on", "134681 of them went on"),
    ),
    LineRule(
        "record-fields",
        "Structured logs begin it with an object, or with the field of its time or level.",
        r"\{\" | (?:time|ts|level|t)=",
        ('{"msg": "it went on"}', "level=info it went on"),
        ("{ it went on }", "levels=info"),
    ),
)
"""How a record of a log begins, behind a bracket or a mark or without."""

_CONTINUED = (
    LineRule(
        "continued-mark",
        "A line that is set in, or closes a bracket, belongs to the one before.",
        r"[ \t}\])>]",
        ("\tit went on", "}"),
        ("{", "it went on"),
    ),
    LineRule(
        "continued-trace",
        "Lines of a stack trace belong to the one before.",
        r"at[ ] | caused[ ]by | \.\.\.[ ]\d",
        ("at a.B.c(B.java:1)", "Caused by: it", "... 7 more"),
        ("attached to it", "... more"),
    ),
    LineRule(
        "continued-rule",
        "A line of hyphens or plus signs parts what belongs together.",
        r"-{3} | \+{3}",
        ("---", "+++ a.py"),
        ("-- it", "++ it"),
    ),
)
"""How a line begins that belongs to the one before, in whatever text."""

RULES = (*TROUBLE, *_RECORDS, *_CONTINUED)

_WORDS = [(word, rule) for rule in TROUBLE for word in rule.words]
_TROUBLE = Automaton([word for word, _ in _WORDS])
_STATUS = re.compile(TROUBLE[-1].pattern, re.VERBOSE | re.IGNORECASE)
_IS_STATUS = [rule is TROUBLE[-1] for _, rule in _WORDS]
_LINE_HEAD = re.compile(
    rf"[\s*-]{{0,8}}[\[(<{{\"|]{{0,2}}(?:{'|'.join(each.pattern for each in _RECORDS)})", re.VERBOSE | re.IGNORECASE
)
_CONTINUES = re.compile("|".join(each.pattern for each in _CONTINUED), re.VERBOSE | re.IGNORECASE)


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
    loud = _loud_lines(text, lines, index)
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
            if not is_continued(lines[first], is_log=is_logged):
                break
            first -= 1
        last = max(number, read_to)
        while last + 1 < len(lines) and last - number < MOST_CONTINUED:
            if not is_continued(lines[last + 1], is_log=is_logged):
                break
            last += 1
        read_to = last
        begin, end = max(0, first - around), min(len(lines), last + around + 1)
        kept[begin:end] = b"\1" * (end - begin)
    return kept


def _loud_lines(text: str, lines: Iterable[str], index: CatalogIndex) -> list[int]:
    """The numbers from 0 of the lines that show a code, words of a message, trouble or the status of an error."""
    text_span = TextSpan(text, whole=False)
    folded, tables = text_span.folded, index.tables
    result: list[int] = []
    if tables.code_automaton:
        hits = tables.code_automaton.find_overlapping(folded)
        result += (start for start, end, _ in hits if is_bounded(folded, start, end))
    result += (start for start, _ in tables.anchors_in(folded))
    result += trouble_in(folded)
    starts = starts_of(lines)
    return sorted({bisect_right(starts, place) - 1 for place in map(text_span.place, result)})


def trouble_in(folded: str) -> Iterator[int]:
    """The offsets in a folded text at which it sounds like trouble."""
    for start, _, number in _TROUBLE.find(folded):
        if not _IS_STATUS[number] or _STATUS.match(folded, start):
            yield start


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


def is_continued(line: str, *, is_log: bool) -> bool:
    """Return whether a line continues the one before it."""
    if not line.strip():
        return False
    return bool(_CONTINUES.match(line)) or (is_log and not _LINE_HEAD.match(line))
