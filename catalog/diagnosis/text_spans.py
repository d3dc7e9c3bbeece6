"""The pieces of a text in which an error's message may stand, and what its words say of a code in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from catalog.diagnosis.index import CodeHit
from catalog.diagnosis.lines import Line
from catalog.diagnosis.names import MESSAGE, last_name, meanings_of
from catalog.diagnosis.numbers import MOST_PAIRS_BEFORE, NEARBY, REACH, SHORTEST_PIECE, VAGUE
from catalog.diagnosis.text_evidence import Place
from catalog.folding import TextSpan, fold

WIDE = "\u3000-\u9fff\uac00-\ud7af\uff00-\uffef"
"""Letters and marks of Chinese, Japanese and Korean, of whose sentence an English message is no part."""

SEGMENT_BEFORE = re.compile(rf"(?:^|[:;|\"'>()\[\]=,\n\t{WIDE}]|\s[-–—])\s*$")
"""Before words that are set off from what stands before them."""

_LEAD_TO_CODE = re.compile(
    r"(?:\s\((?:\w{1,20}\s)?code\s-?\d{1,6}\s"
    r"|[\s.,;|(\[{<\"'`–—:=-]*(?:\b(?:error[ _-])?\w{1,30}[\"']?\s?[:=]{1,2}[\s\"']*)?)$",
    re.IGNORECASE,
)
_BEHIND_CODE = re.compile(r"[\])'\"`]{0,2}(?::[ ]|[ ][-–—:][ ])")
_TAIL_OF_PAIRS = re.compile(
    r"\s\((?=[^()]{0,300}\b(?:request[ _-]?id|status ?code|error ?code)\s?[:=])[^()]{0,300}\)[.\s]*$", re.IGNORECASE
)
_TAIL_OF_ID = re.compile(
    r"(?:[\s,;，；。（(]{1,4}(?:请求\s?(?:id|编号)|(?:http)?\s?状态码)\s?[:：]\s?[A-Za-z0-9_.:-]{2,128}){1,3}[\s。）)]*$",
    re.IGNORECASE,
)
_LEVEL_BEFORE = re.compile(
    r"(?<![\w.-])(?:ERROR|FATAL|CRITICAL|SEVERE|PANIC|Error)[\]:|]{0,2}(?:[ \t]{1,4}\[[^\[\]\n]{0,60}\]){0,3}"
    r"(?:[ \t]{1,3}[\w.$]{1,60}[ \t]{0,2}[-:–])?[ \t]{1,4}\[?$"
)
"""A log's level before the code of an error, with at most its thread and its logger between them."""

_PARTNERS = {'"': '"', "'": "'", "(": ")", "（": "）", "«": "»", "「": "」", "『": "』", "【": "】", "“": "”", "„": "“"}
_ENCLOSED = re.compile(r"[(（«「『【“„]|(?<![\w\"'])[\"'](?=\w)")
_BLANK_BEFORE_MARK = re.compile(r"(?<![ \t])[ \t]++([:;,.\])])")
"""Tried once in each run of blanks, not at each of its places: a paste may have thousands in a row."""
_OPENED = re.compile(r"[ \t]{0,3}[:：]?[ \t]{0,3}\n?[ \t]{0,8}(?P<mark>[(（«「『【“„])")
_SOURCE_PLACE = re.compile(r" (?:at|in) (?:/|[A-Z]:\\)[^\s:(]{1,300}\.\w{1,5}[:(]\d+|(?<=\w): \[\](?=$|\n)")
"""The file and line from which a program threw what it says before, or Salesforce's list of fields, if it is empty."""

_MESSAGE_BEHIND_CODE = re.compile(
    r"(?: \((?:client|server)\))?[\s\"'\])}>]*(?:(?P<mark>[:,;|=–—-]+)|\]|\))\s*[\"']?\s*(?P<message>[^\n]*\S)"
)
_MESSAGE_BEFORE_PAIRS = re.compile(
    r".*?[a-z0-9](?:Exception|Error): (?P<message>[^\n(]{1,400}) \(Service: [^()\n]{0,300}\bError Code: "
)
"""The Java SDK of AWS says the message before the service, the status and the code."""

