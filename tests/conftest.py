"""Shared fixtures: no state from the test before, and a portal that really runs."""

from __future__ import annotations

import fcntl
import gc
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TextIO

import pytest
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from pytest_django import DjangoDbBlocker

from catalog import response_cache
from catalog.store import search, snapshot
from tests.running_portal import SET_UP, RunningPortal, folder_of_the_run, free_port, portal_with_its_catalog

# The slowest files, the longest first. They are begun first: at the end, a process that has nothing left to do
# would wait for one that has just begun such a file.
LONGEST = (
    *("test_load", "test_backup", "test_the_admin", "test_every_page", "test_stored_scripts", "test_schema"),
    *("test_scripts_in_the_admin", "test_many_services", "test_upgrade", "test_corpus", "test_generated_clients"),
    *("test_up", "test_workers", "test_the_workbench", "test_hostile_texts", "test_command", "test_output"),
    *("test_several_hosts", "test_front", "test_no_script_runs", "test_bench", "test_the_box", "test_the_circle"),
    *("test_roles", "test_counting_by_workers", "test_bad_documents", "test_fuzz", "test_own_account"),
)

# Playwright's synchronous interface runs a loop of its own, which Django takes for a reason to refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure() -> None:
    """Let all processes of the run copy one portal, and search nothing for garbage while tests are collected."""
    folder_of_the_run()
    gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, in the order above; the others stay as they are."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


def pytest_collection_finish() -> None:
    """Leave thousands of collected tests out of every collection of garbage, and collect less often."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two processes more than there are cores, for the time in which tests wait for programs that they start."""
    return (os.cpu_count() or 1) + 2


def _copy_if_empty(connection: BaseDatabaseWrapper, **_: object) -> None:
    if _migrated().exists() and not connection.connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        with closing(sqlite3.connect(_migrated())) as source:
            source.backup(connection.connection)


def _migrated() -> Path:
    return Path(os.environ[SET_UP]) / "migrated.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[TextIO]:
    """Let the database of a process begin as a copy of the first one's, where they are SQLite in memory."""
    with _migrated().with_suffix(".lock").open("w") as lock:
        # Until the first one has left a copy, those after it wait here, which costs less than to migrate as well.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _migrated().exists() or connections[DEFAULT_DB_ALIAS].vendor != "sqlite":
            fcntl.flock(lock, fcntl.LOCK_UN)
        connection_created.connect(_copy_if_empty)
        yield lock


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_modify_db_settings: TextIO, django_db_blocker: DjangoDbBlocker
) -> None:
    """Leave the migrated database of the first process for the others to copy."""
    connection_created.disconnect(_copy_if_empty)
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "sqlite" and not _migrated().exists():
        begun = _migrated().with_suffix(".begun")
        with django_db_blocker.unblock(), closing(sqlite3.connect(begun)) as target:
            connection.ensure_connection()
            connection.connection.backup(target)
        begun.rename(_migrated())
    fcntl.flock(django_db_modify_db_settings, fcntl.LOCK_UN)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Forget what was counted, kept and built for another test's database: rates, answers, the index, the words."""
    cache.clear()
    snapshot.forget()
    response_cache.forget()
    search.forget()


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """A portal with the bundled catalog, served as its users' is, for the tests of one file."""
    folder = portal_with_its_catalog(tmp_path_factory.mktemp("portal"))
    with RunningPortal(folder, f"127.0.0.1:{free_port()}") as running:
        yield running.until_ready()
