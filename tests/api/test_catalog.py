"""The catalog over REST: list, detail, services, schema, documentation, and the shape of every error."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError
from django.test import Client

from catalog.api import catalog_views
from catalog.known_error import KnownError
from tests.catalog_rows import case, service_catalog, store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalog() -> None:
    store(service_catalog("metal"), service_catalog("gate"))


def test_list_narrows_by_service_status_and_words(client: Client) -> None:
    answer = client.get("/api/v1/errors/?q=metal.02&page_size=1").json()
    assert answer["count"] == 2
    assert answer["previous"] is None
    assert answer["next"] == "http://testserver/api/v1/errors/?page=2&page_size=1&q=metal.02"
    assert [each["code"] for each in answer["results"]] == ["Metal.0201"]
    following = client.get(answer["next"]).json()
    assert [each["code"] for each in following["results"]] == ["Metal.0204"]


def test_a_code_is_found_in_any_letter_case(client: Client) -> None:
    answer = client.get("/api/v1/errors/metal/METAL.0204/").json()
    assert (answer["service"], answer["code"]) == ("metal", "Metal.0204")
    assert answer["url"] == "http://testserver/errors/metal/Metal.0204/"
    assert answer["cases"] == [
        {
            "section": "Common errors",
            "http_status": 400,
            "message": "Image not found",
            "description": "Meaning of Image not found",
            "solution": "Remedy of Image not found",
            "source": {"url": "https://docs.example.com/e", "updated": "2025-07-25", "imported": "2026-01-02"},
            "withdrawn": None,
            "replaced_by": None,
            "retryable": None,
            "retry_after": None,
            "fault": None,
            "category": None,
            "severity": None,
            "since": None,
            "until": None,
        }
    ]


def test_services_are_listed(client: Client) -> None:
    results = client.get("/api/v1/services/").json()["results"]
    assert [(each["service"], each["codes"]) for each in results] == [("gate", 3), ("metal", 3)]
    assert results[0]["url"] == "http://testserver/errors/gate/"


def test_the_whole_catalog_is_listed_and_a_page_has_at_most_100(client: Client) -> None:
    assert client.get("/api/v1/errors/").json()["count"] == 6
    assert client.get("/api/v1/errors/?page_size=100").json()["next"] is None
    assert client.get("/api/v1/errors/?http_status=504&service=gate").json()["count"] == 1
    many = [KnownError("wall", f"W.{number}", (case("Many"),)) for number in range(120)]
    store(service_catalog("wall", *many))
    for size in ("101", "5000"):
        answer = client.get(f"/api/v1/errors/?service=wall&page_size={size}").json()
        assert (len(answer["results"]), answer["next"] is None) == (100, False)


@pytest.mark.parametrize(("with_one", "without"), [("true", "false"), ("yes", "no")])
def test_the_list_and_the_page_keep_what_has_a_solution_in_either_spelling(
    client: Client, with_one: str, without: str
) -> None:
    store(service_catalog("wall", KnownError("wall", "W.1", (case("Many", solution=""),))))
    for value, count in ((with_one, 6), (without, 1)):
        assert client.get(f"/api/v1/errors/?has_solution={value}").json()["count"] == count
        page = client.get(f"/errors/?has_solution={value}")
        assert page.context["found"].count == count
        assert ("/errors/wall/W.1/" in page.content.decode()) == (value == without)
    assert client.get("/errors/?has_solution=maybe").status_code == 400
    assert client.get("/api/v1/errors/?has_solution=maybe").status_code == 400


def test_a_code_of_very_many_cases_is_listed_with_the_first_hundred(client: Client) -> None:
    cases = tuple(case(f"Reason {number} of many") for number in range(120))
    store(service_catalog("metal", KnownError("metal", "Metal.0900", cases)))
    listed = client.get("/api/v1/errors/?q=metal.0900").json()["results"][0]["cases"]
    whole = client.get("/api/v1/errors/metal/Metal.0900/").json()["cases"]
    assert (len(whole), listed) == (120, whole[:100])


def test_a_service_is_found_in_any_letter_case(client: Client) -> None:
    store(service_catalog("Wall-2"))
    assert client.get("/api/v1/errors/?service=METAL").json()["count"] == 3
    assert client.get("/api/v1/errors/?service=wall-2&q=0100").json()["results"][0]["service"] == "Wall-2"
    assert client.get("/api/v1/errors/WALL-2/wall-2.0100/").json()["code"] == "Wall-2.0100"
    for service, ending in (("Metal", "py"), ("wall-2", "ts")):
        assert client.get(f"/api/v1/enums/{service}.{ending}").status_code == 200
    body = client.post("/api/v1/diagnose?service=METAL", "Metal.0204", content_type="text/plain").json()
    assert body["findings"][0]["matches"][0]["reasons"] == ["code", "service"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("service=nope", "service: the catalog has no service of this name: nope; it has gate, metal"),
        (
            "code=Metal.0204",
            "code: this address has q, service, vendor, http_status, section, category, retryable, has_solution, "
            "sort, page, page_size",
        ),
    ],
)
def test_it_rejects_a_narrowing_that_it_does_not_know(client: Client, query: str, message: str) -> None:
    refused = client.get(f"/api/v1/errors/?{query}")
    assert refused.status_code == 400
    assert refused.json()["error_msg"].endswith(message)


def test_an_error_is_diagnosed_whatever_else_its_address_has(client: Client) -> None:
    answer = client.post("/api/v1/diagnose?token=1&service=metal", "Metal.0204", content_type="text/plain")
    assert (answer.status_code, answer.json().get("outcome")) == (200, "known"), answer.content


def test_who_goes_around_caches_may(client: Client) -> None:
    assert client.get("/api/v1/errors/?_=1764042335").json()["count"] == 6


def test_the_schema_and_its_page_come_from_this_server(client: Client) -> None:
    schema = client.get("/api/schema/").json()
    assert schema["openapi"].startswith("3.1")
    assert {"/api/v1/errors", "/api/v1/services"} <= set(schema["paths"])
    assert client.get("/api/schema.yaml").content.decode().startswith("openapi: 3.1")
    page = client.get("/api/docs/").content.decode()
    # Its own addresses, and those of the recorded answers.
    assert set(re.findall(r"\w+://[^/\s]+", page)) == {"http://testserver", "http://localhost"}
    addresses = re.findall(r'(?:src|href|action)="([^"]*)"', page)
    assert [each for each in addresses if not re.match(r"#|/(?!/)", each)] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/errors/metal/Nope.1/", 404),
        ("/api/v1/errors/nobody/Metal.0204/", 404),
        ("/api/v1/nothing/", 404),
        ("/api/v1/errors/?page=9", 404),
        ("/api/v1/errors/?page=0", 400),
        ("/api/v1/errors/?page=x", 400),
        ("/api/v1/errors/?page_size=-1", 400),
        ("/api/v1/errors/?page_size=0", 400),
        ("/api/v1/changes/?edition=3", 400),
        ("/api/v1/errors/?http_status=9999", 400),
        ("/api/v1/errors/?http_status=٤٠٤", 400),
        ("/api/v1/errors/?http_status=4_0_4", 400),
        ("/api/v1/errors/?page=１", 400),
        ("/api/v1/changes/?since=٣", 400),
        ("/api/v1/errors/?q=%00", 400),
        ("/api/v1/errors/metal/a%00b/", 404),
    ],
)
def test_it_rejects_in_the_vendors_own_shape(client: Client, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("application/json")
    assert set(response.json()) == {"error_code", "error_msg", "request_id"}
    assert response.json()["error_code"] == f"Portal.{status:04d}"


@pytest.mark.parametrize("path", ["/api/v1/errors/", "/api/v1/services/", "/api/v1/errors/metal/Metal.0204/"])
def test_it_rejects_writing(client: Client, path: str) -> None:
    response = client.delete(path)
    assert (response.status_code, response.json()["error_code"]) == (405, "Portal.0405")


def test_a_database_that_is_away_is_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(catalog_views, "all_services", away)
    response = client.get("/api/v1/services/")
    assert (response.status_code, response.json()["error_code"]) == (503, "Portal.0503")
    assert int(response.headers["Retry-After"]) > 0


def test_a_failure_of_the_portal_is_500(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(catalog_views, "all_services", broken)
    client.raise_request_exception = False
    response = client.get("/api/v1/services/")
    assert (response.status_code, response.json()["error_code"]) == (500, "Portal.0500")


def test_asking_whether_a_copy_still_holds_is_not_counted_as_a_look_up(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[object] = []
    monkeypatch.setattr(catalog_views, "tell", lambda event, **facts: counted.append(facts["code"]))

    first = client.get("/api/v1/errors/metal/METAL.0204")
    again = client.get("/api/v1/errors/metal/METAL.0204", headers={"if-none-match": first.headers["ETag"]})

    assert (first.status_code, again.status_code) == (200, 304)
    assert counted == ["Metal.0204"]


def test_a_list_has_the_first_cases_of_a_code_and_says_how_many_there_are(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog_views, "MOST_CASES_LISTED", 2)
    cases = tuple(case(f"Disk {number} is full") for number in range(3))
    store(service_catalog("many", KnownError("many", "Many.0001", cases)))
    listed = client.get("/api/v1/errors/?service=many").json()["results"][0]
    whole = client.get("/api/v1/errors/many/Many.0001/").json()
    assert (len(listed["cases"]), listed["cases_count"]) == (2, 3)
    assert (len(whole["cases"]), whole["cases_count"]) == (3, 3)
    assert listed["cases"] == whole["cases"][:2]
