"""A second factor of an account: its password is no longer enough, and neither is a session that began before it."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from axes.models import AccessAttempt  # type: ignore[import-untyped]
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

pytestmark = pytest.mark.django_db

LOGIN, ACCOUNT = "/admin/login/", "/admin/account/"
PASSWORD = "a long enough phrase"
QR = "The key, as a QR code"


@pytest.fixture(autouse=True)
def ada() -> User:
    return User.objects.create_superuser("ada", password=PASSWORD)


@pytest.fixture
def device(ada: User) -> TOTPDevice:
    return TOTPDevice.objects.create(user=ada, name="authenticator")


def code_of(device: TOTPDevice, steps: int = 0) -> str:
    """What an authenticator with its key shows, now or so many half minutes later."""
    shown = TOTP(device.bin_key)
    shown.time = time.time() + 30 * steps
    return f"{shown.token():06}"


def log_in(client: Client, token: str, password: str = PASSWORD) -> HttpResponse:
    answer: HttpResponse = client.post(LOGIN, {"username": "ada", "password": password, "token": token})  # type: ignore[assignment]
    return answer


def test_it_works(client: Client, device: TOTPDevice) -> None:
    code = code_of(device)
    assert log_in(client, f"{code[:3]} {code[3:]}").status_code == 302
    assert client.get("/admin/").status_code == 200


def test_an_account_without_one_needs_no_code(client: Client) -> None:
    assert log_in(client, "").status_code == 302
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("token", ["", "000000", "٣", "x" * 10, "9" * 5000, "\x00", "-1"])
def test_it_rejects_another_code_and_tells_nothing_of_the_password(
    client: Client, device: TOTPDevice, token: str
) -> None:
    answer = log_in(client, token)
    assert answer.status_code == 200
    assert client.get("/admin/").status_code == 302
    if len(token) < 11 and "\x00" not in token:
        told = re.findall(r'class="errornote"[^>]*>(.*?)<', answer.content.decode())
        wrong = re.findall(r'class="errornote"[^>]*>(.*?)<', log_in(client, token, "wrong").content.decode())
        assert told == wrong
        assert len(told) == 1


def test_it_rejects_a_code_that_was_used(client: Client, device: TOTPDevice) -> None:
    code = code_of(device)
    assert log_in(client, code).status_code == 302
    assert log_in(Client(), code).status_code == 200


def test_wrong_codes_are_counted_and_locked_out(client: Client, device: TOTPDevice) -> None:
    assert [log_in(client, "000000").status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    assert log_in(client, code_of(device)).status_code == 429
    assert AccessAttempt.objects.get().failures_since_start == 5


def test_from_many_addresses_codes_cannot_be_guessed_either(client: Client, device: TOTPDevice) -> None:
    for number in range(3):
        client.post(
            LOGIN, {"username": "ada", "password": PASSWORD, "token": "000000"}, REMOTE_ADDR=f"192.0.2.{number}"
        )
    # The authenticator itself waits longer after each failure, wherever it came from.
    assert log_in(client, code_of(device)).status_code == 200
    TOTPDevice.objects.update(throttling_failure_timestamp=None)
    assert log_in(client, code_of(device)).status_code == 302


def set_up(client: Client, password: str = PASSWORD, token: str | None = None) -> tuple[HttpResponse, TOTPDevice]:
    client.get(ACCOUNT)
    device = TOTPDevice.objects.get(confirmed=False)
    fields = {"password": password, "token": code_of(device) if token is None else token}
    answer: HttpResponse = client.post(ACCOUNT, fields)  # type: ignore[assignment]
    return answer, device


def test_it_is_set_up_on_the_page_of_ones_own_account(client: Client) -> None:
    elsewhere = Client()
    log_in(elsewhere, "")
    log_in(client, "")
    page = client.get(ACCOUNT).content.decode()
    assert QR in page
    assert " style=" not in page
    before = client.session.session_key
    answer, device = set_up(client)
    assert (answer.status_code, answer.headers["Location"]) == (302, ACCOUNT)
    assert client.get("/admin/").status_code == 200
    assert client.session.session_key != before
    assert elsewhere.get("/admin/").status_code == 302
    assert "Set up since" in client.get(ACCOUNT).content.decode()
    assert LogEntry.objects.get().change_message == "Set up an authenticator."

    assert log_in(elsewhere, "").status_code == 200
    TOTPDevice.objects.update(throttling_failure_timestamp=None)
    assert log_in(elsewhere, code_of(device, 1)).status_code == 302


def test_the_key_stays_until_it_is_confirmed_or_given_up(client: Client) -> None:
    log_in(client, "")
    first = client.get(ACCOUNT).context["key"]
    assert client.get(ACCOUNT).context["key"] == first
    assert set_up(client, token="000000")[0].context["key"] == first  # type: ignore[attr-defined]

    assert client.post(ACCOUNT, {"another_key": ""}).headers["Location"] == ACCOUNT
    second = client.get(ACCOUNT).context["key"]
    assert second != first
    assert TOTPDevice.objects.count() == 1


def test_each_session_has_a_key_of_its_own_and_the_first_that_is_confirmed_counts(client: Client) -> None:
    elsewhere = Client()
    log_in(client, "")
    log_in(elsewhere, "")
    here, there = (each.get(ACCOUNT).context["key"] for each in (client, elsewhere))
    assert here != there
    assert client.get(ACCOUNT).context["key"] == here
    # What is of no session any more goes with the next that begins.
    TOTPDevice.objects.update(created_at=timezone.now() - timedelta(hours=9))
    third = Client()
    log_in(third, "")
    assert third.get(ACCOUNT).status_code == 200
    assert TOTPDevice.objects.count() == 1
    assert client.get(ACCOUNT).context["key"] != here
    device = TOTPDevice.objects.get(pk=client.session["authenticator"])
    assert client.post(ACCOUNT, {"password": PASSWORD, "token": code_of(device)}).status_code == 302
    assert TOTPDevice.objects.get() == device


def test_a_key_is_not_shown_again_once_it_is_confirmed(client: Client) -> None:
    log_in(client, "")
    _, device = set_up(client)
    for path in (ACCOUNT, f"/admin/otp_totp/totpdevice/{device.pk}/change/", "/admin/otp_totp/totpdevice/"):
        page = client.get(path).content.decode()
        assert device.key not in page
        assert QR not in page


@pytest.mark.parametrize(("password", "token"), [("wrong", None), (PASSWORD, "000000"), ("", ""), (PASSWORD, "")])
def test_it_rejects_to_set_it_up_without_password_and_code(client: Client, password: str, token: str | None) -> None:
    log_in(client, "")
    assert set_up(client, password, token)[0].status_code == 200
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_the_password_cannot_be_guessed_there(client: Client) -> None:
    log_in(client, "")
    assert [set_up(client, "wrong")[0].status_code for _ in range(5)] == [200, 200, 200, 200, 429]
    assert set_up(client)[0].status_code == 429
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_a_second_one_is_not_set_up_over_the_first(client: Client, device: TOTPDevice) -> None:
    log_in(client, code_of(device))
    assert client.post(ACCOUNT, {"password": PASSWORD, "token": "000000"}).status_code == 200
    assert TOTPDevice.objects.get() == device


def test_a_session_that_began_without_a_code_sees_nothing_any_more(client: Client, ada: User) -> None:
    log_in(client, "")
    TOTPDevice.objects.create(user=ada, name="authenticator")
    for path in ("/admin/", ACCOUNT, "/admin/auth/user/", "/admin/password_change/"):
        assert client.get(path).headers["Location"].startswith(LOGIN)


def test_an_administrator_deletes_one_that_is_lost(client: Client, device: TOTPDevice) -> None:
    client.force_login(User.objects.create_superuser("bob"))
    assert client.post(f"/admin/otp_totp/totpdevice/{device.pk}/delete/", {"post": "yes"}).status_code == 302
    assert client.get("/admin/otp_totp/totpdevice/add/").status_code == 403
    assert log_in(Client(), "").status_code == 302


def test_where_all_need_one_nothing_else_is_seen_before(settings: Settings, client: Client) -> None:
    settings.PORTAL_SECOND_FACTOR = True
    log_in(client, "")
    for path in ("/admin/", "/admin/catalog/case/", "/admin/password_change/", "/admin/auth/user/add/", "/admin/x/"):
        for answer in (client.get(path), client.post(path)):
            assert (answer.status_code, answer.headers["Location"]) == (302, ACCOUNT), path
    assert "Here every account needs a second factor" in client.get(ACCOUNT).content.decode()
    assert set_up(client)[0].status_code == 302
    assert client.get("/admin/").status_code == 200
    assert "Here every account needs" not in client.get(ACCOUNT).content.decode()
    assert client.post("/admin/logout/").status_code == 200


def test_where_it_is_ones_own_choice_the_page_does_not_call_it_a_need(client: Client) -> None:
    log_in(client, "")
    assert "Here every account needs" not in client.get(ACCOUNT).content.decode()
