"""Synonyms of the search: those that come with the portal, and those that its people add."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from catalog.known_error import KnownError
from catalog.models import Synonyms
from catalog.store.search import search
from catalog.store.search.synonyms import Thesaurus, bundled_groups, is_wider, phrase_terms
from catalog.synonym_groups import read_group
from tests.catalog_rows import case, service_catalog, store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def services() -> None:
    store(
        service_catalog(
            "cloud",
            KnownError("cloud", "C.1", (case("Too many requests", 429, description="", solution=""),)),
            KnownError("cloud", "C.2", (case("The gizmo is jammed", 400, description="", solution=""),)),
            KnownError("cloud", "C.3", (case("Resource does not exist", 404, description="", solution=""),)),
        )
    )


def codes(query: str) -> list[str]:
    return [error.code for error in search(query).results]


@pytest.mark.parametrize(
    "query", ["rate limit", "rate limited", "throttled", "throttling", "slow down", "We are being throttled!"]
)
def test_any_phrase_of_a_group_finds_every_other_in_any_form(query: str) -> None:
    assert codes(query)[:1] == ["C.1"]


def test_a_phrase_is_found_by_whole_phrases_only() -> None:
    assert codes("too many") != ["C.1"] or codes("too gizmo") == ["C.2"]
    assert "C.1" not in codes("rate")


def test_an_own_group_is_searched_at_once_and_no_longer_than_it_is_there() -> None:
    assert codes("widget") == []
    row = Synonyms.objects.create(phrases="gizmo, widget")
    assert codes("widget") == ["C.2"]
    row.phrases = "gizmo, doodad"
    row.save()
    assert (codes("widget"), codes("doodads")) == ([], ["C.2"])
    row.delete()
    assert codes("doodads") == []


def test_an_arrow_finds_one_way_only() -> None:
    Synonyms.objects.create(phrases="sprocket => gizmo")
    assert codes("sprocket") == ["C.2"]
    Synonyms.objects.create(phrases="gadget => sprocket")
    assert codes("gadget") == []


def test_a_wider_word_counts_within_a_service_only() -> None:
    Synonyms.objects.create(phrases="sprocket >> gizmo")
    assert codes("sprocket jammed") == ["C.2"]
    assert search("sprocket jammed").partial
    assert not search("cloud sprocket jammed").partial
    assert codes("sprocket") == []


def test_an_own_group_takes_the_place_of_one_that_begins_alike() -> None:
    Synonyms.objects.create(phrases="too many requests, gizmo")
    assert codes("throttled") == []
    assert set(codes("gizmo")) == {"C.1", "C.2"}


def test_a_single_word_switches_a_group_off() -> None:
    Synonyms.objects.create(phrases="Too many requests")
    assert codes("throttled") == []
    assert codes("too many requests") == ["C.1"]


@pytest.mark.parametrize(
    "text", ["", " , ,", "=>", "a =>", "=> b", "a >>", "x" * 200, ", ".join(f"w{n}" for n in range(200))]
)
def test_a_bad_group_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        Synonyms(phrases=text).full_clean()


def test_a_bad_group_that_came_past_the_form_stops_no_search() -> None:
    Synonyms.objects.create(phrases="=>")
    assert codes("throttled") == ["C.1"]


def test_curators_add_a_group_in_the_admin(client: Client) -> None:
    client.force_login(User.objects.create_superuser("ada"))
    page = client.get("/admin/catalog/synonyms/").content.decode()
    assert "too many requests, rate limit" in page
    form = client.get("/admin/catalog/synonyms/add/").context["adminform"].form
    answer = client.post("/admin/catalog/synonyms/add/", {**form.initial, "phrases": "gizmo, widget"})
    assert answer.status_code == 302
    assert codes("widget") == ["C.2"]


def test_the_bundled_groups_are_sound() -> None:
    for group in bundled_groups():
        assert len(group.typed) > 1 or group.typed != group.written, group
        for phrase in (*group.typed, *group.written):
            assert phrase_terms(phrase), (phrase, str(group))
        assert str(read_group(str(group))) == str(group)
    firsts = [phrase_terms(group.typed[0]) for group in bundled_groups()]
    assert len(set(firsts)) == len(firsts), [each for each in firsts if firsts.count(each) > 1]


def test_the_longest_phrase_counts() -> None:
    thesaurus = Thesaurus([read_group("not found, missing"), read_group("found, seen"), read_group("host >> machine")])
    spans = list(thesaurus.spans(["imag", "not", "found", "found", "host"]))
    assert [(start, end) for start, end, _ in spans] == [(0, 1), (1, 3), (3, 4), (4, 5)]
    assert [len(concepts) for *_, concepts in spans] == [0, 1, 1, 1]
    assert is_wider(spans[-1][2][0])
    assert [*thesaurus.concepts(thesaurus.telling(["machin", "miss"]))] == [spans[-1][2][0], spans[1][2][0]]
