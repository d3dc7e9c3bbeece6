"""Sessions of the admin: they end when idle, when old, with a new password, and where their owner wants them to."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from catalog import ingest
from portal.accounts.sessions import BEGAN, SEEN
from tests.test_headers import PUBLIC

pytestmark = pytest.mark.django_db

ACCOUNT = "/accounts/sessions/"


@pytest.fixture
def ada() -> User:
    return User.objects.create_superuser("ada", password="a long enough phrase")


@pytest.fixture
def browser(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def later(client: Client, seconds: int) -> None:
    """As if the session had begun and been seen so much earlier."""
    session = client.session
    session.update({BEGAN: session[BEGAN] - seconds, SEEN: session[SEEN] - seconds})
    session.save()


def test_session_begins_at_sign_in(browser: Client) -> None:
    assert browser.get("/admin/").status_code == 200
    assert browser.session.get_expiry_age() == 30 * 60
    assert 0 <= time.time() - browser.session[BEGAN] < 10


def test_one_that_is_idle_for_half_an_hour_ends(browser: Client) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert browser.get("/admin/").status_code == 302


def test_one_that_is_used_goes_on(browser: Client) -> None:
    later(browser, 20 * 60)
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=10))
    answer = browser.get("/admin/")
    assert answer.status_code == 200
    assert answer.cookies["sessionid"]["max-age"] == 30 * 60
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29)


def test_it_is_not_written_with_every_request(browser: Client) -> None:
    browser.get("/admin/")
    assert "sessionid" not in browser.get("/admin/").cookies


def test_one_that_is_used_all_day_ends_after_eight_hours(browser: Client) -> None:
    later(browser, 8 * 3600 - 60)
    assert browser.get("/admin/").status_code == 200
    later(browser, 60)
    assert browser.get("/admin/").status_code == 302
    assert not Session.objects.exists()


def test_a_login_throws_away_what_has_ended(browser: Client, ada: User) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    Client().force_login(ada)
    assert Session.objects.count() == 1


def test_others_are_listed_and_ended(client: Client, ada: User) -> None:
    elsewhere, anonymous = Client(REMOTE_ADDR="192.0.2.7"), Client()
    for each in (client, elsewhere):
        each.post("/admin/login/", {"username": "ada", "password": "a long enough phrase"})
    anonymous.force_login(User.objects.create_superuser("bob"))
    assert "192.0.2.7" in client.get(ACCOUNT).content.decode()

    assert client.post(ACCOUNT).status_code == 302
    assert client.get("/admin/").status_code == anonymous.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302
    assert "192.0.2.7" not in client.get(ACCOUNT).content.decode()


def test_a_new_password_ends_them_whoever_sets_it(browser: Client, ada: User) -> None:
    administrator = Client()
    administrator.force_login(User.objects.create_superuser("bob"))
    new = "another long phrase"
    form = {"usable_password": "true", "password1": new, "password2": new}
    assert administrator.post(f"/admin/auth/user/{ada.pk}/password/", form).status_code == 302
    assert browser.get("/admin/").status_code == 302


@pytest.mark.parametrize("path", PUBLIC)
def test_nothing_but_the_admin_reads_a_cookie(browser: Client, path: str) -> None:
    ingest.load_bundled()
    later(browser, 9 * 3600)
    browser.cookies["csrftoken"] = "no token"
    browser.cookies["messages"] = "no messages"
    answer = browser.get(path)
    assert "Set-Cookie" not in answer.headers
    assert not answer.cookies
    assert "cookie" not in answer.headers.get("Vary", "").lower()
    assert Session.objects.count() == 1


def test_a_cookie_of_nobody_is_a_login_page(settings: Settings, client: Client) -> None:
    client.cookies["sessionid"] = "a" * 32
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/login/").status_code == 200
