"""Merges a document's cases of one code with the stored ones. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from catalog import models
from catalog.known_error import ErrorCase, KnownError
from catalog.store.import_scope import ImportScope, in_order
from catalog.store.lookup import case_noun

MOST_FORMER = 10
"""How many previous variants of a message are kept."""

_KEPT = ("replaced_by", "retry_after", "sample", "since", "until")
"""Fields that stay as they are where a vendor's page leaves them out."""

_DECIDED = ("retryable", "fault", "category", "severity")
"""Fields that a page may set and people may decide; a person's decision stays, whatever a page says."""


@dataclass(frozen=True, slots=True)
class Change:
    """Change of one row. ``kind`` is new, changed or withdrawn."""

    kind: str
    service: str
    code: str
    before: ErrorCase | None
    after: ErrorCase | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field whose value on the page changed, and which the portal's own people have set otherwise: theirs stays.

    ``kept`` and ``stated`` are the two values.
    """

    service: str
    code: str
    field: str
    kept: str
    stated: str


@dataclass(frozen=True, slots=True)
class Run:
    """Parameters of an import: the day, whether to copy to the letter, the scope, the reason for the history."""

    today: date
    as_it_is: bool
    scope: ImportScope
    reason: str
    step: Callable[[int], object]


@dataclass(frozen=True, slots=True)
class MergedRow:
    """Case as it should be stored: its position, and its existing row if there is one."""

    case: ErrorCase
    position: int
    row: models.Case | None


@dataclass(frozen=True, slots=True)
class Merged:
    """Result of merging one code: its rows, its changes, the number unchanged, and whether an unreadable row spared it.

    ``live`` is how many cases were live before that the document might have withdrawn; ``conflicts`` are the fields in
    which the page and the portal's own people differ anew.
    """

    rows: list[MergedRow]
    changes: list[Change]
    conflicts: list[Conflict]
    unchanged: int
    live: int
    spared: bool


def merge(error: KnownError, rows: list[models.Case], run: Run) -> Merged:
    """Merge a document's cases of one code with the stored ones."""
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    unchanged = 0
    spared = False
    pairs: list[tuple[ErrorCase, models.Case | None]] = []
    for case, row in _pairs(error.cases, rows, run.scope):
        before = case_noun(row) if row else None
        after = _new(case, run) if before is None else _continued(before, case, row, run)
        if before is None:
            changes.append(Change("new", error.service, error.code, None, after))
        elif _are_alike(before, after) or (_is_moved(before, after) and not run.as_it_is):
            unchanged += 1
        else:
            changes.append(Change("changed", error.service, error.code, before, after))
        if before is not None and not run.as_it_is:
            conflicts += (Conflict(error.service, error.code, *each) for each in _contested(before, after))
        pairs.append((after, row))
    kept = {id(row) for _, row in pairs if row}
    for row in rows:
        if id(row) in kept:
            continue
        before = case_noun(row)
        # Text written in the portal was never on a page, so its absence there means nothing.
        own = before.source.imported is None and not run.as_it_is
        missed = not (before.withdrawn or own) and run.scope.holds(row) and run.scope.withdraws
        is_spared = missed and error.code in run.scope.spared
        spared = spared or is_spared
        after = replace(before, withdrawn=run.today) if missed and not is_spared else before
        if after != before:
            changes.append(Change("withdrawn", error.service, error.code, before, after))
        pairs.append((after, row))
    if not run.scope.is_whole:
        pairs = _in_place(rows, pairs, len(error.cases))
    live = sum(1 for row in rows if row.withdrawn is None and run.scope.holds(row))
    merged = [MergedRow(case, position, row) for position, (case, row) in enumerate(pairs)]
    return Merged(merged, changes, conflicts, unchanged, live, spared)


