"""The search index of the revision that answers are made of."""

from __future__ import annotations

import hashlib
import threading
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from catalog import models
from catalog.diagnosis.index import CatalogIndex
from catalog.store import snapshot
from catalog.store.audience import Audience
from catalog.store.revision import RevisionMark
from catalog.store.search.index_files import open_or_build, release_digest
from catalog.store.search.search_index import SearchIndex, build_index, open_index
from catalog.store.search.synonyms import with_own_groups
from catalog.synonym_groups import SynonymGroup, read_group

_building = threading.Lock()
_loaded: list[tuple[CatalogIndex, SearchIndex]] = []
_MOST_LOADED = 2 * len(Audience)
"""Those of the revision in use and of the next one."""


def current_search_index() -> SearchIndex:
    """Return the search index of the current revision; where a server has not prepared it, it is built now.

    Raises:
        DatabaseError: when nothing is loaded yet, or no poller runs, and the database does not answer.
    """
    global _loaded
    catalog = snapshot.current_index()
    loaded = _loaded_for(catalog)
    if loaded is not None and any(each.revision < catalog.revision for each, _ in _loaded):
        # Once the next revision is in use, nobody asks for the one before.
        _loaded = [pair for pair in _loaded if pair[0].revision >= catalog.revision]
    return prepare(catalog) if loaded is None else loaded


def prepare(catalog: CatalogIndex, mark: RevisionMark | None = None, whom: Audience = Audience.PUBLIC) -> SearchIndex:
    """Make the search index of a revision ready; given its mark, in files that other processes of this host share."""
    global _loaded
    with _building:
        loaded = _loaded_for(catalog)
        if loaded is None:
            with snapshot.without_garbage_collection():
                loaded = _index_of(catalog, mark, whom)
            _loaded = [(catalog, loaded), *_loaded][:_MOST_LOADED]
        return loaded


def build_files() -> None:
    """Build the files of the present revision for all workers of this host."""
    prepare(snapshot.refresh(), snapshot.loaded_revision(), Audience.TEAM)


def _loaded_for(catalog: CatalogIndex) -> SearchIndex | None:
    return next((index for loaded, index in _loaded if loaded is catalog), None)


def forget() -> None:
    """Drop the index, as when the database was exchanged under the process."""
    global _loaded
    _loaded = []


def _index_of(catalog: CatalogIndex, mark: RevisionMark | None, whom: Audience) -> SearchIndex:
    catalogs = tuple(catalog.catalogs.values())
    groups = _groups()
    if settings.SEARCH_INDEX_FOLDER is None or mark is None or mark.changed is None:
        return build_index(catalogs, groups)
    # A revision's number alone may come again, where a database was restored from a backup.
    synonyms = hashlib.sha256(repr(groups).encode()).hexdigest()[:8]
    name = f"{release_digest()}-{mark.number}-{mark.changed:%Y%m%d%H%M%S%f}-{synonyms}-{whom}"
    return open_or_build(
        Path(settings.SEARCH_INDEX_FOLDER),
        name,
        open_folder=lambda folder: open_index(catalogs, groups, folder),
        build=lambda folder: build_index(catalogs, groups, folder),
    )


def _groups() -> tuple[SynonymGroup, ...]:
    """Return the synonyms that come with the portal and those of its own."""
    own = []
    for phrases in models.Synonyms.objects.values_list("phrases", flat=True):
        # An invalid group, written past the form's checks, must not stop every search.
        with suppress(ValueError):
            own.append(read_group(phrases))
    return with_own_groups(own)


snapshot.prepare_with(prepare)
