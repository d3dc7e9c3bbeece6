"""The search index of the revision that answers are made of."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from catalog import models
from catalog.diagnosis.index import CatalogIndex
from catalog.diagnosis.index_tables import IndexTables
from catalog.garbage_collection import without_garbage_collection
from catalog.known_error import ServiceCatalog
from catalog.store import snapshot
from catalog.store.audience import Audience
from catalog.store.revision import RevisionMark
from catalog.store.search.index_files import open_or_build, release_digest, used
from catalog.store.search.search_building import build_index, change_index
from catalog.store.search.search_index import SearchIndex, open_index
from catalog.store.search.synonyms import with_own_groups
from catalog.synonym_groups import SynonymGroup, read_group


@dataclass(frozen=True, slots=True)
class _BuiltWhole:
    """The name of an index that was built whole, and what it was built of: those after it are it with changes."""

    name: str
    tables: IndexTables
    catalogs: Sequence[ServiceCatalog]
    groups: tuple[SynonymGroup, ...]


_built_whole: dict[Audience, _BuiltWhole] = {}
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
            with without_garbage_collection():
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
    _built_whole.clear()


def _index_of(catalog: CatalogIndex, mark: RevisionMark | None, whom: Audience) -> SearchIndex:
    catalogs, groups, base = tuple(catalog.catalogs.values()), _groups(), _built_whole.get(whom)
    changed = catalog.tables.base is not None
    if changed and (base is None or base.tables is not catalog.tables.base):
        return build_index(catalogs, groups)
    if settings.SEARCH_INDEX_FOLDER is None or mark is None or mark.changed is None:
        return build_index(catalogs, groups)
    root = Path(settings.SEARCH_INDEX_FOLDER)
    # A revision's number alone may come again, where a database was restored from a backup.
    name = f"{release_digest()}-{mark.number}-{mark.changed:%Y%m%d%H%M%S%f}-{_digest(groups)}-{whom}"
    if changed and base is not None:
        name += f"-{_digest((base.name, _changes(catalog.tables, len(base.tables.errors))))}"

    def build(folder: Path | None) -> SearchIndex:
        if changed and base is not None and folder is not None and base.groups == groups:
            folder_of_base = used(root / base.name)
            if folder_of_base and change_index(folder_of_base, base.catalogs, catalogs, groups, folder):
                return open_index(catalogs, groups, folder)
        return build_index(catalogs, groups, folder)

    index = open_or_build(root, name, open_folder=lambda folder: open_index(catalogs, groups, folder), build=build)
    if not changed:
        _built_whole[whom] = _BuiltWhole(name, catalog.tables, catalogs, groups)
    return index


def _changes(tables: IndexTables, first: int) -> tuple[object, ...]:
    """Return what tells changed tables from others of the same base, whose errors end before the number ``first``."""
    orders = tables.orders or {}
    listed = [(slug, *numbers) for slug, numbers in orders.items() if not isinstance(numbers, range)]
    return tuple(listed), tuple(map(tables.errors.__getitem__, range(first, len(tables.errors))))


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:8]


def _groups() -> tuple[SynonymGroup, ...]:
    """Return the synonyms that come with the portal and those of its own."""
    own = []
    for phrases in models.Synonyms.objects.values_list("phrases", flat=True):
        # An invalid group, written past the form's checks, must not stop every search.
        with suppress(ValueError):
            own.append(read_group(phrases))
    return with_own_groups(own)


snapshot.prepare_with(prepare)
