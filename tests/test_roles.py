"""Viewers read, curators edit the catalog, administrators also accounts and keys: each role at each admin address."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog import models
from catalog.curation.models import Note, Source
from catalog.learning.models import Feedback, Report, Unknown
from catalog.store.roles import ROLES, make_roles
from catalog.webhooks.models import Delivery, WebHook
from tests.catalog_rows import service_catalog, store

pytestmark = pytest.mark.django_db

CATALOG = ("service", "code", "case", "synonyms")
ACCOUNTS = ("user", "group", "apikey")
VOICES = ("report", "feedback")
HOOKS = ("webhook", "delivery")
CURATION = ("source", "note")
RECORDS = ("logentry", "authenticator", "socialaccount")
# The queue of tasks registers its own page, which superusers alone see.
MODELS = {
    model._meta.model_name or "": model
    for model in admin.site._registry
    if model._meta.app_label != "django_tasks_database"
}
ACTIONS = ("changelist", "add", "change", "delete", "history")

READ = {"changelist", "change", "history"}
WRITE = {*READ, "add", "delete"}
ALLOWED: dict[str, dict[str, set[str]]] = {
    "nobody": {},
    "viewer": dict.fromkeys((*CATALOG, *VOICES, *CURATION), READ),
    "curator": {**dict.fromkeys((*CATALOG, *CURATION), WRITE), **dict.fromkeys(VOICES, READ | {"delete"})},
    "administrator": {
        **dict.fromkeys((*CATALOG, *ACCOUNTS, *CURATION, "webhook"), WRITE),
        **dict.fromkeys((*RECORDS, "delivery"), READ),
        **dict.fromkeys(VOICES, READ | {"delete"}),
        "authenticator": READ | {"delete"},
        "socialaccount": READ | {"delete"},
    },
}


@pytest.fixture(autouse=True)
def rows() -> None:
    """One row at least of every model of the admin."""
    store(service_catalog("metal"))
    models.ApiKey.objects.create(name="script", digest="0" * 64, beginning="ep_123456")
    models.Synonyms.objects.create(phrases="gizmo, widget")
    hook = WebHook.objects.create(name="tickets", url="https://tickets.example.com/")
    Delivery.objects.create(hook=hook, event="catalog.changed", payload={})
    Feedback.objects.create(service="metal", code="Metal.0204", helpful=True)
    now = timezone.now()
    unknown = Unknown.objects.create(kind="report", text="x", digest="x", first_seen=now, last_seen=now)
    Report.objects.create(unknown=unknown, text="x")
    Source.objects.create(service="metal", location="https://docs.example.com/e")
    Note.objects.create(code=models.Code.objects.order_by("pk")[0], text="Ask the storage team")
    someone = User.objects.create_user("someone")
    LogEntry.objects.create(user=someone, action_flag=1, object_repr="a thing")
    Authenticator.objects.create(user=someone, type="totp", data={"secret": "x"})
    SocialAccount.objects.create(user=someone, provider="sso", uid="someone")


def account(role: str) -> User:
    user = User.objects.create_user(f"a {role}", is_staff=True)
    if role in ROLES:
        user.groups.add(Group.objects.get(name=role))
    return user


def as_role(client: Client, role: str) -> Client:
    client.force_login(account(role))
    return client


def address(name: str, action: str) -> str:
    options = MODELS[name]._meta
    row = MODELS[name]._default_manager.order_by("pk").first()
    assert row is not None
    arguments = [row.pk] if action in ("change", "delete", "history") else []
    return reverse(f"admin:{options.app_label}_{name}_{action}", args=arguments)


def filled(client: Client, name: str) -> dict[str, object]:
    form = client.get(address(name, "change")).context["adminform"].form
    return {field: "" if value is None else value for field, value in form.initial.items()}


def test_it_works() -> None:
    assert {"viewer", "curator", "administrator"} == set(Group.objects.values_list("name", flat=True))
    assert set(MODELS) == {*CATALOG, *ACCOUNTS, *RECORDS, *VOICES, *HOOKS, *CURATION}


@pytest.mark.parametrize("role", ALLOWED)
def test_each_role_at_each_address(client: Client, role: str) -> None:
    as_role(client, role)
    found: dict[tuple[str, str], int] = {}
    for name in MODELS:
        for action in ACTIONS:
            found[name, action] = client.get(address(name, action)).status_code
    expected = {
        (name, action): 200 if action in ALLOWED[role].get(name, ()) else 403 for name in MODELS for action in ACTIONS
    }
    assert found == expected


@pytest.mark.parametrize("role", ALLOWED)
def test_writes_are_refused_to_who_may_not(client: Client, role: str) -> None:
    as_role(client, role)
    for name, model in MODELS.items():
        may = ALLOWED[role].get(name, set())
        before = model._default_manager.count()
        if "add" not in may:
            assert client.post(address(name, "add"), {"name": "x", "username": "x"}).status_code == 403
        if "add" not in may or name in (*RECORDS, *VOICES):
            assert client.post(address(name, "change"), {"name": "x"}).status_code == 403
        if "delete" not in may:
            assert client.post(address(name, "delete"), {"post": "yes"}).status_code == 403
            row = model._default_manager.first()
            client.post(
                address(name, "changelist"),
                {"action": "delete_selected", "_selected_action": [row.pk if row else 0], "post": "yes"},
            )
        assert model._default_manager.count() == before


@pytest.mark.parametrize("role", ["viewer", "curator", "administrator"])
def test_the_history_of_a_row_is_read_and_never_brings_an_old_one_back_without_permission(
    client: Client, role: str
) -> None:
    as_role(client, role)
    case = models.Case.objects.order_by("pk")[0]
    old = case.history.latest()
    models.Case.objects.filter(pk=case.pk).update(solution="The new one.")
    version = reverse("admin:catalog_case_simple_history", args=[case.pk, old.pk])
    assert client.get(version).status_code == 200
    if role == "viewer":
        # Of a form that is not theirs to edit no field is read, so that an empty one would be a whole old row.
        assert client.post(version).status_code == client.post(version, {"solution": "x"}).status_code == 403
    else:
        assert client.post(version, filled(client, "case") | {"solution": "The old one."}).status_code == 302
    case.refresh_from_db()
    assert case.solution == ("The new one." if role == "viewer" else "The old one.")


def test_a_curators_edits_are_in_the_history_with_the_name(client: Client) -> None:
    as_role(client, "curator")
    case = models.Case.objects.order_by("pk")[0]
    answer = client.post(address("case", "change"), filled(client, "case") | {"solution": "Ask Ada."})
    assert answer.status_code == 302
    latest = case.history.latest()
    assert (latest.solution, latest.history_type, latest.history_user.username) == ("Ask Ada.", "~", "a curator")

    code = models.Code.objects.order_by("pk")[0]
    number = code.cases.order_by("pk")[0].pk
    assert client.post(address("code", "delete"), {"post": "yes"}).status_code == 302
    for gone in (models.Code.history.filter(id=code.pk).latest(), models.Case.history.filter(id=number).latest()):
        assert (gone.history_type, gone.history_user.username) == ("-", "a curator")

    service = models.Service.objects.get()
    fields = filled(client, "service") | {"name": "Renamed", "prefixes": "[]", "referrals": "[]"}
    assert client.post(address("service", "change"), fields).status_code == 302
    assert service.history.latest().history_user.username == "a curator"


def test_keys_and_accounts_are_in_the_history_without_their_secrets(client: Client) -> None:
    as_role(client, "administrator")
    assert client.post(address("apikey", "add"), {"name": "robot", "rate": "10/s"}).status_code == 302
    key = models.ApiKey.objects.get(name="robot")
    page = reverse("admin:catalog_apikey_change", args=[key.pk])
    version = client.get(page).context["adminform"].form.initial["version"]
    client.post(page, {"name": "robot", "revoked": "on", "version": version, "rate": "10/s"})
    told = [(each.history_type, each.revoked, each.history_user.username) for each in key.history.all()]
    assert told == [("~", True, "a administrator"), ("+", False, "a administrator")]
    assert not hasattr(key.history.latest(), "digest")

    phrase = "quite a long phrase"
    made = {"username": "new", "password1": phrase, "password2": phrase, "usable_password": "true"}
    assert client.post(address("user", "add"), made).status_code == 302
    new = User.objects.get(username="new")
    client.post(reverse("admin:auth_user_delete", args=[new.pk]), {"post": "yes"})
    entries = LogEntry.objects.filter(object_repr="new").order_by("pk")
    assert [each.action_flag for each in entries] == [1, 3]
    assert not [each for each in LogEntry.objects.all() if phrase in each.change_message]
    assert "new" in client.get(address("logentry", "changelist") + "?q=new").content.decode()


def test_who_has_written_something_is_switched_off_and_not_deleted(client: Client) -> None:
    as_role(client, "administrator")
    someone = User.objects.get(username="someone")
    assert client.post(reverse("admin:auth_user_delete", args=[someone.pk]), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=someone.pk).exists()


def test_a_migration_makes_the_groups_as_they_should_be_and_leaves_others_alone() -> None:
    Group.objects.get(name="viewer").permissions.add(Permission.objects.get(codename="change_user"))
    Group.objects.get(name="curator").delete()
    own = Group.objects.create(name="our own")
    own.permissions.add(Permission.objects.get(codename="view_user"))
    make_roles(apps, DEFAULT_DB_ALIAS)
    make_roles(apps, DEFAULT_DB_ALIAS)
    assert {each.codename for each in Group.objects.get(name="viewer").permissions.all()} == {
        f"view_{model}"
        for model in (*CATALOG, *VOICES, "unknown", "dailycount", "note", "comment", "source", "pendingimport")
    }
    assert Group.objects.get(name="curator").permissions.count() == 4 * 12
    assert own.permissions.count() == 1
    assert Group.objects.count() == 4


def test_nobody_else_comes_in(client: Client) -> None:
    for name in MODELS:
        for action in ACTIONS:
            assert client.get(address(name, action)).status_code == 302
            assert client.post(address(name, action)).headers["Location"].startswith("/admin/login/")
    outsider = User.objects.create_user("customer")
    outsider.groups.add(Group.objects.get(name="administrator"))
    client.force_login(outsider)
    assert client.get("/admin/", follow=True).status_code == 403


def test_every_model_that_is_written_keeps_a_history() -> None:
    written: set[type[Model]] = {models.Service, models.Code, models.Case, models.ApiKey, models.Synonyms}
    assert all(hasattr(model, "history") for model in written)
