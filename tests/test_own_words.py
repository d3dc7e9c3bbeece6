"""Passwords made of the portal's own words."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from pytest_django import Settings

from portal.accounts.own_words import own_words


@pytest.fixture(autouse=True)
def known_words(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["errors.acmeworks.example", "10.0.0.7", "[::1]"]
    settings.PORTAL_OWN_WORDS = ("Blue Harbour", "Öresund")


@pytest.mark.parametrize(
    "password",
    [
        "errorportal2026!",
        "Error-Portal-2026",
        "3rr0r_p0rt4l_42!",
        "acmeworks123456789",
        "errors.acmeworks",
        "BlueHarbour#2026",
        "blue harbour blue harbour",
        "My-Öresund-2026!",
    ],
)
def test_a_password_of_own_words_is_refused(password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert [error.code for error in refused.value.error_list] == ["password_of_own_words"]


@pytest.mark.parametrize(
    "password",
    ["violet tractor umbrella", "the error was my violet tractor", "harbour of violet tractors", "exampleless-Kitten9"],
)
def test_a_password_with_enough_of_its_own_is_taken(password: str) -> None:
    validate_password(password)


def test_addresses_and_short_labels_are_no_words(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["www.api.acmeworks.example", "127.0.0.1", "[::1]", "*", ".acmeworks.example"]
    settings.PORTAL_OWN_WORDS = ()
    assert list(own_words()) == ["errorportal", "acmeworks", "example", "portal", "error"]
