"""In-memory index of the current revision, loaded by each process and replaced with the next revision.

One process builds it and keeps it in a file, which the others load; where no file can be kept, each builds its own. A
server process polls the revision from a thread of its own and makes the next index ready beside the one in use;
elsewhere (commands, tests) the revision is looked at with each use.
"""

from __future__ import annotations

import gc
import logging
import os
import subprocess  # the same program, to build an index
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction

from catalog.diagnosis.changed_tables import tables_with_changes
from catalog.diagnosis.index import CatalogIndex
from catalog.diagnosis.index_tables import IndexTables, places_of_services
from catalog.garbage_collection import without_garbage_collection
from catalog.models import Case
from catalog.store.audience import Audience, audience
from catalog.store.changes import services_changed
from catalog.store.index_file import (
    LOCK_SECONDS,
    index_folder,
    may_write,
    read_index_file,
    turn_to_build,
    write_index_file,
)
from catalog.store.lookup import any_internal, services, whole_catalog
from catalog.store.replica import start_watching
from catalog.store.revision import RevisionMark, current_revision, revision_mark
from catalog.store.timeouts import without_statement_timeout
from catalog.tally import DATABASE_AWAY, INDEX_BUILT, tell

POLL_SECONDS = 0.25
"""How often a server process looks whether the revision has moved on."""

BUILT_ASIDE = 20_000
"""Cases from which an index is built in a process of its own; a smaller one is built sooner than a process starts."""

CHANGED_FROM = 5_000
"""Codes from which an index is changed where the catalog was; a smaller one is sooner built whole."""

MOST_CHANGED = 1_000
"""Codes that may differ from the index that was built whole; with more, the next is built whole."""

MOST_READ = 10_000
"""Codes of services with a change that each worker reads; with more, the next index is built whole, and by one."""

logger = logging.getLogger(__name__)

_TRIES = 3
"""How often the public index is read again where the catalog moves on meanwhile."""

Preparation = Callable[[CatalogIndex, RevisionMark, Audience], object]

_preparations: list[Preparation] = []
_serves = False
_loaded: CatalogIndex | None = None
_public: CatalogIndex | None = None
_mark: RevisionMark | None = None
_facts: dict[str, float] = {}
_whole: dict[Audience, tuple[RevisionMark, IndexTables]] = {}
"""The tables that were last built whole, which the present ones may be with changes."""
_building = threading.Lock()
_poller: threading.Thread | None = None


def current_index() -> CatalogIndex:
    """Return the index of the current revision.

    Raises:
        DatabaseError: when none is loaded yet, or no poller runs, and the database does not answer.
    """
    if _loaded is None or _public is None or _poller is None:
        refresh()
    loaded = _loaded if audience() is Audience.TEAM else _public
    if loaded is None:
        raise DatabaseError("the catalog is not loaded")
    return loaded


def loaded_revision() -> RevisionMark:
    """Return the revision that answers are made of; server processes poll it, so that this needs no query.

    Raises:
        DatabaseError: when none is loaded yet, or no poller runs, and the database does not answer.
    """
    if _poller is None:
        return revision_mark()
    if _mark is None:
        refresh()
    return _mark or revision_mark()


def refresh() -> CatalogIndex:
    """Load or build the index if the revision has changed, and return it.

    Where something is internal there are two: the team's, which is returned, and the public's.
    """
    global _loaded, _mark, _public
    loaded = _loaded
    if loaded is not None and loaded.revision == current_revision():
        return loaded
    with _building:
        begin = time.perf_counter()
        mark = revision_mark()
        if _loaded is not None and _loaded.revision == mark.number:
            return _loaded
        mark, tables = _next_tables(mark, Audience.TEAM)
        index = CatalogIndex.of_tables(tables, revision=mark.number)
        public = _public_index(index, mark)
        if _serves:
            for prepare in _preparations:
                for each, whom in {id(public): (public, Audience.PUBLIC), id(index): (index, Audience.TEAM)}.values():
                    prepare(each, mark, whom)
        _loaded, _mark, _public = index, mark, public
        _facts.update(_size(tables), revision=mark.number, seconds=time.perf_counter() - begin)
        tell(INDEX_BUILT, **_facts)
        return _loaded


def _public_index(index: CatalogIndex, mark: RevisionMark) -> CatalogIndex:
    """Return the index without what is internal: the same one, where nothing is."""
    if not any_internal():
        return index
    for _ in range(_TRIES):
        built, tables = _next_tables(mark, Audience.PUBLIC)
        if built == mark:
            return CatalogIndex.of_tables(tables, revision=mark.number)
    # The catalog moves on faster than it is read. What was public is newer then, never less guarded.
    return CatalogIndex.of_tables(tables, revision=mark.number)


def _next_tables(mark: RevisionMark, whom: Audience) -> tuple[RevisionMark, IndexTables]:
    """Return the tables of a revision or of the present one: those there are with changes, or built whole."""
    if whom in _whole and (changed := _changed_tables(*_whole[whom], whom)):
        return changed
    _whole[whom] = _tables_of(mark, whom)
    return _whole[whom]


