"""The edition: the number of the catalog's present state, by which every worker sees that it has changed."""

from __future__ import annotations

from django.db.models import F
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from catalog.models import Case, Code, Edition, Service

_ONLY = 1


def current_edition() -> int:
    """The number of the catalog's present edition; 0 before anything was stored."""
    return Edition.objects.filter(pk=_ONLY).values_list("number", flat=True).first() or 0


def begin_edition() -> int:
    """Count the catalog's edition up, in the transaction of the change that makes it; return the new number."""
    moved = Edition.objects.filter(pk=_ONLY).update(number=F("number") + 1, changed=timezone.now())
    if not moved:
        Edition.objects.get_or_create(pk=_ONLY)
    return current_edition()


def watch() -> None:
    """Let every single save and delete of the catalog's rows (the admin's, a shell's) begin an edition.

    Bulk writes send no signals; ``publish`` calls ``begin_edition`` itself.
    """
    for model in (Service, Code, Case):
        for signal in (post_save, post_delete):
            signal.connect(_changed, sender=model, dispatch_uid=f"edition-{model.__name__}-{id(signal)}")


def _changed(**_: object) -> None:
    begin_edition()
