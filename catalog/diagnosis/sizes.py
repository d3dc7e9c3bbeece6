"""The size of an answer: a few times the text it answers, whatever that text makes of the catalog.

An answer repeats what it read, and says of each finding what the catalog has: a text of 65 kB that shows 200 codes in
one message would be answered with 12 MB. What does not fit is shed in steps, the least useful first, with a note.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import replace

from catalog.diagnosis.guidance import Finding, Guidance, Note, with_texts_changed
from catalog.diagnosis.match_results import Match
from catalog.diagnosis.numbers import (
    BYTES_OF_FINDING,
    BYTES_OF_MATCH,
    BYTES_OF_NOTE,
    BYTES_OF_PARAMETER,
    BYTES_OF_SERVICE,
    BYTES_OF_SUGGESTION,
    BYTES_OF_VARIANT,
    LEAST_PLUS_BYTES,
    PLUS_BYTES,
    TIMES_THE_TEXT,
)
from catalog.diagnosis.sentences import Sentence
from catalog.message_template import Parameter

_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode
"""One encoder for all: ``json.dumps`` makes another for each text, which takes longer than to write it."""


def bounded(guidance: Guidance, text_bytes: int, texts: int = 1) -> Guidance:
    """``guidance`` as it is where it fits beside a text of ``text_bytes``; else with what fits, and a note.

    So many ``texts`` that are answered together share the constant.
    """
    most = TIMES_THE_TEXT * text_bytes + max(PLUS_BYTES // texts, LEAST_PLUS_BYTES)
    # Of a code with thousands of cases no more are measured than show that they are too many.
    measured = _keep(matches=most // BYTES_OF_MATCH + 1, variants=most, suggestions=most, services=most)
    findings = tuple(measured(each, 0) for each in guidance.findings)
    sizes = [size_of(each) for each in findings]
    if sum(sizes) <= most:
        return guidance
    longest = [_longest_text(each) for each in findings]
    shed: dict[int, tuple[tuple[Finding, ...], list[int]]] = {}

    def fits(level: int) -> bool:
        shorter = tuple(map(_SHEDDING[level], findings, longest))
        left = [
            size if each is before else size_of(each)
            for each, before, size in zip(shorter, findings, sizes, strict=True)
        ]
        shed[level] = shorter, left
        return sum(left) <= most

    level = bisect_left(range(len(_SHEDDING) - 1), True, key=fits)
    if level not in shed:
        fits(level)
    shorter, left = shed[level]
    kept = 0
    while kept < len(left) and (not kept or sum(left[: kept + 1]) <= most):
        kept += 1
    return _with_note(guidance, shorter[:kept])


def _with_note(guidance: Guidance, findings: tuple[Finding, ...]) -> Guidance:
    text = Sentence("The answer would be many times as long as the text: long values and further cases are shortened.")
    if len(findings) < len(guidance.findings):
        text = Sentence(
            "The answer would be many times as long as the text: the first {shown} of {found} errors are shown, "
            "shortened. Send the text in parts.",
            shown=len(findings),
            found=len(guidance.findings),
        )
    first = replace(findings[0], notes=(*findings[0].notes, Note("budget", text)))
    return Guidance(guidance.outcome, (first, *findings[1:]))


def size_of(finding: Finding) -> int:
    """About as many bytes as a finding has in JSON."""
    read = finding.read
    return (
        BYTES_OF_FINDING
        + _written(read.format, read.code, read.message, read.request_id, finding.advice)
        + sum(map(_size_of_match, finding.matches))
        + sum(
            BYTES_OF_SUGGESTION + _written(each.code, each.code, each.message, each.why) for each in finding.suggestions
        )
        + sum(BYTES_OF_VARIANT + _size_of_values(each.parameters) for each in finding.variants)
        + sum(BYTES_OF_SERVICE + _written(each.slug, each.slug, each.name) for each in finding.services)
        + sum(BYTES_OF_NOTE + _written(each.text) for each in finding.notes)
        + _written(*finding.request_ids)
    )


def _size_of_match(match: Match) -> int:
    texts = (match.description, match.solution, match.vendor_description, match.vendor_solution)
    # A code stands in its page's address, too.
    names = (match.service, match.service, match.code, match.code, match.case.section, match.case.message)
    return BYTES_OF_MATCH + _written(*names, *texts) + _size_of_values(match.parameters)


def _size_of_values(parameters: Iterable[Parameter]) -> int:
    return sum(
        BYTES_OF_PARAMETER + _written(each.name) + sum(3 + _written(value) for value in each.values)
        for each in parameters
    )


def _written(*texts: str | None) -> int:
    """Bytes of texts as JSON writes them."""
    size = 0
    for text in texts:
        if text:
            written = _AS_JSON(text)
            size += len(written) if written.isascii() else len(written.encode("utf-8", "replace"))
    return size


_Shed = Callable[[Finding, int], Finding]
"""From a finding and the length of its longest text to the same with less in it: the finding itself where nothing is
left out."""


def _shorten(longest: int, values: int) -> _Shed:
    """Cut each text that came out of the pasted one, and each that has such values in it; keep so many values."""

    def cut(text: str) -> str:
        return text if len(text) <= longest else text[: longest - 1] + "…"

    def shed(finding: Finding, length: int) -> Finding:
        if length <= longest and _most_values(finding) <= values:
            return finding
        shorter = with_texts_changed(finding, cut, values)
        read = shorter.read
        return replace(
            shorter,
            read=replace(
                read,
                code=cut(read.code) if read.code else None,
                request_id=cut(read.request_id) if read.request_id else None,
            ),
            request_ids=tuple(map(cut, finding.request_ids[:values])),
        )

    return shed


def _longest_text(finding: Finding) -> int:
    """The characters of the longest text of a finding that may be cut."""
    read = finding.read
    texts = (read.code, read.message, read.request_id, finding.advice, *finding.request_ids)
    of_matches = (
        text
        for match in finding.matches
        for text in (match.description, match.solution, match.vendor_description, match.vendor_solution)
    )
    parameters = (*(each.parameters for each in finding.matches), *(each.parameters for each in finding.variants))
    values = (value for some in parameters for each in some for value in each.values)
    notes = (each.text for each in finding.notes)
    return max((len(text) for text in (*texts, *of_matches, *values, *notes) if text), default=0)


def _most_values(finding: Finding) -> int:
    """How many values the longest list of a finding has."""
    of_matches = (each for match in finding.matches for each in match.parameters)
    of_variants = (each for variant in finding.variants for each in variant.parameters)
    return max(len(finding.request_ids), *(len(each.values) for each in (*of_matches, *of_variants)), 0)


def _keep(*, matches: int, variants: int, suggestions: int, services: int) -> _Shed:
    """Keep so many of the further cases, sets of values, near misses and services of each finding."""

    def shed(finding: Finding, length: int) -> Finding:
        if (
            len(finding.matches) <= matches
            and len(finding.variants) <= variants
            and len(finding.suggestions) <= suggestions
            and len(finding.services) <= services
        ):
            return finding
        return replace(
            finding,
            matches=finding.matches[:matches],
            variants=finding.variants[:variants],
            suggestions=finding.suggestions[:suggestions],
            services=finding.services[:services],
        )

    return shed


_MANY = _keep(matches=20, variants=5, suggestions=3, services=20)
_SOME = _keep(matches=3, variants=2, suggestions=1, services=10)
_ONE = _keep(matches=1, variants=1, suggestions=1, services=5)


def _all(*steps: _Shed) -> _Shed:
    """One step that leaves out what each of some does."""

    def shed(finding: Finding, length: int) -> Finding:
        for step in steps:
            finding = step(finding, length)
        return finding

    return shed


_SHEDDING = (
    _shorten(8_192, 1_000),
    _shorten(2_048, 200),
    _all(_MANY, _shorten(2_048, 200)),
    _all(_MANY, _shorten(1_024, 50)),
    _all(_SOME, _shorten(1_024, 50)),
    _all(_SOME, _shorten(400, 20)),
    _all(_ONE, _shorten(400, 20)),
    _all(_ONE, _shorten(160, 5)),
)
"""Steps of leaving out, from the least to the most: the first with which the answer fits is taken. Where none is,
findings are left out, from the last."""
