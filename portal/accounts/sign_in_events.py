"""Handlers of sign-in and of new second factors: roles, session age, log entries, ending other sessions."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.signals import user_logged_in as signed_in_by_allauth
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest

from portal.accounts.adapters import client_address
from portal.accounts.sessions import BEGAN, SEEN
from portal.accounts.single_sign_on import apply_roles


def connect() -> None:
    """Connect the signal handlers; called once when the applications are ready."""
    user_logged_in.connect(_begin_session, dispatch_uid="portal.accounts.begin")
    signed_in_by_allauth.connect(_give_roles, dispatch_uid="portal.accounts.roles")
    authenticator_added.connect(_second_factor_added, dispatch_uid="portal.accounts.added")
    authenticator_removed.connect(_second_factor_removed, dispatch_uid="portal.accounts.removed")


def _begin_session(request: HttpRequest, user: User, **_: object) -> None:
    request.session.update({BEGAN: int(time.time()), SEEN: int(time.time())})
    SessionStore.clear_expired()
    _note(user, f"Signed in from {client_address(request)}.")


def _give_roles(user: User, sociallogin: Any = None, **_: object) -> None:
    if sociallogin is not None:
        apply_roles(user, sociallogin.account.extra_data)


def _second_factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: object) -> None:
    _note(user, f"Set up a second factor: {authenticator.get_type_display()}.")
    if authenticator.type == Authenticator.Type.TOTP:
        # The others began without a code.
        for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
            session.end()


def _second_factor_removed(user: User, authenticator: Authenticator, **_: object) -> None:
    _note(user, f"Removed a second factor: {authenticator.get_type_display()}.")


def _note(user: User, message: str) -> None:
    LogEntry.objects.log_actions(user.pk, [user], CHANGE, message, single_object=True)
