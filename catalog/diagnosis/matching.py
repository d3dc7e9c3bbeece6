"""Which case of the catalog an error shows, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from catalog.diagnosis.index import CaseOf, CatalogIndex
from catalog.diagnosis.names import normal_name
from catalog.diagnosis.passages import stands_alone
from catalog.diagnosis.records import is_plain_word
from catalog.diagnosis.sentences import Sentence
from catalog.diagnosis.sightings import Sighting
from catalog.diagnosis.statuses import is_reason_phrase
from catalog.known_error import ErrorCase, KnownError
from catalog.message_template import Alignment, MessageTemplate, Parameter, Passage, fill_names, fold, parse_template

MOST_CANDIDATES = 200
"""Templates of one message that are tried; a text that shows more of them is answered from these."""

MOST_AMBIGUOUS = 20
"""Errors that fit equally well and are shown."""

_SIMILAR = 80
"""Percent of likeness from which a documented message is offered as similar."""


@dataclass(frozen=True, slots=True)
class Match:
    """A case that fits. ``confidence`` is between 0 and 1; ``reasons`` are any of code, message, http_status, service.

    ``wording`` is the template that the message shows: the case's, or a former one. ``description`` and ``solution``
    are the case's, with the values that the message had filled in; ``vendor_description`` and ``vendor_solution`` those
    of the vendor where the portal's people have written others.
    """

    service: str
    code: str
    case: ErrorCase
    parameters: tuple[Parameter, ...]
    confidence: float
    reasons: tuple[str, ...]
    description: str
    solution: str
    wording: str = ""
    vendor_description: str = ""
    vendor_solution: str = ""


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A case that does not fit but is like what was read, and in which way."""

    error: KnownError
    case: ErrorCase
    why: str


@dataclass(frozen=True, slots=True)
class Matched:
    """What the catalog says of one sighting.

    ``drifted`` is the documented message that the text words otherwise; ``remainder`` what the text says behind it;
    ``shown`` is the message as the text shows it; ``left_out`` how many more fit as well. ``elsewhere`` is the code
    whose documented message a drifted one is, word for word; ``other_status`` the documented status, where the text
    has another; ``cut`` says that the text breaks off inside the message's last value, ``respelled`` that it writes the
    code with other delimiters than the catalog; ``respelling`` is the known code that an unknown one may be so.
    """

    outcome: str
    matches: tuple[Match, ...] = ()
    near: tuple[NearMiss, ...] = ()
    shown: str | None = None
    drifted: str | None = None
    remainder: str = ""
    left_out: int = 0
    elsewhere: str | None = None
    other_status: int | None = None
    cut: bool = False
    respelled: bool = False
    respelling: str | None = None


@dataclass(frozen=True, slots=True)
class _Fit:
    """How one case fits a sighting."""

    error: KnownError
    case: ErrorCase
    code: bool
    alignment: Alignment | None
    passage: Passage | None
    status: bool | None
    service: bool
    likeness: float = 0.0
    wording: str = ""

    @property
    def literal(self) -> int:
        return self.alignment.literal if self.alignment else -1

    @property
    def rank(self) -> tuple[float, ...]:
        """Larger is better; equal where nothing in the text tells two cases apart."""
        told = {True: 2, None: 1, False: 0}[self.status]
        return (self.literal, told, self.service, self.likeness)


