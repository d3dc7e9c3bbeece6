"""Lines of a text: what loggers write before a message, and where in a line its message may begin."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate, count, islice
from operator import add
from typing import NamedTuple

from catalog.diagnosis.evidence import HeadRule
from catalog.diagnosis.numbers import LONGEST_COLUMNS, LONGEST_HEAD, LONGEST_LINE, LOUD, MOST_LOOSE, MOST_TOKENS

_GOES_ON = (" ", "\t", "}", "]", ")")
"""How lines begin that go on with what is printed before them."""

LEVELS = {
    **dict.fromkeys(("trace", "debug", "verbose", "info", "notice", "information"), 0),
    **dict.fromkeys(("warn", "warning"), 1),
    **dict.fromkeys(("error", "err", "severe", "fail", "failed", "failure"), 2),
    **dict.fromkeys(("fatal", "critical", "crit", "alert", "emerg", "emergency", "panic"), 3),
}
"""Levels as loggers name them, with how bad they are."""


_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
TIMES = (
    HeadRule(
        "head-time-iso",
        "Most loggers write year, month and day, then the time, with fractions and a zone or without.",
        r"""\d{4}[-/.]\d\d[-/.]\d\d(?:[T .-]{1,3}\d\d[:.]\d\d[:.]\d\d)?(?:[.,:]\d{1,9})?
        (?:Z|[ ]?[+-]\d\d:?\d\d|[ ]UTC)?""",
        {"2026-01-02T10:11:12.123Z it broke": "it broke", "2026/01/02 10.11.12,1 +0100 it broke": "it broke"},
        ("2026-1-2 it broke", "20260102 it broke"),
    ),
    HeadRule(
        "head-time-short-date",
        "Some write the date in two digits each, or leave the year out.",
        r"\d\d[-/]\d\d[-/]?(?:\d{2,4})?[ ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?",
        {"17/06/09 20:10:41 it broke": "it broke", "01-02 10:11:12.123 it broke": "it broke"},
        ("17/06/09 it broke",),
    ),
    HeadRule(
        "head-time-digits",
        "Hadoop writes date and time as six digits each.",
        r"\d{6}[ ]\d{6}\b",
        {"081109 203615 148 INFO it broke": "it broke"},
        ("081109 it broke", "081109 2036150 it broke"),
    ),
    HeadRule(
        "head-time-phone",
        "Health apps of phones join date and time by a hyphen, without leading zeros.",
        r"\d{8}-\d\d?:\d\d?:\d\d?(?::\d{1,4})?",
        {"20171223-22:15:29:635|Step_LSC|30002312|it broke": "it broke"},
        ("20171223 it broke",),
    ),
    HeadRule(
        "head-time-syslog",
        "syslog writes the month's name, some the day's, too.",
        rf"""(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?[ ])?{_MONTH}[ ]{{1,2}}\d{{1,2}}(?:[ ]\d{{4}})?
        [ ]\d\d:\d\d:\d\d(?:[ ]\d{{4}})?""",
        {"Dec 10 06:55:48 host sshd[24200]: it broke": "it broke", "Sun Dec  4 04:47:44 2005 it broke": "it broke"},
        ("December it broke",),
    ),
    HeadRule(
        "head-time-of-day",
        "A console writes the time of day alone.",
        r"\d\d?:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?![\w:.])",
        {"10:11 it broke": "it broke", "9:11:12,123 it broke": "it broke"},
        ("10:11h it broke", "10.11 it broke"),
    ),
    HeadRule(
        "head-time-klog",
        "Kubernetes' klog joins the level's letter with month and day.",
        r"[IWEF]\d{4}[ ]\d\d:\d\d:\d\d\.\d{1,9}",
        {"E0102 10:11:12.123456 it broke": "it broke"},
        ("E0102 it broke",),
    ),
)
"""How loggers write a time."""

LEVEL = HeadRule(
    "head-level",
    "A level, whole or as one letter, stands by itself.",
    r"""(?<![\w.-])(?:TRACE|DEBUG|VERBOSE|INFO|Information|NOTICE|WARN(?:ING)?|ERROR|ERR|SEVERE|FAIL(?:ED|URE)?|FATAL
    |CRIT(?:ICAL)?|ALERT|EMERG(?:ENCY)?|PANIC|[VDIWEF](?=[ /]))(?:\([^()\n]{0,40}\))?(?![\w.-])""",
    {"ERROR it broke": "it broke", "W/Activity( 123): it broke": "it broke"},
    ("ERRORS are bad", "error-prone it is", "Ein Fehler"),
)

TOKENS = (
    HeadRule(
        "bracket",
        "A thread, a logger or a file stands in brackets.",
        r"\[(?:[^\[\]\n]|\[[^\[\]\n]{0,80}\]){0,200}\] | <[\w.$:/ -]{1,60}> | \([\w .:$/\#-]{1,60}\)",
        {"[main] it broke": "it broke", "<kernel> (a.go:7) it broke": "it broke"},
        ("[main it broke", "<a&b> it broke"),
    ),
    HeadRule(
        "name",
        "The name of a program or a class stands before a mark, with its process or not.",
        r"""(?:[\w.$/@~+-]|::(?=\w)){1,80}(?:\([\w .-]{1,40}\))?(?:\[[\w.:-]{1,40}\])?(?:/\w{1,20})?
        (?= [:!](?:\s|$) | [ ]- )""",
        {"sshd[24200]: it broke": "it broke", "app.Main - it broke": "it broke"},
        ("it broke: twice", "http://a.example/ it broke"),
    ),
    HeadRule(
        "request",
        "A gateway's console begins with the id of the request.",
        r"[Rr]equest[ ](?:[Ii][Dd]:?[ ])?(?=[\w-]*\d)[\w-]{6,64}(?=:\s)",
        {"Request 4b7e21c0-77: it broke": "it broke"},
        ("Request failed: it broke", "Request 4b7e21c0 it broke"),
    ),
    HeadRule(
        "number",
        "A process, a thread or a line has a number.",
        r"(?:\#?\d{1,12}(?:[,:])|\d{1,12})(?=[\s|]|$)",
        {"#12: it broke": "it broke", "1234 [main] it broke": "it broke"},
        ("12a it broke", "12.5 it broke"),
    ),
    HeadRule(
        "word",
        "A host or a logger is a bare word where more of a head stands behind it.",
        r"[\w.$/@:~+-]{1,120}(?:\[[\w.:-]{1,20}\])?(?=[\s|])",
        {"10:11:12 host-7 [main] it broke": "it broke"},
        ("it,broke",),
    ),
)
"""Other parts of a head, tried in this order."""

BEGINNINGS = (
    HeadRule(
        "begin-behind-mark",
        "A message begins behind a name and its colon, or what called out.",
        r"[:!]\*{0,2}[ \t]+",
        {"it tried and the tap: it broke": "it broke", "it tried, and Oh!** it broke": "it broke"},
        ("it tried and it broke: ", "it tried ::it broke"),
    ),
    HeadRule(
        "begin-behind-bracket",
        "A message begins behind a bracket that was closed.",
        r"\][ \t]+",
        {"it tried in [the tap] it broke": "it broke"},
        ("it tried in (the tap) it broke", "it tried a[0].it broke"),
    ),
    HeadRule(
        "begin-behind-status",
        "A message that begins with the standard words of its status stands behind the number.",
        r"(?:(?<=:[ ][45]\d\d)|(?<=[(\[][45]\d\d)|(?<=HTTP[ ][45]\d\d))[ ](?=[A-Z])",
        {"it tried: 403 It broke": "It broke"},
        ("it tried: 4030 It broke", "it tried 403 It broke", "it tried: 303 It broke"),
    ),
    HeadRule(
        "begin-behind-dash",
        "A message begins behind a dash, an arrow or a bar between blanks.",
        r"[ \t]+[-–—|>]{1,2}[ \t]+",
        {"it tried and then – it broke": "it broke", "it tried the tap >> it broke": "it broke"},
        ("it tried the-tap it broke", "it tried -it broke"),
    ),
    HeadRule(
        "begin-behind-arrow",
        "A message begins behind an arrow without blanks.",
        r"->[ \t]*",
        {"it tried the tap->it broke": "it broke"},
        ("it tried the tap>it broke", "it tried the tap- it broke"),
    ),
    HeadRule(
        "begin-behind-column",
        "A message begins behind a column of a table: two blanks, or a bar.",
        r"[ \t]{2,} | \|[ \t]*",
        {"it tried the tap   it broke": "it broke", "it tried the tap|it broke": "it broke"},
        ("it tried the tap it broke",),
    ),
    HeadRule(
        "begin-behind-colon",
        "A message begins behind a colon without a blank.",
        r":",
        {"it tried the tap:it broke": "it broke"},
        ("it tried the tap;it broke",),
    ),
)
"""Marks after a word, a bracket or a quote at which a message may begin further on in a line, tried in this order."""

RULES = (*TIMES, LEVEL, *(replace(each, id=f"head-{each.id}") for each in TOKENS))
"""The parts of a head."""

_LOOSE = re.compile(rf"(?<=[\w\])'\"])(?:{'|'.join(each.pattern for each in BEGINNINGS)})", re.VERBOSE)

_TIME = re.compile("|".join(each.pattern for each in TIMES), re.VERBOSE)
_LEVEL = re.compile(LEVEL.pattern, re.VERBOSE | re.IGNORECASE)
_TOKEN = re.compile("|".join(f"(?P<{each.id}>{each.pattern})" for each in TOKENS), re.VERBOSE)
_BETWEEN = re.compile(r"[ \t]*(?:[:,>!-]{1,3}\*{0,2}(?=[ \t|]|$)|\|)?[ \t]*")
_LEAD = re.compile(
    r"[ \t*-]*(?:\#\#\[\w{1,20}\])?(?:(?:Uncaught|Unhandled)[ ](?:\(in promise\)[ ]|exception:?[ ])?|Caused by:[ ])?",
    re.IGNORECASE,
)


_ERROR_NAME = re.compile(r"(?:error|exception|fault)$", re.IGNORECASE)
_COLUMN = re.compile(
    r"(?<=[ \t|\[])(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|SEVERE|FAILURE|FATAL|CRITICAL)(?=[ \t:|\]])"
    r"|(?<=[ \t|])(?P<epoch>1\d{9}(?:\d{3}|\.\d{1,9})?)(?=[ \t|])"
)
"""A level, or a time as seconds or milliseconds of the epoch, behind columns that no logger in particular writes."""


class Head(NamedTuple):
    """Log prefix before a message.

    ``ends`` are the offsets at which the message may begin, ascending, the last the likeliest; ``log`` says that a time
    or a level stands in it, ``timed`` that a time does; ``level`` how bad the level is, None where it names none.
    """

    ends: tuple[int, ...]
    log: bool
    timed: bool
    level: int | None


def head_of(line: str) -> Head:
    """Read the head of a line: times, levels, brackets, numbers, hosts and names of programs, one after the other."""
    lead = _LEAD.match(line)
    at = lead.end() if lead else 0
    limit = min(len(line), LONGEST_HEAD)
    ends = [at]
    log = timed = False
    level: int | None = None
    for number in range(MOST_TOKENS):
        if match := _TIME.match(line, at, limit):
            log = timed = True
        elif (match := _LEVEL.match(line, at, limit)) and (level is None or number < 6):
            line_level = _level_of(match[0])
            log, level = True, line_level if level is None else level
        else:
            match = _TOKEN.match(line, at, limit)
            if match is None or (match.lastgroup == "word" and not (log and _leads_on(line, match.end(), limit))):
                # Columns of some program's own, as far as a level or a time behind them says that they are.
                match = _COLUMN.search(line, at, min(limit, at + LONGEST_COLUMNS)) if level is None else None
                if match is None or (match.lastgroup == "epoch" and log):
                    break
                log, level = True, level if match.lastgroup == "epoch" else _level_of(match[0])
            elif match.lastgroup == "name" and level is None and _ERROR_NAME.search(match[0]):
                level = LOUD
            elif match.lastgroup == "bracket":
                inside = match[0][1:-1]
                if _TIME.match(inside):
                    log = timed = True
                elif _LEVEL.fullmatch(inside.strip()):
                    log, level = True, _level_of(inside.strip())
                elif level is None and _ERROR_NAME.search(inside):
                    # Elixir: `** (Mint.TransportError) it is away`.
                    level = LOUD
        gap = _BETWEEN.match(line, match.end())
        at = gap.end() if gap else match.end()
        ends.append(at)
    return Head(tuple(dict.fromkeys(ends)), log, timed, level)


def _level_of(word: str) -> int:
    name = word.partition("(")[0].lower()
    return LEVELS.get(name, {"w": 1, "e": 2, "f": 3}.get(name, 0))


def _leads_on(line: str, at: int, limit: int) -> bool:
    """Return whether more of the log prefix follows a bare word (a host, a logger), which then belongs to it."""
    if line.startswith("|", at):
        # A column of a table.
        return True
    rest = line[at:limit].lstrip(" \t")
    at = limit - len(rest) if limit == len(line) else at + (len(line[at:limit]) - len(rest))
    if _TIME.match(rest) or _LEVEL.match(rest):
        return True
    match = _TOKEN.match(rest)
    if match is None:
        return False
    return match.lastgroup in ("name", "bracket") or (match.lastgroup == "number" and len(match[0]) > 2)


class Line:
    """One line of a text with what stands before its message. ``start`` is its offset in the text."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text[:LONGEST_LINE]
        self.start = start
        self._head: Head | None = None

    @property
    def head(self) -> Head:
        """The line's head."""
        # A cached_property would take a lock for each of very many lines.
        if self._head is None:
            self._head = head_of(self.text)
        return self._head

    @cached_property
    def begins(self) -> tuple[int, ...]:
        """Every offset at which a message may begin: the ends of the head, and behind names and marks further on."""
        loose = (each.end() for each in islice(_LOOSE.finditer(self.text, 0, LONGEST_HEAD), MOST_LOOSE))
        return tuple(sorted({*self.head.ends, *loose}))


