"""Answers kept with the revision: made once, the same for all who may have the same, 304 for who has them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from catalog import models, response_cache
from catalog.response_cache import cached_response
from catalog.store import snapshot
from tests.catalog_rows import service_catalog, store

pytestmark = pytest.mark.django_db

GETS = (
    "/api/v1/errors/",
    "/api/v1/errors/?q=metal.02",
    "/api/v1/errors/metal/Metal.0204/",
    "/api/v1/services/",
    "/api/v1/changes/?since=0",
    "/api/v1/changes.atom",
    "/api/v1/catalog.json",
    "/api/v1/enums/metal.py",
    "/api/v1/enums/metal.ts",
)


@pytest.fixture(autouse=True)
def catalog() -> None:
    store(service_catalog("metal"))


@pytest.fixture
def counted() -> tuple[Callable[[], HttpResponse], list[int]]:
    made: list[int] = []

    def make() -> HttpResponse:
        made.append(1)
        return HttpResponse(f"answer {len(made)}", headers={"X-Own": "1"})

    return make, made


def get(path: str = "/x/", **headers: str) -> HttpRequest:
    return RequestFactory().get(path, headers=headers)


def test_it_works(counted: tuple[Callable[[], HttpResponse], list[int]]) -> None:
    make, made = counted
    first = cached_response(get(), make, vary=("Accept-Language",))
    second = cached_response(get(), make, vary=("Accept-Language",))
    assert (first.content, second.content, len(made)) == (b"answer 1", b"answer 1", 1)
    assert (second.headers["X-Own"], second.headers["Vary"]) == ("1", "Accept-Language")
    third = cached_response(get(**{"If-None-Match": first.headers["ETag"]}), make)
    assert (third.status_code, third.content) == (200, b"answer 2")
    assert cached_response(get(**{"If-None-Match": third.headers["ETag"]}), make).status_code == 304


@pytest.mark.parametrize("path", GETS)
def test_who_has_an_answer_of_the_api_gets_304_until_the_catalog_changes(client: Client, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    for headers in (
        {"if-none-match": first.headers["ETag"]},
        {"if-none-match": f'"x", {first.headers["ETag"].removeprefix("W/")}'},
        {"if-modified-since": first.headers["Last-Modified"]},
    ):
        again = client.get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b""), headers
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Vary"] == first.headers["Vary"]
        assert "no-cache" in again.headers["Cache-Control"]
    head = client.head(path)
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    models.Case.objects.get(message="Image not found").save()
    changed = client.get(path, headers={"if-none-match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_a_poller_saves_the_question_what_revision_it_is(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable[[int], object]
) -> None:
    path = "/api/v1/errors/metal/Metal.0204/"
    client.get(path)
    with monkeypatch.context() as patch:
        patch.setattr(snapshot, "_poller", object())
        snapshot.refresh()
        etag = client.get(path).headers["ETag"]
        with django_assert_num_queries(0):  # type: ignore[attr-defined]
            client.get(path)
            assert client.get(path, headers={"if-none-match": "*"}).status_code == 304
            response_cache.forget()
            assert client.get(path, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"path": "/x/?a=1"}, {"path": "/x/?a=2"}),
        ({"Host": "localhost"}, {"Host": "127.0.0.1"}),
        ({"HX-Request": "true"}, {}),
    ],
)
def test_what_differs_is_kept_apart(
    one: dict[str, str], other: dict[str, str], counted: tuple[Callable[[], HttpResponse], list[int]]
) -> None:
    make, made = counted
    answers = [cached_response(get(**each), make, vary=("HX-Request",)) for each in (one, other)]
    assert answers[0].headers["ETag"] != answers[1].headers["ETag"]
    assert len(made) == 2


def test_languages_media_types_and_releases_are_kept_apart(
    counted: tuple[Callable[[], HttpResponse], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    make, made = counted
    tags = set()
    for language in ("en", "de"):
        with translation.override(language):
            tags |= {
                cached_response(get(), make, kind=kind, vary=("Accept-Language",)).headers["ETag"]
                for kind in ("a", "b")
            }
    with override_settings(PORTAL_BASE_URL="https://errors.example.com"):
        tags.add(cached_response(get(), make).headers["ETag"])
    monkeypatch.setattr(response_cache, "_release", lambda: ("another", 0))
    tags.add(cached_response(get("/after/a/release/"), make).headers["ETag"])
    assert (len(tags), len(made)) == (6, 6)


def test_it_rejects_to_keep_what_is_no_200(counted: tuple[Callable[[], HttpResponse], list[int]]) -> None:
    for _ in range(2):
        answer = cached_response(get(), lambda: HttpResponse("no", status=404))
        assert (answer.status_code, "ETag" in answer.headers) == (404, False)
    assert cached_response(get(), counted[0]).content == b"answer 1"


@pytest.mark.parametrize(
    "headers",
    [{"if-none-match": "*"}, {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}, {"if-none-match": '"x"'}],
)
def test_it_rejects_to_call_unchanged_what_is_not_there(client: Client, headers: dict[str, str]) -> None:
    assert client.get("/api/v1/errors/metal/Nope.1/", headers=headers).status_code == 404


@pytest.mark.parametrize("header", ["if-none-match", "if-modified-since", "if-match"])
def test_a_condition_that_makes_no_sense_is_none(client: Client, header: str) -> None:
    for value in ("", "x", '"', "\xff", "Mon, 99 Foo"):
        assert client.get("/api/v1/services/", headers={header: value}).status_code == 200


def test_it_keeps_no_more_than_it_may(
    counted: tuple[Callable[[], HttpResponse], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    make, made = counted
    monkeypatch.setattr(response_cache, "MOST_BYTES", 20_000)
    for number in range(50):
        cached_response(get(f"/x/?{number}"), make)
    cached_response(get("/x/?49"), make)
    assert len(made) == 50
    cached_response(get("/x/?0"), make)
    assert len(made) == 51
    for _ in range(2):
        cached_response(get(f"/x/?q={'y' * 600}"), make)
    assert len(made) == 53
    monkeypatch.setattr(response_cache, "LARGEST", 3)
    cached_response(get("/x/?large"), make)
    cached_response(get("/x/?large"), make)
    assert len(made) == 55


def test_an_answer_to_a_key_is_for_nobody_else(client: Client) -> None:
    answer = cached_response(get(Authorization="Basic x"), lambda: HttpResponse("x"))
    assert answer.headers["Cache-Control"] == "private, no-cache"
