"""Writing nouns into the database: one transaction, only what differs, and an account of every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TypeVar

from django.db import transaction
from django.db.models import Count, Q
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from catalog import models
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog
from catalog.store.changes import note_changes
from catalog.store.edition import begin_edition
from catalog.store.lookup import case_noun, service_noun
from catalog.store.patience import take_your_time, write_alone
from catalog.store.search.entries import write_entries

_BATCH = 500

MOST_FORMER = 10
"""How many older wordings of a message are kept."""

T = TypeVar("T", models.Code, models.Case)

_DECIDED = ("replaced_by", "retryable", "retry_after", "fault", "category", "severity", "sample")
"""What people decide in the portal: where a vendor's page says nothing of it, its import leaves it as it is."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the catalog that a document changed. ``kind`` is new, changed or withdrawn."""

    kind: str
    service: str
    code: str
    before: ErrorCase | None
    after: ErrorCase | None


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a document's rows.

    ``conflicts`` are the changes of texts beside which the portal's own people have written theirs: both stay.
    """

    changes: tuple[Change, ...]
    unchanged: int
    conflicts: tuple[Change, ...] = ()

    def count(self, kind: str) -> int:
        """How many rows are new, changed or withdrawn."""
        return sum(1 for change in self.changes if change.kind == kind)


@dataclass(frozen=True, slots=True)
class _Run:
    """How a document is taken over."""

    today: date
    as_it_is: bool
    reason: str
    step: Callable[[int], object]


@dataclass(frozen=True, slots=True)
class _Row:
    """A case as it should stand in the database: its place there, and the row it goes into, where there is one."""

    case: ErrorCase
    position: int
    row: models.Case | None


def publish(
    catalogs: Iterable[ServiceCatalog],
    *,
    today: date,
    as_it_is: bool = False,
    dry_run: bool = False,
    reason: str = "",
    step: Callable[[int], object] = int,
) -> Published:
    """Make the catalog say what ``catalogs`` say of their services, and tell what that changed.

    A vendor's page is read against what is known: what it says is taken over, what it no longer lists is withdrawn as
    of ``today`` and kept, and what people have decided stays. ``as_it_is`` is for the portal's own export: it is taken
    over to the letter, provenance and decisions included. With ``dry_run`` everything is worked out and nothing kept.
    ``reason`` is what the history says of it; ``step`` is told of every number of codes done.

    Raises:
        DatabaseError: when the database refuses; nothing of the document is kept then.
    """
    changes: list[Change] = []
    unchanged = 0
    with transaction.atomic():
        take_your_time()
        write_alone()
        moved = False
        for catalog in catalogs:
            service, service_moved = _store_service(catalog.service, as_it_is=as_it_is)
            found, same, rows_moved = _store_errors(service, catalog.errors, _Run(today, as_it_is, reason[:100], step))
            changes += found
            unchanged += same
            moved = moved or service_moved or rows_moved
        if moved:
            note_changes(begin_edition(), _by_code(changes))
        if dry_run:
            transaction.set_rollback(True)
    conflicts = tuple(change for change in changes if change.kind == "changed" and _is_conflict(change))
    return Published(tuple(changes), unchanged, conflicts)


def _is_conflict(change: Change) -> bool:
    before, after = change.before, change.after
    if before is None or after is None:
        return False
    return (after.vendor_description is not None and after.vendor_description != before.vendor_description) or (
        after.vendor_solution is not None and after.vendor_solution != before.vendor_solution
    )


def _by_code(changes: Iterable[Change]) -> list[tuple[str, str, str]]:
    """What became of each code, by what became of its cases: (service, code, kind)."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        kinds.setdefault((change.service, change.code), []).append(change.kind)
    stored = (
        models.Code.objects.filter(service__slug__in={slug for slug, _ in kinds})
        .annotate(total=Count("cases"), live=Count("cases", filter=Q(cases__withdrawn__isnull=True)))
        .values_list("service__slug", "code", "total", "live")
    )
    told = {(slug, code): (total, live) for slug, code, total, live in stored} if kinds else {}
    return [(*key, _kind_of(found, *told[key])) for key, found in kinds.items()]


def _kind_of(found: list[str], total: int, live: int) -> str:
    if found.count("new") == total:
        return "new"
    return "withdrawn" if "withdrawn" in found and not live else "changed"


