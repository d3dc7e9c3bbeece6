"""What an import tells of itself: lines for people, one object for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.color import Style

from catalog.ingest import Picture
from catalog.intake import Reading
from catalog.known_error import ErrorCase
from catalog.store.publish import Change

_KINDS = ("new", "changed", "withdrawn")
_SHOWN = ("http_status", "message", "description", "solution", "section", "withdrawn", "replaced_by")
_LONGEST = 300
"""Characters of a text that stand in a line of the report."""
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
    slugs = list(dict.fromkeys(catalog.service.slug for each in pictures for catalog in each.catalogs))
    changes = [change for each in pictures for change in each.published.changes]
    more = {
        "conflicts": [
            {"service": change.service, "code": change.code} for each in pictures for change in each.published.conflicts
        ],
        "renamed": [
            {"service": each.service, "code": each.code, "to": to} for each in changes if (to := _successor(each))
        ],
        "kept": [{"service": slug, "code": code} for each in pictures for slug, code in each.published.spared],
        "left_alone": [
            {"line": table.line, "title": table.title, "reason": table.reason}
            for reading in readings
            for table in reading.left_alone
        ],
        "unread_columns": [
            {"line": table.line, "title": table.title, "columns": list(table.columns)}
            for reading in readings
            for table in reading.unread
        ],
    }
    return {
        "service": service or (slugs[0] if len(slugs) == 1 else None),
        "new": total["new"],
        "changed": total["changed"],
        "unchanged": total["unchanged"],
        "withdrawn": total["withdrawn"],
        "rejected": [
            {"line": row.line, "field": row.field, "reason": row.reason}
            for reading in readings
            for row in reading.rejected
        ],
        "codes": total["codes"],
        "cases": total["cases"],
        "sections": total["sections"],
        **({} if service else {"services": len(slugs)}),
        **{name: found for name, found in more.items() if found},
    }


def report(picture: Picture, style: Style, *, dry_run: bool, may_withdraw_much: bool) -> Iterator[str]:
    """What became of documents that belong together, line by line."""
    published = picture.published
    for name, reading in zip(picture.names, picture.readings, strict=True):
        yield _held(name, reading)
        if len(picture.names) > 1:
            yield from _untaken(reading, style)
    for change in published.changes:
        yield from _difference(change, style)
    for change in published.conflicts:
        yield style.WARNING(
            f"  conflict {change.code}: the vendor's text changed, and your team has written its own; both are shown"
        )
    if len(picture.names) == 1:
        yield from _untaken(picture.readings[0], style)
    for _, code in published.spared:
        yield style.WARNING(f"  kept {code}: not withdrawn, since a rejected row names it")
    if picture.is_torn:
        yield style.WARNING("  nothing is withdrawn: rows are missing, cut off or in a table that could not be read")
    if dry_run and published.too_much and not may_withdraw_much:
        yield style.WARNING(f"  without --dry-run this is refused: {published.much}; --allow-withdrawals allows it")
    elif published.much and not may_withdraw_much:
        yield style.WARNING(f"  {published.much}: if it was not whole, import all of it, or a part with --part")
    counts = ", ".join(f"{published.count(kind)} {kind}" for kind in _KINDS)
    kept = "nothing was kept (dry run)" if dry_run else "done"
    rejected = sum(len(reading.rejected) for reading in picture.readings)
    yield f"  {counts}, {published.unchanged} unchanged, {rejected} rejected: {kept}"


def _held(name: str, reading: Reading) -> str:
    slugs = ", ".join(catalog.service.slug for catalog in reading.catalogs)
    sections = f" in {reading.sections} section{'s' if reading.sections > 1 else ''}" if reading.sections else ""
    return f"{name} ({reading.format}): {reading.codes} codes, {reading.cases} cases{sections} of {slugs}"


def _untaken(reading: Reading, style: Style) -> Iterator[str]:
    for row in reading.rejected:
        yield style.ERROR(f"  rejected {_at(row.line)}{row.field}: {in_a_line(row.reason)}")
    for table in reading.left_alone:
        yield f"  left alone {_at(table.line)}{in_a_line(table.title) or 'a table'}: {in_a_line(table.reason)}"
    for unread in reading.unread:
        columns = in_a_line(", ".join(unread.columns))
        yield style.WARNING(f"  not read {_at(unread.line)}{in_a_line(unread.title) or 'a table'}: columns {columns}")


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
                shown = _beside(old, new) if isinstance(old, str) and isinstance(new, str) else (old, new)
                yield style.ERROR(f"    - {name}: {shown[0]}")
                yield style.SUCCESS(f"    + {name}: {shown[1]}")


def _successor(change: Change) -> str | None:
    """What a code that the document no longer has is called there now."""
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
