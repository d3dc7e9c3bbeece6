"""Searching the catalog: codes however they are spelled, beginnings, words, slips of the fingers, filters and pages.

The same tests hold on SQLite and on PostgreSQL: the database is that of ``DATABASE_URL``.
"""

from __future__ import annotations

import pytest

from catalog import models
from catalog.known_error import ErrorCase, KnownError
from catalog.store.search import codes_spelled, page_of_keys, search
from tests.catalog_rows import case, service_catalog, store

pytestmark = pytest.mark.django_db


def code(slug: str, name: str, message: str, **values: object) -> KnownError:
    return KnownError(slug, name, (case(message, **values),))  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def services() -> None:
    cloud = service_catalog(
        "cloud",
        code("cloud", "VPC.0230", "子网不存在", description="指定的子网不存在。", solution="检查子网", status=404),
        code("cloud", "ResourceNotFoundException", "", description="No such thing.", status=404),
        code("cloud", "Disk-Quota 7", "Quota of volumes is used up", section="Quotas", status=413),
        code("cloud", "Café.1", "Le café est fermé", section="Quotas"),
    )
    store(service_catalog("metal"), service_catalog("gate"), cloud)


def codes(query: str = "", **narrowed: object) -> list[str]:
    return [error.code for error in search(query, **narrowed).results]  # type: ignore[arg-type]


def test_it_works() -> None:
    assert codes("Metal.0100") == ["Metal.0100"]
    assert codes("metal.01") == ["Metal.0100"]
    assert codes("metal.02") == ["Metal.0201", "Metal.0204"]
    assert set(codes("image not found")) == {"Gate.0204", "Metal.0204"}
    assert set(codes("timeout REMEDY")) == {"Gate.0201", "Metal.0201"}


def test_letters_that_look_like_digits_are_forgiven() -> None:
    assert codes("Metal.O2O4") == ["Metal.0204"]
    assert search("metal.O2O4").instead == "Metal.0204"
    assert codes("VPC.023O", service="metal") == []


def test_a_status_is_found_behind_the_codes_that_have_such_a_number() -> None:
    store(service_catalog("zero", code("zero", "Z.0404", "No right to do that", status=403)))
    assert codes("404")[0] == "Z.0404"
    assert set(codes("404")) == {"Z.0404", "VPC.0230", "ResourceNotFoundException", "Metal.0100", "Gate.0100"}


@pytest.mark.parametrize(
    "spelled", ["Metal.0204", "metal.0204", "METAL 0204", "metal0204", "metal-204", "Metal.204", " metal_0204 "]
)
def test_a_code_is_found_however_it_is_spelled(spelled: str) -> None:
    assert codes(spelled) == ["Metal.0204"]
    assert [error.code for error in codes_spelled(spelled)] == ["Metal.0204"]


def test_the_beginning_of_a_code_is_not_taken_for_one_with_fewer_zeros() -> None:
    many = [code("zero", f"Z.{number:04d}", f"Number {number}") for number in (2, 20, 200, 201, 2000)]
    store(service_catalog("zero", *many))
    assert codes("Z.02") == ["Z.0200", "Z.0201", "Z.0002"]
    assert codes_spelled("Z.02") == []
    assert [error.code for error in codes_spelled("Z.2")] == []
    assert [error.code for error in codes_spelled("Z.0201")] == ["Z.0201"]


def test_the_exact_spelling_is_preferred_to_a_forgiven_one() -> None:
    store(
        service_catalog(
            "bare", code("bare", "X.10", "Ten"), code("bare", "X.010", "Ten, too"), code("bare", "X10", "3")
        )
    )
    assert [error.code for error in codes_spelled("x.010")] == ["X.010"]
    assert {error.code for error in codes_spelled("x 10")} == {"X.10", "X10"}
    assert codes("x.010")[0] == "X.010"
    assert set(codes("x.010")) == {"X.010", "X.10", "X10"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("0230", "VPC.0230"),
        ("230", "VPC.0230"),
        ("vpc.", "VPC.0230"),
        ("resource not found", "ResourceNotFoundException"),
        ("NotFoundException", "ResourceNotFoundException"),
        ("disk-quota 7", "Disk-Quota 7"),
        ("volume", "Disk-Quota 7"),
        ("volumes quota", "Disk-Quota 7"),
        ("quotas cloud", "Disk-Quota 7"),
        ("quota 413", "Disk-Quota 7"),
        ("404 no thing", "ResourceNotFoundException"),
        ("cafe", "Café.1"),
        ("FERMÉ", "Café.1"),
        ("子网", "VPC.0230"),
        ("检查", "VPC.0230"),
        ("vpc子网", "VPC.0230"),
    ],
)
def test_words_are_found_wherever_they_stand(query: str, found: str) -> None:
    assert codes(query)[0] == found


