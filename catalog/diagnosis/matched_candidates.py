"""The errors of a text matched with the catalog, each once: a log repeats itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from catalog.diagnosis.error_candidate import Candidate
from catalog.diagnosis.match_results import Matched
from catalog.diagnosis.matching import match, message_text
from catalog.diagnosis.numbers import (
    LONGEST_HEAD,
    OF_THE_SERVICE_OF_OTHERS,
    PART_OF_A_MESSAGE,
    WORK_OF_A_FIT,
    WORK_OF_AN_ERROR,
)
from catalog.diagnosis.question import Question

_VALUE = re.compile(r"[^\s\[\](){}:;,|=\"']*\d[^\s\[\](){}:;,|=\"']*|\s+")
"""A word with a digit, or blanks."""


def match_all(candidates: Iterable[Candidate], question: Question) -> list[tuple[Candidate, Matched]]:
    """Return the candidates, each with what it matches, as far as the text may cost.

    Those behind are left out, but that one with a code that was matched is counted as one more of it, whatever it says.
    """
    lookups = _Lookups(question)
    seen: list[tuple[Candidate, Matched]] = []
    lasts: dict[str, int] = {}
    counted: dict[int, list[int]] = {}
    for candidate in candidates:
        matched = lookups.of(candidate)
        if matched is None:
            if candidate.code in lasts:
                counted.setdefault(lasts[candidate.code], []).extend((candidate.lines[0], *candidate.more))
            continue
        if matched.code is not None and matched.code != candidate.code:
            candidate = candidate._replace(code=matched.code)
        if candidate.code and candidate.errors:
            lasts[candidate.code] = len(seen)
        seen.append((candidate, matched))
    for place, lines in counted.items():
        candidate, matched = seen[place]
        seen[place] = candidate._replace(more=(*candidate.more, *lines)), matched
    return _told_by_others(seen, question)


def _told_by_others(seen: Sequence[tuple[Candidate, Matched]], question: Question) -> list[tuple[Candidate, Matched]]:
    """Return errors and matches; an error of several services is that one's whose sure error has the same code, as
    where an object's fields say again what its class does, or whose sure errors stand there just alike, as in the rows
    of a table.
    """
    if all(matched.outcome != "ambiguous" for _, matched in seen):
        return list(seen)
    sure: dict[object, set[str]] = {}
    for candidate, matched in seen:
        if matched.outcome == "known" and matched.matches[0].confidence >= PART_OF_A_MESSAGE and candidate.code:
            for key in (candidate.code, _look_of(candidate, question.text)):
                sure.setdefault(key, set()).add(matched.matches[0].service)
    result = []
    for candidate, matched in seen:
        own: set[str] = set()
        if matched.outcome == "ambiguous":
            services = _services_of(matched)
            alike = sure.get(_look_of(candidate, question.text), set()) & services
            own = alike or sure.get(candidate.code, set()) & services
        if len(own) == 1 and question.budget.pay(WORK_OF_AN_ERROR):
            narrowed = match(_of_service(candidate, *own), question)
            if narrowed.outcome == "known":
                matched = narrowed.at_most(OF_THE_SERVICE_OF_OTHERS)
        result.append((candidate, matched))
    return result


def _look_of(candidate: Candidate, text: str) -> object:
    """Return how a code stands there: its field, or what is before it in its line, without the values."""
    begin = max(0, candidate.start - LONGEST_HEAD)
    line = text[max(begin, text.rfind("\n", begin, candidate.start) + 1) : candidate.start]
    return candidate.format, candidate.code_field, _VALUE.sub("0", line) if candidate.format == "text" else ""


def _services_of(matched: Matched) -> set[str]:
    """The services that have an ambiguous error; none where they are one service's."""
    services = {*matched.services, *(each.service for each in matched.matches)}
    return services if len(services) > 1 and not matched.left_out else {*matched.services}


def _of_service(candidate: Candidate, slug: str) -> Candidate:
    return candidate._replace(
        errors=tuple(each for each in candidate.errors if each.service == slug),
        shown_messages=tuple(each for each in candidate.shown_messages if each.case_of.error.service == slug),
    )


class _Lookups:
    def __init__(self, question: Question) -> None:
        self._question = question
        self._answered: dict[object, Matched] = {}
        self._kinds: dict[object, Matched] = {}

    def of(self, candidate: Candidate) -> Matched | None:
        """Return what a candidate matches; None where it is no more looked up."""
        scope, budget = self._question.scope_of(candidate).key, self._question.budget
        words, kind = (_words_of(candidate), scope), (_kind_of(candidate), scope)
        if words in self._answered:
            return self._answered[words]
        if kind in self._kinds and budget.pay(WORK_OF_A_FIT):
            matched = _with_own_values(self._kinds[kind], candidate)
        else:
            cases = sum(len(error.cases) for error in candidate.errors) + len(candidate.shown_messages)
            if not budget.pay(WORK_OF_AN_ERROR + WORK_OF_A_FIT * cases) and self._answered:
                return None
            matched = match(candidate, self._question)
            if kind[0] and matched.outcome == "known":
                self._kinds[kind] = matched
        self._answered[words] = matched
        return matched


def _words_of(candidate: Candidate) -> object:
    """Return all that ``match`` looks at: the same for errors that differ in what a log writes around them."""
    return (
        candidate.code,
        candidate.message,
        candidate.http_status,
        (candidate.is_normalised, candidate.cut, candidate.named, candidate.loose, candidate.path),
        (candidate.code_field, candidate.message_field),
        tuple((each.value, each.certainty) for each in candidate.named_codes),
        tuple((error.service, error.code) for error in (*candidate.errors, *candidate.if_named)),
        tuple(
            (one.case_of.key, one.alignment.words, one.text, one.text_span.whole) for one in candidate.shown_messages
        ),
    )


def _kind_of(candidate: Candidate) -> object:
    """Return all but the values that decides about an error known by one message alone; None for any other error."""
    if candidate.code or candidate.errors or len(candidate.shown_messages) != 1:
        return None
    (only,) = candidate.shown_messages
    alignment = only.alignment
    return (
        only.case_of.key,
        (alignment.literal, alignment.fills, alignment.cut, bool(alignment.remainder)),
        (only.text_span.whole, candidate.message is None, candidate.http_status),
        (candidate.code_field, candidate.message_field, candidate.weak, candidate.cut),
        tuple((each.value, each.rule, each.certainty) for each in candidate.named_codes),
    )


def _with_own_values(matched: Matched, candidate: Candidate) -> Matched:
    """Return what another error of this one's kind has matched, with the values that this one has."""
    (only,) = candidate.shown_messages
    parameters = only.alignment.parameters
    return matched._replace(
        matches=tuple(each.with_values(parameters) if each.parameters else each for each in matched.matches),
        message=message_text(only, candidate),
        remainder=only.alignment.remainder,
    )