def starts_of(lines: Iterable[str]) -> list[int]:
    """Return where each of the lines of a text starts in it."""
    return list(map(add, accumulate(map(len, lines), initial=0), count()))[:-1]


class Lines:
    """The lines of a text, each found by any offset of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = starts_of(text.split("\n"))
        self._lines: dict[int, Line] = {}

    def start_of(self, place: int) -> int:
        """Return the start of the line that holds ``place``."""
        return self._starts[bisect_right(self._starts, place) - 1]

    def number_of(self, place: int) -> int:
        """The number of the line of ``place``, the first one 1."""
        return bisect_right(self._starts, place)

    def end_of(self, place: int) -> int:
        """Return the end of the line that holds ``place``, before its newline."""
        at = bisect_right(self._starts, place)
        return self._starts[at] - 1 if at < len(self._starts) else len(self.text)

    def around(self, place: int, count: int) -> tuple[int, int]:
        """Return where the line of ``place`` and as many as ``count`` lines on each side of it begin and end."""
        at = bisect_right(self._starts, place)
        last = at + count
        return self._starts[max(0, at - 1 - count)], self._starts[last] - 1 if last < len(self._starts) else len(
            self.text
        )

    def block_of(self, number: int) -> tuple[int, int]:
        """The numbers of the first and last line of what is printed as one, as an object or a trace is: a line that
        begins at the margin and those behind it that do not.
        """
        at = bisect_right(self._margins, number)
        first = self._margins[at - 1] if at else 1
        last = self._margins[at] - 1 if at < len(self._margins) else len(self._starts)
        return first, last

    @cached_property
    def _margins(self) -> Sequence[int]:
        """The numbers of the lines that begin at the margin, with a word."""
        text = self.text
        return [number for number, start in enumerate(self._starts, 1) if text[start : start + 1] not in _GOES_ON]

    def line_at(self, place: int) -> Line:
        """The line of ``place``."""
        at = bisect_right(self._starts, place)
        start = self._starts[at - 1]
        line = self._lines.get(start)
        if line is None:
            end = self._starts[at] - 1 if at < len(self._starts) else len(self.text)
            line = self._lines[start] = Line(self.text[start:end], start)
        return line
