"""The curators' door: search, filters and edits that reach the answers."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from catalog import models
from catalog.known_error import KnownError
from catalog.store.publish import publish
from catalog.store.revision import current_revision
from tests.catalog_rows import case, service_catalog, store
from tests.test_two_curators import opened, page_of

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
    before = current_revision()
    answer = curator.post(f"/admin/catalog/case/{case.pk}/change/", fields | {"solution": "Ask Ada."})
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert current_revision() != before
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
    for path in ("/admin/mfa/authenticator/add/", "/admin/catalog/case/add/", "/admin/catalog/case/"):
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


NEW_CODE = "/admin/catalog/code/add/"


def told(answer: object) -> list[str]:
    return [str(each) for each in answer.context["messages"]]  # type: ignore[attr-defined]


def test_a_new_code_comes_with_a_case(curator: Client) -> None:
    form = opened(curator, NEW_CODE) | {"service": models.Service.objects.get().pk, "code": "New.0001"}
    answer = curator.post(NEW_CODE, form)
    assert "it needs one at least" in answer.content.decode()
    assert not models.Code.objects.filter(code="New.0001").exists()
    assert curator.post(NEW_CODE, form | {"cases-0-message": "Something is new."}).status_code == 302
    found = curator.post("/api/v1/diagnose", "New.0001", content_type="text/plain").json()
    assert found["findings"][0]["matches"][0]["message"] == "Something is new."


def test_the_last_case_of_a_code_stays(curator: Client) -> None:
    code = models.Code.objects.get(code="Metal.0204")
    last = code.cases.get()
    page = page_of(code)
    answer = curator.post(page, opened(curator, page) | {"cases-0-DELETE": "on"})
    assert "“withdrawn”" in answer.content.decode()
    one_by_one = f"/admin/catalog/case/{last.pk}/delete/"
    selected = {"action": "delete_selected", "_selected_action": [last.pk], "post": "yes"}
    for answer in (
        curator.get(one_by_one),
        curator.post(one_by_one, {"post": "yes"}),
        curator.post("/admin/catalog/case/", selected),
    ):
        words = answer.content.decode()
        assert "“withdrawn”" in words
        assert f'<a href="{page}">Metal.0204</a>' in words
    other = models.Code.objects.get(code="Metal.0100")
    answer = curator.post(page_of(last), opened(curator, page_of(last)) | {"code": other.pk})
    assert "code" in answer.context["adminform"].form.errors
    assert list(code.cases.all()) == [last]


def test_a_case_beside_another_goes(curator: Client) -> None:
    code = models.Code.objects.get(code="Metal.0201")
    first, _ = code.cases.order_by("pk")
    assert curator.post(f"/admin/catalog/case/{first.pk}/delete/", {"post": "yes"}).status_code == 302
    assert code.cases.count() == 1
    everything = [row.pk for row in models.Case.objects.all()]
    selected = {"action": "delete_selected", "_selected_action": everything, "post": "yes"}
    assert "Metal.0201</a>" in curator.post("/admin/catalog/case/", selected).content.decode()
    assert models.Case.objects.count() == len(everything)


def test_codes_without_cases_are_found_and_given_one(curator: Client) -> None:
    code = models.Code.objects.create(service=models.Service.objects.get(), code="Metal.9999")
    listed = curator.get("/admin/catalog/code/?cases=none").context["cl"].result_list
    assert list(listed) == [code]
    page = page_of(code)
    form = opened(curator, page)
    assert curator.post(page, form).status_code == 200
    assert curator.post(page, form | {"cases-0-message": "Something"}).status_code == 302
    assert not curator.get("/admin/catalog/code/?cases=none").context["cl"].result_list


def test_it_rejects_a_code_that_differs_in_letter_case_only(curator: Client) -> None:
    code = models.Code.objects.get(code="Metal.0204")
    page = page_of(code)
    answer = curator.post(page, opened(curator, page) | {"code": "metal.0201"})
    assert "metal has Metal.0201 already" in answer.content.decode()
    form = opened(curator, NEW_CODE) | {"service": code.service_id, "code": "METAL.0201", "cases-0-message": "x"}
    assert "metal has Metal.0201 already" in curator.post(NEW_CODE, form).content.decode()
    # Its own spelling may change, and another service may have the same.
    assert curator.post(page, opened(curator, page) | {"code": "METAL.0204"}).status_code == 302
    other = models.Service.objects.create(slug="other")
    assert curator.post(NEW_CODE, form | {"service": other.pk}).status_code == 302


def test_cases_of_which_the_vendor_says_something_else_are_found_and_shown_beside(curator: Client) -> None:
    row = models.Case.objects.get(message="Image not found")
    page = page_of(row)
    assert not curator.get("/admin/catalog/case/?vendor=differs").context["cl"].result_list
    curator.post(page, opened(curator, page) | {"solution": "Ask Ada."})
    anew = KnownError("metal", "Metal.0204", (case("Image not found", solution="Ask the vendor."),))
    publish([service_catalog("metal", anew)], today=date(2026, 3, 1))
    assert list(curator.get("/admin/catalog/case/?vendor=differs").context["cl"].result_list) == [row]
    words = curator.get(page).content.decode()
    assert "Ask Ada." in words
    assert "Ask the vendor." in words
    assert "Ask the vendor." in curator.get(page_of(row.code)).content.decode()


@pytest.mark.parametrize("retryable", ["no", "after_change"])
def test_it_rejects_a_wait_where_no_retry_helps(curator: Client, retryable: str) -> None:
    page = page_of(models.Case.objects.order_by("pk")[0])
    form = opened(curator, page) | {"retry_after": "5"}
    answer = curator.post(page, form | {"retryable": retryable})
    assert list(answer.context["adminform"].form.errors) == ["retry_after"]
    assert curator.post(page, form | {"retryable": "yes"}).status_code == 302


@pytest.mark.parametrize("former", ['{"a": 1}', "[1]", "5"])
def test_it_rejects_former_wordings_that_are_no_list_of_texts(curator: Client, former: str) -> None:
    page = page_of(models.Case.objects.order_by("pk")[0])
    assert curator.post(page, opened(curator, page) | {"former": former}).status_code == 200
    assert curator.post(page, opened(curator, page) | {"former": ""}).status_code == 302


@pytest.mark.parametrize("message", ["{a} {b", "{a} b}", "IDs [{id}, ... not found"])
def test_it_warns_of_a_bracket_without_its_other_half(curator: Client, message: str) -> None:
    row = models.Case.objects.order_by("pk")[0]
    page = page_of(row)
    answer = curator.post(page, opened(curator, page) | {"message": message}, follow=True)
    assert "plain text" in told(answer)[0]
    page = page_of(row.code)
    answer = curator.post(page, opened(curator, page) | {"cases-0-message": message + "!"}, follow=True)
    assert "plain text" in told(answer)[0]
    page = page_of(row)
    answer = curator.post(page, opened(curator, page) | {"message": '{a} {"b": 1} [{id}, ...] {}'}, follow=True)
    assert len(told(answer)) == 1


def test_applications_have_plain_names(curator: Client) -> None:
    names = [each["name"] for each in curator.get("/admin/").context["app_list"]]
    assert {"Single sign-on", "Second factor"} < set(names)
    assert not {"AXES", "OTP_TOTP"} & {str(name).upper() for name in names}


def test_no_page_has_a_style_that_the_policy_forbids(curator: Client) -> None:
    row = models.Case.objects.order_by("pk")[0]
    for path in (f"/admin/catalog/case/{row.pk}/history/", page_of(row), page_of(row.code), "/admin/", NEW_CODE):
        assert " style=" not in curator.get(path).content.decode(), path
