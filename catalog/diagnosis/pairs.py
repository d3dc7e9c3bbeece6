"""Names and their values in running text, whatever language wrote them.

``'error_code': 'X'``, ``:code=>"X"``, ``[error_code] => X``, ``Code="X"``, ``ErrorCode: X``, ``<Code>X</Code>``, a row
below a header: all of them are a name, a sign and a value, and that is how they are read, one way for all.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from catalog.diagnosis.names import (
    CODE,
    MESSAGE,
    REQUEST,
    SAYS_ONLY_ERROR,
    STATUS,
    TAILS,
    TRACE,
    is_id_of_request,
    last_name,
    meanings_of,
)
from catalog.diagnosis.numbers import (
    CHARACTERS_OF_CLOSING,
    CHARACTERS_OF_PAIR,
    FEWEST_CLOSINGS,
    FEWEST_PAIRS,
    LONGEST_HEADER,
    LONGEST_VALUE,
    MOST_PAIRS,
    NAMES_A_SORT,
    SHORT_VALUE,
)
from catalog.diagnosis.statuses import STATUS_NUMBER
from catalog.folding import fold

_SIGN = re.compile(r"""[\\"'`*\])]{0,4}[ \t]{0,24}(?P<sign>=>|:=|[:=：\t])(?:\*{1,2}(?=[ \t]))?[ \t]{0,40}""")
_SIGN_BEGINS = frozenset("\\\"'`*])= \t:：")
_NAME = re.compile(r"(?<![\w.-])[^\W\d][\w.-]{0,48}$")
_TAILS = AhoCorasick(TAILS, matchkind=MatchKind.LeftmostLongest, store_patterns=False)
_ELEMENT = re.compile(
    r"<(?:[\w.-]{1,40}:)?(?P<name>[A-Za-z_][\w.-]{0,60})(?:\s[^<>]{0,500}+)?>\s{0,80}"
    r"(?:<!\[CDATA\[(?P<data>[^\]]{0,8192}+(?>(?:\](?!\]>)[^\]]{0,8192}+){0,200}))\]\]>"
    r"|(?P<value>[^<]{0,8192}+))\s{0,80}</"
)
_WIDE_MARKS = "，；、。！？：（）【】「」『』《》〈〉“”‘’"
_TOKEN = re.compile(rf"""[^\s,;|"'`<>(){{}}\[\]&{_WIDE_MARKS}]{{1,256}}+""")
_ID = re.compile(r"""[^\s,;|"'`<>(){}\[\]&“”‘’\u2e80-\U0010ffff]{1,256}+""")
"""An id is no Chinese: in a language without spaces the sentence goes on directly behind it."""

_NO_WORD = re.compile(r"[A-Za-z]{32,}")
"""An id that happens to have no digit, as a random one of 52 letters and digits in every few thousand."""

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\n", "b": "", "f": ""}
_AFTER_QUOTE = re.compile(r"\\?(?:\s*(?:[,:;=}\])|>&/]|$|\n)|(?P<words>[ \t]+[^\s\"'])|[.!?](?:\s|$))")
_BRACKET = re.compile(r"[\[\](){}（）【】「」]")
_SEPARATED = re.compile(r"[\s,;|(\[{，；、。（【]+(?:(?:the|with|and)[ ])?[\"'`:*\[]{0,3}$")
_BLOCK = re.compile(r"[|>][+-]?[ \t]*\n(?P<indent>[ \t]+)(?P<first>[^\n]+)((?:\n(?P=indent)[^\n]*)*)")
_CELLS = re.compile(r"\t|\s*\|\s*")
_SEPARATED_CELLS = {
    mark: re.compile(rf'(?:^|(?<={mark}))(?:"(?>(?:[^"]|"")*)"|[^{mark}]*+)(?={mark}|$)') for mark in ";,"
}
_NAMES_A_CODE = re.compile(r"[Cc]ode|CODE")
_ALIGNED_CELL = re.compile(r"\S+(?:[ ]\S+)*")
_COLUMN = re.compile(r"\w[\w .#/-]{0,40}")
_RULE = re.compile(r"[\s|:+=-]+")
_STATUS_VALUE = re.compile(r"[\"'(\[]{0,2}(?P<status>[1-5]\d\d)(?![A-Za-z0-9_.:-]*[A-Za-z0-9_])")


