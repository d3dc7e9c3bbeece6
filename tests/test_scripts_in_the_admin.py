"""Text typed into the admin becomes no element, no attribute and no script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from catalog import models
from tests.markup_checks import Shape, check_page, shapes
from tests.payloads import PAYLOADS, SHORTEST_FIELD, packed

pytestmark = pytest.mark.django_db

PLAIN = "plain words"
ROWS = (("service", models.Service), ("code", models.Code), ("case", models.Case))


def paths_of_lists() -> Iterator[str]:
    """The pages of the admin about all rows together."""
    yield "/admin/"
    for name, _ in ROWS:
        yield from (reverse(f"admin:catalog_{name}_{page}") for page in ("changelist", "add"))
    yield from (reverse(f"admin:{name}_changelist") for name in ("admin_logentry", "mfa_authenticator"))


def paths_of_rows(number: int | None = None) -> Iterator[str]:
    """The pages of the admin about one row of each kind, the newest.

    With a number: the form of each, and of one kind, each in its turn, the pages that all kinds have of one template.
    """
    for name, model in ROWS:
        row = model._default_manager.latest("pk")
        yield reverse(f"admin:catalog_{name}_change", args=[row.pk])
        if number is None or ROWS[number % len(ROWS)][0] == name:
            yield from (reverse(f"admin:catalog_{name}_{page}", args=[row.pk]) for page in ("delete", "history"))
            yield reverse(f"admin:catalog_{name}_simple_history", args=[row.pk, row.history.latest().history_id])


def filled(row: Model) -> dict[str, object]:
    """Return the fields of a row's form as its page has them, without making the page."""
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="curator")
    form = admin.site.get_model_admin(type(row)).get_form(request, row, change=True)(instance=row)
    return {field: "" if value is None else value for field, value in form.initial.items()}


def write_by_hand(client: Client, slug: str, text: str) -> list[int]:
    """Type a text into every field of the admin's forms and the login; return the statuses."""
    line = " ".join(text.split())[:150]
    service = models.Service.objects.create(slug=slug, name="x")
    code = models.Code.objects.create(service=service, code=f"{line} by hand")
    case = models.Case.objects.create(code=code, message="x")
    changes: dict[Model, dict[str, object]] = {
        service: {
            **dict.fromkeys(("name", "vendor", "code_field", "message_field"), line[:SHORTEST_FIELD]),
            "prefixes": json.dumps([line]),
            "referrals": json.dumps([{"prefix": line, "title": text}]),
            "documentation": f"https://docs.example/{quote(line, safe='<>=()/')}",
        },
        case: {
            **dict.fromkeys(("message", "description", "solution", "sample"), text),
            "section": line,
            "replaced_by": line,
            "former": json.dumps([text]),
            "source_url": f"https://docs.example/{quote(line, safe='<>=()/')}",
        },
    }
    result = []
    for row, fields in changes.items():
        path = reverse(f"admin:catalog_{row._meta.model_name}_change", args=[row.pk])
        answer = client.post(path, filled(row) | fields)
        result.append(answer.status_code)
        assert answer.status_code == 302, answer.context["adminform"].form.errors
    Client().post(
        "/admin/login/", {"username": line, "password": text}, HTTP_USER_AGENT=line.encode("ascii", "replace").decode()
    )
    return result


@pytest.fixture
def curator(settings: Settings) -> Client:
    settings.PORTAL_DIAGNOSE_RATE = None
    client = Client()
    client.force_login(User.objects.create_superuser("curator"))
    return client


def test_what_a_curator_types(curator: Client, client: Client) -> None:
    write_by_hand(curator, "plain", PLAIN)
    paths = (*paths_of_lists(), *paths_of_rows())
    allowed: set[Shape] = set().union(*(shapes(curator.get(path).content.decode()) for path in paths))
    for number, text in enumerate(packed(PAYLOADS)):
        slug = f"by-hand-{number}"
        assert write_by_hand(curator, slug, text) == [302, 302]
        for path in paths_of_rows(number):
            check_page(curator.get(path), allowed)
        # A search that finds nothing tells what was asked.
        kind = ROWS[number % len(ROWS)][0]
        check_page(curator.get(f"/admin/catalog/{kind}/?q={quote(text)}"), allowed | {("span", "class")})
        code = models.Code.objects.get(service__slug=slug).code
        check_page(client.get(f"/errors/{slug}/{quote(code, safe='')}/"))
        check_page(client.get(f"/errors/{slug}/"))
    for path in paths_of_lists():
        check_page(curator.get(path), allowed)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example/"])
def test_it_rejects_addresses_that_run_something(curator: Client, address: str) -> None:
    service = models.Service.objects.create(slug="by-hand")
    path = reverse("admin:catalog_service_change", args=[service.pk])
    for name in ("documentation", "support_url"):
        answer = curator.post(path, filled(service) | {"prefixes": "[]", "referrals": "[]", name: address})
        assert (answer.status_code, list(answer.context["adminform"].form.errors)) == (200, [name])
