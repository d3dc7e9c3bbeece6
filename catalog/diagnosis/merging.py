"""The guidance of a text that was read in pieces: what the pieces show together, in bounded memory."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from catalog.diagnosis.guidance import OUTCOMES, Finding, Guidance, Note, Variant, says_truncated, truncated_to
from catalog.diagnosis.index import CatalogIndex
from catalog.diagnosis.numbers import (
    LINES_AT_ONCE,
    MOST_CANDIDATES,
    MOST_FINDINGS,
    MOST_NOTES,
    MOST_REQUEST_IDS,
    MOST_VARIANTS,
    VARIANTS_COUNTED,
)
from catalog.diagnosis.pieces import Piece
from catalog.diagnosis.prefilter import Excerpt, are_records, begins_record, excerpt
from catalog.diagnosis.redaction import redact
from catalog.diagnosis.repeats import Repeated, Repeats
from catalog.message_template import Parameter

_CHANGING = re.compile(r"(?<!\S)[^\s\d]*+\d\S*+")

Lines = Callable[[int], int]
"""The number in the whole text of a piece's line."""


@dataclass(slots=True)
class _Merged:
    finding: Finding
    occurrences: int = 0
    first: int | None = None
    last: int | None = None
    variants: dict[tuple[Parameter, ...], Variant] = field(default_factory=dict)
    notes: dict[tuple[str, str], Note] = field(default_factory=dict)
    request_ids: dict[str, None] = field(default_factory=dict)

    def add(self, finding: Finding, line: Lines) -> None:
        self.occurrences += finding.occurrences
        if finding.lines is not None:
            self._extend(*map(line, finding.lines))
        for variant in _variants_of(finding):
            self._add_variant(variant._replace(line=line(variant.line)))
        for request_id in finding.request_ids:
            self._add_request_id(request_id)
        for note in finding.notes[:MOST_NOTES]:
            # How many are shown in all is told in the end.
            if len(self.notes) < MOST_NOTES and not says_truncated(note):
                self.notes.setdefault((note.kind, str(note.text)), note)
        if _confidence(finding) > _confidence(self.finding):
            self.finding = finding

    def count(self, values: tuple[Parameter, ...], line: int, request_id: str | None) -> None:
        self.occurrences += 1
        self._add_request_id(request_id)
        self._extend(line, line)
        if values:
            self._add_variant(Variant(values, 1, line))

    def _extend(self, first: int, last: int) -> None:
        self.first = first if self.first is None else min(self.first, first)
        self.last = last if self.last is None else max(self.last, last)

    def _add_variant(self, variant: Variant) -> None:
        stored = self.variants.get(variant.parameters)
        if stored is not None:
            both = stored.occurrences + variant.occurrences
            self.variants[variant.parameters] = Variant(variant.parameters, both, min(stored.line, variant.line))
        elif len(self.variants) < VARIANTS_COUNTED:
            self.variants[variant.parameters] = variant

    def _add_request_id(self, request_id: str | None) -> None:
        if request_id and len(self.request_ids) < MOST_REQUEST_IDS:
            self.request_ids[request_id] = None

    def result(self) -> Finding:
        ordered = sorted(self.variants.values(), key=lambda each: (not each.parameters, -each.occurrences, each.line))
        variants = ordered[:MOST_VARIANTS]
        variants = [each._replace(parameters=tuple(map(_masked, each.parameters))) for each in variants]
        finding = replace(
            self.finding,
            occurrences=self.occurrences,
            lines=None if self.first is None or self.last is None else (self.first, self.last),
            variants=tuple(variants),
            notes=tuple(self.notes.values()),
            request_ids=tuple(self.request_ids),
        )
        return _with_values(finding, variants[0].parameters) if variants else finding


def diagnose_pieces(
    pieces: Iterable[Piece],
    index: CatalogIndex,
    diagnose: Callable[[str], Guidance],
    progress: Callable[[int], object] | None = None,
) -> Guidance:
    """Answer a text of any size: of each piece, the lines that may show an error are read, and the answers added up.

    ``diagnose`` answers one text from ``index``. ``progress`` is called with the number of bytes of each piece that is
    done. A text of a single piece is answered as it is.
    """
    merger = Merger()
    repeats = Repeats(index, diagnose)
    for number, piece in enumerate(pieces):
        if piece.is_last and not number:
            answer = diagnose(piece.text)
            if progress:
                progress(piece.size)
            return answer
        shift = piece.first_line - 1
        for part in _unrepeated(excerpt(piece.text, index), repeats, merger, shift).parts(LINES_AT_ONCE):
            if part.text.strip():
                merger.add(diagnose(part.text), _lines_of(part, shift))
        if progress:
            progress(piece.size)
    return merger.guidance(otherwise=diagnose(""))


def diagnose_log(part: Excerpt, repeats: Repeats, diagnose: Callable[[str], Guidance]) -> Guidance:
    """Answer the excerpt of a log: lines that say what one before them said are counted, the others read together."""
    merger = Merger()
    rest = _unrepeated(part, repeats, merger)
    merger.add(diagnose(rest.text), _lines_of(rest))
    return merger.guidance(otherwise=diagnose(""))


