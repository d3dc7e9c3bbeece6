"""What changed in the catalog: the log and the feed."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import datetime

import pytest
from django.test import Client

from catalog import models
from catalog.api import pagination
from catalog.store.revision import current_revision
from tests.catalog_rows import service_catalog, store

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def catalog() -> None:
    store(service_catalog("metal"))


def test_it_works(client: Client) -> None:
    known = client.get("/api/v1/changes/").json()["edition"]
    models.Code.objects.get(code="Metal.0100").delete()
    row = models.Case.objects.get(message="Image not found")
    row.solution = "Ours"
    row.save()
    told = client.get(f"/api/v1/changes/?since={known}").json()
    assert (told["edition"], told["since"], told["complete"]) == (current_revision(), known, True)
    assert [(each["service"], each["code"], each["kind"]) for each in told["changes"]] == [
        ("metal", "Metal.0100", "deleted"),
        ("metal", "Metal.0204", "changed"),
    ]
    assert [each["url"] for each in told["changes"]] == [None, "http://testserver/errors/metal/Metal.0204/"]
    assert datetime.fromisoformat(told["changes"][1]["changed"]).tzinfo is not None
    assert client.get(f"/api/v1/changes/?since={told['edition']}").json()["changes"] == []


def test_a_long_log_comes_in_pieces(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "LARGEST_PIECE", 2)
    first = client.get("/api/v1/changes/").json()
    rest = client.get(first["next"]).json()
    assert [each["code"] for each in first["changes"] + rest["changes"]] == ["Metal.0100", "Metal.0204", "Metal.0201"]
    assert rest["next"] is None


def test_the_feed_is_atom(client: Client) -> None:
    row = models.Case.objects.get(message="Image not found")
    row.save()
    response = client.get("/api/v1/changes.atom")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    for needed in ("id", "title", "updated"):
        assert len(feed.findall(ATOM + needed)) == 1
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Error portal"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == "http://testserver/api/v1/changes.atom"
    entries = feed.findall(f"{ATOM}entry")
    assert entries[0].findtext(f"{ATOM}title") == "Metal.0204 (metal): changed"
    assert len(entries) == 4
    for entry in entries:
        for needed in ("id", "title", "updated"):
            assert len(entry.findall(ATOM + needed)) == 1
        assert str(entry.findtext(f"{ATOM}id")).startswith("urn:uuid:")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == 4
    again = ET.fromstring(client.get("/api/v1/changes.atom", headers={"host": "localhost"}).content)
    assert [entry.findtext(f"{ATOM}id") for entry in again.findall(f"{ATOM}entry")] == ids


def test_the_feed_has_the_latest_hundred_and_may_be_empty(client: Client) -> None:
    for _ in range(60):
        models.Code.objects.get(code="Metal.0204").save()
        models.Code.objects.get(code="Metal.0100").save()
    assert client.get("/api/v1/changes.atom").content.count(b"<entry>") == 100
    models.CatalogChange.objects.all().delete()
    models.Service.objects.get().save()
    assert ET.fromstring(client.get("/api/v1/changes.atom").content).findtext(f"{ATOM}updated")


def test_what_a_code_is_called_breaks_no_feed(client: Client) -> None:
    service = models.Service.objects.get()
    models.Code.objects.create(service=service, code="<b>&\x07\u202e]]>")
    feed = ET.fromstring(client.get("/api/v1/changes.atom").content)
    assert "<b>&" in str(feed.findtext(f"{ATOM}entry/{ATOM}title"))


@pytest.mark.parametrize("query", ["since=-1", "since=x", "after=-1", "since=1e99", "since=" + "9" * 40])
def test_it_rejects_what_is_no_revision(client: Client, query: str) -> None:
    response = client.get(f"/api/v1/changes/?{query}")
    assert (response.status_code, response.json()["error_code"]) == (400, "Portal.0400")
