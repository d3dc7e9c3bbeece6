"""A second factor of an account: its password is no longer enough, and neither is a session that began before it."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

pytestmark = pytest.mark.django_db

LOGIN, CODE, SET_UP = "/admin/login/", "/accounts/2fa/authenticate/", "/accounts/2fa/totp/activate/"
PASSWORD = "a long enough phrase"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def ada() -> User:
    cache.clear()
    return User.objects.create_superuser("ada", password=PASSWORD)


@pytest.fixture
def device(ada: User) -> Authenticator:
    TOTP.activate(ada, SECRET)
    return Authenticator.objects.get()


def code_of(secret: str = SECRET, steps: int = 0) -> str:
    """Return the code of an authenticator with this key, now or so many half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def log_in(client: Client, code: str | None = None) -> HttpResponse:
    response: HttpResponse = client.post(LOGIN, {"username": "ada", "password": PASSWORD})  # type: ignore[assignment]
    if code is not None:
        assert response.headers["Location"] == CODE
        response = client.post(CODE, {"code": code})  # type: ignore[assignment]
    return response


def is_let_in(client: Client) -> bool:
    return client.get("/admin/").status_code == 200


def test_code_lets_in_after_the_password(client: Client, device: Authenticator) -> None:
    log_in(client)
    assert not is_let_in(client)
    assert log_in(client, code_of()).headers["Location"] == "/admin/"
    assert is_let_in(client)


def test_account_without_one_needs_no_code(client: Client) -> None:
    assert log_in(client).headers["Location"] == "/admin/"
    assert is_let_in(client)


@pytest.mark.parametrize("code", ["", "000000", "٣", "x" * 10, "9" * 5000, "\x00", "-1"])
def test_wrong_code_is_refused(client: Client, device: Authenticator, code: str) -> None:
    assert log_in(client, code).status_code == 200
    assert not is_let_in(client)


def test_used_code_is_refused(client: Client, device: Authenticator) -> None:
    code = code_of()
    log_in(client, code)
    other = Client()
    assert log_in(other, code).status_code == 200
    assert not is_let_in(other)


def test_wrong_codes_are_counted_and_refused_whatever_the_address(client: Client, device: Authenticator) -> None:
    log_in(client)
    for number in range(6):
        client.post(CODE, {"code": "000000"}, REMOTE_ADDR=f"192.0.2.{number}")
    assert client.post(CODE, {"code": code_of()}).status_code == 200
    assert not is_let_in(client)


def test_recovery_code_lets_in_once(client: Client, ada: User, device: Authenticator) -> None:
    code = RecoveryCodes.activate(ada).get_unused_codes()[0]
    assert log_in(client, code).status_code == 302
    assert is_let_in(client)
    assert log_in(Client(), code).status_code == 200


def set_up_page(client: Client) -> HttpResponse:
    """The page with the key, which takes the password once more."""
    again = client.get(SET_UP).headers["Location"]
    assert again.startswith("/accounts/reauthenticate/")
    assert client.post(again, {"password": "wrong"}).status_code == 200
    assert client.post(again, {"password": PASSWORD}).headers["Location"] == SET_UP
    return client.get(SET_UP)  # type: ignore[return-value]


def secret_on(page: HttpResponse) -> str:
    match = re.search(r"<code>([A-Z2-7]{32})</code>", page.content.decode())
    assert match
    return match[1]


@pytest.mark.django_db(transaction=True)  # what follows it waits for the commit
def test_it_is_set_up_with_a_picture_and_recovery_codes(client: Client, ada: User) -> None:
    log_in(client)
    elsewhere = Client()
    log_in(elsewhere)
    page = set_up_page(client)
    assert "<svg" in page.content.decode()
    assert "style=" not in page.content.decode().split("<svg")[1].split("</svg>")[0]

    assert client.post(SET_UP, {"code": "000000"}).status_code == 200
    response = client.post(SET_UP, {"code": code_of(secret_on(page))})
    assert response.headers["Location"] == "/accounts/2fa/recovery-codes/"
    assert len(re.findall(r"\b[0-9a-f]{8}\b", client.get("/accounts/2fa/recovery-codes/").content.decode())) >= 10
    assert "Set up a second factor: TOTP Authenticator." in {each.change_message for each in LogEntry.objects.all()}
    assert is_let_in(client)
    # It began without a code.
    assert not is_let_in(elsewhere)


def test_key_is_not_shown_again(client: Client, device: Authenticator) -> None:
    log_in(client, code_of())
    assert SECRET not in client.get("/accounts/2fa/").content.decode()
    assert client.get(SET_UP).headers["Location"] != SET_UP
    assert SECRET not in client.get(f"/admin/mfa/authenticator/{device.pk}/change/").content.decode()


def test_administrator_deletes_a_lost_one(client: Client, device: Authenticator) -> None:
    client.force_login(User.objects.create_superuser("bob"))
    assert client.post(f"/admin/mfa/authenticator/{device.pk}/delete/", {"post": "yes"}).status_code == 302
    assert log_in(Client()).headers["Location"] == "/admin/"


def test_where_all_need_one_nothing_else_is_seen_before(settings: Settings, client: Client) -> None:
    settings.PORTAL_SECOND_FACTOR = True
    log_in(client)
    for path in ("/admin/", "/admin/catalog/case/", "/admin/password_change/"):
        assert client.get(path).headers["Location"] == SET_UP
    assert client.get("/workbench/").status_code == 302
    assert "Every account here needs a second factor" in client.get(SET_UP, follow=True).content.decode()
    page = set_up_page(client)
    client.post(SET_UP, {"code": code_of(secret_on(page))})
    assert is_let_in(client)
