"""A code that has no case says nothing: it is no error until it has one, and none any more when the last is gone."""

from __future__ import annotations

import pytest
from django.test import Client

from catalog import models
from catalog.known_error import KnownError
from catalog.store import search
from catalog.store.lookup import whole_catalog
from catalog.troubleshoot import troubleshoot
from tests.catalog_rows import case, service_catalog, store

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bare() -> models.Code:
    """A code without a case, spelled as one of another service."""
    store(service_catalog("metal"), service_catalog("disk", KnownError("disk", "Metal.0204", (case("Gone"),))))
    models.Case.objects.get(code__service__slug="disk").delete()
    return models.Code.objects.get(service__slug="disk", code="Metal.0204")


def codes() -> list[tuple[str, str]]:
    return [(error.service, error.code) for catalog in whole_catalog() for error in catalog.errors]


def test_code_without_cases_is_not_an_error(bare: models.Code) -> None:
    assert ("disk", "Metal.0204") not in codes()
    assert [(each.service, each.code) for each in search.search("Metal.0204").results] == [("metal", "Metal.0204")]
    models.Case.objects.create(code=bare, message="The image is full")
    assert ("disk", "Metal.0204") in codes()
    assert [each.service for each in search.search("The image is full").results] == ["disk"]


@pytest.mark.parametrize("text", ["Metal.0204", "2 errors: Metal.0204 and Metal.0100", "Metal.02O4", "Disk.0001"])
def test_a_paste_is_answered(text: str) -> None:
    matches = [match for finding in troubleshoot(text).findings for match in finding.matches]
    assert ("disk", "Metal.0204") not in [(match.service, match.code) for match in matches]


def test_it_has_no_page(client: Client) -> None:
    assert client.get("/errors/disk/Metal.0204/").status_code == 404
    assert client.get("/errors/disk/").status_code == 200
    for path in ("/go/Metal.0204", "/errors/?q=Metal.0204"):
        assert client.get(path).headers["Location"] == "/errors/metal/Metal.0204/"
