"""The team's note or runbook on a code."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from catalog.curation.models import Note
from catalog.models import Code, Service
from catalog.store.ownership import refuse_others


def note_of(code: Code) -> Note:
    """Return the note on a code; an empty one that is not stored where there is none."""
    return Note.objects.filter(code=code).first() or Note(code=code)


@transaction.atomic
def write_note(code: Code, text: str, *, account: AbstractBaseUser | None = None) -> None:
    """Replace the note on a code; an empty text deletes it. The history keeps what it was.

    Raises:
        NotOwned: when the service belongs to another team.
        ValidationError: when the text is too long.
    """
    refuse_others(account, [code.service.slug])
    # Two who write at once do so one after the other.
    Service.objects.select_for_update(no_key=True).get(pk=code.service_id)
    note = note_of(code)
    note.text = text.strip()
    if note.text:
        note.full_clean()
        note.save()
    elif note.pk:
        note.delete()
