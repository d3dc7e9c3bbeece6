"""Repeated imports: previous messages, withdrawn and renamed codes, people's own texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from catalog import models
from catalog.known_error import ErrorCase, KnownError, ServiceCatalog, Source
from catalog.store.in_memory import get_error
from catalog.store.publish import Published, publish
from catalog.troubleshoot import troubleshoot
from tests.catalog_rows import TODAY, case, service_catalog, store

pytestmark = pytest.mark.django_db

LATER = date(2026, 2, 3)


def page(*errors: KnownError) -> ServiceCatalog:
    return service_catalog("metal", *errors)


def error(code: str, *cases: ErrorCase) -> KnownError:
    return KnownError("metal", code, cases)


def read_again(*errors: KnownError, day: date = LATER) -> Published:
    return publish([page(*errors)], today=day)


def stored_case(code: str) -> ErrorCase:
    result = get_error("metal", code)
    assert result is not None
    return result.cases[0]


def test_a_previous_message_still_matches_and_is_said_to_have_drifted() -> None:
    store(page(error("Metal.0007", case("Server {id} was not found anywhere", 404))))
    read_again(error("Metal.0007", case("There is no server called {id} here", 404)))
    for body in ("Server srv-9 was not found anywhere", "There is no server called srv-9 here"):
        finding = troubleshoot(body).findings[0]
        assert (finding.outcome, finding.matches[0].code) == ("known", "Metal.0007")
        assert finding.matches[0].parameters[0].values == ("srv-9",)
        assert ("drifted" in [note.kind for note in finding.notes]) == body.startswith("Server")
    assert stored_case("Metal.0007").former == ("Server {id} was not found anywhere",)


def test_a_message_that_comes_back_is_no_former_one() -> None:
    store(page(error("Metal.0007", case("One"))))
    read_again(error("Metal.0007", case("Two")))
    read_again(error("Metal.0007", case("One")))
    assert (stored_case("Metal.0007").message, stored_case("Metal.0007").former) == ("One", ("Two",))


def test_a_renamed_code_leads_on_to_its_successor() -> None:
    store(page(error("Metal.0007", case("Disk full")), error("Metal.0008", case("Disk lost"))))
    done = read_again(error("Metal.0107", case("Disk full")), error("Metal.0008", case("Disk lost")))
    assert {(each.kind, each.code) for each in done.changes} == {("new", "Metal.0107"), ("withdrawn", "Metal.0007")}
    assert stored_case("Metal.0007").replaced_by == "Metal.0107"
    answer = Client().get("/errors/metal/Metal.0007/")
    assert (answer.status_code, answer["Location"]) == (301, "/errors/metal/Metal.0107/?was=Metal.0007")
    assert "Metal.0007" in Client().get(answer["Location"]).content.decode()
    assert read_again(error("Metal.0107", case("Disk full")), error("Metal.0008", case("Disk lost"))).changes == ()


def test_a_withdrawn_code_keeps_its_page_with_a_banner() -> None:
    store(page(error("Metal.0007", case("Disk full")), error("Metal.0008", case("Disk lost"))))
    read_again(error("Metal.0008", case("Disk lost")))
    answer = Client().get("/errors/metal/Metal.0007/")
    assert answer.status_code == 200
    assert "no longer lists this code" in answer.content.decode()
    assert [note.kind for note in troubleshoot("Metal.0007").findings[0].notes] == ["withdrawn"]


def test_what_people_wrote_is_never_overwritten_and_a_conflict_is_told() -> None:
    store(page(error("Metal.0007", case("Disk full", solution="Delete files."))))
    models.Case.objects.update(solution="Ask Ada, she has the key.")
    assert read_again(error("Metal.0007", case("Disk full", solution="Delete files."))).conflicts == ()
    done = read_again(error("Metal.0007", case("Disk full", solution="Buy a larger disk.")))
    assert [each.code for each in done.conflicts] == ["Metal.0007"]
    assert (stored_case("Metal.0007").solution, stored_case("Metal.0007").vendor_solution) == (
        "Ask Ada, she has the key.",
        "Buy a larger disk.",
    )
    assert read_again(error("Metal.0007", case("Disk full", solution="Buy a larger disk."))).conflicts == ()
    for address in ("/errors/metal/Metal.0007/", "/troubleshoot/?q=Metal.0007"):
        page_text = Client().get(address).content.decode()
        assert "Ask Ada" in page_text
        assert "Buy a larger disk." in page_text


def test_a_case_of_the_portals_own_is_not_missed_on_a_page_and_its_words_stay_when_it_comes() -> None:
    own = case("Rack on fire", source=Source(), description="Ours", solution="Run.")
    store(page(error("Metal.0007", own), error("Metal.0008", case("Disk lost"))))
    read_again(error("Metal.0008", case("Disk lost")))
    assert stored_case("Metal.0007").withdrawn is None
    done = read_again(
        error("Metal.0007", case("Rack on fire", solution="Walk.")), error("Metal.0008", case("Disk lost"))
    )
    assert [(each.code, each.field) for each in done.conflicts] == [
        ("Metal.0007", "description"),
        ("Metal.0007", "solution"),
    ]
    assert (stored_case("Metal.0007").solution, stored_case("Metal.0007").vendor_solution) == ("Run.", "Walk.")


def test_the_history_tells_what_changed_a_case() -> None:
    publish([page(error("Metal.0007", case("One")))], today=TODAY, reason="import of one.txt")
    publish([page(error("Metal.0007", case("Two")))], today=LATER, reason="import of two.txt")
    records = models.Case.history.order_by("history_id")
    assert [(each.history_type, each.message, each.history_change_reason) for each in records] == [
        ("+", "One", "import of one.txt"),
        ("~", "Two", "import of two.txt"),
    ]


def test_provenance_says_which_document_a_row_came_from() -> None:
    fresh = replace(case("One"), source=Source("https://docs.example.com/e", LATER, LATER, "ab" * 32))
    store(page(error("Metal.0007", fresh)), as_it_is=False)
    assert stored_case("Metal.0007").source == Source("https://docs.example.com/e", LATER, LATER, "ab" * 32)
