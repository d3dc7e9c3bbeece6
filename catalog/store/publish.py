"""Publishes domain objects into the database in one transaction, writing only differences, and reports every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from typing import Any, TypeVar

from django.db import connections, router, transaction
from django.db.models import Count, Q
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from catalog import models
from catalog.known_error import MARK_KINDS, ErrorCase, KnownError, Service, ServiceCatalog
from catalog.store.case_merging import Change, Conflict, MergedRow, Run, columns_of, merge
from catalog.store.changes import note_changes
from catalog.store.import_scope import ImportScope, in_order, is_much, is_too_much
from catalog.store.lookup import service_noun
from catalog.store.revision import begin_revision
from catalog.store.timeouts import without_statement_timeout

__all__ = [
    "Change",
    "Conflict",
    "Published",
    "SpelledOtherwise",
    "TooMuchWithdrawn",
    "note_loaded",
    "publish",
    "was_loaded",
]

_BATCH = 500
_KEPT_AT_ONCE = 5_000

T = TypeVar("T", models.Code, models.Case)


class SpelledOtherwise(ValueError):
    """Raised for a slug that differs from a stored one in letter case only: their URLs would be the same."""

    def __init__(self, service: str, spelling: str) -> None:
        """Take the given slug and the stored one."""
        super().__init__(f"the service {service} is {spelling} in the catalog: write it like that")


class TooMuchWithdrawn(ValueError):
    """Raised for a document that lacks most of its earlier cases, and so is more likely broken than changed."""

    def __init__(self, service: str, withdrawn: int, total: int) -> None:
        """Take the service, how many of its cases would be withdrawn, and of how many."""
        super().__init__(f"{withdrawn} of the {total} cases of {service} known from this source are not in it")


@dataclass(frozen=True, slots=True)
class Published:
    """Result of publishing a document's rows.

    ``conflicts`` are the fields that the page changed and that the portal's own people have set otherwise.
    ``spared`` are the codes, each with its service, of which cases would be withdrawn if no row that could not be
    read named them. ``much`` says that most of what was known is withdrawn, and how much; empty where it is not.
    ``too_much`` is whether that is refused unless it is said to be meant.
    """

    changes: tuple[Change, ...]
    unchanged: int
    conflicts: tuple[Conflict, ...] = ()
    spared: tuple[tuple[str, str], ...] = ()
    much: str = ""
    too_much: bool = False

    def count(self, kind: str) -> int:
        """Return how many rows are new, changed or withdrawn."""
        return sum(1 for change in self.changes if change.kind == kind)


_WHOLE = ImportScope()


def publish(
    catalogs: Iterable[ServiceCatalog],
    *,
    today: date,
    as_it_is: bool = False,
    scope: ImportScope = _WHOLE,
    may_withdraw_much: bool = True,
    dry_run: bool = False,
    reason: str = "",
    step: Callable[[int], object] = int,
) -> Published:
    """Store ``catalogs`` and return the changes.

    A vendor's page is read against what is known: what it says is taken over, what it no longer lists is withdrawn as
    of ``today`` and kept, as far as its ``scope`` reaches, and what people have decided stays. ``as_it_is`` is for the
    portal's own export: it is taken over to the letter, provenance and decisions included. With ``dry_run``
    everything is worked out and nothing kept. ``reason`` is what the history says of it; ``step`` is told of every
    number of codes done.

    Raises:
        DatabaseError: when the database refuses; nothing of the document is kept then.
        SpelledOtherwise: when the catalog has a service whose slug differs in its capitals alone; nothing is kept then.
        TooMuchWithdrawn: when most of what is known would go, and ``may_withdraw_much`` is false; nothing is kept then.
    """
    changes: list[Change] = []
    conflicts: list[Conflict] = []
    spared: list[tuple[str, str]] = []
    aliased: list[tuple[str, str]] = []
    unchanged = 0
    much, too_much = "", False
    run = Run(today, as_it_is, scope, reason[:100], step)
    with transaction.atomic():
        without_statement_timeout()
        moved = False
        for catalog in catalogs:
            service, service_moved = _store_service(catalog.service, run)
            stored = _store_errors(service, catalog.errors, run)
            changes += stored.changes
            conflicts += stored.conflicts
            unchanged += stored.unchanged
            spared += ((service.slug, code) for code in stored.spared)
            aliased += ((service.slug, code) for code in stored.aliased)
            moved = moved or service_moved or stored.moved
            # A renamed code is not lost.
            lost = sum(1 for each in stored.changes if each.kind == "withdrawn" and each.code not in stored.renamed)
            if is_much(lost, stored.live):
                problem = TooMuchWithdrawn(service.slug, lost, stored.live)
                if is_too_much(lost, stored.live) and not may_withdraw_much:
                    raise problem
                too_much = too_much or is_too_much(lost, stored.live)
                much = str(problem)
        if moved:
            changed = {(change.service, change.code) for change in changes}
            renamed = [(*each, "changed") for each in aliased if each not in changed]
            note_changes(begin_revision(), _by_code(changes) + renamed)
        if dry_run:
            transaction.set_rollback(True)
    return Published(tuple(changes), unchanged, tuple(conflicts), tuple(spared), much, too_much)


def _by_code(changes: Iterable[Change]) -> list[tuple[str, str, str]]:
    """Return (service, code, kind) for each changed code, derived from the changes of its cases."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for change in changes:
        kinds.setdefault((change.service, change.code), []).append(change.kind)
    stored = (
        models.Code.objects.filter(service__slug__in={slug for slug, _ in kinds})
        .annotate(total=Count("cases"), live=Count("cases", filter=Q(cases__withdrawn__isnull=True)))
        .values_list("service__slug", "code", "total", "live")
    )
    counts = {(slug, code): (total, live) for slug, code, total, live in stored} if kinds else {}
    return [(*key, _kind_of(case_kinds, *counts[key])) for key, case_kinds in kinds.items()]