def match(sighting: Sighting, index: CatalogIndex, *, service: str | None, http_status: int | None) -> Matched:
    """Find the cases that ``sighting`` shows, best first.

    ``service`` is preferred where several fit equally; ``http_status`` is the status the client saw.
    """
    status = sighting.http_status or http_status
    if sighting.errors:
        found = _by_code(sighting, service, status, index)
        if not sighting.respelled or "message" in found.matches[0].reasons:
            return found
        sighting = replace(sighting, errors=())
    if sighting.code and sighting.message:
        # What stands around it may be another error's: an unknown code is judged by its own message only.
        sighting = replace(sighting, passages=(Passage(sighting.message),))
    found = _by_message(sighting, index, service, status)
    if sighting.cut and found.matches and fold(found.matches[0].code).startswith(fold(sighting.code or "")):
        return found
    if sighting.code and not (is_plain_word(sighting.code) and found.outcome == "known"):
        # A code that is in no catalog: whatever its message looks like, it is another error.
        same = index.respelled(sighting.code)
        return Matched(
            "unknown", near=_near(sighting.code, found, index), respelling=same[0].code if len(same) == 1 else None
        )
    return found


def _near(code: str, worded_so: Matched, index: CatalogIndex) -> tuple[NearMiss, ...]:
    """What an unknown code may be: itself written otherwise, what has its message, then codes merely alike."""
    codes = [NearMiss(error, error.cases[0], why) for error, why in index.near_codes(code)]
    worded = [
        NearMiss(error, one.case, Sentence("its message is the same"))
        for one in worded_so.matches
        for error in index.with_code(one.code)
        if error.service == one.service
    ]
    same = index.is_written_otherwise(code)
    found: dict[tuple[str, str], NearMiss] = {}
    for each in (*codes, *worded) if same else (*worded, *codes):
        found.setdefault((each.error.service, each.error.code), each)
    return tuple(found.values())[:5]


def _by_code(sighting: Sighting, service: str | None, status: int | None, index: CatalogIndex) -> Matched:
    fits = {
        error.service: sorted(
            (_fit(sighting, error, case, service, status, index) for case in error.cases),
            key=lambda fit: fit.rank,
            reverse=True,
        )
        for error in sighting.errors
    }
    ranked = sorted(fits.values(), key=lambda cases: cases[0].rank, reverse=True)
    best = ranked[0][0]
    if len(ranked) > 1 and ranked[1][0].rank == best.rank:
        equal = [cases[0] for cases in ranked if cases[0].rank == best.rank]
        matches = tuple(_matched(fit, 0.95 / len(equal)) for fit in equal[:MOST_AMBIGUOUS])
        return Matched("ambiguous", matches, shown=_shown(best, sighting), left_out=len(equal) - len(matches))
    cases = ranked[0]
    equals = sum(1 for fit in cases if fit.rank == best.rank)
    confidence = _coded_confidence(best, sighting, equals)
    matches = tuple(
        _matched(fit, confidence if fit.rank == best.rank else round((1 - confidence) / len(cases), 2)) for fit in cases
    )
    drifted = best.case.message if _is_drifted(best, sighting) else None
    remainder = best.alignment.remainder if best.alignment else ""
    return Matched(
        "known",
        matches,
        shown=_shown(best, sighting),
        drifted=drifted,
        remainder=remainder,
        elsewhere=_elsewhere(sighting, best, index) if drifted else None,
        other_status=best.case.http_status if equals == 1 and best.status is False else None,
        cut=bool(best.alignment and best.alignment.cut),
        respelled=sighting.respelled,
    )


def _elsewhere(sighting: Sighting, best: _Fit, index: CatalogIndex) -> str | None:
    """The code of the same service that has the message which the text says with another code."""
    if best.alignment is not None or not sighting.message or is_reason_phrase(sighting.message):
        return None
    for candidate in _candidates(replace(sighting, passages=(Passage(sighting.message),)), index):
        found = parse_template(candidate.message).align(Passage(sighting.message))
        if found is not None and found.fills and candidate.error.service == best.error.service:
            return candidate.error.code
    return None


def _is_drifted(best: _Fit, sighting: Sighting) -> bool:
    """Whether the text says the message in other words than the present ones."""
    if best.alignment:
        return best.wording != best.case.message
    return bool(best.case.message) and _speaks(sighting)


