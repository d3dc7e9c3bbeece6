"""Writing documents into the catalog: what is new, reworded, unchanged and withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from catalog import models
from catalog.known_error import KnownError, ServiceCatalog, Source
from catalog.store.in_memory import get_error
from catalog.store.lookup import services, whole_catalog
from catalog.store.publish import publish
from catalog.store.revision import current_revision
from tests.catalog_rows import TODAY, case, service_catalog, store

pytestmark = pytest.mark.django_db

LATER = date(2026, 2, 3)


def test_publish_stores_the_catalog() -> None:
    done = store()
    assert (done.count("new"), done.count("changed"), done.unchanged) == (4, 0, 0)
    assert whole_catalog() == (service_catalog(),)


def test_a_second_run_changes_nothing() -> None:
    store(as_it_is=False)
    before, rows = current_revision(), list(models.Case.objects.values())
    done = publish([service_catalog()], today=LATER)
    assert (done.changes, done.unchanged) == ((), 4)
    assert current_revision() == before
    assert list(models.Case.objects.values()) == rows


def test_a_changed_message_keeps_its_row() -> None:
    store()
    key = models.Case.objects.get(message="Image not found").pk
    error = KnownError("metal", "Metal.0204", (case("The image was not found"),))
    page = service_catalog()
    done = publish([replace(page, errors=(page.errors[0], error, page.errors[2]))], today=LATER)
    assert [(each.kind, each.code) for each in done.changes] == [("changed", "Metal.0204")]
    assert models.Case.objects.get(pk=key).message == "The image was not found"


def test_an_unchanged_row_keeps_the_day_of_its_import() -> None:
    store()
    fresh = replace(case("Image not found"), source=Source("https://docs.example.com/e", LATER, LATER))
    done = publish([service_catalog("metal", KnownError("metal", "Metal.0204", (fresh,)))], today=LATER)
    assert done.unchanged == 1
    expected = get_error("metal", "Metal.0204")
    assert expected is not None
    assert expected.cases[0].source.imported == TODAY


def test_a_code_that_vanished_is_withdrawn_and_kept() -> None:
    store()
    page = service_catalog()
    done = publish([replace(page, errors=page.errors[:2])], today=LATER)
    assert (done.count("withdrawn"), done.unchanged) == (2, 2)
    gone = get_error("metal", "Metal.0201")
    assert gone is not None
    assert {each.withdrawn for each in gone.cases} == {LATER}
    again = publish([replace(page, errors=page.errors[:2])], today=date(2027, 1, 1))
    assert again.changes == ()


def test_what_people_decided_survives_a_page() -> None:
    store()
    models.Case.objects.filter(message="Image not found").update(retryable="no", category="not_found")
    done = publish([service_catalog()], today=LATER)
    assert done.changes == ()
    assert models.Case.objects.get(message="Image not found").retryable == "no"


def test_decision_of_a_curator_wins_over_a_page_that_decides_otherwise() -> None:
    page = service_catalog()
    errors = tuple(
        replace(e, cases=tuple(replace(c, retryable="yes", category="internal") for c in e.cases)) for e in page.errors
    )
    publish([replace(page, errors=errors)], today=TODAY)
    curated = models.Case.objects.filter(message="Image not found")
    curated.update(retryable="no", category="")
    done = publish([replace(page, errors=errors)], today=LATER)
    assert (done.changes, curated.get().retryable, curated.get().category) == ((), "no", "")


def test_page_changes_the_decisions_that_it_brought() -> None:
    page = service_catalog()
    for text in ("yes", "no"):
        errors = tuple(replace(e, cases=tuple(replace(c, retryable=text) for c in e.cases)) for e in page.errors)
        publish([replace(page, errors=errors)], today=LATER)
        assert set(models.Case.objects.values_list("retryable", flat=True)) == {text}
    assert publish([replace(page, errors=errors)], today=LATER).changes == ()


def test_decision_that_stays_against_a_changed_page_is_a_conflict_once() -> None:
    page = service_catalog()

    def stating(retryable: str) -> ServiceCatalog:
        errors = tuple(replace(e, cases=tuple(replace(c, retryable=retryable) for c in e.cases)) for e in page.errors)
        return replace(page, errors=errors)

    publish([stating("yes")], today=TODAY)
    models.Case.objects.filter(message="Image not found").update(retryable="after_change")
    assert publish([stating("yes")], today=LATER).conflicts == ()
    done = publish([stating("no")], today=LATER)
    assert [(each.field, each.kept, each.stated) for each in done.conflicts] == [("retryable", "after_change", "no")]
    assert models.Case.objects.get(message="Image not found").retryable == "after_change"
    assert publish([stating("no")], today=LATER).conflicts == ()


def test_decision_known_before_decisions_were_kept_apart_stays() -> None:
    page = service_catalog()
    errors = tuple(replace(e, cases=tuple(replace(c, category="conflict") for c in e.cases)) for e in page.errors)
    store(replace(page, errors=errors))
    models.Case.objects.update(vendor_decisions={}, category="quota")
    publish([replace(page, errors=errors)], today=LATER)
    assert set(models.Case.objects.values_list("category", flat=True)) == {"quota"}


def test_a_page_that_is_silent_about_a_fact_leaves_it() -> None:
    store(service_catalog(documentation="https://docs.example.com/"))
    publish([service_catalog()], today=LATER)
    result = next(iter(services(["metal"])), None)
    assert result is not None
    assert result.service.documentation == "https://docs.example.com/"


def test_a_dry_run_keeps_nothing() -> None:
    done = publish([service_catalog()], today=TODAY, dry_run=True)
    assert done.count("new") == 4
    assert whole_catalog() == ()
    assert current_revision() == 0


def test_each_change_begins_an_revision() -> None:
    store()
    first = current_revision()
    models.Case.objects.get(message="Image not found").save()
    assert current_revision() == first + 1
    models.Code.objects.get(code="Metal.0204").delete()
    assert current_revision() > first + 1


def test_it_rejects_a_second_code_of_the_same_name() -> None:
    store()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Code.objects.create(service=models.Service.objects.get(), code="Metal.0204")