def _kind_of(case_kinds: list[str], total: int, live: int) -> str:
    if case_kinds.count("new") == total:
        return "new"
    return "withdrawn" if "withdrawn" in case_kinds and not live else "changed"


def was_loaded(slug: str) -> bool:
    """Return whether the bundled service ``slug`` was ever loaded into this database."""
    return models.LoadedBundle.objects.filter(slug=slug).exists()


def note_loaded(slug: str) -> None:
    """Record that the bundled service ``slug`` was loaded."""
    models.LoadedBundle.objects.get_or_create(slug=slug)


def _store_service(service: Service, run: Run) -> tuple[models.Service, bool]:
    """Lock and return the row of a service: concurrent edits wait until the transaction ends."""
    row = models.Service.objects.select_for_update().filter(slug=service.slug).first()
    if row is None:
        other = models.Service.objects.filter(slug__iexact=service.slug).values_list("slug", flat=True).first()
        if other is not None:
            raise SpelledOtherwise(service.slug, other)
    stored = service_noun(row) if row else None
    if stored and not run.as_it_is:
        service = _stated(service, stored, run.scope)
    if row is not None and stored == service:
        return row, False
    row = row or models.Service(slug=service.slug)
    row.name, row.vendor = service.name, service.vendor
    row.prefixes = list(service.prefixes)
    row.documentation, row.updated = service.documentation or "", service.updated
    row.support_url = service.support_url or ""
    row.code_field = service.body.code_field if service.body else ""
    row.message_field = service.body.message_field if service.body else ""
    row.referrals = [{"prefix": each.prefix, "title": each.title} for each in service.referrals]
    row.internal = service.internal
    row.marks = {kind: list(values) for kind in MARK_KINDS if (values := getattr(service.marks, kind))}
    row.save()
    return row, True


