"""Two who edit one row: neither undoes unseen what the other has saved, and neither loses what was typed."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.db import OperationalError, close_old_connections, connection, transaction
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from catalog import models
from catalog.admin import CaseAdmin
from catalog.known_error import KnownError
from catalog.store.publish import publish
from tests.catalog_rows import case, service_catalog, store

pytestmark = pytest.mark.django_db

REFUSED = "so nothing has been saved"


@pytest.fixture(autouse=True)
def catalog() -> None:
    store(service_catalog("metal"))


def curator(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser(name))
    return client


@pytest.fixture
def ada() -> Client:
    return curator("ada")


@pytest.fixture
def bob() -> Client:
    return curator("bob")


def page_of(row: Any) -> str:
    return reverse(f"admin:catalog_{row._meta.model_name}_change", args=[row.pk])


def as_shown(form: Any) -> dict[str, Any]:
    """Return the form data of a form in which nobody has typed."""
    fields = {bound.html_name: bound.value() for bound in form}
    fields |= {bound.html_initial_name: bound.value() for bound in form if bound.field.show_hidden_initial}
    return {name: "" if value is None else value for name, value in fields.items() if value is not False}


def opened(client: Client, path: str) -> dict[str, Any]:
    """Return the form data of a page, including its inline forms."""
    return sent_again(client.get(path))


def sent_again(answer: Any) -> dict[str, Any]:
    result = as_shown(answer.context["adminform"].form)
    for inline in answer.context["inline_admin_formsets"]:
        formset = inline.formset
        result |= as_shown(formset.management_form)
        for form in formset.forms:
            result |= as_shown(form)
    return result


def a_case() -> models.Case:
    return models.Case.objects.get(message="Image not found")


def test_conflicting_edit_is_refused_and_merged(ada: Client, bob: Client) -> None:
    path = page_of(a_case())
    for_ada, for_bob = opened(ada, path), opened(bob, path)
    assert ada.post(path, for_ada | {"solution": "Ask Ada."}).status_code == 302

    answer = bob.post(path, for_bob | {"severity": "warning"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert REFUSED in page
    assert "by ada" in page
    assert "Ask Ada." in page
    assert "Solution" in page
    assert (a_case().solution, a_case().severity) == ("Ask Ada.", "")

    # The form has both now: what Bob chose, and what Ada wrote where Bob had typed nothing.
    again = sent_again(answer)
    assert (again["solution"], again["severity"]) == ("Ask Ada.", "warning")
    assert bob.post(path, again).status_code == 302
    assert (a_case().solution, a_case().severity) == ("Ask Ada.", "warning")


def test_where_both_typed_both_are_shown_and_the_second_decides(ada: Client, bob: Client) -> None:
    path = page_of(a_case())
    for_bob = opened(bob, path)
    ada.post(path, opened(ada, path) | {"solution": "Ask Ada.", "retryable": "no"})
    answer = bob.post(path, for_bob | {"solution": "Ask Bob."})
    again = sent_again(answer)
    assert (again["solution"], again["retryable"]) == ("Ask Bob.", "no")
    assert "Ask Ada." in answer.content.decode()
    assert "solution" in answer.context["adminform"].form.errors
    # Seen is what was displayed, and nothing later.
    ada.post(path, opened(ada, path) | {"solution": "Ask Ada, in the afternoon."})
    answer = bob.post(path, again)
    assert "Ask Ada, in the afternoon." in answer.content.decode()
    assert bob.post(path, sent_again(answer)).status_code == 302
    assert a_case().solution == "Ask Bob."


def test_the_same_save_twice_is_no_quarrel(ada: Client) -> None:
    path = page_of(a_case())
    form = opened(ada, path) | {"solution": "Ask\r\nAda."}
    assert [ada.post(path, form).status_code for _ in range(2)] == [302, 302]
    assert a_case().solution == "Ask\nAda."


def test_a_page_opened_before_an_import_does_not_put_the_old_text_back(ada: Client) -> None:
    old = case("Image not found", description="Old meaning", solution="Old\n\nremedy")
    error = KnownError("metal", "Metal.0204", (old,))
    publish([service_catalog("metal", error)], today=date(2026, 2, 1))
    path = page_of(a_case())
    form = opened(ada, path)
    anew = KnownError(
        "metal", "Metal.0204", (case("Image not found", description="New meaning", solution="New remedy"),)
    )
    publish([service_catalog("metal", anew)], today=date(2026, 3, 1), reason="a new page")
    answer = ada.post(path, form | {"severity": "error"})
    assert REFUSED in answer.content.decode()
    assert "an import or a command" in answer.content.decode()
    assert ada.post(path, sent_again(answer)).status_code == 302
    now = a_case()
    assert (now.description, now.vendor_description, now.severity) == ("New meaning", "New meaning", "error")


def test_a_save_as_it_was_shown_keeps_a_text_of_several_lines_the_vendors_own(ada: Client) -> None:
    error = KnownError("metal", "Metal.0204", (case("Image not found", solution="One\nTwo"),))
    publish([service_catalog("metal", error)], today=date(2026, 2, 1))
    path = page_of(a_case())
    form = {name: str(value).replace("\n", "\r\n") for name, value in opened(ada, path).items()}
    assert ada.post(path, form).status_code == 302
    assert a_case().solution == a_case().vendor_solution


def test_cases_on_the_page_of_their_code(ada: Client, bob: Client) -> None:
    code = models.Code.objects.get(code="Metal.0201")
    first, second = code.cases.order_by("position")
    path = page_of(code)
    for_bob = opened(bob, path)
    ada.post(page_of(first), opened(ada, page_of(first)) | {"solution": "Ask Ada."})
    answer = bob.post(path, for_bob | {"cases-1-solution": "Ask Bob."})
    assert REFUSED in answer.content.decode()
    again = sent_again(answer)
    assert (again["cases-0-solution"], again["cases-1-solution"]) == ("Ask Ada.", "Ask Bob.")
    assert bob.post(path, again).status_code == 302
    assert [row.solution for row in code.cases.order_by("position")] == ["Ask Ada.", "Ask Bob."]

    # Nor is a case deleted that says something else by now.
    for_bob = opened(bob, path)
    ada.post(page_of(second), opened(ada, page_of(second)) | {"solution": "Ask Ada again."})
    answer = bob.post(path, for_bob | {"cases-1-DELETE": "on"})
    assert "that was to be deleted" in answer.content.decode()
    assert code.cases.count() == 2
    assert bob.post(path, sent_again(answer) | {"cases-1-DELETE": "on"}).status_code == 302
    assert code.cases.count() == 1


def test_a_case_that_is_gone_is_told(ada: Client, bob: Client) -> None:
    code = models.Code.objects.get(code="Metal.0201")
    form = opened(bob, page_of(code))
    code.cases.order_by("position")[0].delete()
    answer = bob.post(page_of(code), form | {"cases-0-solution": "Ask Bob."})
    assert answer.status_code == 200
    assert "Somebody has deleted it" in answer.content.decode()
    assert "Ask Bob." in answer.content.decode()


@pytest.mark.parametrize(
    ("model", "theirs", "ours"),
    [
        (models.Service, {"name": "Ada's"}, {"vendor": "Bob's"}),
        (models.Service, {"prefixes": '["A."]'}, {"vendor": "Bob's"}),
        (models.Service, {"updated": "2026-05-06"}, {"vendor": "Bob's"}),
        (models.Code, {"position": "7"}, {"code": "Metal.9999"}),
        (models.Case, {"http_status": "418"}, {"section": "Bob's"}),
        (models.Case, {"former": '["Old {id}"]'}, {"section": "Bob's"}),
        (models.Case, {"fault": "account"}, {"section": "Bob's"}),
        (models.Case, {"withdrawn": "2026-05-06"}, {"section": "Bob's"}),
        (models.ApiKey, {"rate": "10/s"}, {"name": "Bob's"}),
        (models.ApiKey, {"revoked": "on"}, {"name": "Bob's"}),
    ],
)
def test_every_kind_of_row_and_field(
    ada: Client, bob: Client, model: Any, theirs: dict[str, str], ours: dict[str, str]
) -> None:
    models.ApiKey.objects.create(name="script", digest="0" * 64, beginning="ep_123456")
    row = model.objects.order_by("pk")[0]
    path = page_of(row)
    for_bob = opened(bob, path)
    assert ada.post(path, opened(ada, path) | theirs).status_code == 302
    answer = bob.post(path, for_bob | ours)
    assert REFUSED in answer.content.decode()
    saved = bob.post(path, sent_again(answer))
    assert saved.status_code == 302, saved.context["adminform"].form.errors
    row.refresh_from_db()
    for name, value in (theirs | ours).items():
        now = getattr(row, name)
        wanted = {"revoked": True}.get(name, json.loads(value) if value.startswith("[") else value)
        assert now == wanted or str(now) == wanted, name


@pytest.mark.parametrize("version", ["", "{", "[1]", '{"solution": 1}', "null", "[" * 5000])
def test_it_rejects_a_form_that_does_not_say_what_it_was_opened_on(ada: Client, version: str) -> None:
    path = page_of(a_case())
    form = opened(ada, path) | {"solution": "Ask Ada.", "version": version}
    answer = ada.post(path, form)
    assert answer.status_code == 200
    assert REFUSED in answer.content.decode()
    assert a_case().solution != "Ask Ada."


def test_an_old_version_is_brought_back_over_what_was_seen_only(ada: Client, bob: Client) -> None:
    row = a_case()
    ada.post(page_of(row), opened(ada, page_of(row)) | {"solution": "Ask Ada."})
    old = reverse("admin:catalog_case_simple_history", args=[row.pk, row.history.earliest().pk])
    form = as_shown(bob.get(old).context["adminform"].form)
    ada.post(page_of(row), opened(ada, page_of(row)) | {"solution": "Ask Ada once more."})
    answer = bob.post(old, form)
    assert REFUSED in answer.content.decode()
    assert a_case().solution == "Ask Ada once more."

    answer = bob.post(old, as_shown(bob.get(old).context["adminform"].form), follow=True)
    assert a_case().solution == row.solution
    assert answer.redirect_chain == [(page_of(row), 302)]
    items = [str(each) for each in answer.context["messages"]]
    assert len(items) == 1
    assert f'href="{page_of(row)}"' in items[0]
    assert "brought back" in items[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="in memory there is one connection; its writers queue anyway")
def test_of_two_saves_at_one_moment_one_is_refused() -> None:
    store(service_catalog("metal"))
    path = page_of(a_case())
    clients = [curator(f"curator {number}") for number in range(4)]
    forms = [opened(each, path) | {"solution": f"Remedy {number}"} for number, each in enumerate(clients)]

    def save(number: int) -> int:
        try:
            return clients[number].post(path, forms[number]).status_code
        finally:
            close_old_connections()
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        items = list(pool.map(save, range(4)))
    assert sorted(items) == [200, 200, 200, 302]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time by itself")
class TestAnImportAndAForm:
    """On PostgreSQL, where both may begin at once."""

    def look_elsewhere(self, **more: Any) -> None:
        changed = KnownError("metal", "Metal.0204", (case("Image not found", solution="Look elsewhere."),))
        publish([service_catalog("metal", changed)], today=date(2026, 1, 3), **more)

    @pytest.mark.parametrize("action", ["lock", "delete_queryset"])
    def test_a_form_waits_for_an_import(self, action: str) -> None:
        row = a_case()
        result: list[str] = []

        def edit() -> None:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '50ms'")
                    if action == "lock":
                        CaseAdmin(models.Case, site).lock(str(row.pk))
                    else:
                        rows = models.Case.objects.filter(pk=row.pk)
                        CaseAdmin(models.Case, site).delete_queryset(HttpRequest(), rows)
                result.append("done")
            except OperationalError as error:
                result.append("lock timeout" if "lock timeout" in str(error) else str(error))
            finally:
                connection.close()

        def meanwhile(_: int) -> None:
            if not result:
                with ThreadPoolExecutor(1) as pool:
                    pool.submit(edit).result()

        self.look_elsewhere(step=meanwhile)
        edit()
        assert result == ["lock timeout", "done"]
        assert models.Case.objects.filter(pk=row.pk, solution="Look elsewhere.").exists() == (action == "lock")

    def test_an_import_waits_for_a_form_and_neither_is_given_up(self) -> None:
        row = a_case()
        held = Event()

        def save() -> None:
            try:
                with transaction.atomic():
                    CaseAdmin(models.Case, site).lock(str(row.pk))
                    held.set()
                    end = time.monotonic() + 60
                    while not self.somebody_waits() and time.monotonic() < end:
                        time.sleep(0.02)
                    now = models.Case.objects.get(pk=row.pk)
                    now.severity = "critical"
                    now.save()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            form = pool.submit(save)
            assert held.wait(60)
            self.look_elsewhere()
            form.result()
        row.refresh_from_db()
        assert (row.solution, row.severity) == ("Look elsewhere.", "critical")

    def somebody_waits(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_stat_clear_snapshot(), count(*) FROM pg_stat_activity"
                " WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            return bool(cursor.fetchone()[1])
