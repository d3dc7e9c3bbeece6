"""Lines of a log that say what one before them said, but for its values: counted without being read again.

The first line of each kind is read like any text. What it showed is remembered only where laying the same message
against the line gives the very values that the reading gave; a line that does not fit so is read itself.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from catalog.diagnosis.guidance import Finding, Guidance
from catalog.diagnosis.index import CatalogIndex
from catalog.diagnosis.lines import Line
from catalog.diagnosis.numbers import (
    LONGEST_REPEATED,
    MOST_KINDS,
    MOST_REPEATED_CODES,
    READ_IN_VAIN,
    WORTH_REPEATING,
)
from catalog.folding import TextSpan, fold
from catalog.message_template import Parameter, parse_template

_APART = r"\s\"'()\[\]{}<>,;=:|"
_CHANGING = re.compile(rf"(?<![^{_APART}])[^\d{_APART}]*+\d[^{_APART}]*+")
"""A word with a digit. To look for one from each of its letters would take quadratic time."""

_CHANGING_BEHIND = re.compile(rf"([{_APART}])[^\d{_APART}]*+\d[^{_APART}]*+")
"""The same behind a mark, which is quicker to look for."""


Words = tuple[str, ...]
"""A line without what changes in it, and the codes in it: the same for lines of one kind."""


class Repeated(NamedTuple):
    """A finding of a line's kind, with the line's own values."""

    finding: Finding
    values: tuple[Parameter, ...]
    request_id: str | None = None


class _Kind(NamedTuple):
    """A finding that all lines of a kind show, and which of their changing words is the request id."""

    finding: Finding
    place_of_id: int | None

    def request_id(self, line: str) -> str | None:
        if self.place_of_id is None:
            return None
        words: list[str] = _CHANGING.findall(line)
        return words[self.place_of_id] if self.place_of_id < len(words) else None


class Repeats:
    """The kinds of lines that were read before.

    ``allows`` says whether one more may be read by itself, of how many were; one read in vain counts as several.
    """

    def __init__(
        self,
        index: CatalogIndex,
        diagnose: Callable[[str], Guidance],
        allows: Callable[[int], bool] = lambda read: read < MOST_KINDS,
    ) -> None:
        self._automaton = index.tables.code_automaton
        self._diagnose = diagnose
        self._allows = allows
        self._times = Counter[Words]()
        self._kinds: dict[Words, _Kind | None] = {}
        self._spent = 0

    def words_of(self, lines: Iterable[str | None]) -> list[Words | None]:
        """Return the words by which each line is of its kind, and remember them; None for what is read with others."""
        result = [None if line is None else self._words_of(line) for line in lines]
        for words in result:
            if words is not None and (words in self._times or len(self._times) < MOST_KINDS):
                self._times[words] += 1
        return result

    def read(self, line: str, kind: Words) -> Repeated | None:
        """Return what a line of this kind shows, where it is one known error; None where it is read with others."""
        if kind in self._kinds:
            sample_finding = self._kinds[kind]
            values = _values_in(line, sample_finding.finding) if sample_finding else None
            return (
                Repeated(sample_finding.finding, values, sample_finding.request_id(line))
                if sample_finding and values is not None
                else None
            )
        if self._times[kind] < WORTH_REPEATING or not self._allows(self._spent):
            # Most kinds come once or twice: those are read with the other lines.
            return None
        guidance = self._diagnose(line)
        finding = guidance.findings[0]
        single = len(guidance.findings) == 1 and finding.outcome == "known" and finding.occurrences == 1
        same = single and _values_in(line, finding) == finding.matches[0].parameters
        self._spent += 1 if single else READ_IN_VAIN
        self._kinds[kind] = _Kind(finding, _place_of_id(line, finding.read.request_id)) if same else None
        return Repeated(finding, finding.matches[0].parameters, finding.read.request_id) if single else None

    def _words_of(self, line: str) -> Words | None:
        """Return the words of a line that are no values, and the codes in it, which may look like values."""
        if len(line) > LONGEST_REPEATED or ("\\" in line and not _is_object(line)):
            return None
        folded = fold(line)
        hits = self._automaton.find_overlapping(folded) if self._automaton else []
        codes = [folded[start:end] for start, end, _ in hits]
        if len(codes) > MOST_REPEATED_CODES and sum(map(str.isdecimal, codes)) < len(codes) - MOST_REPEATED_CODES:
            # A list of codes is no record of one error, and costs as much as many.
            return None
        return "0".join(_CHANGING_BEHIND.split(f" {folded}")), *codes


def _is_object(line: str) -> bool:
    return line.startswith("{") and line.rstrip().endswith("}")


def _strings_of(line: str) -> str:
    """The strings of the JSON object that a line is, as they read without escapes, a line each; else the line."""
    try:
        item = json.loads(line)
    except (ValueError, RecursionError):
        return line
    return "\n".join(each for each in item.values() if isinstance(each, str)) if isinstance(item, dict) else line


def _place_of_id(line: str, request_id: str | None) -> int | None:
    words: list[str] = _CHANGING.findall(line)
    return words.index(request_id) if request_id in words else None


def _values_in(line: str, finding: Finding) -> tuple[Parameter, ...] | None:
    """Return the values that a line has where a finding of its kind has some; None where its message is another."""
    match = finding.matches[0]
    if "message" not in match.reasons:
        return None if match.parameters else ()
    template = parse_template(match.message_variant or match.case.message)
    text = _strings_of(line) if "\\" in line else line
    # Only a message that begins with a value needs to be told where messages begin.
    begins = () if template.literals[0] else Line(text, 0).begins
    alignment = template.align(TextSpan(text, whole=False, begins=begins))
    return alignment.parameters if alignment is not None else None
