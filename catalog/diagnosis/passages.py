"""The pieces of a text in which an error's message may stand, and what its words say of a code in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from catalog.diagnosis.clues import Place
from catalog.diagnosis.index import CaseOf, CodeHit
from catalog.diagnosis.names import MESSAGE, last_name, meanings_of
from catalog.diagnosis.statuses import is_reason_phrase
from catalog.message_template import Passage, parse_template

REACH = 2000
"""Characters behind a code in running text in which its message is looked for."""

NEARBY = 600
"""Characters before a code in which its status and request id are looked for."""

LONG_ENOUGH = 40
"""Characters of literal text from which a template without placeholders is told from prose wherever it stands."""

VAGUE = 5
"""The rank from which a name says little of what its field holds."""

_MOST_HEADS = 5
_SHORTEST_HEAD = 8
_LEAD_TO_CODE = re.compile(
    r"[\s,;|(\[{<\"'`–—:=-]*(?:\b(?:error[ _-])?\w{1,30}[\"']?\s?[:=]{1,2}[\s\"']*)?$", re.IGNORECASE
)
_TAIL_OF_PAIRS = re.compile(
    r"\s\((?=[^()]{0,300}\b(?:request[ _-]?id|status ?code|error ?code)\s?[:=])[^()]{0,300}\)[.\s]*$", re.IGNORECASE
)
_TAIL_OF_ID = re.compile(
    r"(?:[\s,;，；。（(]{1,4}(?:请求\s?(?:id|编号)|(?:http)?\s?状态码)\s?[:：]\s?[A-Za-z0-9_.:-]{2,128}){1,3}[\s。）)]*$",
    re.IGNORECASE,
)
_LINE_HEAD = re.compile(r"(?<=[\w\])])(?:[:!]\*{0,2}[ \t]+|\][ \t]+|[ \t]+[-–—|][ \t]+)")
_LEVEL = re.compile(
    r"\b(?:error|err|fatal|critical|failed|failure|warn|warning|exception)\b|[a-z](?:Error|Exception)\b", re.I
)
_LEVEL_BEFORE = re.compile(
    r"(?<![\w.-])(?:ERROR|FATAL|CRITICAL|SEVERE|PANIC|Error)[\]:|]{0,2}(?:[ \t]{1,4}\[[^\[\]\n]{0,60}\]){0,3}"
    r"(?:[ \t]{1,3}[\w.$]{1,60}[ \t]{0,2}[-:–])?[ \t]{1,4}\[?$"
)
"""A log's level before the code of an error, with at most its thread and its logger between them."""

_PARTNERS = {"(": ")", "（": "）", "«": "»", "「": "」", "『": "』", "【": "】", "“": "”", "„": "“"}
_OPENED = re.compile(r"[ \t]{0,3}[:：]?[ \t]{0,3}\n?[ \t]{0,8}(?P<mark>[(（«「『【“„])")
_SOURCE_PLACE = re.compile(r" (?:at|in) (?:/|[A-Z]:\\)[^\s:(]{1,300}\.\w{1,5}[:(]\d+")
"""The file and line from which a program threw what it says before."""

_MESSAGE_BEHIND_CODE = re.compile(r"[\s\"'\])}>]*(?:(?P<mark>[:,;|=–—-]+)|\]|\))\s*[\"']?\s*(?P<message>[^\n]*\S)")
_BEGINS = re.compile(
    r"(?:^|[^\w\s'\"`)]\s*|\b(?:error|err|code|fatal|critical|severe|failed|failure|exception|\d+|错误码?)\s+)[\"'`(\[]?$",
    re.I,
)
"""What stands before a code that something is said of: a line's beginning, a mark, a level, a name."""

_LONGEST_LEAD = 24
_PAIR_FIRST = re.compile(
    r"[\s,;|(\[{]*[\"']?(?P<name>[^\W\d][\w-]{0,30}(?: [\w-]{1,20}){0,2})[\"']?\s?[:=：]\s{0,3}"
    r"(?P<value>[\"']?[^\s,;|]{0,200}+)[\s,;|)\]}.]*"
)
_SEGMENT_BEFORE = re.compile(r"(?:^|[:;|\"'>(\[=,\n\t]|\s[-–—])\s*$")
_SEGMENT_AFTER = re.compile(r"\s*(?:$|[.,;|\"')\]<\n\t(\[]|\s[-–—])")


def begins_error(text: str, start: int, end: int) -> bool:
    """Whether a word is what a log's line calls an error: behind its level, before what it says."""
    line = text[max(line_start(text, start), start - 200) : start]
    return bool(_LEVEL_BEFORE.search(line)) and text[end : end + 1] in ("", " ", "\t", ":", "\n", "]", ",")


def line_of(text: str, start: int, end: int) -> Passage:
    """The lines of a code and of its message, as far as they are looked at."""
    newline = text.find("\n", end + 1, end + NEARBY)
    return Passage(
        text[max(line_start(text, start), start - NEARBY) : newline if newline >= 0 else end + NEARBY], whole=False
    )


