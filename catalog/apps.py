"""The catalog as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.apps.registry import Apps
from django.apps.registry import apps as installed
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Begins a revision with every change of the catalog's rows."""

    name = "catalog"
    verbose_name = _("Error catalog")

    def ready(self) -> None:
        """Connect the store to the signals of rows and migrations, once the models are loaded."""
        from catalog.store import revision

        revision.watch()
        pre_migrate.connect(_begin, sender=self)
        post_migrate.connect(_end, sender=self)
        post_migrate.connect(_make_roles, sender=self)


def _begin(using: str, **_: object) -> None:
    """Disable timeouts before a migration: an index over all rows can take long."""
    from catalog.store.timeouts import disable_timeouts

    disable_timeouts(using)


def _end(using: str, **_: object) -> None:
    """Restore the timeouts after a migration."""
    from catalog.store.timeouts import restore_timeouts

    restore_timeouts(using)


def _make_roles(using: str, apps: Apps = installed, **_: object) -> None:
    """Create the groups with their permissions after a migration or a flush."""
    from catalog.store.roles import make_roles

    if using == DEFAULT_DB_ALIAS:
        make_roles(apps, using)