_BEGINS = re.compile(
    r"(?:^|[^\w\s'\"`)]\s*|\b(?:error|err|code|fatal|critical|severe|failed|failure|exception|\d+|错误码?)\s+)[\"'`(\[]?$",
    re.I,
)
"""Text before a code that begins a statement: a line's beginning, a mark, a level, a name."""

_PAIR_FIRST = re.compile(
    r"[\s,;|(\[{]*[\"']?(?P<name>[^\W\d][\w-]{0,30}(?: [\w-]{1,20}){0,2})[\"']?\s?[:=：]\s{0,3}"
    r"(?P<value>[\"']?[^\s,;|]{0,200}+)[\s,;|)\]}.]*"
)


def begins_error(text: str, start: int, end: int) -> bool:
    """Return whether a word is the error's name in a log line: behind the level, before the message."""
    line = text[max(0, start - 200) : start].rpartition("\n")[2]
    return bool(_LEVEL_BEFORE.search(line)) and text[end : end + 1] in ("", " ", "\t", ":", "\n", "]", ",")


def said_before(line: str) -> str | None:
    """Return the message before the pairs in brackets in which an SDK names the code, with which ``line`` ends:
    ``AmazonS3Exception: Access Denied (Service: Amazon S3; Error Code:``.
    """
    behind = _MESSAGE_BEFORE_PAIRS.fullmatch(line)
    return behind["message"] if behind and behind["message"].strip() not in ("", "null") else None


def is_among_pairs(line: str) -> bool:
    """Return whether a line ends where the Java SDK of AWS names the code."""
    return line.endswith(" Error Code: ") and " (Service: " in line


def said_behind(region: str, start: int, end: int) -> str | None:
    """Return the message behind the code at ``start`` to ``end`` on its line, if it belongs to that code."""
    behind = _MESSAGE_BEHIND_CODE.match(region, end)
    if behind is None:
        return None
    if behind["mark"] == "," and not _BEGINS.search(region[region.rfind("\n", 0, start) + 1 : start]):
        # "handled iMetal.0005, going on": a sentence about an error, not what the error says.
        return None
    return _without_pairs(behind["message"].rstrip("\"' "))


def _without_pairs(text: str) -> str | None:
    """Strip the fields that follow a code at once: ``status: 404, request id: r-7``."""
    for _ in range(MOST_PAIRS_BEFORE):
        pair = _PAIR_FIRST.match(text)
        name = last_name(pair["name"]) if pair else None
        if pair is None or name is None or name != pair["name"]:
            break
        if MESSAGE in meanings_of(name) and (pair["value"] or meanings_of(name)[MESSAGE] >= VAGUE):
            break
        text = text[pair.end() :]
    return text if any(map(str.isalnum, text)) else None


def as_fields(texts: Iterable[str]) -> Iterator[TextSpan]:
    """Whole fields; each without the pairs that an SDK puts in brackets behind a message, then as it is."""
    for text in texts:
        short = _TAIL_OF_PAIRS.sub("", text) if text.endswith((")", ").")) else text
        if "请求" in text[-200:] or "状态码" in text[-200:]:
            short = text[:-200] + _TAIL_OF_ID.sub("", text[-200:])
        if short == text and (place := _source_place(text, max(0, len(text) - NEARBY))) is not None:
            short = text[:place]
        if short != text:
            yield TextSpan(short)
        yield TextSpan(text)


def fields_around(messages: Sequence[Place[str]], hit: CodeHit) -> Iterator[tuple[TextSpan, int]]:
    """The messages near a code, each with its place; one that the code itself stands in, up to the code."""
    for place in messages:
        inside = hit.start - place.start
        if 0 < inside < len(place.value):
            yield from ((each, place.start) for each in _before_code(place.value, inside, whole=True))
        yield from ((each, place.start) for each in as_fields([place.value]))