def said_behind(region: str, start: int, end: int) -> str | None:
    """What the line says behind the code at ``start`` to ``end``, if it says it of that code."""
    behind = _MESSAGE_BEHIND_CODE.match(region, end)
    if behind is None:
        return None
    if behind["mark"] == "," and not _BEGINS.search(region[max(0, start - _LONGEST_LEAD) : start]):
        # "handled iMetal.0005, going on": a sentence about an error, not what the error says.
        return None
    return _without_pairs(behind["message"].rstrip("\"' "))


def _without_pairs(said: str) -> str | None:
    """What is said behind a code without the fields that follow it at once: ``status: 404, request id: r-7``."""
    for _ in range(_MOST_HEADS):
        pair = _PAIR_FIRST.match(said)
        name = last_name(pair["name"]) if pair else None
        if pair is None or name is None or name != pair["name"]:
            break
        if MESSAGE in meanings_of(name) and (pair["value"] or meanings_of(name)[MESSAGE] >= VAGUE):
            break
        said = said[pair.end() :]
    return said if any(map(str.isalnum, said)) else None


def as_fields(texts: Iterable[str]) -> Iterator[Passage]:
    """Whole fields; each without the pairs that an SDK puts in brackets behind a message, then as it is."""
    for text in texts:
        short = _TAIL_OF_PAIRS.sub("", text) if text.endswith((")", ").")) else text
        if "请求" in text[-200:] or "状态码" in text[-200:]:
            short = text[:-200] + _TAIL_OF_ID.sub("", text[-200:])
        if short == text and (place := _source_place(text, max(0, len(text) - NEARBY))) is not None:
            short = text[:place]
        if short != text:
            yield Passage(short)
        yield Passage(text)


def fields_around(messages: Sequence[Place[str]], hit: CodeHit) -> Iterator[Passage]:
    """The messages near a code; one that the code itself stands in, up to the code."""
    for place in messages:
        inside = hit.start - place.start
        if 0 < inside < len(place.value):
            yield from _before_code(place.value, inside, whole=True)
        yield from as_fields([place.value])


def regions(region: str, start: int, end: int) -> Iterator[Passage]:
    """The running text around the code at ``start`` to ``end``: before it, in the quotes it opens, and all of it."""
    yield from _before_code(region, start, whole=False)
    mark = region[start - 1 : start]
    if mark and mark in "\"'`" and region[end : end + 1] != mark:
        closing = region.find(mark, end)
        if closing > 0 and not region[closing + 1 : closing + 2].isalnum():
            yield Passage(region[start:closing], whole=False)
    elif mark in _PARTNERS and (closing := _partner(region, end, mark)) > end:
        yield Passage(region[start:closing], whole=False)
    opened = _OPENED.match(region, end)
    if opened and (closing := _partner(region, opened.end(), opened["mark"])) > 0:
        yield Passage(region[opened.end() : closing].strip())
    place = _source_place(region, end)
    if place is not None:
        yield Passage(region[:place], whole=False)
    yield Passage(region, whole=False)


def _source_place(text: str, start: int) -> int | None:
    """Where a program names the file and the line that it threw what stands before from; looked for near ``start``."""
    near = text[start : start + NEARBY]
    place = _SOURCE_PLACE.search(near) if "/" in near or "\\" in near else None
    return start + place.start() if place else None


def _partner(text: str, at: int, mark: str) -> int:
    """Where the bracket or quote that ``mark`` opened before ``at`` is closed again, -1 if not near."""
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


def _before_code(text: str, at: int, *, whole: bool) -> Iterator[Passage]:
    lead = _LEAD_TO_CODE.search(text, max(0, at - 60), at)
    head = text[: lead.start() if lead else at]
    if len(head) > _SHORTEST_HEAD:
        yield Passage(head, whole=whole)


def message_parts(line: str) -> Iterator[Passage]:
    """What a line says: as it is, and behind its time, its level and the names of its program's parts."""
    yield Passage(line)
    level = _LEVEL.search(line, 0, 200)
    for head in list(_LINE_HEAD.finditer(line, level.start(), 300) if level else ())[:_MOST_HEADS]:
        text = line[head.end() :]
        if not is_reason_phrase(text):
            yield Passage(text)


def tells(passage: Passage, candidates: Iterable[CaseOf]) -> bool:
    """Whether a passage has the message of one of these cases in it, and words enough of it to tell it by."""
    for candidate in candidates:
        template = parse_template(candidate.message)
        found = template.align(passage)
        if found is not None and (found.fills or not template.is_weak):
            return True
    return False


def fills(passage: Passage, candidates: Iterable[CaseOf]) -> bool:
    """Whether a passage is the message of one of these cases, from its beginning to its end."""
    for candidate in candidates:
        found = parse_template(candidate.message).align(passage)
        if found is not None and found.fills:
            return True
    return False


def stands_alone(text: str, start: int, end: int, literal: int) -> bool:
    """Whether a message without placeholders is told from the prose around it: long, or set off on both sides."""
    if literal >= LONG_ENOUGH:
        return True
    return bool(_SEGMENT_BEFORE.search(text[max(0, start - 8) : start]) and _SEGMENT_AFTER.match(text[end : end + 8]))


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text that are not blank, each with its place; of long ones, in pieces."""
    for found in re.finditer(r"\S[^\n]{0,1000}", text):
        yield found.start(), found[0].rstrip()


def line_start(text: str, offset: int) -> int:
    """Where the line of a place in a text begins."""
    return text.rfind("\n", 0, offset) + 1
