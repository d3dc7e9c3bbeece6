"""A second factor for accounts: the code that an authenticator shows, besides the password.

An account that has set one up is let in with both, and a session that began without a code ends where the factor
begins. Which of the two was wrong is told to nobody, and either counts as a failure to log in.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import authenticate
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

Someone = User | AnonymousUser | AbstractBaseUser


def authenticators(account: Someone) -> QuerySet[TOTPDevice]:
    """What an account has set up; there is one at most, unless somebody made more by hand."""
    found: QuerySet[TOTPDevice] = TOTPDevice.objects.filter(user=account, confirmed=True).order_by("pk")
    return found


class Backend(ModelBackend):
    """Knows an account by its password and, where it has set up an authenticator, by its code."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        token: str = "",
        **more: Any,
    ) -> User | None:
        """The account, or None when anything is wrong."""
        account = super().authenticate(request, username=username, password=password, **more)
        if account is None:
            return None
        # Locked, so that one code does not let in two who send it at once.
        with transaction.atomic():
            device = authenticators(account).select_for_update().first()
            if device is not None and not device.verify_token(token):
                return None
        # The library notes it in the session that begins.
        account.otp_device = device  # type: ignore[attr-defined]
        return account


class CodeField(forms.CharField):
    """Six digits, which a browser may offer by itself."""

    def __init__(self, **options: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric"}
        super().__init__(max_length=10, widget=forms.TextInput(attributes), **options)

    def to_python(self, value: Any) -> str:
        """The digits; authenticators show them in two groups."""
        return str(super().to_python(value)).replace(" ", "")


class LoginForm(AdminAuthenticationForm):
    """Name, password and code."""

    error_messages = {  # noqa: RUF012 - the name and form are Django's
        **AdminAuthenticationForm.error_messages,
        "invalid_login": _(
            "Please enter the correct username and password of a staff account, and a new code if it has an "
            "authenticator. Note that name and password may be case-sensitive."
        ),
    }
    token = CodeField(label=_("Code"), required=False, help_text=_("If you have set up an authenticator"))

    def clean(self) -> dict[str, Any]:
        """Ask all of it at once, so that nobody learns which part was right.

        Raises:
            ValidationError: when anything is wrong.
        """
        asked = {name: self.cleaned_data.get(name) for name in ("username", "password", "token")}
        if asked["username"] and asked["password"]:
            self.user_cache = authenticate(self.request, **asked)
            if self.user_cache is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data


class SetUpForm(forms.Form):
    """Sets an authenticator up: the password once more, and a code that proves that the authenticator has the key."""

    password = forms.CharField(
        label=_("Your password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
    token = CodeField(label=_("The code that it shows"))

    def __init__(self, request: HttpRequest, device: TOTPDevice, *given: Any) -> None:
        super().__init__(*given)
        self._request, self._device = request, device

    def clean(self) -> dict[str, Any]:
        """The password as a login has it, so that guesses are counted and locked out; then the code.

        Raises:
            ValidationError: when either is wrong.
        """
        if not self.errors:
            name, given = self._request.user.get_username(), self.cleaned_data
            known = authenticate(self._request, username=name, password=given["password"])
            if known is None or not self._device.verify_token(given["token"]):
                raise forms.ValidationError(_("The password or the code is wrong. Try again with the next code."))
        return self.cleaned_data
