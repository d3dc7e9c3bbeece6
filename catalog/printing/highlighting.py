"""Highlights recognised parts of a pasted text: codes, messages, values, statuses, request ids.

What was read is looked for in the text as it was pasted, so that the marks stand where a person sees the words; what
was written otherwise there (wrapped, escaped twice) is not marked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalog.diagnosis.guidance import Finding, Guidance
from catalog.diagnosis.occurrences import Needles
from catalog.folding import fold
from catalog.message_template import parse_template

KINDS = ("", "message", "http_status", "request_id", "code", "value", "masked")
"""Kinds of highlighted text; where two overlap, the later one of this list wins."""

LONGEST_SHOWN = 12_000
"""Characters of a text that are shown; of a longer one, the lines with marks and those around them."""

MOST_MARKS = 1_000
"""Marks that are set in one text: each is an element of the page, however short."""

_AROUND = 2
_MOST_NEEDLES = 4_000
_SHORTEST_LOOSE = 3
_DIGIT_BEFORE, _DIGIT_BEHIND = re.compile(r"\d[:.]$"), re.compile(r"[:.]\d")
_MASKED = re.compile(r"\[masked [a-z -]{2,30}\]")
_OTHERS = [re.compile(b"[^\\x%02x]" % number) for number in range(len(KINDS))]
"""Closing markup of each kind."""

_STATUS = re.compile(
    r"(?:HTTP/\d(?:\.\d)?|(?:status|http)[\w\s]{0,12}[\"']?)\s{0,2}[:=(]?\s{0,2}[\"']?([1-5]\d\d)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text and its kind, one of ``KINDS``; ``gap`` stands for lines left out.

    ``start`` is its place in the whole text.
    """

    text: str
    kind: str = ""
    start: int = 0


def marked_text(text: str, guidance: Guidance, places: Iterable[int] = ()) -> tuple[Piece, ...]:
    """Split ``text``, with secrets masked already, into pieces by what ``guidance`` read of it, in linear time.

    Of a long text the lines ``places`` come before other lines with marks.
    """
    return tuple(_pieces(text, _painted(text, guidance), LONGEST_SHOWN, places))


def _painted(text: str, guidance: Guidance) -> bytearray:
    """Return the kind of each character of the text, an index into ``KINDS``."""
    paint = bytearray(len(text))
    folded = fold(text)
    regions = _paint(paint, folded, {_folded(each): "message" for each in _messages(guidance)}, loose=True)
    statuses = {str(finding.read.http_status) for finding in guidance.findings if finding.read.http_status}
    for match in _STATUS.finditer(text):
        if match[1] in statuses:
            _put(paint, match.start(1), match.end(1), "http_status")
    ids = {each for finding in guidance.findings for each in (finding.read.request_id, *finding.request_ids) if each}
    _paint(paint, folded, {_folded(each): "request_id" for each in ids})
    _paint(paint, folded, {_folded(code): "code" for finding in guidance.findings for code in _codes(finding)})
    values = {_folded(value): "value" for finding in guidance.findings for value in _values(finding)}
    _paint(paint, folded, values, within=regions)
    for match in _MASKED.finditer(text):
        _put(paint, match.start(), match.end(), "masked")
    return paint


def _messages(guidance: Guidance) -> Iterator[str]:
    read = (finding.read.message for finding in guidance.findings)
    for message in (*read, *(each for finding in guidance.findings for each in _filled(finding))):
        if message and len(message) > _SHORTEST_LOOSE:
            yield message
            # As it stands in a JSON body.
            yield json.dumps(message, ensure_ascii=False)[1:-1]


def _filled(finding: Finding) -> Iterator[str]:
    """Yield the message of a finding with each of its sets of values."""
    message = finding.matches[0].message_variant if finding.matches else ""
    template = parse_template(message)
    for variant in finding.variants:
        if message and len(variant.parameters) == len(template.placeholders):
            yield template.fill(
                [each.values if len(each.values) != 1 else each.values[0] for each in variant.parameters]
            )


def _codes(finding: Finding) -> Iterator[str]:
    yield from (each for each in (finding.read.code, *(match.code for match in finding.matches[:1])) if each)


def _values(finding: Finding) -> Iterator[str]:
    sets = [*(match.parameters for match in finding.matches[:1]), *(each.parameters for each in finding.variants)]
    for parameter in (each for parameters in sets for each in parameters):
        yield from (value for value in parameter.values if value.strip())


