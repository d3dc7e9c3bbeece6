"""Writing nouns into the database: one transaction, only what differs, and an account of every row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from django.db import transaction

from catalog import models
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog
from catalog.store.edition import begin_edition
from catalog.store.lookup import case_noun, service_noun

_BATCH = 500

_DECIDED = ("replaced_by", "retryable", "fault", "category", "severity")
"""What people decide in the portal: a vendor's page says nothing of it, and its import leaves it as it is."""


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
    """What became of a document's rows."""

    changes: tuple[Change, ...]
    unchanged: int

    def count(self, kind: str) -> int:
        """How many rows are new, changed or withdrawn."""
        return sum(1 for change in self.changes if change.kind == kind)


@dataclass(frozen=True, slots=True)
class _Row:
    """A case as it should stand in the database: its place there, and the row it goes into, where there is one."""

    case: ErrorCase
    position: int
    row: models.Case | None


def publish(
    catalogs: Iterable[ServiceCatalog], *, today: date, as_it_is: bool = False, dry_run: bool = False
) -> Published:
    """Make the catalog say what ``catalogs`` say of their services, and tell what that changed.

    A vendor's page is read against what is known: what it says is taken over, what it no longer lists is withdrawn as
    of ``today`` and kept, and what people have decided stays. ``as_it_is`` is for the portal's own export: it is taken
    over to the letter, provenance and decisions included. With ``dry_run`` everything is worked out and nothing kept.

    Raises:
        DatabaseError: when the database refuses; nothing of the document is kept then.
    """
    changes: list[Change] = []
    unchanged = 0
    with transaction.atomic():
        moved = False
        for catalog in catalogs:
            service, service_moved = _store_service(catalog.service, as_it_is=as_it_is)
            found, same, rows_moved = _store_errors(service, catalog.errors, today=today, as_it_is=as_it_is)
            changes += found
            unchanged += same
            moved = moved or service_moved or rows_moved
        if moved:
            begin_edition()
        if dry_run:
            transaction.set_rollback(True)
    return Published(tuple(changes), unchanged)


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


def _store_errors(
    service: models.Service, errors: Iterable[KnownError], *, today: date, as_it_is: bool
) -> tuple[list[Change], int, bool]:
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
        merged, found, same = _merge(error, cases.get(error.code, []), service.slug, today=today, as_it_is=as_it_is)
        wanted.append((row, merged))
        changes += found
        unchanged += same
    gone = [row for code, row in rows.items() if code not in listed]
    for row in sorted(gone, key=lambda each: each.position):
        position += 1
        if row.position != position:
            row.position = position
            moved_codes.append(row)
        merged, found, _ = _merge(
            KnownError(service.slug, row.code, ()), cases[row.code], service.slug, today=today, as_it_is=as_it_is
        )
        wanted.append((row, merged))
        changes += found
    models.Code.objects.bulk_create(new_codes, batch_size=_BATCH)
    models.Code.objects.bulk_update(moved_codes, ["position"], batch_size=_BATCH)
    stored = _store_cases(wanted)
    return changes, unchanged, bool(new_codes or moved_codes or changes or stored)


def _store_cases(wanted: Iterable[tuple[models.Code, list[_Row]]]) -> bool:
    """Write the rows that are not yet as they should be; whether there were any."""
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
    models.Case.objects.bulk_create(new, batch_size=_BATCH)
    if old:
        models.Case.objects.bulk_update(old, [*_columns(ErrorCase("")), "position"], batch_size=_BATCH)
    return bool(new or old)


def _merge(
    error: KnownError, rows: list[models.Case], slug: str, *, today: date, as_it_is: bool
) -> tuple[list[_Row], list[Change], int]:
    """Lay a document's cases of one code against the stored ones: the same, reworded, new, or no longer listed."""
    left = list(rows)
    merged: list[_Row] = []
    changes: list[Change] = []
    unchanged = 0
    paired = _pairs(error.cases, left)
    for position, (case, row) in enumerate(paired):
        before = case_noun(row) if row else None
        after = case if before is None or as_it_is else _taken_over(before, case)
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
        after = before if before.withdrawn else replace(before, withdrawn=today)
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
    after = replace(case, **{name: getattr(case, name) or getattr(before, name) for name in _DECIDED})
    if replace(after, source=before.source) == before:
        return before
    return after


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
        "fault": case.fault or "",
        "category": case.category or "",
        "severity": case.severity or "",
    }
