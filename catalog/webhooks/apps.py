"""Web hooks as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    """Turns events of the portal into deliveries."""

    name = "catalog.webhooks"
    label = "webhooks"
    verbose_name = _("Web hooks")

    def ready(self) -> None:
        """Listen to events, which needs the models loaded."""
        from catalog.tally import listen
        from catalog.webhooks.events import on_event

        listen(on_event)
