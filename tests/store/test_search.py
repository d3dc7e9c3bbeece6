"""Searching the catalog: codes however they are spelled, beginnings, words, slips of the fingers, filters and pages.

The same tests hold on SQLite and on PostgreSQL: the database is that of ``DATABASE_URL``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Literal

import pytest

from catalog import models
from catalog.known_error import ErrorCase, KnownError, Marks
from catalog.store.search import (
    LONGEST_QUERY,
    Filters,
    QueryTooLong,
    codes_spelled,
    current,
    find_errors,
    marking,
    query_plan,
    search,
)
from catalog.store.search.analysis import Word, words
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


def codes(query: str = "", **filters: object) -> list[str]:
    return [error.code for error in search(query, Filters(**filters)).results]  # type: ignore[arg-type]


def test_search_reads_codes_words_and_statuses() -> None:
    assert codes("Metal.0100") == ["Metal.0100"]
    assert codes("metal.01") == ["Metal.0100"]
    assert codes("metal.02") == ["Metal.0201", "Metal.0204"]
    assert set(codes("image not found")) == {"Gate.0204", "Metal.0204"}
    assert set(codes("timeout REMEDY")) == {"Gate.0201", "Metal.0201"}


def test_letters_that_look_like_digits_are_forgiven() -> None:
    assert codes("Metal.O2O4") == ["Metal.0204"]
    assert search("metal.O2O4").corrected == "Metal.0204"
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
    ("query", "result"),
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
        ("404 resource", "ResourceNotFoundException"),
        ("cafe", "Café.1"),
        ("FERMÉ", "Café.1"),
        ("子网", "VPC.0230"),
        ("检查", "VPC.0230"),
        ("vpc子网", "VPC.0230"),
    ],
)
def test_words_are_found_wherever_they_stand(query: str, result: str) -> None:
    assert codes(query)[0] == result


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
    ("query", "corrected", "result"),
    [
        ("iamge not found", "image not found", {"Gate.0204", "Metal.0204"}),
        ("backend tiemout", "backend timeout", {"Gate.0201", "Metal.0201"}),
        ("volmes", "volumes", {"Disk-Quota 7"}),
        # Mistyped at both ends.
        ("ersourec thing", "resource thing", {"ResourceNotFoundException"}),
        ("metla.0204", "metal 0204", {"Metal.0204"}),
    ],
)
def test_mistyped_words_are_corrected(query: str, corrected: str, result: set[str]) -> None:
    page = search(query)
    assert (page.corrected, {error.code for error in page.results}) == (corrected, result)
    assert len(find_errors(query)) == len(result)


def test_hits_with_some_of_the_words_are_said_to_be_partial() -> None:
    assert not search("image found").partial
    page = search("image zebra")
    assert (page.partial, {error.code for error in page.results}) == (True, {"Gate.0204", "Metal.0204"})
    assert {hit.missing for hit in page.hits} == {("zebra",)}


def test_a_long_word_that_hits_lack_is_shown_shortened() -> None:
    for word in ("z" * 300, "\u0436" * 290, "\u7121" * 300):
        page = search(f"image {word}")
        assert page.partial
        assert {len(missing) for hit in page.hits for missing in hit.missing} == {40}
        assert {missing[-1] for hit in page.hits for missing in hit.missing} == {"\u2026"}
    assert {hit.missing for hit in search(f"image {'z' * 40}").hits} == {("z" * 40,)}


def test_word_of_many_humps_is_told_once_where_a_hit_lacks_it() -> None:
    word = "".join(f"{chr(65 + at % 26)}{chr(97 + at // 26)}{at}" for at in range(80))
    page = search(f"ResourceNotFound image {word}")
    assert page.hits
    assert {len(hit.missing) - len(set(hit.missing)) for hit in page.hits} == {0}
    plan = query_plan.plan_query(word, current.current_search_index())
    assert 1 < len(plan.units) <= 40


@pytest.mark.parametrize("written", ["Réseau introuvable", "réseau introuvable", "RÉSEAU INTROUVABLE"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_and_capitals_change_nothing_however_they_are_encoded(
    written: str, form: Literal["NFC", "NFD"]
) -> None:
    store(service_catalog("metal", KnownError("metal", "Metal.0900", (case(unicodedata.normalize(form, written)),))))
    for query in ("réseau", "Réseau", "RÉSEAU", "reseau", "Introuvable réseau"):
        for typed in (unicodedata.normalize("NFC", query), unicodedata.normalize("NFD", query)):
            page = search(typed)
            assert [hit.error.code for hit in page.hits] == ["Metal.0900"], typed
            assert (page.complete, page.corrected) == (1, None)


def test_of_a_longer_query_half_of_the_words_are_enough_and_whole_hits_come_first() -> None:
    page = search("backend timeout of the large zebra")
    assert [(hit.error.code, hit.missing) for hit in page.hits] == [
        ("Gate.0201", ("zebra",)),
        ("Metal.0201", ("zebra",)),
    ]
    page = search("quota of volumes used picture")
    assert page.hits[0].error.code == "Disk-Quota 7"
    assert (page.count, page.complete) == (1, 0)


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
    assert [error.code for error in find_errors(query, count=100)] == [code for _, code in names] or not query
    assert whole.count == len(names) == len(set(names))
    paged = [search(query, page=number, page_size=2) for number in range(1, 8)]
    assert [(error.service, error.code) for page in paged for error in page.results] == names
    assert {page.count for page in paged} == {whole.count}


def test_facets_count_what_each_choice_would_keep() -> None:
    facets = search("found", facets=True).facets
    assert [(each.value, each.count) for each in facets.services] == [("gate", 2), ("metal", 2), ("cloud", 1)]
    assert [(each.value, each.count) for each in facets.statuses] == [("400", 2), ("404", 3)]
    facets = search("", Filters(section="Quotas"), facets=True).facets
    assert [(each.value, each.count) for each in facets.sections] == [("Common errors", 8), ("Quotas", 2)]
    assert [(each.value, each.count) for each in facets.services] == [("cloud", 2)]


def test_every_filter_has_its_facet_and_keeps_what_it_counts() -> None:
    decided = ErrorCase("Slow down", 429, category="rate_limit", retryable="yes", solution="Wait")
    wide = service_catalog(
        "wide", KnownError("wide", "W.1", (decided,)), code("wide", "W.2", "x", solution=""), vendor="Wide Inc"
    )
    store(wide)
    facets = search(facets=True).facets
    for name, choices in (
        ("service", facets.services),
        ("vendor", facets.vendors),
        ("http_status", facets.statuses),
        ("section", facets.sections),
        ("category", facets.categories),
        ("retryable", facets.retryable),
        ("has_solution", facets.has_solution),
    ):
        assert choices, name
        for choice in choices:
            value: object = choice.value
            if name == "http_status":
                value = int(choice.value)
            if name == "has_solution":
                value = choice.value == "yes"
            assert search("", Filters(**{name: value})).count == choice.count, (name, choice)  # type: ignore[arg-type]
    assert codes(vendor="Wide Inc", retryable="yes") == ["W.1"]
    assert codes("slow", category="rate_limit", has_solution=True) == ["W.1"]
    assert codes(has_solution=False) == ["W.2"]


def test_hits_are_sorted_as_asked() -> None:
    def sorted_by(sort: str) -> list[str]:
        return [error.code for error in search("found", Filters(service="metal"), sort=sort).results]

    assert sorted_by("code") == ["Metal.0100", "Metal.0204"]
    assert sorted_by("status") == ["Metal.0204", "Metal.0100"]
    assert sorted_by("catalog") == ["Metal.0100", "Metal.0204"]
    assert [error.code for error in search(sort="code").results][:2] == ["Café.1", "Disk-Quota 7"]


def test_a_number_is_found_by_its_message_as_a_word_is() -> None:
    words = code("words", "VolumeFullError", "", description="There is no space on it.")
    store(service_catalog("words", words), service_catalog("numbers", code("numbers", "N.0007", "Volume is full")))
    assert set(codes("volume full")[:2]) == {"VolumeFullError", "N.0007"}


def test_one_vendor_is_as_likely_meant_as_another_however_many_services_it_has() -> None:
    for number in range(8):
        slug = f"big-{number}"
        store(service_catalog(slug, code(slug, f"B.{number}01", "The ticket has expired"), vendor="Wide"))
    store(service_catalog("zmall", code("zmall", "Z.101", "The ticket has expired"), vendor="Small"))
    assert codes("ticket expired")[0] == "Z.101"
    assert codes("big-3 ticket expired") == ["B.301"]


def test_a_code_that_many_services_have_does_not_crowd_out_others() -> None:
    for number in range(6):
        slug = f"big-{number}"
        store(service_catalog(slug, code(slug, "TicketExpired", "The ticket has expired")))
    store(service_catalog("other", code("other", "OldTicket", "The ticket of the guest has expired meanwhile")))
    assert codes("expired ticket").index("OldTicket") < 3
    assert set(codes("expired ticket")) == {"TicketExpired", "OldTicket"}
    assert codes("TicketExpired")[:6] == ["TicketExpired"] * 6


def test_of_codes_with_all_words_the_shorter_comes_first() -> None:
    long = code("crate", "CrateSnapshotGroupNotFound", "", description="No such crate.")
    store(service_catalog("crate", long, code("crate", "CrateNotFound", "", description="No such crate.")))
    assert codes("crate is missing", service="crate") == ["CrateNotFound", "CrateSnapshotGroupNotFound"]


@pytest.mark.parametrize("query", ["PutThing denied", "putthing denied", "PUTTHING denied"])
def test_an_operation_names_its_service(query: str) -> None:
    for slug, operations in (("shed", ("PutThing",)), ("barn", ("TakeThing",))):
        denied = code(slug, f"{slug.title()}.0403", "Access denied", status=403)
        store(service_catalog(slug, denied, marks=Marks(operations=operations)))
    assert codes(query) == ["Shed.0403"]
    assert [hit.service.slug for hit in search(query).services] == ["shed"]
    assert set(codes("put a thing, denied")) >= {"Shed.0403", "Barn.0403"}


def test_an_operation_of_many_services_names_none() -> None:
    for number in range(8):
        slug = f"big-{number}"
        denied = code(slug, f"Denied{number}", "Access denied")
        store(service_catalog(slug, denied, marks=Marks(operations=("TagThing",))))
    assert not search("TagThing denied").within


def test_a_word_that_others_use_names_no_service_by_its_beginning() -> None:
    store(
        service_catalog("gadget-shop", code("gadget-shop", "S.1001", "Price missing")),
        service_catalog("alpha", code("alpha", "A.1001", "GADGET not found"), code("alpha", "A.1002", "GADGET busy")),
    )
    assert codes("gadget not found")[0] == "A.1001"
    assert search("gadget shop price").within[0].slug == "gadget-shop"
    assert codes("shop price") == ["S.1001"]


def test_a_service_is_named_without_its_version() -> None:
    store(service_catalog("elbv2", code("elbv2", "E.1001", "Rule is gone")))
    assert [each.slug for each in search("elb rule").within] == ["elbv2"]


def test_another_form_of_a_service_name_is_a_word() -> None:
    store(
        service_catalog("detective", code("detective", "D.1001", "Graph not found")),
        service_catalog("camera", code("camera", "C.1001", "Face was not detected")),
    )
    assert codes("face not detected") == ["C.1001"]
    assert [each.slug for each in search("detectives graph").within] == ["detective"]


@pytest.mark.parametrize("query", ["pg deadlock", "psql deadlock", "postgres deadlock"])
def test_a_service_is_found_by_what_people_call_it(query: str) -> None:
    lock = code("database", "D.1001", "Deadlock of tables")
    store(
        service_catalog("postgresql", code("postgresql", "40P01", "deadlock detected")),
        service_catalog("database", lock),
    )
    assert codes(query) == ["40P01"]


def test_a_stem_of_another_word_hides_no_slip_of_the_fingers() -> None:
    store(service_catalog("cache", code("cache", "C.1001", "Redis is away"), code("cache", "C.1002", "Node not ready")))
    assert search("node redy").corrected == "node ready"
    assert codes("node redy") == ["C.1002"]


def test_an_unknown_acronym_is_not_taken_for_a_word_that_tells_nothing() -> None:
    store(service_catalog("sso", code("sso", "S.1001", "The same assertion came twice")))
    assert search("saml assertion").corrected is None


def test_what_changes_is_found_at_once() -> None:
    row = models.Case.objects.get(code__code="Metal.0204")
    row.message = "Photograph is missing"
    row.save()
    assert codes("photograph") == ["Metal.0204"]
    row.code.code = "Metal.9999"
    row.code.save()
    assert codes("9999") == ["Metal.9999"]
    row.delete()
    assert codes("photograph") == []
    models.Service.objects.get(slug="metal").delete()
    assert codes("metal") == []


def test_a_renamed_service_is_found_by_its_new_name() -> None:
    row = models.Service.objects.get(slug="gate")
    row.name = "Portcullis"
    row.save()
    assert set(codes("portcullis")) == {"Gate.0100", "Gate.0204", "Gate.0201"}


def test_an_previous_message_finds_the_case() -> None:
    old = KnownError("metal", "Metal.0300", (ErrorCase("Fan is slow", 500, former=("Ventilator stuck",)),))
    store(service_catalog("metal", old))
    assert codes("ventilator") == ["Metal.0300"]


@pytest.mark.parametrize(
    "query",
    [
        "%",
        "_",
        "\\",
        '"',
        "*",
        "NEAR(",
        "x" * 1500,
        "zzz qqq",
        '" OR "',
        "'",
        ":*",
        "& | !",
        "\x00",
        "\ud800",
        "|",
    ],
)
def test_hostile_queries_find_nothing(query: str) -> None:
    assert codes(query) == []
    assert codes_spelled(query) == []


def test_a_query_that_nobody_types_is_refused() -> None:
    with pytest.raises(QueryTooLong):
        search("x" * (LONGEST_QUERY + 1))
    assert codes_spelled("x" * 10_000) == []


@pytest.mark.parametrize(
    "query", ["a " * 900, "found " * 300, "ab" * 900, "\u5b50\u7f51" * 900, "." * 1999, "~0 " * 600]
)
def test_a_long_query_is_bounded(query: str) -> None:
    search(query)


def test_of_an_error_of_very_many_cases_forty_are_looked_at_for_an_excerpt(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = tuple(case(f"Reason {number}", description="The ladder is too short") for number in range(500))
    store(service_catalog("shed", KnownError("shed", "Shed.1", cases)))
    looked_at: list[str] = []

    def watched(text: str) -> Iterator[Word]:
        looked_at.append(text)
        return words(text)

    monkeypatch.setattr(marking, "words", watched)
    (hit,) = search("ladder").hits
    assert hit.excerpt == "The ladder is too short"
    assert looked_at.count("The ladder is too short") == 40


def test_of_a_named_service_others_are_shown_where_few_hits_have_most_words() -> None:
    page = search("gate backend timeout zebra crossing")
    assert [(hit.error.code, hit.missing) for hit in page.hits] == [("Gate.0201", ("zebra", "crossing"))]
    page = search("gate image timeout zebra")
    assert {hit.error.code: hit.missing for hit in page.hits} == {
        "Gate.0204": ("timeout", "zebra"),
        "Gate.0201": ("image", "zebra"),
    }


def test_a_message_of_another_service_that_names_the_service_counts_with_all_words() -> None:
    store(
        service_catalog(
            "front", code("front", "F.613", "The gate service is currently unavailable", status=503, description="")
        ),
        service_catalog("gate", code("gate", "Gate.0500", "Report in progress", description="Try again.")),
    )
    assert codes("503 gate unavailable")[0] == "F.613"
    assert "F.613" not in codes("gate backend unavailable")
    # Nothing of others where the service itself says it.
    store(service_catalog("gate", code("gate", "Gate.0503", "Service unavailable", status=503)))
    assert codes("503 gate unavailable") == ["Gate.0503"]


def test_an_operation_that_is_a_word_of_every_day_names_no_service() -> None:
    marks = Marks(operations=("Scan", "PutObject"))
    store(
        service_catalog("store", code("store", "S.1", "No rights for that"), marks=marks),
        service_catalog("plain", code("plain", "P.1", "Hardware scan failed")),
    )
    assert codes("hardware scan failed")[0] == "P.1"
    assert codes("PutObject no rights") == ["S.1"]


def test_in_a_named_service_a_phrase_counts_by_its_words() -> None:
    store(service_catalog("pool", code("pool", "Pool.1", "Invalid password")))
    assert codes("pool password too weak")[0] == "Pool.1"


@pytest.mark.parametrize("query", ["faultActor", "fault_actor", "Fault-Actor", "no rights faultActor"])
def test_a_service_is_found_by_a_field_that_only_its_errors_have(query: str) -> None:
    marks = Marks(fields=("faultActor", "faultOrigin"))
    store(service_catalog("soap", code("soap", "S.1", "No rights for that"), marks=marks))
    page = search(query)
    assert [hit.service.slug for hit in page.services] == ["soap"]
    assert codes(query)[0] == "S.1"
