"""URLs of accounts: those of django-allauth that need neither mail nor sign-up."""

from __future__ import annotations

from typing import NoReturn

from allauth.account.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, re_path


def _closed(request: HttpRequest) -> NoReturn:
    raise Http404


@login_required  # type: ignore[untyped-decorator]
def _own_account(request: HttpRequest) -> HttpResponse:
    """Return the URLs of the account's own sessions, second factor and password."""
    return redirect("usersessions_list")


urlpatterns = [
    path("", _own_account, name="own_account"),
    re_path(r"^(?:signup|email|confirm-email|password/reset|password/set|login/code|verify-phone|phone)/", _closed),
    path("", include("allauth.urls")),
]