def _stated(service: Service, stored: Service, scope: ImportScope) -> Service:
    """Return the facts of a service after a document: facts that it omits stay.

    One page of several adds to what the others say, and is the service's documentation only where none is known.
    """
    stated = {field.name: value for field in fields(service) if (value := getattr(service, field.name))}
    stated["marks"] = stored.marks.united_with(service.marks)
    if not scope.is_whole:
        stated["prefixes"] = tuple(dict.fromkeys((*stored.prefixes, *service.prefixes)))
        stated["referrals"] = tuple(dict.fromkeys((*stored.referrals, *service.referrals)))
        if stored.documentation and stored.documentation not in (scope.pages or ()):
            kept = [name for name in ("documentation", "body", "updated") if getattr(stored, name)]
            stated = {name: value for name, value in stated.items() if name not in kept}
    return replace(stored, **stated)


@dataclass(frozen=True, slots=True)
class _Stored:
    """Result of storing a service's codes; ``live`` counts the cases that the document could have withdrawn."""

    changes: list[Change]
    conflicts: list[Conflict]
    unchanged: int
    live: int
    spared: list[str]
    renamed: set[str]
    aliased: list[str]
    moved: bool


def _store_errors(service: models.Service, errors: Iterable[KnownError], run: Run) -> _Stored:
    rows = {row.code: row for row in service.codes.prefetch_related("cases")}
    cases = {code: list(row.cases.all()) for code, row in rows.items()}
    listed = {error.code: error for error in errors}
    before = sorted(rows, key=lambda code: rows[code].position)
    gone = [code for code in before if code not in listed]
    order = [*listed, *gone] if run.scope.is_whole else in_order(before, list(listed))
    places = {code: place for place, code in enumerate(order)}
    new_codes: list[models.Code] = []
    moved_codes: list[models.Code] = []
    aliased_codes: list[models.Code] = []
    wanted: list[tuple[models.Code, list[MergedRow]]] = []
    stored = _Stored([], [], 0, 0, [], set(), [], False)
    fresh: dict[_Told, list[str]] | None = None
    unchanged = live = 0
    # Vanished codes come last: only then are the new names known.
    for code in (*listed, *gone):
        row = rows.get(code)
        if row is None:
            row = models.Code(service=service, code=code, folded=models.fold_code(code), position=places[code])
            new_codes.append(row)
        elif row.position != places[code]:
            row.position = places[code]
            moved_codes.append(row)
        aliases = _aliases(listed[code], row, run) if code in listed else row.aliases
        internal = listed[code].internal or (row.internal and not run.as_it_is) if code in listed else row.internal
        if (aliases, internal) != (row.aliases, row.internal):
            row.aliases, row.internal = aliases, internal
            if row.pk is not None:
                aliased_codes.append(row)
        merged = merge(listed.get(code) or KnownError(service.slug, code, ()), cases.get(code, []), run)
        merged_rows, changes, renamed = merged.rows, merged.changes, None
        if code in listed:
            run.step(1)
        else:
            fresh = _fresh(stored.changes) if fresh is None else fresh
            renamed = _renamed(merged_rows, fresh)
        if renamed:
            merged_rows = [_with_successor(each, renamed) for each in merged_rows]
            changes = [replace(each, after=each.after and _succeeded(each.after, renamed)) for each in changes]
            stored.renamed.add(code)
        wanted.append((row, merged_rows))
        stored.changes.extend(changes)
        stored.conflicts.extend(merged.conflicts)
        stored.spared.extend([code] if merged.spared else [])
        unchanged += merged.unchanged
        live += merged.live
    _create(new_codes, models.Code, run)
    if moved_codes:
        models.Code.objects.bulk_update(moved_codes, ["position"], batch_size=_BATCH)
    if aliased_codes:
        bulk_update_with_history(
            aliased_codes, models.Code, ["aliases", "internal"], batch_size=_BATCH, default_change_reason=run.reason
        )
        stored.aliased.extend(row.code for row in aliased_codes)
    written = _store_cases(wanted, run)
    moved = bool(new_codes or moved_codes or aliased_codes or stored.changes or written)
    return replace(stored, unchanged=unchanged, live=live, moved=moved)