def _coded_confidence(best: _Fit, sighting: Sighting, equals: int) -> float:
    if equals > 1:
        return round(0.9 / equals, 2)
    if best.alignment is not None:
        return 0.95 if best.status is False or sighting.respelled else 0.99
    if sighting.named:
        # A tag, or a thing's name: nothing there says that it is an error.
        return 0.85 if len(best.error.cases) == 1 else 0.6
    if len(best.error.cases) == 1:
        return 0.9 if best.case.message and _speaks(sighting) else 0.95
    return 0.9 if best.status else 0.6


def _speaks(sighting: Sighting) -> bool:
    """Whether the text says a message of its own, not merely the standard words of a status."""
    return bool(sighting.message) and not is_reason_phrase(sighting.message or "")


def _fit(
    sighting: Sighting, error: KnownError, case: ErrorCase, service: str | None, status: int | None, index: CatalogIndex
) -> _Fit:
    alignment, passage, wording = _laid(sighting, case)
    likeness = 0.0
    if alignment is None and sighting.message and len(error.cases) > 1:
        likeness = round(fuzz.ratio(fold(sighting.message)[:1000], fold(case.message)[:1000]), 1)
        likeness = likeness if likeness >= _SIMILAR else 0.0
    return _Fit(
        error=error,
        case=case,
        code=bool(sighting.errors) and not sighting.respelled,
        alignment=alignment,
        passage=passage,
        status=None if status is None or case.http_status is None else status == case.http_status,
        service=error.service == service or _speaks_its_format(sighting, error.service, index),
        likeness=likeness,
        wording=wording,
    )


def _laid(sighting: Sighting, case: ErrorCase) -> tuple[Alignment | None, Passage | None, str]:
    """The first passage that shows the case's message, in its present wording or else in a former one."""
    for wording in case.wordings:
        template = parse_template(wording)
        for passage in sighting.passages:
            alignment = template.align(passage)
            if alignment is not None:
                return alignment, passage, wording
    return None, None, case.message


def _speaks_its_format(sighting: Sighting, slug: str, index: CatalogIndex) -> bool:
    """Whether the body's field names are the very ones that this service alone uses."""
    body = index.services[slug].body
    if body is None or sighting.message_field is None or normal_name(body.message_field) == "message":
        return False
    return sighting.message_field == body.message_field and sighting.code_field in (None, body.code_field)


def _by_message(sighting: Sighting, index: CatalogIndex, service: str | None, status: int | None) -> Matched:
    fits: list[_Fit] = []
    for candidate in _candidates(sighting, index):
        fit = _fit(sighting, candidate.error, candidate.case, service, status, index)
        if fit.alignment is not None and _is_telling(fit, sighting):
            fits.append(fit)
    if not fits:
        return Matched("unknown", near=tuple(_like_a_code(sighting, index)) or tuple(_similar(sighting, index)))
    fits.sort(key=lambda fit: fit.rank, reverse=True)
    best = fits[0]
    equal = [fit for fit in fits if fit.rank == best.rank]
    codes = {(fit.error.service, fit.error.code) for fit in equal}
    shown = _shown(best, sighting)
    if len(codes) > 1:
        told = tuple(_matched(fit, 0.9 / len(equal)) for fit in equal[:MOST_AMBIGUOUS])
        return Matched("ambiguous", told, shown=shown, left_out=len(equal) - len(told))
    same_code = [fit for fit in fits if (fit.error.service, fit.error.code) in codes]
    confidence = _message_confidence(best, len(equal))
    matches = [_matched(fit, confidence if fit.rank == best.rank else 0.05) for fit in same_code]
    remainder = best.alignment.remainder if best.alignment else ""
    drifted = best.case.message if best.wording != best.case.message else None
    cut = bool(best.alignment and best.alignment.cut)
    return Matched("known", tuple(matches), shown=shown, drifted=drifted, remainder=remainder, cut=cut)


