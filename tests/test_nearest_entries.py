"""An unknown error offers the entries nearest to it by its own words, as suggestions, with why."""

from __future__ import annotations

import pytest

from catalog.known_error import KnownError
from catalog.store.search import nearest_entries
from catalog.troubleshoot import troubleshoot
from tests.catalog_rows import case, service_catalog, store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def services() -> None:
    cloud = service_catalog(
        "cloud",
        KnownError("cloud", "C.1", (case("Snapshot {id} cannot be restored to a smaller volume", 400),)),
        KnownError("cloud", "C.2", (case("The snapshot is locked by another request", 409),)),
        KnownError("cloud", "C.3", (case("Certificate has expired", 400),)),
    )
    store(cloud, service_catalog("metal"))


def test_the_nearest_entry_is_offered_with_the_words_it_has() -> None:
    finding = troubleshoot(
        '{"error": {"code": "X-77", "message": "volume too small for restoring the snapshot"}}'
    ).findings[0]
    assert finding.outcome == "unknown"
    assert not finding.matches
    assert finding.suggestions[0].code == "C.1"
    assert finding.suggestions[0].why.startswith("has these words: ")
    assert "snapshot" in finding.suggestions[0].why
    assert len(finding.suggestions) <= 3


@pytest.mark.parametrize("text", ["zzz qqq", "snapshot", "", "the of and", "Nothing here is in it, truly, not once"])
def test_what_has_little_in_common_is_near_to_nothing(text: str) -> None:
    assert nearest_entries(text) == ()


def test_a_service_that_is_asked_for_is_kept_to() -> None:
    assert [near.error.code for near in nearest_entries("certificate expired", service="cloud")] == ["C.3"]
    assert nearest_entries("certificate expired", service="metal") == ()


def test_a_known_error_offers_none() -> None:
    assert troubleshoot("Certificate has expired").findings[0].suggestions == ()