def _contested(before: ErrorCase, after: ErrorCase) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the kept value and the page's value of each field that the page states anew and does not set."""
    for name in ("description", "solution"):
        stated = getattr(after, f"vendor_{name}")
        if stated is not None and stated != (getattr(before, f"vendor_{name}") or ""):
            yield name, getattr(after, name), stated
    decisions = dict(before.vendor_decisions)
    for name, stated in after.vendor_decisions:
        kept = getattr(after, name)
        if stated != decisions.get(name) and kept != stated:
            yield name, kept or "", stated


def _in_place(
    rows: list[models.Case], pairs: list[tuple[ErrorCase, models.Case | None]], listed: int
) -> list[tuple[ErrorCase, models.Case | None]]:
    """Order the cases so that those of other pages keep their positions."""
    numbers = {id(row): number for number, row in enumerate(rows)}
    keys = [numbers[id(row)] if row else len(rows) + at for at, (_, row) in enumerate(pairs)]
    by_key = dict(zip(keys, pairs, strict=True))
    return [by_key[key] for key in in_order(range(len(rows)), keys[:listed])]


def _new(case: ErrorCase, run: Run) -> ErrorCase:
    """Return a new case with the page's decisions noted."""
    return case if run.as_it_is else replace(case, vendor_decisions=_decisions(case))


def _decisions(case: ErrorCase) -> tuple[tuple[str, str], ...]:
    """Return the fields that people can decide and that a page's case states."""
    return tuple(sorted((name, getattr(case, name)) for name in _DECIDED if getattr(case, name)))


def _decided(before: ErrorCase, case: ErrorCase) -> dict[str, Any]:
    """Return the decisions of a stored case; those that differ from the last page's are people's and stay."""
    stated = dict(before.vendor_decisions)
    decided: dict[str, Any] = {}
    for name in _DECIDED:
        current: str | None = getattr(before, name)
        is_own = current != stated.get(name)
        decided[name] = current if is_own else getattr(case, name) or current
    return decided


def _continued(before: ErrorCase, case: ErrorCase, row: models.Case | None, run: Run) -> ErrorCase:
    """Return a stored case updated from the document that lists it."""
    if run.as_it_is:
        return case
    elsewhere = row is not None and not run.scope.is_part and not run.scope.may_continue(row)
    if elsewhere and not before.withdrawn:
        # Another page says the same: it goes on being the one it is known from.
        return before
    return _taken_over(before, case, anew=run.scope.is_whole)


def _are_alike(before: ErrorCase, after: ErrorCase) -> bool:
    """Return whether two cases look the same to every reader."""
    return replace(after, vendor_decisions=before.vendor_decisions) == before


def _is_moved(before: ErrorCase, after: ErrorCase) -> bool:
    """Return whether two cases differ in the source address alone."""
    return replace(after, source=replace(after.source, url=before.source.url)) == before


def _pairs(
    cases: Iterable[ErrorCase], rows: list[models.Case], scope: ImportScope
) -> list[tuple[ErrorCase, models.Case | None]]:
    """Pair each case with the stored row it continues: same status and message, else the only one left that is near.

    A row that is known from another page is continued only by what says the same; one of which nothing tells where it
    is from, by a part of the service, by the same message.
    """
    cases = list(cases)
    matches: dict[int, models.Case] = {}
    near = [row for row in rows if scope.may_continue(row)]
    far = [row for row in rows if not scope.may_continue(row)]
    same = (_says_all, _is_same_key, _is_same_message)
    for test in (*same, _is_same_status):
        _pair(cases, near, test, matches)
    if len(cases) == 1 and len(near) == 1 and not matches and not _any(cases, far, _says_elsewhere):
        matches[0] = near.pop()
    for test in same if scope.is_part else (_says_elsewhere,):
        _pair(cases, far, test, matches)
    return [(case, matches.get(number)) for number, case in enumerate(cases)]


def _pair(
    cases: list[ErrorCase],
    free: list[models.Case],
    test: Callable[[ErrorCase, models.Case], bool],
    matches: dict[int, models.Case],
) -> None:
    for number, case in enumerate(cases):
        if number in matches:
            continue
        row = next((each for each in free if test(case, each)), None)
        if row is not None:
            matches[number] = row
            free.remove(row)


