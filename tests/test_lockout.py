"""Logging in to the admin: five failures, then a pause for this name from this address, told in the portal's design."""

from __future__ import annotations

import logging
import re
import time

import pytest
from allauth.core.internal import ratelimit
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from portal.accounts.adapters import client_address

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
PASSWORD = "a long enough phrase"


@pytest.fixture(autouse=True)
def ada() -> User:
    cache.clear()
    return User.objects.create_superuser("ada", password=PASSWORD)


def log_in(client: Client, password: str = "wrong", name: str = "ada", **more: str) -> HttpResponse:
    answer: HttpResponse = client.post(LOGIN, {"username": name, "password": password}, **more)  # type: ignore[arg-type, assignment]
    return answer


def fail(client: Client, times: int, **more: str) -> list[int]:
    return [log_in(client, **more).status_code for _ in range(times)]


def test_sign_in_is_logged_with_its_address(client: Client) -> None:
    assert log_in(client, PASSWORD).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert client.session.get_expiry_age() <= 8 * 3600
    assert LogEntry.objects.get().change_message == "Signed in from 127.0.0.1."


def test_it_locks_out_after_five_failures(client: Client) -> None:
    assert fail(client, 6) == [200, 200, 200, 200, 200, 429]

    answer = log_in(client, PASSWORD)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    page = answer.content.decode()
    assert "Wait 15 minutes" in page
    assert 'class="brand"' in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/admin/").status_code == 302


def test_it_opens_again_after_a_quarter_of_an_hour(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(client, 8)
    clock = time.time
    monkeypatch.setattr(ratelimit.time, "time", lambda: clock() + 15 * 60 + 1)
    assert log_in(client, PASSWORD).status_code == 302


def test_attempts_during_a_lockout_do_not_extend_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(client, 5)
    clock = time.time
    monkeypatch.setattr(ratelimit.time, "time", lambda: clock() + 10 * 60)
    assert fail(client, 3) == [429] * 3
    monkeypatch.setattr(ratelimit.time, "time", lambda: clock() + 15 * 60 + 1)
    assert log_in(client, PASSWORD).status_code == 302


def test_a_success_starts_the_count_anew(client: Client) -> None:
    fail(client, 4)
    assert log_in(client, PASSWORD).status_code == 302
    client.logout()
    assert fail(client, 4) == [200] * 4


def test_addresses_of_one_ipv6_network_are_one_client(client: Client) -> None:
    statuses = [log_in(client, REMOTE_ADDR=f"2001:db8::{number}").status_code for number in range(1, 7)]
    assert statuses == [200] * 5 + [429]
    assert log_in(client, PASSWORD, REMOTE_ADDR="2001:db8:0:1::1").status_code == 302


def test_a_name_that_is_tried_from_everywhere_is_locked_for_new_addresses(client: Client) -> None:
    assert log_in(client, PASSWORD, REMOTE_ADDR="198.51.100.1").status_code == 302
    client.logout()
    statuses = [log_in(client, REMOTE_ADDR=f"192.0.2.{number}").status_code for number in range(51)]
    assert statuses == [200] * 49 + [429] * 2
    # Not for where its owner has signed in from, nor for others.
    assert log_in(client, PASSWORD, REMOTE_ADDR="198.51.100.1").status_code == 302
    client.logout()
    User.objects.create_superuser("bob", password=PASSWORD)
    assert log_in(client, PASSWORD, name="bob", REMOTE_ADDR="192.0.2.50").status_code == 302


def test_another_browser_is_the_same_client(client: Client) -> None:
    statuses = [log_in(client, HTTP_USER_AGENT=f"browser {number}").status_code for number in range(6)]
    assert statuses[-1] == 429


def test_others_are_let_in(client: Client) -> None:
    fail(client, 6)
    User.objects.create_superuser("bob", password=PASSWORD)
    assert log_in(client, PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302
    client.logout()
    assert log_in(client, PASSWORD, name="bob").status_code == 302


def test_behind_a_proxy_the_client_is_who_the_proxy_saw(settings: Settings, client: Client) -> None:
    settings.PORTAL_TRUSTED_PROXIES = 1
    for number in range(6):
        # A forged part of the header stands before the part that the proxy adds.
        answer = log_in(client, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 192.0.2.7")
    assert answer.status_code == 429
    assert log_in(client, PASSWORD, HTTP_X_FORWARDED_FOR="192.0.2.8").status_code == 302


@pytest.mark.parametrize("forwarded", ["unknown", "192.0.2.7:4711", "fe80::1%eth0", "[::1]", "::ffff:1.2.3.4", "\x00"])
def test_it_rejects_addresses_that_are_none_without_failing(settings: Settings, client: Client, forwarded: str) -> None:
    settings.PORTAL_TRUSTED_PROXIES = 1
    assert fail(client, 6, HTTP_X_FORWARDED_FOR=forwarded)[-1] == 429


def test_a_zone_is_no_part_of_an_address() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="fe80::1%eth0")
    assert client_address(request) == "fe80::1"


@pytest.mark.parametrize("name", ["", "x" * 151, "a\x00b", "‮ada", "' OR 1=1 --", "%s{}"])
def test_it_rejects_odd_names(client: Client, name: str) -> None:
    assert set(fail(client, 7, name=name)) <= {200, 429}


def test_nothing_of_the_form_is_stored_or_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for _ in range(7):
            client.post(
                f"{LOGIN}?next=/admin/&token=hidden-in-query",
                {"username": "hidden-name", "password": "hidden-password", "log": "hidden-text"},
            )
    ours = [each.getMessage() for each in caplog.records if each.name.startswith(("allauth", "portal", "catalog"))]
    assert any("sign-ins of a client at 127.0.0.1" in line for line in ours)
    assert not [line for line in ours if "hidden" in line]


def test_a_script_is_told_nothing_about_accounts(client: Client) -> None:
    expected, unknown = log_in(client), log_in(client, name="nobody")
    assert expected.status_code == unknown.status_code == 200
    assert "The username and/or password you specified are not correct" in expected.content.decode().replace("\n", " ")
    assert "The username and/or password you specified are not correct" in unknown.content.decode().replace("\n", " ")
    fail(client, 5)
    answer = log_in(client, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert answer.status_code == 429
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert not re.search(r"\bada\b", answer.content.decode())


@pytest.mark.parametrize("password", ["short", "eleven-char", "password1234", "123456789012345"])
def test_it_rejects_weak_passwords(client: Client, ada: User, password: str) -> None:
    client.force_login(ada)
    form = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    assert client.post("/admin/password_change/", form).status_code == 200
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_a_new_password_ends_the_other_sessions(client: Client, ada: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(ada)
    client.force_login(ada)
    new = "another long phrase"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/admin/password_change/", form).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302


def test_a_login_makes_a_new_session(client: Client) -> None:
    client.get(LOGIN)
    log_in(client, PASSWORD)
    first = client.cookies["sessionid"].value
    client.post("/admin/logout/")
    assert client.get("/admin/").status_code == 302
    log_in(client, PASSWORD)
    assert client.cookies["sessionid"].value != first