def _aliases(error: KnownError, row: models.Code, run: Run) -> list[str]:
    """Return the aliases of a listed code: a page adds to the stored ones, an export replaces them."""
    stored = row.aliases if isinstance(row.aliases, list) and not run.as_it_is else []
    return [each for each in dict.fromkeys((*stored, *error.aliases)) if each != error.code]


_Told = frozenset[tuple[str, str, str]]


def _fresh(changes: Iterable[Change]) -> dict[_Told, list[str]]:
    """Return the new codes by the texts of their cases."""
    texts_of: dict[str, set[tuple[str, str, str]]] = {}
    for change in changes:
        if change.kind == "new" and change.after is not None:
            case = change.after
            texts_of.setdefault(change.code, set()).add((case.message, case.description, case.solution))
    codes: dict[_Told, list[str]] = {}
    for code, texts in texts_of.items():
        codes.setdefault(frozenset(texts), []).append(code)
    return codes


def _renamed(merged: list[MergedRow], fresh: Mapping[_Told, list[str]]) -> str | None:
    """Return the new code with exactly the texts of a vanished one, if there is just one."""
    texts = {(each.case.message, each.case.description, each.case.solution) for each in merged if each.case.message}
    if any(each.case.replaced_by for each in merged):
        return None
    codes = fresh.get(frozenset(texts), []) if texts else []
    return codes[0] if len(codes) == 1 else None


def _with_successor(row: MergedRow, code: str) -> MergedRow:
    return replace(row, case=_succeeded(row.case, code))


def _succeeded(case: ErrorCase, code: str) -> ErrorCase:
    return replace(case, replaced_by=code) if case.withdrawn else case


def _create(rows: list[T], model: type[T], run: Run) -> None:
    """Insert rows with the first entry of their history."""
    for start in range(0, len(rows), _BATCH):
        created = model._default_manager.bulk_create(rows[start : start + _BATCH])
        _begin_history(created, model, run)


@cache
def _history_of(model: Any) -> Any:
    """Return the model of the history; the library makes a class for each time that it is asked."""
    return model.history.model


def _begin_history(rows: list[T], model: type[T], run: Run) -> None:
    """Copy new rows into their history within the database, which takes half the time of writing each of them twice."""
    history = _history_of(model)
    connection = connections[router.db_for_write(model)]
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in history.tracked_fields)
    places = ", ".join(["%s"] * len(rows))
    user = history.get_default_history_user(rows[0])
    statement = (
        f"INSERT INTO {quoted(history._meta.db_table)} "  # noqa: S608 - names of the models' own tables and columns
        f"({columns}, history_date, history_change_reason, history_type, history_user_id) "
        f"SELECT {columns}, %s, %s, '+', %s FROM {quoted(model._meta.db_table)} "
        f"WHERE {quoted(model._meta.pk.column)} IN ({places})"
    )
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(statement, [now, run.reason or None, user.pk if user else None, *(row.pk for row in rows)])


def _store_cases(wanted: Iterable[tuple[models.Code, list[MergedRow]]], run: Run) -> list[int]:
    """Write the rows that differ; return the primary keys of their codes."""
    new: list[models.Case] = []
    old: list[models.Case] = []
    created: list[int] = []
    for code, rows in wanted:
        if len(new) >= _KEPT_AT_ONCE:
            # A document of a hundred thousand rows is not kept in memory twice.
            _create(new, models.Case, run)
            created += (row.code_id for row in new)
            new.clear()
        for each in rows:
            values = {**columns_of(each.case), "position": each.position}
            row = each.row
            if row is None:
                new.append(models.Case(code=code, **values))
            elif any(getattr(row, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(row, name, value)
                old.append(row)
    _create(new, models.Case, run)
    if old:
        names = [*columns_of(ErrorCase("")), "position"]
        bulk_update_with_history(old, models.Case, names, batch_size=_BATCH, default_change_reason=run.reason)
    return [*created, *(row.code_id for row in (*new, *old))]
