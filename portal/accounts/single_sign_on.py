"""Single sign-on: groups in the provider's claims mapped to roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User

from catalog.store.roles import ROLES


def groups_of(claims: Mapping[str, Any], claim: str) -> set[str]:
    """Return the groups that a provider's claims or attributes name."""
    groups: set[str] = set()
    for where in (claims, claims.get("userinfo"), claims.get("id_token")):
        value = where.get(claim) if isinstance(where, Mapping) else None
        if isinstance(value, str):
            groups.add(value)
        elif isinstance(value, Iterable):
            groups.update(str(each) for each in value)
    return groups


def apply_roles(user: User, claims: Mapping[str, Any]) -> None:
    """Set the roles of an account to those of its groups; groups without a role are ignored.

    Without ``PORTAL_SSO_ROLES`` roles are given in the admin.
    """
    if not settings.PORTAL_SSO_ROLES:
        return
    groups = groups_of(claims, settings.PORTAL_SSO_GROUPS_CLAIM)
    roles = {role for role, group in settings.PORTAL_SSO_ROLES if group in groups}
    user.groups.remove(*Group.objects.filter(name__in=set(ROLES) - roles))
    user.groups.add(*Group.objects.filter(name__in=roles))
    if user.is_staff != bool(roles):
        user.is_staff = bool(roles)
        user.save(update_fields=["is_staff"])
