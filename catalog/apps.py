"""The catalog as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Counts the edition up with every change of the catalog's rows, whoever makes it."""

    name = "catalog"
    verbose_name = _("Error catalog")

    def ready(self) -> None:
        """Connect the store to the rows' signals, which needs the models loaded."""
        from catalog.store import edition

        edition.watch()
