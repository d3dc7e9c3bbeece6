"""A command of the portal that serves no page."""

from __future__ import annotations

from django.core.management.base import BaseCommand


class PagelessCommand(BaseCommand):
    """Starts in half the time: Django's checks load every page, and ``up`` runs them."""

    requires_system_checks = ()