def _any(cases: list[ErrorCase], rows: list[models.Case], test: Callable[[ErrorCase, models.Case], bool]) -> bool:
    return any(test(case, row) for case in cases for row in rows)


def _says_all(case: ErrorCase, row: models.Case) -> bool:
    same_texts = (case.description, case.solution, case.section) == (row.description, row.solution, row.section)
    return same_texts and _is_same_key(case, row)


def _is_same_key(case: ErrorCase, row: models.Case) -> bool:
    return (case.http_status, case.message) == (row.http_status, row.message)


def _is_same_message(case: ErrorCase, row: models.Case) -> bool:
    return case.message == row.message


def _is_same_status(case: ErrorCase, row: models.Case) -> bool:
    return case.http_status == row.http_status


def _says_elsewhere(case: ErrorCase, row: models.Case) -> bool:
    """Return whether a page other than the row's own says the same; the section does not matter."""
    description = row.description if row.vendor_description is None else row.vendor_description
    solution = row.solution if row.vendor_solution is None else row.vendor_solution
    return _is_same_key(case, row) and (case.description, case.solution) == (description, solution)


def _taken_over(before: ErrorCase, case: ErrorCase, *, anew: bool) -> ErrorCase:
    """Return a page's case over the stored one: decisions of people stay, and provenance changes only with a text.

    One that is known from nowhere is known from the first address that lists it; ``anew``, from the present one.
    """
    former = tuple(each for each in before.message_variants if each and each != case.message)
    description, vendor_description = _side_by_side(
        before, before.description, before.vendor_description, case.description
    )
    solution, vendor_solution = _side_by_side(before, before.solution, before.vendor_solution, case.solution)
    after = replace(
        case,
        description=description,
        vendor_description=vendor_description,
        solution=solution,
        vendor_solution=vendor_solution,
        former=tuple(dict.fromkeys(former))[:MOST_FORMER],
        vendor_decisions=_decisions(case) or before.vendor_decisions,
        **{name: getattr(case, name) or getattr(before, name) for name in _KEPT},
        **_decided(before, case),
    )
    if not _are_alike(before, replace(after, source=before.source)):
        return after
    before = replace(before, vendor_decisions=after.vendor_decisions)
    if case.source.url and (anew or not before.source.url) and before.source.imported:
        return replace(before, source=replace(before.source, url=case.source.url))
    return before


def _side_by_side(before: ErrorCase, ours: str, vendors: str | None, theirs: str) -> tuple[str, str | None]:
    """Return the displayed text and the vendor's beside it: a text that people wrote stays."""
    is_own = vendors is not None or (before.source.imported is None and bool(ours))
    if not is_own or ours == theirs:
        return theirs, None
    return ours, theirs


def _vendors(case: ErrorCase, text: str | None, ours: str) -> str | None:
    """Return the vendor's text to store beside an imported one."""
    return ours if text is None and case.source.imported else text


def columns_of(case: ErrorCase) -> Mapping[str, object]:
    """Return a case as the columns of its row."""
    return {
        "section": case.section,
        "http_status": case.http_status,
        "message": case.message,
        "description": case.description,
        "solution": case.solution,
        "source_url": case.source.url or "",
        "source_updated": case.source.updated,
        "imported": case.source.imported,
        "withdrawn": case.withdrawn,
        "replaced_by": case.replaced_by or "",
        "retryable": case.retryable or "",
        "retry_after": case.retry_after,
        "fault": case.fault or "",
        "category": case.category or "",
        "severity": case.severity or "",
        "former": list(case.former),
        "vendor_description": _vendors(case, case.vendor_description, case.description),
        "vendor_solution": _vendors(case, case.vendor_solution, case.solution),
        "source_digest": case.source.digest or "",
        "sample": case.sample,
        "vendor_decisions": dict(case.vendor_decisions),
        "since": case.since or "",
        "until": case.until or "",
    }