def _unrepeated(part: Excerpt, repeats: Repeats, merger: Merger, shift: int = 0) -> Excerpt:
    """Count the lines that are a record and a known error each; return the others, to be read together."""
    lines = part.text.split("\n")
    if not are_records(lines):
        return part
    begins = [not line.strip() or begins_record(line) for line in lines]
    alone = (
        line if begins[at] and line.strip() and (at + 1 == len(lines) or begins[at + 1]) else None
        for at, line in enumerate(lines)
    )
    rest: list[str] = []
    numbers: list[int] = []
    for number, line, kind in zip(
        part.numbers or range(1, len(lines) + 1), lines, repeats.words_of(alone), strict=True
    ):
        repeated = repeats.read(line, kind) if kind else None
        if repeated is None:
            rest.append(line)
            numbers.append(number)
        else:
            merger.count(repeated, shift + number)
    return Excerpt("\n".join(rest), tuple(numbers))


def _lines_of(part: Excerpt, shift: int = 0) -> Lines:
    return lambda number: shift + part.line(number)


class Merger:
    """Adds up the guidance of pieces, in their order."""

    def __init__(self) -> None:
        self._merged: dict[object, _Merged] = {}
        self._nothing: Guidance | None = None
        self._left_out = 0
        self._kept = Counter[bool]()

    def add(self, guidance: Guidance, line: Lines = int) -> None:
        """Add what a piece shows; ``line`` gives the number in the whole text of each of its lines."""
        if guidance.shows_nothing:
            only = _Merged(guidance.findings[0])
            only.add(guidance.findings[0], line)
            self._nothing = self._nothing or replace(guidance, findings=(only.result(),))
            return
        self._left_out += guidance.left_out
        for finding in guidance.findings:
            key = _identity(finding)
            merged = self._merged.get(key)
            if merged is None and self._kept[finding.outcome == "known"] >= MOST_CANDIDATES:
                # The errors left out are not remembered: they count as one.
                self._left_out = max(self._left_out, 1)
                continue
            if merged is None:
                merged = self._merged[key] = _Merged(finding)
                self._kept[finding.outcome == "known"] += 1
            merged.add(finding, line)

    def count(self, repeated: Repeated, line: int) -> None:
        """Add one line that shows what was shown before, with its own values."""
        finding, values = repeated.finding, repeated.values
        merged = self._merged.get(_identity(finding))
        if merged is not None:
            merged.count(values, line, repeated.request_id)
            return
        variants = (Variant(values, 1, line),) if values else ()
        ids = (repeated.request_id,) if repeated.request_id else ()
        self.add(Guidance(finding.outcome, (replace(finding, lines=(line, line), variants=variants, request_ids=ids),)))

    def guidance(self, otherwise: Guidance) -> Guidance:
        """Return what all pieces show together; ``otherwise`` where none showed anything."""
        if not self._merged:
            return self._nothing or otherwise
        findings = sorted((each.result() for each in self._merged.values()), key=_order)
        total = len(findings) + self._left_out
        first = findings[:MOST_FINDINGS]
        if total > len(first):
            first[0] = replace(first[0], notes=(*first[0].notes, truncated_to(len(first), total)))
        return Guidance(first[0].outcome, tuple(first), total - len(first))


def _identity(finding: Finding) -> object:
    """Return the key by which findings merge: the case, the choice of cases, or unknown words without their values."""
    if finding.outcome == "known":
        best = finding.matches[0]
        return best.service, best.code, best.case.key
    if finding.matches:
        return tuple(sorted((each.service, each.code, str(each.case.key)) for each in finding.matches))
    read = finding.read
    return read.code, read.http_status, _CHANGING.sub("<*>", read.message or "")


def _variants_of(finding: Finding) -> tuple[Variant, ...]:
    if finding.variants:
        return finding.variants
    parameters = finding.matches[0].parameters if finding.matches else ()
    if not parameters:
        return ()
    return (Variant(parameters, finding.occurrences, finding.lines[0] if finding.lines else 1),)


def _with_values(finding: Finding, values: tuple[Parameter, ...]) -> Finding:
    """The finding with these values in its match, and in what its match says to do."""
    if not finding.matches or finding.matches[0].parameters == values:
        return finding
    best = finding.matches[0]
    match = best.with_values(values)
    advice = match.vendor_solution or match.solution
    solution = best.vendor_solution or best.solution
    return replace(
        finding,
        matches=(match, *finding.matches[1:]),
        advice=advice if solution and finding.advice == solution else finding.advice,
    )


def _masked(parameter: Parameter) -> Parameter:
    """A value without its secret: one that was counted with its kind has not been looked at for secrets itself."""
    return parameter._replace(values=tuple(map(redact, parameter.values)))


def _confidence(finding: Finding) -> float:
    return finding.matches[0].confidence if finding.matches else 0.0


def _order(finding: Finding) -> tuple[object, ...]:
    place = finding.lines[0] if finding.lines else 0
    return OUTCOMES.index(finding.outcome), finding.rank, -finding.occurrences, place