def test_the_code_counts_most() -> None:
    store(
        service_catalog(
            "rank",
            code("rank", "R.1", "one", description="two", solution="zebra"),
            code("rank", "R.2", "one", description="zebra", solution="two"),
            code("rank", "R.3", "zebra", description="one", solution="two"),
            code("rank", "R.Zebra", "one", description="two", solution="three"),
        )
    )
    assert codes("zebra", service="rank") == ["R.Zebra", "R.3", "R.2", "R.1"]


@pytest.mark.parametrize(
    ("query", "instead", "found"),
    [
        ("iamge not found", "image not found", {"Gate.0204", "Metal.0204"}),
        ("backend tiemout", "backend timeout", {"Gate.0201", "Metal.0201"}),
        ("volmes", "volume", {"Disk-Quota 7"}),
        # Mistyped at both ends.
        ("ersourecs remedy", "resource remedy", {"ResourceNotFoundException"}),
        ("metla.0204", "metal 0204", {"Metal.0204"}),
    ],
)
def test_a_slip_of_the_fingers_is_put_right_and_said(query: str, instead: str, found: set[str]) -> None:
    page = search(query)
    assert (page.instead, {error.code for error in page.results}) == (instead, found)
    assert len(page_of_keys(query)) == len(found)


def test_where_nothing_has_all_words_some_are_offered_if_asked_for() -> None:
    assert search("image zebra").count == 0
    page = search("image zebra", any_word=True)
    assert (page.any_word, {error.code for error in page.results}) == (True, {"Gate.0204", "Metal.0204"})


def test_the_whole_catalog_comes_by_service_and_the_vendors_order() -> None:
    assert codes()[4:] == ["Gate.0100", "Gate.0204", "Gate.0201", "Metal.0100", "Metal.0204", "Metal.0201"]


def test_filters_narrow() -> None:
    assert codes(service="metal", http_status=504) == ["Metal.0201"]
    assert set(codes("found", service="gate")) == {"Gate.0100", "Gate.0204"}
    assert codes("gate", http_status=504) == ["Gate.0201"]
    assert codes("quota", section="Quotas") == ["Disk-Quota 7", "Café.1"]
    assert codes(section="Quotas") == ["Disk-Quota 7", "Café.1"]
    assert codes(service="nobody") == []


@pytest.mark.parametrize("query", ["", "found", "metal.0", "e"])
def test_pages_follow_each_other(query: str) -> None:
    whole = search(query, page_size=100)
    names = [(error.service, error.code) for error in whole.results]
    assert whole.count == len(names) == len(set(names))
    paged = [search(query, page=number, page_size=2) for number in range(1, 8)]
    assert [(error.service, error.code) for page in paged for error in page.results] == names
    assert {page.count for page in paged} == {whole.count}


def test_facets_count_what_each_choice_would_keep() -> None:
    found = search("found", facets=True)
    assert [(each.value, each.count) for each in found.services] == [("cloud", 1), ("gate", 2), ("metal", 2)]
    assert [(each.value, each.count) for each in found.statuses] == [("400", 2), ("404", 3)]
    whole = search(facets=True, section="Quotas")
    assert [(each.value, each.count) for each in whole.sections] == [("Common errors", 8), ("Quotas", 2)]
    assert [(each.value, each.count) for each in whole.services] == [("cloud", 2)]


def test_what_changes_is_found_at_once() -> None:
    row = models.Case.objects.get(code__code="Metal.0204")
    row.message = "Picture is missing"
    row.save()
    assert codes("picture") == ["Metal.0204"]
    row.code.code = "Metal.9999"
    row.code.save()
    assert codes("9999") == ["Metal.9999"]
    row.delete()
    assert codes("picture") == []
    models.Service.objects.get(slug="metal").delete()
    assert codes("metal") == []
    assert models.SearchEntry.objects.count() == models.Code.objects.count()


def test_a_renamed_service_is_found_by_its_new_name() -> None:
    row = models.Service.objects.get(slug="gate")
    row.name = "Portcullis"
    row.save()
    assert set(codes("portcullis")) == {"Gate.0100", "Gate.0204", "Gate.0201"}


def test_an_older_wording_finds_the_case() -> None:
    old = KnownError("metal", "Metal.0300", (ErrorCase("Fan is slow", 500, former=("Ventilator stuck",)),))
    store(service_catalog("metal", old))
    assert codes("ventilator") == ["Metal.0300"]


@pytest.mark.parametrize(
    "query",
    ["%", "_", "\\", '"', "*", "NEAR(", "x" * 5000, "nothing like that", "a AND", '" OR "', "'", ":*", "& | !"],
)
def test_it_rejects_nothing_and_finds_nothing(query: str) -> None:
    assert codes(query) == []
    assert codes_spelled(query) == []
