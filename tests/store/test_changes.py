"""The log of what became of which code, written with every change and bounded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from catalog import models
from catalog.known_error import KnownError
from catalog.store import changes
from catalog.store.changes import changes_since
from catalog.store.publish import publish
from catalog.store.revision import current_revision
from tests.catalog_rows import TODAY, case, service_catalog, store

pytestmark = pytest.mark.django_db

LATER = date(2026, 2, 3)


def told(since: int = 0) -> list[tuple[str, str]]:
    return [(each.code, each.kind) for each in changes_since(since).changes]


def test_it_works() -> None:
    store()
    assert told() == [("Metal.0100", "new"), ("Metal.0204", "new"), ("Metal.0201", "new")]
    first = current_revision()
    page = service_catalog()
    reworded = KnownError("metal", "Metal.0204", (case("The image was not found"),))
    more = replace(page.errors[0], cases=(*page.errors[0].cases, case("Another", 409)))
    publish([replace(page, errors=(more, reworded))], today=LATER)
    log = changes_since(first)
    assert (log.revision, log.complete, log.last) == (current_revision(), True, None)
    assert told(first) == [("Metal.0100", "changed"), ("Metal.0204", "changed"), ("Metal.0201", "withdrawn")]
    assert {each.revision for each in log.changes} == {current_revision()}


def test_nothing_that_stays_is_told() -> None:
    store()
    before = current_revision()
    publish([service_catalog()], today=LATER)
    publish([service_catalog("other")], today=LATER, dry_run=True)
    assert changes_since(before).changes == ()
    assert len(told()) == 3


def test_single_saves_and_deletes_are_told() -> None:
    store()
    before = current_revision()
    code = models.Code.objects.create(service=models.Service.objects.get(), code="Metal.0999")
    row = models.Case.objects.create(code=code, message="Ours")
    row.withdrawn = TODAY
    row.save()
    assert told(before) == [("Metal.0999", "new"), ("Metal.0999", "changed"), ("Metal.0999", "withdrawn")]
    before = current_revision()
    row.delete()
    assert told(before) == [("Metal.0999", "changed")]
    before = current_revision()
    models.Code.objects.get(code="Metal.0201").delete()
    assert told(before) == [("Metal.0201", "deleted")]
    before = current_revision()
    models.Service.objects.all().delete()
    assert sorted(told(before)) == [("Metal.0100", "deleted"), ("Metal.0204", "deleted"), ("Metal.0999", "deleted")]


def test_it_comes_in_pieces() -> None:
    store()
    first = changes_since(0, most=2)
    assert [each.code for each in first.changes] == ["Metal.0100", "Metal.0204"]
    assert first.last is not None
    rest = changes_since(0, after=first.last, most=2)
    assert ([each.code for each in rest.changes], rest.last) == (["Metal.0201"], None)


def test_the_oldest_revisions_go_first_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST_CHANGES", 4)
    store()
    first = current_revision()
    for _ in range(2):
        models.Case.objects.get(message="Image not found").save()
    assert len(told()) == 2
    assert not changes_since(0).complete
    assert changes_since(first).complete
    monkeypatch.setattr(changes, "MOST_CHANGES", 2)
    store(service_catalog("large"))
    assert told() == []
    assert not changes_since(first).complete
    assert changes_since(current_revision()).complete


def test_an_revision_that_was_never_is_not_complete() -> None:
    store()
    assert not changes_since(current_revision() + 1).complete