class Pair(NamedTuple):
    """A name and its value in running text, between two offsets of it.

    ``meaning`` is one of names.CODE and its like; ``rank`` how sure the name is; ``whole`` says that the value's ends
    are marked, by quotes, an element or a cell.
    """

    start: int
    end: int
    name: str
    meaning: str
    rank: int
    value: str
    whole: bool


def find_pairs(text: str) -> list[Pair]:
    """The pairs of ``text`` that say something of an error, in their order; of very many the first."""
    result: list[Pair] = []
    most = most_pairs(text)
    # Each sort comes in the order of the text: what is not among the first of its own is not among the first of all.
    if "</" in text:
        result += islice(_in_elements(text), most)
    result += islice(_signed(text), most)
    if "\t" in text or "|" in text:
        result += islice(_in_tables(text), most)
    if "\n" in text and (";" in text or "," in text):
        result += islice(_in_separated(text), most)
    if "\n" in text and "  " in text and _NAMES_A_CODE.search(text):
        result += islice(_in_columns(text), most)
    result.sort(key=lambda pair: (pair.start, -pair.end))
    return result[:most]


def most_pairs(text: str) -> int:
    """How many pairs of a text are read."""
    return min(MOST_PAIRS, FEWEST_PAIRS + len(text) // CHARACTERS_OF_PAIR)


def _in_elements(text: str) -> Iterator[Pair]:
    for match in _ELEMENT.finditer(text):
        meanings = meanings_of(match["name"])
        if not meanings:
            continue
        group = "data" if match["data"] is not None else "value"
        value = match[group] if group == "data" else html.unescape(match[group])
        yield from _typed(match.start(group), match.end(group), match["name"], value.strip(), whole=True)


class _Sign(NamedTuple):
    """A known name with the sign behind it: where the name starts, where the value starts.

    ``tight`` says that the value follows the sign without a space.
    """

    start: int
    at: int
    name: str
    tight: bool
    weak: bool


def _signed(text: str) -> Iterator[Pair]:
    signs = _signs(text)
    starts = [sign.start for sign in signs]
    quotes = _Quotes(text)
    taken = spent = 0
    for sign in signs:
        at = sign.at
        if sign.start < taken:
            # A pair inside another pair's quoted value is that value's own text.
            continue
        mark = text[at : at + 1]
        prefixed = text[at : at + 2]
        if prefixed in ("b'", 'b"', "u'", 'u"', '\\"', "\\'", ':"'):
            at, mark = at + 1, prefixed[1]
        if mark and mark in "\"'`":
            end = quotes.closing(at + 1, mark)
            if end is not None:
                value = _decoded(text[at + 1 : end].removesuffix("\\"))
                taken = end
                yield from _typed(at + 1, end, sign.name, value, whole=True)
                continue
            at += 1
        behind = bisect_right(starts, at)
        longest = LONGEST_VALUE if spent < 2 * len(text) else SHORT_VALUE
        for pair in _bare(text, at, sign, signs[behind : behind + 8], longest):
            spent += pair.end - pair.start
            yield pair


def _signs(text: str) -> list[_Sign]:
    result: list[_Sign] = []
    most = most_pairs(text)
    # A text repeats itself: what stands before a sign in its line is read once.
    names: dict[str, str | None] = {}
    for _, _, end in _TAILS.find_matches_as_indexes(fold(text)):
        match = _SIGN.match(text, end) if text[end : end + 1] in _SIGN_BEGINS else None
        if not match or (match["sign"] == ":" and text.startswith("//", match.end())):
            continue
        before = text[max(0, end - 80) : end]
        line = before[max(0, before.rfind("\n")) :]
        if line not in names:
            names[line] = _name_at_end(line)
        if name := names[line]:
            tight = match.end() == match.end("sign")
            result.append(_Sign(end - len(name), match.end(), name, tight, min(meanings_of(name).values()) >= 4))
            if len(result) >= most:
                break
    return result


def _name_at_end(text: str) -> str | None:
    """The known name that ends a text: one word, or up to three apart by single spaces."""
    words = text.rsplit(" ", 3)[-3:]
    last = _NAME.search(words[-1])
    if last is None:
        return None
    if len(words) > 1 and last.start() == 0:
        before = [word for word in words[:-1] if word.replace("-", "").isalpha()]
        return last_name(" ".join([*before[-2 if words[-2] in before else 2 :], last[0]]))
    return last_name(last[0])


class _Quotes:
    """The quotes of a text, looked at for those that end a value; of all values together a bounded number."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._unclosed: dict[str, int] = {}
        self._left = len(text) // CHARACTERS_OF_CLOSING + FEWEST_CLOSINGS

    def closing(self, start: int, mark: str) -> int | None:
        """Return the end of the value opened before ``start``: a quote behind which it can be over."""
        text = self._text
        if start < self._unclosed.get(mark, -1):
            return None
        limit = min(len(text), start + LONGEST_VALUE)
        at = text.find(mark, start, limit)
        first = None
        inside = 0
        while at >= 0:
            self._left -= 1
            escaped = text[at - 1] == "\\" and not (text[start - 2 : start - 1] == "\\" and text[at - 2] != "\\")
            if not escaped:
                first = at if first is None else first
                behind = _AFTER_QUOTE.match(text, at + 1)
                # Before further words, a quote may close one that was opened inside the value.
                if behind and not (inside % 2 and behind["words"]):
                    return at
                inside += 1
            if self._left <= 0:
                break
            at = text.find(mark, at + 1, limit)
        if first is None:
            self._unclosed[mark] = limit
        return first


def _decoded(value: str) -> str:
    if "\\" not in value:
        return value

    def one(match: re.Match[str]) -> str:
        if match[1] or match[2]:
            letter = chr(int(match[1] or match[2], 16))
            return letter if not 0xD800 <= ord(letter) <= 0xDFFF else "\N{REPLACEMENT CHARACTER}"
        return _ESCAPED.get(match[3], match[3])

    return _ESCAPE.sub(one, value)


def _bare(text: str, at: int, sign: _Sign, following: list[_Sign], longest: int) -> Iterator[Pair]:
    meanings = meanings_of(sign.name)
    if MESSAGE in meanings:
        block = _BLOCK.match(text, at, at + longest)
        if block:
            lines = (block["first"] + block[3]).split("\n")
            yield Pair(at, block.end(), sign.name, MESSAGE, meanings[MESSAGE], " ".join(map(str.strip, lines)), True)
            return
        end = _bare_end(text, at, sign, following, longest)
        value = text[at:end].strip().rstrip("\"'`")
        if value:
            yield from _typed(at, end, sign.name, value, whole=False)
        return
    token = _TOKEN.match(text, at)
    if token:
        # A line's end that a string around it has escaped ends the value, too.
        value = token[0].partition("\\n")[0]
        yield from _typed(at, at + len(value), sign.name, value.rstrip(".:"), whole=True, tight=sign.tight)


def _bare_end(text: str, at: int, sign: _Sign, following: list[_Sign], longest: int) -> int:
    """Return the end of a value without quotes: the line's end, an unmatched bracket, or the next pair."""
    newline = text.find("\n", at, at + longest)
    end = newline if newline >= 0 else min(len(text), at + longest)
    for each in following:
        if each.start >= end:
            break
        separated = _SEPARATED.search(text[max(at, each.start - 8) : each.start])
        if separated is None:
            continue
        marked = separated[0].strip(" \"'`:*[")
        if marked or (each.tight == sign.tight and not each.weak):
            end = each.start - len(separated[0])
            break
    depth = 0
    for bracket in _BRACKET.finditer(text, at, end):
        if bracket[0] in "[({（【「":
            depth += 1
        else:
            depth -= 1
            if depth < 0:
                return bracket.start()
    return end


def _typed(start: int, end: int, name: str, value: str, *, whole: bool, tight: bool = False) -> Iterator[Pair]:
    """The pair with each meaning that its value can have; ``tight``: as in ``request_id=r7``, which is no prose."""
    if not value:
        return
    for meaning, rank in meanings_of(name).items():
        if meaning == STATUS:
            status = _STATUS_VALUE.match(value)
            # A field of codes has other numbers of three digits, too.
            if status and (rank < NAMES_A_SORT or STATUS_NUMBER.fullmatch(status["status"])):
                yield Pair(start, end, name, STATUS, rank, status["status"], whole)
        elif meaning in (REQUEST, TRACE):
            token = _ID.match(value)
            least = 2 if tight and rank == 0 else 6
            if (
                token
                and len(token[0]) >= least
                and (any(map(str.isdigit, token[0])) or (rank == 0 and _NO_WORD.fullmatch(token[0])))
            ):
                yield Pair(start, end, name, meaning, rank, token[0].rstrip(".:,"), whole)
        elif meaning == CODE:
            is_any = 0 < rank <= NAMES_A_SORT and value in SAYS_ONLY_ERROR
            if not (is_any or is_id_of_request(name, value)):
                yield Pair(start, end, name, CODE, rank, value, whole)
        else:
            yield Pair(start, end, name, meaning, rank, value, whole)


def _in_tables(text: str) -> Iterator[Pair]:
    """Rows below a header whose cells are known names."""
    header: list[str] = []
    # A text repeats itself: the same line is taken apart once.
    rows: dict[str, tuple[list[tuple[int, str]], list[str], int]] = {}
    at = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if "\t" not in line and "|" not in line:
            header = []
            continue
        if line not in rows:
            cells = _cells(line)
            names = [name if meanings_of(name) else "" for _, name in cells]
            rows[line] = cells, names, sum(map(bool, names))
        cells, names, count = rows[line]
        if count >= 2:
            header = names
        elif len(cells) == 2 and names[0] and cells[1][1]:
            # A table of two columns has its names in the first one.
            offset, value = cells[1]
            yield from _typed(start + offset, start + offset + len(value), names[0], value, whole=True)
        elif header and len(cells) == len(header) and not _RULE.fullmatch(line):
            for (offset, value), name in zip(cells, header, strict=True):
                if name and value:
                    yield from _typed(start + offset, start + offset + len(value), name, value, whole=True)


def _in_separated(text: str) -> Iterator[Pair]:
    """Rows of values apart by semicolons or commas, below a header whose names are known."""
    header: list[str] = []
    mark = ""
    at = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if header and line.count(mark) + 1 >= len(header) and len(line) <= LONGEST_VALUE:
            cells = [(cell.start(), cell[0]) for cell in _SEPARATED_CELLS[mark].finditer(line)]
            if len(cells) != len(header):
                continue
            for (offset, cell), name in zip(cells, header, strict=True):
                value = cell.strip()
                if len(value) > 1 and value[0] == value[-1] == '"':
                    value = value[1:-1].replace('""', '"')
                if name and value:
                    yield from _typed(start + offset, start + offset + len(cell), name, value, whole=True)
            continue
        header = []
        if "," not in line and ";" not in line:
            continue
        mark = ";" if line.count(";") > 1 else ","
        if ":" not in line and "=" not in line and line.count(mark) > 1 and len(line) <= LONGEST_HEADER:
            names = [cell.strip().strip('"') for cell in line.split(mark)]
            if all(map(_COLUMN.fullmatch, names)):
                named = [name if meanings_of(name) else "" for name in names]
                header = named if sum(map(bool, named)) > 1 else []


def _in_columns(text: str) -> Iterator[Pair]:
    """Rows of values apart by blanks, below a header one of whose names surely is a code's.

    Other names stand above many a program's columns: kubectl's reason and type hold no codes of errors alone.
    """
    header: list[str] = []
    at = 0
    for line in text.split("\n"):
        start, at = at, at + len(line) + 1
        if "  " not in line or len(line) > LONGEST_HEADER:
            header = []
            continue
        if not header and not _NAMES_A_CODE.search(line):
            continue
        cells = [(cell.start(), cell[0]) for cell in _ALIGNED_CELL.finditer(line)]
        names = [name for _, name in cells]
        if any(meanings_of(name).get(CODE) == 0 for name in names) and all(map(_COLUMN.fullmatch, names)):
            header = names
        elif len(cells) == len(header):
            for (offset, value), name in zip(cells, header, strict=True):
                yield from _typed(start + offset, start + offset + len(value), name, value, whole=True)


def _cells(line: str) -> list[tuple[int, str]]:
    if len(line) > LONGEST_VALUE:
        return []
    cells: list[tuple[int, str]] = []
    begin = 0
    for mark in [*_CELLS.finditer(line), None]:
        end = mark.start() if mark else len(line)
        value = line[begin:end]
        cells.append((begin, value.strip().strip("*`")))
        begin = mark.end() if mark else end
    if cells and not cells[0][1] and line.lstrip().startswith("|"):
        cells = cells[1:]
    if cells and not cells[-1][1] and line.rstrip().endswith("|"):
        cells = cells[:-1]
    return cells
