"""Curation as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CurationConfig(AppConfig):
    """Curators' notes, comments, sources and reviews."""

    name = "catalog.curation"
    label = "curation"
    verbose_name = _("Curation")
