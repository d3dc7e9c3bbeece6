"""Aliases of codes and marks of services: stored, found, exported, kept by a later import."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from catalog.export import export_json
from catalog.intake.export_format import read_export
from catalog.known_error import KnownError, Marks
from catalog.models import CatalogChange
from catalog.store.in_memory import get_error
from catalog.store.lookup import whole_catalog
from catalog.store.publish import publish
from tests.catalog_rows import TODAY, case, service_catalog, store

pytestmark = pytest.mark.django_db

MARKS = Marks(hosts=("sockets.example.com",), operations=("Connect",))


def sockets(*aliases: str, marks: Marks = MARKS):  # type: ignore[no-untyped-def]
    error = KnownError("sockets", "WSAEINTR", (case("Interrupted function call"),), aliases)
    return service_catalog("sockets", error, marks=marks)


def test_code_is_found_by_its_alias(client: Client) -> None:
    store(sockets("10004"))
    found = get_error("sockets", "10004")
    assert found is not None
    assert found.code == "WSAEINTR"
    assert client.get("/errors/sockets/10004/").headers["Location"] == "/errors/sockets/WSAEINTR/"
    assert client.get("/go/10004").headers["Location"] == "/errors/sockets/WSAEINTR/"
    assert b"10004" in client.get("/errors/sockets/WSAEINTR/").content
    assert client.get("/api/v1/errors/sockets/WSAEINTR/").json()["aliases"] == ["10004"]


def test_code_comes_before_another_codes_alias() -> None:
    store(
        service_catalog(
            "sockets",
            KnownError("sockets", "WSAEINTR", (case("Interrupted function call"),), ("10004",)),
            KnownError("sockets", "10004", (case("Number of its own"),)),
        )
    )
    found = get_error("sockets", "10004")
    assert found is not None
    assert found.code == "10004"


def test_diagnosis_reads_an_alias_in_a_code_field(client: Client) -> None:
    store(sockets("E10004"))
    answer = client.post(
        "/api/v1/diagnose", data='{"error_code": "E10004", "error_msg": "x"}', content_type="application/json"
    ).json()
    assert (answer["outcome"], answer["findings"][0]["matches"][0]["code"]) == ("known", "WSAEINTR")


def test_export_and_import_keep_both() -> None:
    store(sockets("10004", "0x2714"))
    text = export_json()
    export = read_export(json.loads(text))
    assert not export.rejected
    publish(export.catalogs, today=TODAY, as_it_is=True)
    assert export_json() == text
    assert export.catalogs[0].service.marks == MARKS
    assert export.catalogs[0].errors[0].aliases == ("10004", "0x2714")


def test_vendors_page_adds_aliases_and_marks_and_takes_none_away() -> None:
    store(sockets("10004"))
    publish([sockets("0x2714", marks=Marks(hosts=("eu.example.com",)))], today=TODAY)
    catalog = whole_catalog()[0]
    assert catalog.errors[0].aliases == ("10004", "0x2714")
    assert catalog.service.marks == Marks(hosts=("sockets.example.com", "eu.example.com"), operations=("Connect",))
    assert CatalogChange.objects.filter(code="WSAEINTR", kind="changed").exists()


@pytest.mark.parametrize("aliases", ["10004", [""], ["a\nb"], [4], ["x" * 201]])
def test_import_tells_aliases_it_cannot_take(aliases: object) -> None:
    entry = {"service": "sockets", "errors": [{"code": "WSAEINTR", "aliases": aliases, "cases": [{"message": "m"}]}]}
    export = read_export({"format": "error-catalog", "version": 1, "services": [entry]})
    assert [each.field for each in export.rejected] == ["aliases"]
    assert export.catalogs[0].errors[0].aliases == ()
