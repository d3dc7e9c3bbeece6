"""An index that is changed where the catalog was: it answers as one that is built whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from benchmarks.questions import botocore, bundled, postgresql
from catalog import models
from catalog.diagnosis import CatalogIndex, diagnose
from catalog.diagnosis.changed_tables import tables_with_changes
from catalog.known_error import KnownError, ServiceCatalog
from catalog.store import snapshot
from catalog.store.audience import Audience
from catalog.store.lookup import whole_catalog
from catalog.store.revision import revision_mark
from catalog.store.search import current
from catalog.store.search.engine import facets_of, find, hits_of, listed, named_sections, ordinals, plans_for
from catalog.store.search.results import SORTS, Filters
from catalog.store.search.search_building import build_index, change_index
from catalog.store.search.search_index import SearchIndex, open_index
from catalog.store.search.synonyms import bundled_groups
from tests.catalog_rows import case, service_catalog, store

Change = Callable[[list[ServiceCatalog]], list[ServiceCatalog]]

QUERIES = (
    """
image/wrong password/rate limit/lambda throttled/imetal 0204/iMetal.0204/imetal02/Zebra.1/deadlock/duplicate key
no such table/function not found lambda/quota/zebra crossing/iMetal.02/zebracrosing/404/access denied kms/expired
Image not found/out of ip addresses/Networking
""".strip()
    .replace("\n", "/")
    .split("/")
)


@lru_cache
def everything() -> tuple[ServiceCatalog, ...]:
    cloud = botocore(("kms", "lambda", "s3", "sqs", "sts"))
    return tuple(sorted([*bundled(), *cloud, postgresql()], key=lambda each: each.service.slug))


def with_errors(slug: str, edit: Callable[[list[KnownError]], Sequence[KnownError]]) -> Change:
    return lambda catalogs: [
        replace(each, errors=tuple(edit(list(each.errors)))) if each.service.slug == slug else each for each in catalogs
    ]


def edited(code: str, **facts: object) -> Callable[[list[KnownError]], list[KnownError]]:
    return lambda errors: [
        replace(each, cases=tuple(replace(one, **facts) for one in each.cases)) if each.code == code else each  # type: ignore[arg-type]
        for each in errors
    ]


CHANGES: dict[str, Change] = {
    "nothing": list,
    "an edit": with_errors("imetal", edited("iMetal.0204", message="Zebra crossing %s is closed", http_status=409)),
    "a new section": with_errors("imetal", edited("iMetal.0204", section="Networking of zebras")),
    "a withdrawal": with_errors("postgresql", edited("40P01", withdrawn=date(2026, 1, 2))),
    "a deletion": with_errors("imetal", lambda errors: [each for each in errors if each.code != "iMetal.0204"]),
    "a renamed code": with_errors(
        "imetal", lambda errors: [replace(each, code=each.code.replace("0204", "0904")) for each in errors]
    ),
    "new codes": with_errors(
        "lambda",
        lambda errors: [
            KnownError("lambda", "Zebra.1", (case("Rate limit of the zebra reached", 429),)),
            *errors[:3],
            KnownError("lambda", "Zebra.2", (case("Image not found"),)),
            KnownError("lambda", "ThrottlingException", (case("Rate limit exceeded"),)),
            *errors[3:],
        ],
    ),
    "a code at another place, changed": with_errors(
        "kms", lambda errors: [*errors[1:], replace(errors[0], aliases=("Zebra.1",))]
    ),
    "a service without codes": with_errors("kms", lambda errors: errors[:0]),
    "a service that is gone": lambda catalogs: [each for each in catalogs if each.service.slug != "sqs"],
    "a new service": lambda catalogs: sorted([*catalogs, service_catalog("zebra")], key=lambda each: each.service.slug),
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[CatalogIndex, Path]:
    whole = CatalogIndex(everything())
    folder = tmp_path_factory.mktemp("base") / "whole"
    build_index(tuple(whole.catalogs.values()), bundled_groups(), folder)
    return whole, folder


def changed_index(base: CatalogIndex, catalogs: Sequence[ServiceCatalog]) -> CatalogIndex:
    """The index of ``base`` with what is different in ``catalogs``."""
    by_slug = {each.service.slug: each for each in everything()}
    changed = {each.service.slug: each.errors for each in catalogs if each is not by_slug.get(each.service.slug)}
    tables = tables_with_changes(base.tables, [each.service for each in catalogs], changed)
    return CatalogIndex.of_tables(tables, revision=2)


def answers(index: SearchIndex, query: str) -> dict[str, Any]:
    """All that a search says: hits in each order, what they lack, facets, sections."""
    filters = Filters()
    result = find(index, plans_for(index, query, [], in_service=False), filters) if query else listed(index, filters)
    if result is None:
        return {}
    result_of: dict[str, Any] = {
        "count": result.count,
        "complete": result.complete,
        "facets": facets_of(index, result, filters),
        "sections": [(each.title, each.codes) for each in named_sections(index, result.plan, filters)],
    }
    for sort in SORTS if query else ("catalog", "code", "status"):
        hits, _ = hits_of(index, result, ordinals(index, result, 0, 1000, sort))
        result_of[sort] = [(hit.error.service, hit.error.code, hit.missing, hit.excerpt) for hit in hits]
    # Removed entries are counted in how rare a word is, so that hits of nearly the same score may change places.
    return result_of | {"hits": sorted(result_of["relevance" if query else "catalog"])}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_changed_index_finds_what_one_built_whole_finds(
    kind: str, base: tuple[CatalogIndex, Path], tmp_path: Path
) -> None:
    catalogs = CHANGES[kind](list(everything()))
    now = tuple(changed_index(base[0], catalogs).catalogs.values())
    assert change_index(base[1], tuple(base[0].catalogs.values()), now, bundled_groups(), tmp_path / "changed")
    changed = open_index(now, bundled_groups(), tmp_path / "changed")
    whole = build_index(catalogs, bundled_groups())
    for query in ("", *QUERIES):
        ours, theirs = answers(changed, query), answers(whole, query)
        best = slice(max(1, min(3, theirs["complete"]))) if theirs else slice(0)
        assert ours.pop("relevance", [])[best] == theirs.pop("relevance", [])[best], query
        assert ours == theirs, query


@pytest.mark.parametrize("kind", CHANGES)
def test_a_changed_index_diagnoses_as_one_built_whole_does(kind: str, base: tuple[CatalogIndex, Path]) -> None:
    catalogs = CHANGES[kind](list(everything()))
    changed, whole = changed_index(base[0], catalogs), CatalogIndex(catalogs)
    texts = [
        '{"error_code": "iMetal.0204", "error_msg": "Image not found"}',
        "iMetal.0904: Image not found",
        "Zebra crossing A1 is closed",
        "ERROR: deadlock detected",
        "2026-01-01 ERROR Zebra.1 Rate limit of the zebra reached",
        "An error occurred (DisabledException) when calling the Encrypt operation: key is disabled",
        "AWS.SimpleQueueService.NonExistentQueue",
        "Zebra.0201",
    ]
    for text in texts:
        assert diagnose(text, changed) == diagnose(text, whole), text
    assert [list(each.errors) for each in changed.catalogs.values()] == [list(each.errors) for each in catalogs]
    assert {name for name in changed.names if changed.with_code(name)} == set(whole.names) - {""}


def test_an_old_code_in_another_place_is_not_taken_for_a_change(
    base: tuple[CatalogIndex, Path], tmp_path: Path
) -> None:
    catalogs = with_errors("kms", lambda errors: errors[::-1])(list(everything()))
    now = tuple(changed_index(base[0], catalogs).catalogs.values())
    assert not change_index(base[1], tuple(base[0].catalogs.values()), now, bundled_groups(), tmp_path / "changed")
    assert not (tmp_path / "changed").exists()


class Portal:
    """A server process that takes over each revision."""

    def search(self, query: str) -> list[str]:
        index = current.prepare(snapshot.refresh(), revision_mark(), Audience.TEAM)
        result = find(index, plans_for(index, query, [], in_service=False), Filters())
        return [index.errors[place].code for place in ordinals(index, result, 0, 5, "relevance")] if result else []

    def was_built_whole(self) -> bool:
        return snapshot.refresh().tables.base is None


@pytest.fixture
def portal(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Portal:
    monkeypatch.setattr(snapshot, "CHANGED_FROM", 1)
    settings.SEARCH_INDEX_FOLDER = tmp_path / "search"
    store(service_catalog("metal"), service_catalog("gate"))
    portal = Portal()
    assert portal.search("image") == ["Gate.0204", "Metal.0204"]
    assert portal.was_built_whole()
    return portal


@pytest.mark.django_db
def test_edits_are_changes_of_the_index_that_is_there(portal: Portal) -> None:
    row = models.Case.objects.get(code__code="Metal.0204")
    row.message = "Zebra not found"
    row.save()
    assert (portal.search("zebra"), portal.search("image not found")) == (["Metal.0204"], ["Gate.0204", "Metal.0204"])
    code = models.Code.objects.get(code="Gate.0204")
    code.code, code.folded = "Gate.0904", "gate.0904"
    code.save()
    assert portal.search("image")[:1] == ["Gate.0904"]
    models.Code.objects.get(code="Gate.0201").delete()
    assert portal.search("timeout") == portal.search("Gate.0201") == ["Metal.0201"]
    new = models.Code.objects.create(service=code.service, code="Gate.1", folded="gate.1", position=0)
    models.Case.objects.create(code=new, message="The gizmo is jammed")
    assert portal.search("gizmo") == ["Gate.1"]
    assert not portal.was_built_whole()
    fresh = CatalogIndex(whole_catalog())
    assert [list(each.errors) for each in snapshot.refresh().catalogs.values()] == [
        list(each.errors) for each in fresh.catalogs.values()
    ]


@pytest.mark.django_db
def test_what_the_log_does_not_tell_builds_it_whole(portal: Portal) -> None:
    models.Synonyms.objects.create(phrases="zebra, image")
    assert portal.search("zebra") == ["Gate.0204", "Metal.0204"]
    assert portal.was_built_whole()
    service = models.Service.objects.get(slug="gate")
    service.slug = "yard"
    service.save()
    assert portal.search("yard image") == ["Gate.0204"]
    assert portal.was_built_whole()


@pytest.mark.django_db
@pytest.mark.parametrize("limit", ["MOST_CHANGED", "MOST_READ"])
def test_many_changes_build_it_whole(limit: str, portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, limit, 1)
    for row in models.Case.objects.filter(message="Image not found"):
        row.message = "Zebra not found"
        row.save()
    assert portal.search("zebra") == ["Gate.0204", "Metal.0204"]
    assert portal.was_built_whole()