def _candidates(sighting: Sighting, index: CatalogIndex) -> Iterator[CaseOf]:
    tried: set[tuple[str, str, int | None, str]] = set()
    for passage in sighting.passages:
        hits: Iterable[CaseOf] = (case for hit in index.templates_in(passage) for case in hit.candidates)
        for candidate in (*index.with_message(passage.original), *hits):
            key = (candidate.error.service, candidate.error.code, *candidate.case.key)
            if key not in tried:
                tried.add(key)
                yield candidate
            if len(tried) >= MOST_CANDIDATES:
                return


def _is_telling(fit: _Fit, sighting: Sighting) -> bool:
    """Whether a message without its code says enough to be taken for this case."""
    if fit.alignment is None or fit.passage is None:
        return False
    template = parse_template(fit.wording)
    if not fit.service and (is_reason_phrase(fit.wording) or _is_one_word(template)):
        # "Unauthorized" is a status, whoever sends it, and any program says "Busy".
        return False
    if fit.alignment.fills:
        return True
    if template.is_weak:
        return False
    found = fit.alignment
    return bool(template.placeholders) or stands_alone(fit.passage.original, found.start, found.end, found.literal)


def _is_one_word(template: MessageTemplate) -> bool:
    return not template.placeholders and len(template.literals[0].split()) < 2 and template.literals[0].isascii()


def _message_confidence(best: _Fit, equals: int) -> float:
    if equals > 1:
        return round(0.85 / equals, 2)
    template = parse_template(best.wording)
    if is_reason_phrase(best.wording):
        return 0.6
    if template.is_weak:
        return 0.85 if best.status else 0.75
    if best.status:
        return 0.97
    return 0.93 if best.alignment and best.alignment.fills else 0.9


def _similar(sighting: Sighting, index: CatalogIndex) -> Iterator[NearMiss]:
    """Cases whose words stand in the message, though too few to be sure."""
    seen: set[tuple[str, str]] = set()
    for candidate in _candidates(sighting, index):
        key = (candidate.error.service, candidate.error.code)
        likeness = fuzz.ratio(fold(sighting.message or "")[:1000], fold(candidate.case.message)[:1000])
        if key not in seen and likeness >= _SIMILAR / 2:
            seen.add(key)
            yield NearMiss(candidate.error, candidate.case, Sentence("its message is similar"))
        if len(seen) >= 3:
            return


def _like_a_code(sighting: Sighting, index: CatalogIndex) -> Iterator[NearMiss]:
    """A text that is hardly more than a mistyped code: "imetal 0100", "iMetal.0O01"."""
    text = sighting.message or ""
    if sighting.code is None and len(text) <= 60 and any(letter.isdigit() for letter in text):
        for error, why in index.near_codes(text):
            yield NearMiss(error, error.cases[0], why)


def _shown(best: _Fit, sighting: Sighting) -> str | None:
    """The message as the text has it: the field it stands in, or the part of the running text that shows it."""
    if best.alignment is None or best.passage is None:
        return sighting.message
    if best.passage.whole:
        return sighting.message if sighting.message in (None, best.passage.original) else best.passage.original
    return " ".join(best.passage.original[best.alignment.start : best.alignment.end].split())


def _matched(fit: _Fit, confidence: float) -> Match:
    parameters = fit.alignment.parameters if fit.alignment else ()
    reasons = (
        ("code", fit.code),
        ("message", fit.alignment is not None),
        ("http_status", fit.status is True),
        ("service", fit.service),
    )
    return Match(
        service=fit.error.service,
        code=fit.error.code,
        case=fit.case,
        parameters=parameters,
        confidence=max(round(confidence, 2), 0.01),
        reasons=tuple(name for name, holds in reasons if holds),
        description=fill_names(fit.case.description, parameters),
        solution=fill_names(fit.case.solution, parameters),
        wording=fit.wording,
        vendor_description=fill_names(fit.case.vendor_description or "", parameters),
        vendor_solution=fill_names(fit.case.vendor_solution or "", parameters),
    )