def was_loaded(slug: str) -> bool:
    """Whether the bundled service ``slug`` was ever loaded into this database."""
    return models.LoadedBundle.objects.filter(slug=slug).exists()


def note_loaded(slug: str) -> None:
    """Remember that the bundled service ``slug`` was loaded."""
    models.LoadedBundle.objects.get_or_create(slug=slug)


def _store_service(service: Service, *, as_it_is: bool) -> tuple[models.Service, bool]:
    row = models.Service.objects.select_for_update().filter(slug=service.slug).first()
    known = service_noun(row) if row else None
    if known and not as_it_is:
        # A page that is silent about a fact does not take it away.
        stated = {field.name: value for field in fields(service) if (value := getattr(service, field.name))}
        service = replace(known, **stated)
    if row is not None and known == service:
        return row, False
    row = row or models.Service(slug=service.slug)
    row.name, row.vendor = service.name, service.vendor
    row.prefixes = list(service.prefixes)
    row.documentation, row.updated = service.documentation or "", service.updated
    row.support_url = service.support_url or ""
    row.code_field = service.body.code_field if service.body else ""
    row.message_field = service.body.message_field if service.body else ""
    row.referrals = [{"prefix": each.prefix, "title": each.title} for each in service.referrals]
    row.save()
    return row, True


def _store_errors(service: models.Service, errors: Iterable[KnownError], run: _Run) -> tuple[list[Change], int, bool]:
    rows = {row.code: row for row in service.codes.prefetch_related("cases")}
    cases = {code: list(row.cases.all()) for code, row in rows.items()}
    new_codes: list[models.Code] = []
    moved_codes: list[models.Code] = []
    wanted: list[tuple[models.Code, list[_Row]]] = []
    changes: list[Change] = []
    unchanged = 0
    listed: set[str] = set()
    position = -1
    for position, error in enumerate(errors):
        listed.add(error.code)
        row = rows.get(error.code)
        if row is None:
            row = models.Code(service=service, code=error.code, folded=models.fold_code(error.code), position=position)
            new_codes.append(row)
        elif row.position != position:
            row.position = position
            moved_codes.append(row)
        merged, found, same = _merge(error, cases.get(error.code, []), service.slug, run)
        run.step(1)
        wanted.append((row, merged))
        changes += found
        unchanged += same
    gone = [row for code, row in rows.items() if code not in listed]
    for row in sorted(gone, key=lambda each: each.position):
        position += 1
        if row.position != position:
            row.position = position
            moved_codes.append(row)
        merged, found, _ = _merge(KnownError(service.slug, row.code, ()), cases[row.code], service.slug, run)
        renamed = _renamed(merged, changes)
        wanted.append((row, merged if renamed is None else [_with_successor(each, renamed) for each in merged]))
        changes += found
    _create(new_codes, models.Code, run)
    if moved_codes:
        models.Code.objects.bulk_update(moved_codes, ["position"], batch_size=_BATCH)
    stored = _store_cases(wanted, run)
    write_entries([row.pk for row in new_codes] + stored)
    return changes, unchanged, bool(new_codes or moved_codes or changes or stored)


def _renamed(merged: list[_Row], changes: list[Change]) -> str | None:
    """The new code that says to the letter what a vanished one said, if there is just one."""
    said = {(each.case.message, each.case.description, each.case.solution) for each in merged if each.case.message}
    if not said or any(each.case.replaced_by for each in merged):
        return None
    fresh: dict[str, set[tuple[str, str, str]]] = {}
    for change in changes:
        if change.kind == "new" and change.after is not None:
            case = change.after
            fresh.setdefault(change.code, set()).add((case.message, case.description, case.solution))
    codes = [code for code, told in fresh.items() if told == said]
    return codes[0] if len(codes) == 1 else None


def _with_successor(row: _Row, code: str) -> _Row:
    return replace(row, case=replace(row.case, replaced_by=code)) if row.case.withdrawn else row


def _create(rows: list[T], model: type[T], run: _Run) -> None:
    """New rows, each with the beginning of its history."""
    for start in range(0, len(rows), _BATCH):
        bulk_create_with_history(rows[start : start + _BATCH], model, default_change_reason=run.reason)


