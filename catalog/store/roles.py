"""Permissions in the admin: three groups, restored after every migration."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import apps as installed
from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions

_READ = ("view",)
_WRITE = ("view", "add", "change", "delete")
_CATALOG = ("service", "code", "case", "synonyms")
_CURATION = ("note", "comment", "source", "pendingimport")
_LEARNING = ("unknown", "report", "feedback", "dailycount")

Allowed = Mapping[str, Mapping[str, tuple[str, ...]]]

ROLES: Mapping[str, Allowed] = {
    "viewer": {
        "catalog": dict.fromkeys(_CATALOG, _READ),
        "learning": dict.fromkeys(_LEARNING, _READ),
        "curation": dict.fromkeys(_CURATION, _READ),
    },
    "curator": {
        "catalog": dict.fromkeys(_CATALOG, _WRITE),
        "learning": dict.fromkeys(_LEARNING, _WRITE),
        "curation": dict.fromkeys(_CURATION, _WRITE),
    },
    "administrator": {
        "catalog": dict.fromkeys((*_CATALOG, "apikey"), _WRITE),
        "learning": dict.fromkeys(_LEARNING, _WRITE),
        "curation": dict.fromkeys(_CURATION, _WRITE),
        "webhooks": {"webhook": _WRITE, "delivery": _READ},
        "auth": {"user": _WRITE, "group": _WRITE},
        # History is read-only.
        "admin": {"logentry": _READ},
        # Whoever has lost an authenticator has it deleted.
        "mfa": {"authenticator": ("view", "delete")},
        "socialaccount": {"socialaccount": ("view", "delete")},
    },
}
"""Each role with the permissions of its group: application, model, what may be done with it."""


def make_roles(apps: Apps, using: str) -> None:
    """Create missing groups and set the permissions of each role.

    Called after a migration with the models as they are then: what is not there yet is left for the next time.
    """
    try:
        group, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return
    for application in sorted({name for role in ROLES.values() for name in role}):
        # Django makes permissions application by application, and may not have come to this one.
        create_permissions(installed.get_app_config(application), verbosity=0, using=using, apps=apps)
    for name, role in ROLES.items():
        stored, _ = group.objects.using(using).get_or_create(name=name)
        wanted = [
            row
            for row in permission.objects.using(using)
            .filter(content_type__app_label__in=role)
            .select_related("content_type")
            if row.codename in _codenames(role[row.content_type.app_label])
        ]
        if {row.pk for row in wanted} != set(stored.permissions.values_list("pk", flat=True)):
            stored.permissions.set(wanted)


def _codenames(models: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {f"{action}_{model}" for model, actions in models.items() for action in actions}
