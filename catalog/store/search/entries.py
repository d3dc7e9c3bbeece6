"""What search looks through: an entry for each code, written whenever the code or a case of it is.

Single saves and deletes are seen by their signals; ``publish`` tells of what it writes in bulk. Entries that an older
release did not write yet are written after a migration.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models.signals import post_delete, post_save

from catalog.models import Case, Code, SearchEntry, SearchWord, Service
from catalog.store.lookup import case_noun
from catalog.store.search.words import LONGEST_WORD, squashed, stored_code, stored_words, without_zeros

_BATCH = 500
_WORDS = ("codes", "message", "description", "solution", "place")


def write_entries(codes: Iterable[int]) -> None:
    """Write the entries of these codes, by primary key, anew. A code without a case has none; one that is gone, too."""
    for keys in batched_keys(codes):
        rows = Code.objects.filter(pk__in=keys).select_related("service").prefetch_related("cases")
        entries = [_entry(row) for row in rows if row.cases.all()]
        without = set(keys) - {entry.pk for entry in entries}
        if without:
            SearchEntry.objects.filter(pk__in=without).delete()
        SearchEntry.objects.bulk_create(
            entries, update_conflicts=True, unique_fields=["code"], update_fields=["squashed", "bare", *_WORDS]
        )
        _learn(entries)


def fill() -> int:
    """Write the entries that are missing; how many those were."""
    missing = list(Code.objects.filter(entry__isnull=True, cases__isnull=False).values_list("pk", flat=True).distinct())
    write_entries(missing)
    return len(missing)


def watch() -> None:
    """Keep entries true to every single save and delete of the catalog's rows."""
    post_save.connect(_code_saved, sender=Code, dispatch_uid="search-code")
    post_save.connect(_case_saved, sender=Case, dispatch_uid="search-case-saved")
    post_delete.connect(_case_deleted, sender=Case, dispatch_uid="search-case-deleted")
    post_save.connect(_service_saved, sender=Service, dispatch_uid="search-service")


def batched_keys(keys: Iterable[int]) -> Iterator[Sequence[int]]:
    """Keys, each once, in pieces that one statement can hold."""
    known = list(dict.fromkeys(keys))
    return (known[first : first + _BATCH] for first in range(0, len(known), _BATCH))


def _entry(row: Code) -> SearchEntry:
    cases = list(row.cases.all())
    sections = " ".join(dict.fromkeys(case.section for case in cases))
    statuses = " ".join(dict.fromkeys(str(case.http_status) for case in cases if case.http_status))
    return SearchEntry(
        code=row,
        squashed=squashed(row.code),
        bare=without_zeros(row.code),
        codes=stored_code(row.code),
        message=stored_words(
            "\n".join(wording for case in cases for wording in (case.message, *case_noun(case).former))
        ),
        description=stored_words("\n".join(case.description for case in cases)),
        solution=stored_words("\n".join(case.solution for case in cases)),
        place=stored_words(f"{row.service.slug} {row.service.name} {sections} {statuses}"),
    )


def _learn(entries: Iterable[SearchEntry]) -> None:
    """Add the entries' words to those that a mistyped word may have meant."""
    words = {word for entry in entries for name in _WORDS for word in getattr(entry, name).split()}
    # A number with a wrong digit is another number: only words of letters are spelled anew.
    words = {word for word in words if 2 < len(word) <= LONGEST_WORD and word.isalpha()}
    SearchWord.objects.bulk_create([SearchWord(word=word) for word in sorted(words)], ignore_conflicts=True)


def _code_saved(instance: Code, raw: bool = False, **_: Any) -> None:
    if not raw:
        write_entries([instance.pk])


def _case_saved(instance: Case, raw: bool = False, **_: Any) -> None:
    if not raw:
        write_entries([instance.code_id])


def _case_deleted(instance: Case, **_: Any) -> None:
    # Where a whole code is being deleted, its entry is gone already and must not come back.
    if SearchEntry.objects.filter(pk=instance.code_id).exists():
        write_entries([instance.code_id])


def _service_saved(instance: Service, created: bool = False, raw: bool = False, **_: Any) -> None:
    if not raw and not created:
        write_entries(instance.codes.values_list("pk", flat=True))