def _store_cases(wanted: Iterable[tuple[models.Code, list[_Row]]], run: _Run) -> list[int]:
    """Write the rows that are not yet as they should be; the primary keys of their codes."""
    new: list[models.Case] = []
    old: list[models.Case] = []
    for code, rows in wanted:
        for each in rows:
            values = {**_columns(each.case), "position": each.position}
            row = each.row
            if row is None:
                new.append(models.Case(code=code, **values))
            elif any(getattr(row, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(row, name, value)
                old.append(row)
    _create(new, models.Case, run)
    if old:
        names = [*_columns(ErrorCase("")), "position"]
        bulk_update_with_history(old, models.Case, names, batch_size=_BATCH, default_change_reason=run.reason)
    return [row.code_id for row in (*new, *old)]


def _merge(error: KnownError, rows: list[models.Case], slug: str, run: _Run) -> tuple[list[_Row], list[Change], int]:
    """Lay a document's cases of one code against the stored ones: the same, reworded, new, or no longer listed."""
    left = list(rows)
    merged: list[_Row] = []
    changes: list[Change] = []
    unchanged = 0
    paired = _pairs(error.cases, left)
    for position, (case, row) in enumerate(paired):
        before = case_noun(row) if row else None
        after = case if before is None or run.as_it_is else _taken_over(before, case)
        if before is None:
            changes.append(Change("new", slug, error.code, None, after))
        elif before == after:
            unchanged += 1
        else:
            changes.append(Change("changed", slug, error.code, before, after))
        merged.append(_Row(after, position, row))
    kept = {id(row) for _, row in paired if row}
    for row in left:
        if id(row) in kept:
            continue
        before = case_noun(row)
        # What people wrote in the portal was on no page, and is not missed on one.
        own = before.source.imported is None and not run.as_it_is
        after = before if before.withdrawn or own else replace(before, withdrawn=run.today)
        if after != before:
            changes.append(Change("withdrawn", slug, error.code, before, after))
        merged.append(_Row(after, len(merged), row))
    return merged, changes, unchanged


def _pairs(cases: Iterable[ErrorCase], rows: list[models.Case]) -> list[tuple[ErrorCase, models.Case | None]]:
    """Each case with the stored row it continues: the same status and message; else the only one left that is near."""
    cases = list(cases)
    found: dict[int, models.Case] = {}
    free = list(rows)
    tests = (
        lambda case, row: (case.http_status, case.message) == (row.http_status, row.message) and _says(case, row),
        lambda case, row: (case.http_status, case.message) == (row.http_status, row.message),
        lambda case, row: case.message == row.message,
        lambda case, row: case.http_status == row.http_status,
    )
    for test in tests:
        for number, case in enumerate(cases):
            if number in found:
                continue
            row = next((each for each in free if test(case, each)), None)
            if row is not None:
                found[number] = row
                free.remove(row)
    if len(cases) == 1 and len(free) == 1 and not found:
        found[0] = free[0]
    return [(case, found.get(number)) for number, case in enumerate(cases)]


def _says(case: ErrorCase, row: models.Case) -> bool:
    return (case.description, case.solution, case.section) == (row.description, row.solution, row.section)


def _taken_over(before: ErrorCase, case: ErrorCase) -> ErrorCase:
    """A page's case over the stored one: what people decided stays; the provenance moves only when a word does."""
    former = tuple(each for each in before.wordings if each and each != case.message)
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
        **{name: getattr(case, name) or getattr(before, name) for name in _DECIDED},
    )
    if replace(after, source=before.source) == before:
        return before
    return after


def _side_by_side(before: ErrorCase, shown: str, vendors: str | None, said: str) -> tuple[str, str | None]:
    """The text to show and the vendor's beside it: what people have written stays, whatever a page says."""
    is_own = vendors is not None or (before.source.imported is None and bool(shown))
    if not is_own or shown == said:
        return said, None
    return shown, said


def _vendors(case: ErrorCase, text: str | None, shown: str) -> str | None:
    """The vendor's text as it is stored: beside each one that was imported, the same or another."""
    return shown if text is None and case.source.imported else text


def _columns(case: ErrorCase) -> Mapping[str, object]:
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
    }
