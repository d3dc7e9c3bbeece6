"""The catalog as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.apps.registry import Apps
from django.apps.registry import apps as installed
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Counts the revision up with every change of the catalog's rows, whoever makes it."""

    name = "catalog"
    verbose_name = _("Error catalog")

    def ready(self) -> None:
        """Connect the store to the rows' signals and to migrations, which needs the models loaded."""
        from catalog.store import revision

        revision.watch()
        pre_migrate.connect(_begin, sender=self)
        post_migrate.connect(_end, sender=self)
        post_migrate.connect(_make_roles, sender=self)


def _begin(using: str, **_: object) -> None:
    """Before a migration: an index over all rows takes as long as it takes."""
    from catalog.store.timeouts import disable_timeouts

    disable_timeouts(using)


def _end(using: str, **_: object) -> None:
    """After a migration: limits hold again."""
    from catalog.store.timeouts import restore_timeouts

    restore_timeouts(using)


def _make_roles(using: str, apps: Apps = installed, **_: object) -> None:
    """After a migration, or when the tables were emptied: the groups of accounts with what each may do."""
    from catalog.store.roles import make_roles

    if using == DEFAULT_DB_ALIAS:
        make_roles(apps, using)