def _folded(needle: str) -> str:
    return fold(needle.strip())


def _paint(
    paint: bytearray,
    text: str,
    needles: dict[str, str],
    *,
    loose: bool = False,
    within: list[tuple[int, int]] | None = None,
) -> list[tuple[int, int]]:
    """Mark each occurrence of ``needles`` by kind; return the marked ranges.

    Unless ``loose``, a needle stands alone, bounded by no word character; one of ``within`` is also marked inside those
    regions however short it is, and elsewhere only if it is long enough to be no accident.
    """
    texts = [needle for needle in needles if needle][:_MOST_NEEDLES]
    ranges: list[tuple[int, int]] = []
    regions = iter(sorted(within or []))
    region = next(regions, None)
    for number, start, end in Needles(texts).found_in(text):
        while region is not None and region[1] <= start:
            region = next(regions, None)
        inside = region is not None and region[0] <= start and end <= region[1]
        if not loose and not _alone(text, start, end):
            continue
        if within is not None and not inside and end - start < _SHORTEST_LOOSE:
            continue
        _put(paint, start, end, needles[texts[number]])
        ranges.append((start, end))
    return ranges


def _alone(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    # A number is none in a time or an address: 20:51:13.
    begun = text[start].isdigit() and _DIGIT_BEFORE.search(text, max(0, start - 2), start) is not None
    goes_on = text[end - 1].isdigit() and _DIGIT_BEHIND.match(text, end) is not None
    return not (before or after or begun or goes_on)


def _put(paint: bytearray, start: int, end: int, kind: str) -> None:
    paint[start:end] = bytes([KINDS.index(kind)]) * (end - start)


def _pieces(text: str, paint: bytearray, most: int, places: Iterable[int]) -> Iterator[Piece]:
    spans = [(0, len(text))] if len(text) <= most else _telling(text, paint, most, places)
    behind = marks = 0
    for start, end in spans:
        if start > behind:
            yield Piece("…\n", "gap")
        for begin, kind in _runs(paint, start, end):
            marks += bool(kind)
            if marks > MOST_MARKS:
                # The rest as it is: what is marked a thousand times is seen.
                yield Piece(text[begin:end], "", begin)
                break
            stop = _run_end(paint, begin, end)
            yield Piece(text[begin:stop], KINDS[kind], begin)
        behind = end
    if behind < len(text):
        yield Piece("…", "gap")


def _runs(paint: bytearray, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the start and kind of each run of one kind."""
    while start < end:
        yield start, paint[start]
        start = _run_end(paint, start, end)


def _run_end(paint: bytearray, start: int, end: int) -> int:
    other = _OTHERS[paint[start]].search(paint, start, end)
    return other.start() if other else end


def _telling(text: str, paint: bytearray, most: int, places: Iterable[int]) -> list[tuple[int, int]]:
    """Return the lines at ``places``, marked lines and their neighbours within the limit; else the beginning."""
    lines: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        lines.append((start, min(len(text), start + len(line) + 1)))
        start += len(line) + 1
    marked = [number for number, (begin, end) in enumerate(lines) if any(paint[begin:end])]
    first = [place - 1 for place in places if 0 < place <= len(lines)]
    around = range(-_AROUND, _AROUND + 1)
    near = (number + step for numbers in (first, marked) for number in numbers for step in around)
    wanted = dict.fromkeys([*first, *(number for number in near if 0 <= number < len(lines))])
    spans: list[tuple[int, int]] = []
    for number in wanted:
        begin, end = lines[number]
        end = min(end, begin + most)
        most -= end - begin
        if end > begin:
            spans.append((begin, end))
        if most <= 0:
            break
    return list(_joined(sorted(spans))) or [(0, most)]


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Merge adjacent spans."""
    begin = end = 0
    for start, stop in spans:
        if start > end:
            if end > begin:
                yield begin, end
            begin = start
        end = stop
    if end > begin:
        yield begin, end


def kinds_in(pieces: Iterable[Piece]) -> tuple[str, ...]:
    """Return the kinds in a marked text for the legend, in the order of ``KINDS``."""
    there = {piece.kind for piece in pieces}
    return tuple(kind for kind in KINDS if kind and kind in there)
