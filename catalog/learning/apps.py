"""Learning as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    """Counts what is asked, and keeps the queue of what the catalog does not know."""

    name = "catalog.learning"
    label = "learning"
    verbose_name = _("Learning")
