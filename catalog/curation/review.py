"""Drafts: entries that curators discuss, and that nobody else sees before they are published."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, QuerySet

from catalog.curation.models import Comment
from catalog.models import Code
from catalog.store.ownership import refuse_others

LONGEST_COMMENT = 5_000
"""Characters of a comment."""


def drafts() -> QuerySet[Code]:
    """Return the entries that are not published, those in review first."""
    rows = entries().exclude(state=Code.State.PUBLISHED)
    return rows.annotate(remarks=Count("comments")).order_by("-state", "service__slug", "code")


def entries() -> QuerySet[Code]:
    """Return all entries with their cases and comments, whatever their state."""
    return Code.objects.select_related("service").prefetch_related("cases", "comments__author")


@transaction.atomic
def move_to(code: Code, state: str, *, account: AbstractBaseUser | None = None) -> None:
    """Make an entry a draft, put it up for review, or publish it.

    Raises:
        ValueError: when there is no such state.
        NotOwned: when the service belongs to another team.
    """
    refuse_others(account, [code.service.slug])
    if state not in Code.State.values:
        raise ValueError(f"{state!r} is no state of an entry")
    row = Code.objects.select_for_update().get(pk=code.pk)
    row.state = state
    row.save(update_fields=["state"])


def comment(code: Code, author: AbstractBaseUser, text: str) -> Comment:
    """Keep what a curator says of an entry.

    Raises:
        ValueError: when it is empty or too long.
    """
    text = text.strip()
    if not text or len(text) > LONGEST_COMMENT:
        raise ValueError(f"A comment has 1 to {LONGEST_COMMENT} characters.")
    return Comment.objects.create(code=code, author_id=author.pk, text=text)