def _changed_tables(
    since: RevisionMark, tables: IndexTables, whom: Audience
) -> tuple[RevisionMark, IndexTables] | None:
    """Return the tables of the present revision, if what has changed since is known and little."""
    if len(tables.errors) < CHANGED_FROM:
        return None
    with transaction.atomic():
        mark = revision_mark()
        slugs = services_changed(since.number, mark.number)
        places = places_of_services(tables)
        if slugs is None or sum(len(places.get(slug, ())) for slug in slugs) > MOST_READ:
            return None
        changed = {each.service.slug: each.errors for each in whole_catalog(sorted(slugs), audience=whom)}
        present = [each.service for each in services(audience=whom)]
    result = tables_with_changes(tables, present, changed)
    return (mark, result) if len(result.errors) - len(tables.errors) <= MOST_CHANGED else None


def _tables_of(mark: RevisionMark, whom: Audience) -> tuple[RevisionMark, IndexTables]:
    """Return the tables of a revision from the file that workers share, or of the present one, built and kept there."""
    tables = read_index_file(mark, whom)
    if tables is not None:
        return mark, tables
    with turn_to_build():
        mark = revision_mark()
        tables = read_index_file(mark, whom)
        if tables is None and whom is Audience.TEAM and _build_aside():
            # Unless the catalog has changed once more meanwhile, that is it.
            mark = revision_mark()
            tables = read_index_file(mark, whom)
        if tables is not None:
            return mark, tables
        mark, tables = _built(whom)
        path = write_index_file(mark, tables, whom)
        # All workers share the memory of a mapped file; an index built in memory would be a copy for each.
        return mark, (read_index_file(mark, whom) if path else None) or tables


def _built(whom: Audience) -> tuple[RevisionMark, IndexTables]:
    with transaction.atomic():
        # One transaction, so that the rows are those of the revision they are labelled with.
        mark = revision_mark()
        without_statement_timeout()
        with without_garbage_collection():
            return mark, IndexTables.of(whole_catalog(audience=whom))


def _build_aside() -> bool:
    """Build a large index in a separate process, which neither blocks this one nor grows its memory.

    Return whether it was.
    """
    if index_folder() is None or not may_write() or Case.objects.count() < BUILT_ASIDE:
        return False
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "django", "build_index", "--in-turn"]
    try:
        subprocess.run(  # noqa: S603 - nothing in it comes from outside
            command, env=environment, cwd=settings.BASE_DIR, check=True, capture_output=True, timeout=LOCK_SECONDS
        )
    except (OSError, subprocess.SubprocessError) as problem:
        reason = (getattr(problem, "stderr", None) or b"").decode(errors="replace").strip().rpartition("\n")[2]
        logger.warning("the index could not be built aside and is built in this process: %s", reason or problem)
        return False
    return True


def build_file(*, in_turn: bool = False) -> tuple[RevisionMark, Path] | None:
    """Build the current revision's index file for all workers; None if it cannot be written.

    ``in_turn`` says that whoever asks has waited for its turn already.
    """
    with nullcontext() if in_turn else turn_to_build():
        mark, tables = _built(Audience.TEAM)
        path = write_index_file(mark, tables, Audience.TEAM)
    return (mark, path) if path else None


def prepare_with(prepare: Preparation) -> None:
    """Call ``prepare`` with each new index of a server process before it is swapped in."""
    _preparations.append(prepare)


def _size(tables: IndexTables) -> dict[str, int]:
    places, errors = tables.variant_places, tables.variant_errors
    cases = sum(1 for at, place in enumerate(places) if place == 0 and errors[at] not in tables.dropped)
    return {"codes": len(tables.errors) - len(tables.dropped), "cases": cases}


def forget() -> None:
    """Drop the loaded index, as when the database was replaced under the process."""
    global _loaded, _mark, _public
    _loaded = _mark = _public = None
    _whole.clear()


def build_for_all() -> None:
    """Build the index before workers fork, so that they share its memory while it stays current."""
    global _serves
    _serves = True
    refresh()
    # Frozen objects are not visited by the garbage collector, so their pages stay shared after a fork.
    gc.freeze()


def start_polling() -> None:
    """Keep the index current from a thread for the life of the process. Called once by a server.

    The first index is built before this returns, so that no request waits for it; if the database is away, the thread
    goes on trying.
    """
    global _poller, _serves
    if _poller is None:
        _serves = True
        inherited = _loaded
        _look()
        if inherited is not None and inherited is _loaded:
            tell(INDEX_BUILT, **_facts)
        start_watching(lambda: _mark.number if _mark else 0)
        _poller = threading.Thread(target=_poll, name="catalog-revision", daemon=True)
        _poller.start()


def _poll() -> None:
    pause = threading.Event()
    # Another one in its place is its end.
    while not pause.wait(POLL_SECONDS) and _poller is threading.current_thread():
        _look()


def _look() -> None:
    try:
        refresh()
    except DatabaseError:
        tell(DATABASE_AWAY, who="index")
        logger.warning("the catalog's revision could not be read; the loaded index stays in use")
        connection.close()
    finally:
        close_old_connections()