def regions(text: str, line: Line, start: int, end: int, code: int, behind: int) -> Iterator[tuple[TextSpan, int]]:
    """The running text around the code at ``code`` to ``behind``, each piece with its place.

    First what stands before it in its ``line``, the quotes or brackets it opens, and the line; then what stands before
    that, and all of ``start`` to ``end``.
    """
    region = text[start:end]
    at, close = code - start, behind - start
    own = max(line.start, start)
    yield from ((each, own) for each in _before_code(text[own:code], code - own, whole=False))
    mark = region[at - 1 : at]
    if mark and mark in "\"'`" and region[close : close + 1] != mark:
        closing = region.find(mark, close)
        if closing > 0 and not region[closing + 1 : closing + 2].isalnum():
            yield TextSpan(region[at:closing], whole=False), code
    elif mark in _PARTNERS and mark not in "\"'" and (closing := _partner(region, close, mark)) > close:
        yield TextSpan(region[at:closing], whole=False), code
    opened = _OPENED.match(region, close)
    if opened and (closing := _partner(region, opened.end(), opened["mark"])) > 0:
        yield TextSpan(region[opened.end() : closing].strip()), start + opened.end()
    place = _source_place(region, close)
    if place is not None:
        yield TextSpan(region[:place], whole=False), start
    begin, stop = max(line.start, start), min(line.start + len(line.text), end)
    places = [line.start + each for each in line.begins if begin <= line.start + each < stop]
    if colon := _BEHIND_CODE.match(text, behind, stop):
        # A message begins at once behind its code and a colon: what looks like a logger's name there is its own.
        places = [*(each for each in places if each < colon.end()), colon.end()]
    begins = tuple(each - begin for each in places)
    yield TextSpan(text[begin:stop], whole=False, begins=begins), begin
    if own > start:
        yield from ((each, start) for each in _before_code(region, at, whole=False))
    yield TextSpan(region, whole=False), start


def enclosures(line: str) -> Iterator[tuple[int, int]]:
    """Yield the spans in brackets or quotes of a line, in which a message may be enclosed."""
    for match in _ENCLOSED.finditer(line):
        closing = _partner(line, match.end(), match[0])
        if closing > match.end() + SHORTEST_PIECE:
            yield match.end(), closing


def without_blanks(text: str) -> str:
    """A text read from a picture, without the blanks before its marks."""
    return _BLANK_BEFORE_MARK.sub(r"\1", text)


def _source_place(text: str, start: int) -> int | None:
    """Return the offset of the source file and line that a program names near ``start``."""
    near = text[start : start + NEARBY]
    place = _SOURCE_PLACE.search(near) if "/" in near or "\\" in near or ": []" in near else None
    return start + place.start() if place else None


def _partner(text: str, at: int, mark: str) -> int:
    """Return the offset that closes the bracket or quote ``mark`` opened before ``at``; -1 if it is not near."""
    partner = _PARTNERS[mark]
    closing = text.find(partner, at, at + REACH)
    begin = at
    while closing >= 0 and (inner := text.count(mark, begin, closing)) and mark != partner:
        # Those that are opened inside close first.
        begin = closing
        for _ in range(inner):
            closing = text.find(partner, closing + 1, at + REACH)
            if closing < 0:
                break
    return closing


def _before_code(text: str, at: int, *, whole: bool) -> Iterator[TextSpan]:
    lead = _LEAD_TO_CODE.search(text, max(0, at - 60), at)
    head = text[: lead.start() if lead else at]
    if len(head) > SHORTEST_PIECE:
        yield TextSpan(head, whole=whole)


def sentence_of(text: str | None) -> str:
    """A folded text without the signs around a sentence, by which two are compared."""
    return fold(text or "").strip(" .")


def lines_of(text: str) -> Iterator[int]:
    """Yield the start of each line that is not blank."""
    return (match.start() for match in re.finditer(r"[^\s][^\n]*", text))
