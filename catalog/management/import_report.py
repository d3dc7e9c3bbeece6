"""Reports of an import: lines for people, one JSON object for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from os.path import commonpath, isabs
from typing import Any

from django.core.management.color import Style

from catalog.ingest import Picture
from catalog.intake import Folder, Reading
from catalog.known_error import ErrorCase
from catalog.store.publish import Change, Conflict

_SAMPLED = ("http_status", "message", "description", "solution", "section", "retryable", "severity")
_KINDS = ("new", "changed", "withdrawn")
_SHOWN = ("http_status", "message", "description", "solution", "section", "withdrawn", "replaced_by")
_LONGEST = 300
"""Characters of a text that stand in a line of the report."""
_MOST_NEW = 40
"""New rows that are named one by one; of more, the first are, unless all are asked for."""
_MOST_DOCUMENTS = 12
"""Documents of an import that a table names one by one."""
_FEW_DOCUMENTS = 4
"""So many documents are reported on one after the other; more are in one table."""
MOST_REPORTS = 4
"""So many services are reported on one after the other; more are in one table."""
_MOST_LOSSES = 10
_BEFORE = 60
"""Characters before the first that differs, in texts that are longer."""


def summary(pictures: Sequence[Picture], service: str | None) -> dict[str, Any]:
    """The counts of an import, and what was not taken, for a program."""
    total: Counter[str] = Counter()
    for each in pictures:
        total.update({kind: each.published.count(kind) for kind in _KINDS})
        total.update(
            unchanged=each.published.unchanged,
            codes=sum(len(catalog.errors) for catalog in each.catalogs),
            cases=sum(catalog.case_count for catalog in each.catalogs),
            sections=sum(len(catalog.sections) for catalog in each.catalogs),
        )
    readings = [reading for each in pictures for reading in each.readings]
    published = [each.published for each in pictures]
    slugs = list(dict.fromkeys(catalog.service.slug for each in pictures for catalog in each.catalogs))
    changes = [change for each in published for change in each.changes]
    more = {
        "conflicts": _facts((each.conflicts for each in published), "service", "code", "field"),
        "renamed": [
            {"service": each.service, "code": each.code, "to": to} for each in changes if (to := _successor(each))
        ],
        "kept": [{"service": slug, "code": code} for each in published for slug, code in each.spared],
        "left_alone": _facts((each.left_alone for each in readings), "line", "title", "reason"),
        "untaken": _facts((each.untaken[:1_000] for each in readings), "line", "code"),
        "doubtful": _facts((each.doubtful[:1_000] for each in readings), "line", "code", "reason"),
        "unread_columns": _facts((each.unread for each in readings), "line", "title", "columns"),
    }
    return {
        "service": service or (slugs[0] if len(slugs) == 1 else None),
        **{name: total[name] for name in ("new", "changed", "unchanged", "withdrawn")},
        "rejected": _facts((each.rejected for each in readings), "line", "field", "reason"),
        **{name: total[name] for name in ("codes", "cases", "sections")},
        **({} if service else {"services": len(slugs)}),
        **{name: value for name, value in more.items() if value},
    }


def _facts(groups: Iterable[Iterable[Any]], *names: str) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in names} for rows in groups for row in rows]


def report(
    picture: Picture, style: Style, *, dry_run: bool, may_withdraw_much: bool, whole: bool = False
) -> Iterator[str]:
    """Yield the lines of a report on documents that belong together; ``whole`` names every new row."""
    published = picture.published
    many = len(picture.names) > _FEW_DOCUMENTS
    if many:
        yield from _documents(picture)
    for name, reading in zip(picture.names, picture.readings, strict=True):
        if not many:
            yield _held(name, reading)
        if many or len(picture.names) > 1:
            yield from _untaken(reading, style, name if many else "")
    yield from _differences(published.changes, style, whole=whole)
    for conflict in published.conflicts:
        yield style.WARNING(f"  conflict {conflict.code}: {_reason(conflict)}")
    if len(picture.names) == 1:
        yield from _untaken(picture.readings[0], style)
    refused = {code for reading in picture.readings for row in reading.rejected for code in row.codes}
    for _, code in published.spared:
        row = "rejected row" if code in refused else "line that was not taken"
        yield style.WARNING(f"  kept {code}: not withdrawn, since a {row} names it")
    if picture.is_truncated:
        yield style.WARNING(
            "  nothing is withdrawn: rows of the document are cut off, or in a table that could not be read"
        )
    if dry_run and published.too_much and not may_withdraw_much:
        yield style.WARNING(f"  without --dry-run this is refused unless you add --allow-withdrawals: {published.much}")
    elif published.much and not may_withdraw_much:
        yield style.WARNING(f"  {published.much}. If the document is incomplete, import all of it, or add --part")
    counts = ", ".join(f"{published.count(kind)} {kind}" for kind in _KINDS)
    kept = "dry run, nothing stored" if dry_run else "done"
    rejected = sum(len(reading.rejected) for reading in picture.readings)
    untaken = sum(len(reading.untaken) for reading in picture.readings)
    lost = (
        f", {untaken} {'lines look' if untaken > 1 else 'line looks'} like codes and were not taken" if untaken else ""
    )
    yield f"  {counts}, {published.unchanged} unchanged, {rejected} rejected{lost}: {kept}"


def report_of_many(pictures: Sequence[Picture], style: Style, *, dry_run: bool, whole: bool = False) -> Iterator[str]:
    """Yield the report on many services: the losses of each, then one table with sums."""
    for each in pictures:
        if whole:
            yield from _differences(each.published.changes, style, whole=True)
        for name, reading in zip(each.names, each.readings, strict=True):
            lost = replace(reading, left_alone=())
            yield from _untaken(lost, style, name)
        for conflict in each.published.conflicts:
            yield style.WARNING(f"  conflict {conflict.service} {conflict.code}: {_reason(conflict)}")
    rows = [(_counts(each), ", ".join(catalog.service.slug for catalog in each.catalogs)) for each in pictures]
    rows.sort(key=lambda row: (-sum(row[0][1:4]), -row[0][0]))
    kept = "dry run, nothing stored" if dry_run else "done"
    heads = ("codes", *_KINDS, "unchanged", "rejected", "service")
    yield from _table(heads, rows, "services", f"{len(rows)} services: {kept}")


def _counts(picture: Picture) -> list[int]:
    published = picture.published
    codes = sum(len(catalog.errors) for catalog in picture.catalogs)
    rejected = sum(len(reading.rejected) for reading in picture.readings)
    return [codes, *(published.count(kind) for kind in _KINDS), published.unchanged, rejected]


def _table(heads: Sequence[str], rows: Sequence[tuple[list[int], str]], more: str, total: str) -> Iterator[str]:
    """A table of counts: its first rows, the sum of the rest, and that of all."""

    def line(counts: Iterable[object], name: str) -> str:
        cells = (f"{count:>{max(8, len(head))}}" for count, head in zip(counts, heads, strict=False))
        return f"{' '.join(cells)}  {name}"

    def summed(some: Sequence[tuple[list[int], str]], name: str) -> str:
        return line((sum(column) for column in zip(*(counts for counts, _ in some), strict=True)), name)

    yield line(heads[:-1], heads[-1])
    yield from (line(counts, in_a_line(name)) for counts, name in rows[:_MOST_DOCUMENTS])
    if rest := rows[_MOST_DOCUMENTS:]:
        yield summed(rest, f"{len(rest)} more {more}")
    yield summed(rows, total)


def samples(picture: Picture, count: int) -> Iterator[str]:
    """Some rows of the documents with their fields as they were read, from the beginning, the middle and the end."""
    errors = [error for catalog in picture.catalogs for error in catalog.errors]
    count = max(0, min(count, len(errors)))
    for number in range(count):
        error = errors[number * (len(errors) - 1) // max(1, count - 1)]
        case = error.cases[0]
        yield f"  {error.code}"
        fields = {"aliases": ", ".join(error.aliases), **{name: getattr(case, name) for name in _SAMPLED}}
        yield from (f"    {name}: {in_a_line(str(value))}" for name, value in fields.items() if value)


def skipped_documents(folder: Folder) -> Iterator[str]:
    """The documents of a folder that are none of errors, the first of them by name."""
    for name, reason in folder.skipped[:_MOST_LOSSES]:
        yield f"  skipped {in_a_line(name)}: {in_a_line(reason)}"
    if len(folder.skipped) > _MOST_LOSSES:
        yield f"  skipped {len(folder.skipped) - _MOST_LOSSES} more documents without error codes"


def _documents(picture: Picture) -> Iterator[str]:
    """The documents as a table, those with most codes first, and their sums."""
    folder = commonpath(picture.names) if all(map(isabs, picture.names)) else ""
    names = (name.removeprefix(f"{folder}/") for name in picture.names)
    rows = [
        ([reading.codes, reading.cases, len(reading.rejected), len(reading.untaken)], name)
        for name, reading in zip(names, picture.readings, strict=True)
    ]
    rows.sort(key=lambda row: -row[0][0])
    slugs = dict.fromkeys(catalog.service.slug for catalog in picture.catalogs)
    total = f"{len(rows)} documents of {in_a_line(', '.join(slugs))}"
    yield from _table(("codes", "cases", "rejected", "not taken", "document"), rows, "documents", total)


def _differences(changes: Sequence[Change], style: Style, *, whole: bool) -> Iterator[str]:
    """The changes a line or more each; of many new rows the first."""
    named = 0
    total = sum(change.kind == "new" for change in changes)
    most = total if whole or total <= _MOST_NEW else _MOST_NEW // 2
    for change in changes:
        named += change.kind == "new"
        if change.kind != "new" or named <= most:
            yield from _difference(change, style)
    if total > most:
        yield f"  new: {total - most} more (all of them with -v 2)"


def _held(name: str, reading: Reading) -> str:
    slugs = ", ".join(catalog.service.slug for catalog in reading.catalogs)
    sections = f" in {reading.sections} section{'s' if reading.sections > 1 else ''}" if reading.sections else ""
    return f"{name} ({reading.format}): {reading.codes} codes, {reading.cases} cases{sections} of {slugs}"


def _reason(conflict: Conflict) -> str:
    """Return what a conflict is about and what became of it."""
    if conflict.field in ("description", "solution"):
        return f"the vendor's {conflict.field} changed, and your team has written its own; both are shown"
    kept = conflict.kept or "not set"
    return f"{conflict.field} is {conflict.stated} on the page; your team's decision stays: {kept}"


def _untaken(reading: Reading, style: Style, name: str = "") -> Iterator[str]:
    """Yield the lines on what was not imported; ``name`` is added to each when there are many documents."""
    of = f" {in_a_line(name)}:" if name else ""
    for row in reading.rejected:
        yield style.ERROR(f"  rejected{of} {_at(row.line)}{row.field}: {in_a_line(row.reason)}")
    for table in () if name else reading.left_alone:
        yield f"  skipped {_at(table.line)}{in_a_line(table.title) or 'a table'}: {in_a_line(table.reason)}"
    for unread in reading.unread:
        columns = in_a_line(", ".join(unread.columns))
        title = in_a_line(unread.title) or "a table"
        yield style.WARNING(f"  not read{of} {_at(unread.line)}{title}: columns {columns}")
    for each in reading.untaken[:_MOST_LOSSES]:
        yield style.WARNING(
            f"  not taken{of} {_at(each.line)}{in_a_line(each.code)}: looks like a code and is in no row"
        )
    if len(reading.untaken) > _MOST_LOSSES:
        yield style.WARNING(f"  not taken{of} {len(reading.untaken) - _MOST_LOSSES} more lines that look like codes")
    for doubt in reading.doubtful[:_MOST_LOSSES]:
        yield style.WARNING(f"  doubtful{of} {_at(doubt.line)}{in_a_line(doubt.code)}: {in_a_line(doubt.reason)}")
    if len(reading.doubtful) > _MOST_LOSSES:
        yield style.WARNING(f"  doubtful{of} {len(reading.doubtful) - _MOST_LOSSES} more messages")
    if reading.skipped:
        yield f"  skipped{of} {reading.skipped} rows of other sections"


def _at(line: int) -> str:
    return f"line {line}, " if line else ""


def _difference(change: Change, style: Style) -> Iterator[str]:
    case: ErrorCase | None = change.after or change.before
    status = f" {case.http_status}" if case and case.http_status else ""
    colour = {"new": style.SUCCESS, "withdrawn": style.ERROR}.get(change.kind, style.WARNING)
    renamed = f" (now {to})" if (to := _successor(change)) else ""
    yield f"  {colour(change.kind)} {change.code}{renamed}{status} {in_a_line(case.message) if case else ''}".rstrip()
    if change.kind == "changed" and change.before and change.after:
        for name in _SHOWN:
            old, new = getattr(change.before, name), getattr(change.after, name)
            if old != new:
                pair = _beside(old, new) if isinstance(old, str) and isinstance(new, str) else (old, new)
                yield style.ERROR(f"    - {name}: {pair[0]}")
                yield style.SUCCESS(f"    + {name}: {pair[1]}")


def _successor(change: Change) -> str | None:
    """Return the new name of a code that the document no longer has."""
    return change.after.replaced_by if change.kind == "withdrawn" and change.after else None


def in_a_line(text: str) -> str:
    """A text as it stands in one line of the report: the ends of its own lines as signs, cut where it is too long."""
    line = "⏎".join(text.splitlines())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}… ({len(text)} characters)"


def _beside(old: str, new: str) -> tuple[str, str]:
    """Two texts a line each, long ones from a little before where they begin to differ."""
    if max(len(old), len(new)) <= _LONGEST:
        return in_a_line(old), in_a_line(new)
    same = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), 0)
    start = max(0, same - _BEFORE)
    begin = "…" if start else ""
    return begin + in_a_line(old[start:]), begin + in_a_line(new[start:])
