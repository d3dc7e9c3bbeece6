"""Shared fixtures: no state from the test before, and a portal that really runs."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache

from catalog import response_cache
from catalog.store import search, snapshot
from tests.running_portal import RunningPortal, folder_of_the_run, free_port, portal_with_its_catalog

# The slowest files, the longest first. They are begun first: at the end, a process that has nothing left to do
# would wait for one that has just begun such a file.
LONGEST = (
    *("test_load", "test_backup", "test_every_page", "test_the_admin", "test_many_services", "test_schema"),
    *("test_upgrade", "test_stored_scripts", "test_generated_clients", "test_scripts_in_the_admin", "test_corpus"),
    *("test_hostile_texts", "test_workers", "test_the_workbench", "test_several_hosts", "test_front", "test_up"),
    *("test_fuzz", "test_the_circle", "test_bench"),
)

# Playwright's synchronous interface runs a loop of its own, which Django takes for a reason to refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure() -> None:
    """Let all processes of the run copy one portal."""
    folder_of_the_run()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, in the order above; the others stay as they are."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


def pytest_collection_finish() -> None:
    """Leave thousands of collected tests out of every collection of garbage, and collect less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores, for the time in which tests wait for programs that they start."""
    return (os.cpu_count() or 1) + 1


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
