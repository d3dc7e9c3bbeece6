"""Curation as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CurationConfig(AppConfig):
    """What curators write beside the entries themselves."""

    name = "catalog.curation"
    label = "curation"
    verbose_name = _("Curation")
