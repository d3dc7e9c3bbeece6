"""The fold on the answer page that shows curators which rule read what."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from tests.catalog_rows import service_catalog, store

pytestmark = pytest.mark.django_db

TEXT = "10:11 ERROR Metal.0100: Servers not found: [srv-1] password=hunter22"


@pytest.fixture(autouse=True)
def catalog() -> None:
    store(service_catalog("metal"))


def page(client: Client, address: str = "/workbench/answer/") -> str:
    return client.post(address, {"body": TEXT}).content.decode()


def signed_in(client: Client, role: str) -> Client:
    user = User.objects.create_user(role)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return client


def test_curator_sees_how_a_text_was_read(client: Client) -> None:
    read = page(signed_in(client, "curator"))
    assert "How this was read" in read
    assert "code-of-catalog" in read
    assert "hunter22" not in read
    assert 'action="/workbench/answer/"' in read


def test_public_page_does_not_know_who_is_signed_in(client: Client) -> None:
    assert "How this was read" not in page(signed_in(client, "curator"), "/troubleshoot/")


def test_others_do_not_see_how_a_text_was_read(client: Client) -> None:
    assert "How this was read" not in page(client)
    assert "How this was read" not in page(signed_in(client, "viewer"))
