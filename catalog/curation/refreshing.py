"""Sources that stay true: read again where they changed, applied where they are trusted, else put up for review."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import DatabaseError
from django.utils import timezone

from catalog.curation.importing import Preview, apply_import, preview, propose
from catalog.curation.models import PendingImport, Source
from catalog.ingest import TooMuchWithdrawn
from catalog.intake import LARGEST_DOCUMENT, IntakeError, NotModified, fetch, is_url
from catalog.store.ownership import refuse_others
from catalog.tally import SOURCE_FAILED, SOURCE_REFRESHED, tell


@dataclass(frozen=True, slots=True)
class Refreshed:
    """Result of refreshing a source: unchanged, applied, waiting for review, or failed, and why."""

    source: Source
    outcome: str
    text: str


@dataclass(frozen=True, slots=True)
class _Document:
    data: bytes
    url: str
    etag: str = ""
    modified: str = ""


def refresh(source: Source, *, allow_private: bool = False, account: AbstractBaseUser | None = None) -> Refreshed:
    """Read a source again. A failure is reported and stored with the source, and the catalog stays unchanged.

    ``account`` is who asks for it; None for the operator.

    Raises:
        NotOwned: when its service belongs to another team.
    """
    refuse_others(account, [source.service])
    try:
        document = _read(source, allow_private=allow_private)
    except NotModified:
        return _done(source, None, "unchanged", "It is as it was.")
    except IntakeError as problem:
        return _failed(source, str(problem))
    digest = hashlib.sha256(document.data).hexdigest()
    if digest == source.digest:
        return _done(source, document, "unchanged", "It is as it was.")
    try:
        pending = propose(
            document.data,
            name=source.location.rsplit("/", 1)[-1] or source.location,
            format=source.format,
            service=source.service,
            service_name=source.name,
            url=document.url if is_url(document.url) else "",
            part=source.part,
            source=source,
        )
        difference = preview(pending)
    except (IntakeError, DatabaseError) as problem:
        return _failed(source, str(problem))
    PendingImport.objects.filter(source=source).exclude(pk=pending.pk).delete()
    return _settle(source, document, digest, pending, difference)


def save_source(source: Source, values: Mapping[str, Any], *, account: AbstractBaseUser | None = None) -> None:
    """Set fields of a source, or make it.

    Raises:
        NotOwned: when its service, or the one that it is to be of, belongs to another team.
        ValidationError: when a value is none, or the service has a source at this location.
    """
    refuse_others(account, [source.service, values.get("service", source.service)])
    if values.get("location", source.location) != source.location:
        # The state of another document would make this one seem unchanged.
        source.etag = source.modified = source.digest = ""
    for name, value in values.items():
        setattr(source, name, value)
    source.full_clean()
    source.save()


def delete_source(source: Source, *, account: AbstractBaseUser | None = None) -> None:
    """Delete a source and what waits of it.

    Raises:
        NotOwned: when its service belongs to another team.
    """
    refuse_others(account, [source.service])
    source.delete()


def _settle(source: Source, document: _Document, digest: str, pending: PendingImport, difference: Preview) -> Refreshed:
    source.digest = digest
    counts = ", ".join(f"{number} {kind}" for kind, number in difference.counts.items() if number)
    if difference.is_empty:
        pending.delete()
        return _done(source, document, "unchanged", "It says what the catalog says.")
    # It is trusted in what it says of its own service only.
    if source.trusted and not difference.warning and set(difference.services) <= {source.service}:
        try:
            apply_import(pending)
        except (IntakeError, TooMuchWithdrawn, DatabaseError) as problem:
            return _failed(source, str(problem))
        return _done(source, document, "applied", counts)
    why = f"{counts}. {difference.warning}" if difference.warning else counts
    return _done(source, document, "waiting", why, state=Source.State.WAITING)


def _read(source: Source, *, allow_private: bool) -> _Document:
    if is_url(source.location):
        fetched = fetch(source.location, allow_private=allow_private, etag=source.etag, modified=source.modified)
        return _Document(fetched.data, fetched.url, fetched.etag, fetched.modified)
    path = Path(source.location).resolve()
    folders = [Path(each).resolve() for each in settings.PORTAL_SOURCE_FOLDERS]
    if not any(path.is_relative_to(folder) for folder in folders):
        raise IntakeError(f"{source.location[:200]} is below none of PORTAL_SOURCE_FOLDERS")
    try:
        with path.open("rb") as file:
            return _Document(file.read(LARGEST_DOCUMENT + 1), source.location)
    except OSError as problem:
        raise IntakeError(f"{source.location[:200]} cannot be read: {problem.strerror}") from None


def _done(
    source: Source, document: _Document | None, outcome: str, text: str, *, state: str = Source.State.CURRENT
) -> Refreshed:
    source.read, source.problem = timezone.now(), "" if outcome != "waiting" else text[:500]
    # A waiting import stays in review while its source is unchanged.
    waits = outcome == "unchanged" and PendingImport.objects.filter(source=source).exists()
    source.state = Source.State.WAITING if waits else state
    if document is not None:
        source.etag, source.modified = document.etag, document.modified
    source.save()
    if outcome in ("applied", "waiting"):
        tell(SOURCE_REFRESHED, source=source.pk, outcome=outcome, text=text)
    return Refreshed(source, outcome, text)


def _failed(source: Source, problem: str) -> Refreshed:
    source.state, source.problem, source.read = Source.State.FAILED, problem[:500], timezone.now()
    # The next try reads it whole, whatever its server says of it.
    source.etag = source.modified = ""
    source.save()
    tell(SOURCE_FAILED, source=source.pk, text=problem[:500])
    return Refreshed(source, "failed", problem)
