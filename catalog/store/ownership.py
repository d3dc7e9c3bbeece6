"""Ownership of services: an account may edit those of its teams, and those without an owner."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser, Group, User
from django.db.models import Q, QuerySet

from catalog.models import Service

ADMINISTRATOR = "administrator"
"""The group of accounts that edit every service and say which team owns it."""


class NotOwned(ValueError):
    """Raised for a service of another team, which the message names."""


def owns_all(account: AbstractBaseUser) -> bool:
    """Return whether an account may edit every service."""
    allowed = Q(is_superuser=True) | Q(groups__name=ADMINISTRATOR)
    return User.objects.filter(allowed, pk=account.pk).exists()


def editable_services(account: AbstractBaseUser) -> QuerySet[Service]:
    """Return the services that an account may edit, if its role lets it edit any."""
    rows = Service.objects.all()
    if owns_all(account):
        return rows
    return rows.filter(Q(owners__isnull=True) | Q(owners__in=_teams(account))).distinct()


def may_edit(account: AbstractBaseUser, service: Service | None) -> bool:
    """Return whether an account may edit a service; what is of none is everybody's."""
    return service is None or editable_services(account).filter(pk=service.pk).exists()


def refuse_others(account: AbstractBaseUser | None, slugs: Iterable[str]) -> None:
    """Raise for services of other teams; without an account it is the operator, who may edit all.

    Raises:
        NotOwned: when one of the services is another team's.
    """
    if account is None:
        return
    named = Service.objects.filter(slug__in=set(slugs))
    other = named.exclude(pk__in=editable_services(account).values("pk")).order_by("slug").first()
    if other is not None:
        teams = ", ".join(other.owners.order_by("name").values_list("name", flat=True))
        raise NotOwned(f"{other.slug} belongs to {teams}. Ask one of its curators.")


def _teams(account: AbstractBaseUser) -> QuerySet[Group]:
    return Group.objects.filter(user=account.pk)
