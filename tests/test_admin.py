"""The curators' door: search, filters and edits that reach the answers."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from catalog import models
from catalog.store.edition import current_edition
from tests.catalog_rows import service_catalog, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client: Client) -> Client:
    store(service_catalog("metal"))
    client.force_login(User.objects.create_superuser("curator"))
    return client


def test_it_works(curator: Client) -> None:
    case = models.Case.objects.get(message="Image not found")
    form = curator.get(f"/admin/catalog/case/{case.pk}/change/").context["adminform"].form
    fields = {name: "" if value is None else value for name, value in form.initial.items()}
    before = current_edition()
    answer = curator.post(f"/admin/catalog/case/{case.pk}/change/", fields | {"solution": "Ask Ada."})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert current_edition() != before
    told = curator.post("/api/v1/diagnose", "Metal.0204", content_type="text/plain").json()
    assert told["findings"][0]["matches"][0]["solution"] == "Ask Ada."


@pytest.mark.parametrize("model", ["service", "code", "case"])
def test_lists_are_searched_and_filtered(curator: Client, model: str) -> None:
    assert curator.get(f"/admin/catalog/{model}/?q=metal").status_code == 200
    assert curator.get(f"/admin/catalog/{model}/add/").status_code == 200
    page = curator.get(f"/admin/catalog/{model}/").content.decode()
    assert "changelist-filter" in page or model == "service"


def test_lists_written_by_hand_are_checked(curator: Client) -> None:
    service = models.Service.objects.get()
    form = curator.get(f"/admin/catalog/service/{service.pk}/change/").context["adminform"].form
    fields = {name: "" if value is None else value for name, value in form.initial.items()}
    for wrong in ({"prefixes": '{"a": 1}'}, {"referrals": '["APIGW"]'}):
        answer = curator.post(
            f"/admin/catalog/service/{service.pk}/change/", fields | {"prefixes": "[]", "referrals": "[]"} | wrong
        )
        assert answer.status_code == 200
        assert answer.context["adminform"].form.errors


def test_deleting_a_code_reaches_the_answers(curator: Client) -> None:
    code = models.Code.objects.get(code="Metal.0204")
    assert curator.post(f"/admin/catalog/code/{code.pk}/delete/", {"post": "yes"}).status_code == 302
    told = curator.post("/api/v1/diagnose", "Metal.0204", content_type="text/plain").json()
    assert told["outcome"] == "unknown"


@pytest.mark.parametrize("number", ["x", "1e9", "-1", "٣", "9" * 30, "1/history/.."])
def test_it_rejects_what_is_no_number_of_a_row(curator: Client, number: str) -> None:
    for model in ("service", "code", "case", "apikey"):
        assert curator.get(f"/admin/catalog/{model}/{number}/history/").status_code in (302, 404)
        assert curator.get(f"/admin/catalog/{model}/1/history/{number}/").status_code in (302, 404)
    assert curator.get("/admin/catalog/case/add/", {"code": number}).status_code == 200
    assert curator.post("/admin/catalog/case/add/", {"code": number}).status_code == 200


def test_a_code_is_chosen_by_its_number(curator: Client) -> None:
    code = models.Code.objects.get(code="Metal.0204")
    page = curator.get("/admin/catalog/case/add/", {"code": str(code.pk)}).content.decode()
    assert f'<option value="{code.pk}" selected>Metal.0204</option>' in page


def test_it_rejects_more_parameters_than_anybody_sends(curator: Client) -> None:
    for path in ("/admin/axes/accesslog/add/", "/admin/catalog/case/add/", "/admin/catalog/case/"):
        assert curator.get(f"{path}?{'q=1&' * 1500}").status_code in (400, 403)


@pytest.mark.parametrize("action", ["add", "change", "delete"])
def test_it_rejects_a_field_without_a_name(curator: Client, action: str) -> None:
    curator.post("/admin/login/", {"username": "curator", "password": "wrong"})
    for model in admin.site._registry:
        row = model._default_manager.order_by("pk").first()
        names = (model._meta.app_label, model._meta.model_name)
        path = reverse("admin:{}_{}_{}".format(*names, action), args=[] if action == "add" else [row.pk if row else 1])
        assert curator.get(f"{path}?_to_field=").status_code == 400
        assert curator.post(f"{path}?_to_field=").status_code == 400
        assert curator.post(path, {"_to_field": ""}).status_code == 400
        assert curator.post(f"{path}?_to_field=nothing").status_code in (400, 403)
