"""Search indexes in files: built once on a host, opened by every worker, kept in memory where that cannot be."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.store.search import index_files
from catalog.store.search.engine import find, ordinals, plans_for
from catalog.store.search.index_files import open_or_build
from catalog.store.search.results import Filters
from catalog.store.search.search_building import build_index
from catalog.store.search.search_index import SearchIndex, open_index
from catalog.store.search.synonyms import bundled_groups
from tests.catalog_rows import service_catalog

CATALOGS = (service_catalog("metal"), service_catalog("gate"))


class Host:
    """A folder, and what was built of the catalog so far: into which folder, or None for memory."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.built: list[Path | None] = []

    def index(self, name: str = "r1") -> SearchIndex:
        return open_or_build(self.root, name, open_folder=self._open, build=self._build)

    def _open(self, folder: Path) -> SearchIndex:
        return open_index(CATALOGS, bundled_groups(), folder)

    def _build(self, folder: Path | None) -> SearchIndex:
        self.built.append(folder)
        return build_index(CATALOGS, bundled_groups(), folder)


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path / "search")


def codes(index: SearchIndex, query: str) -> list[str]:
    result = find(index, plans_for(index, query, [], in_service=False), Filters())
    return [index.errors[place].code for place in ordinals(index, result, 0, 9, "relevance")] if result else []


def test_the_first_builds_and_the_others_open(host: Host) -> None:
    answers = [codes(host.index(), "picture missing") for _ in range(3)]
    assert answers == [["Gate.0204", "Metal.0204"]] * 3
    assert len(host.built) == 1
    assert codes(host.index(), "iamge") == ["Gate.0204", "Metal.0204"]
    assert host.index().sections.keys() == {("metal", "Common errors"), ("gate", "Common errors")}


def test_nobody_else_can_read_or_write_it(host: Host) -> None:
    host.index()
    assert host.root.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_a_folder_that_others_may_write_is_not_used(host: Host, mode: int) -> None:
    host.root.mkdir()
    host.root.chmod(mode)
    assert codes(host.index(), "image") == ["Gate.0204", "Metal.0204"]
    assert host.built == [None]


def test_where_nothing_can_be_written_it_is_kept_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    host = Host(tmp_path / "file" / "search")
    assert codes(host.index(), "image") == ["Gate.0204", "Metal.0204"]
    assert host.built == [None]


def test_a_full_disk_leaves_nothing_half_built(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    build = host._build

    def full(folder: Path | None) -> SearchIndex:
        if folder is not None:
            folder.mkdir(parents=True)
            raise OSError(28, "No space left on device")
        return build(None)

    monkeypatch.setattr(host, "_build", full)
    assert codes(host.index(), "image") == ["Gate.0204", "Metal.0204"]
    assert [each.name for each in host.root.iterdir()] == ["lock"]


@pytest.mark.parametrize("file", ["index/meta.json", "words.json"])
@pytest.mark.parametrize(
    "spoil",
    [lambda path: path.write_bytes(b"spoilt"), lambda path: path.write_bytes(b'{"known": []}'), os.remove],
    ids=["spoilt", "another", "gone"],
)
def test_a_broken_index_is_not_answered_from(host: Host, spoil: Callable[[Path], object], file: str) -> None:
    host.index()
    spoil(host.root / "r1" / file)
    assert codes(host.index(), "image") == ["Gate.0204", "Metal.0204"]
    assert host.built[-1] is None


def test_old_ones_go_and_what_is_open_lives_on(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_files, "_KEPT", 1)
    first = host.index("r1")
    for number in range(2, 6):
        os.utime(host.root / f"r{number - 1}", (number, number))
        host.index(f"r{number}")
    assert sorted(each.name for each in host.root.iterdir()) == ["lock", "r4", "r5"]
    assert codes(first, "image") == ["Gate.0204", "Metal.0204"]


def test_a_builder_that_is_killed_leaves_nothing_that_is_answered_from(host: Host) -> None:
    def killed(folder: Path | None) -> SearchIndex:
        assert folder is not None
        (folder / "index").mkdir(parents=True)
        (folder / "index" / "meta.json").write_text("{")
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    builder = in_another_process(lambda: open_or_build(host.root, "r1", open_folder=host._open, build=killed))
    assert os.WIFSIGNALED(os.waitpid(builder, 0)[1])
    assert [each.name for each in host.root.iterdir() if each.is_dir()] == [f".unfinished-{builder}"]
    assert codes(host.index(), "image") == ["Gate.0204", "Metal.0204"]
    assert sorted(each.name for each in host.root.iterdir()) == ["lock", "r1"]


def test_of_several_workers_that_start_at_once_one_builds(host: Host) -> None:
    host.root.mkdir(mode=0o700)

    def work() -> None:
        assert codes(host.index(), "image") == ["Gate.0204", "Metal.0204"]
        (host.root / f"built-{os.getpid()}").write_text(str(len(host.built)))

    workers = [in_another_process(work) for _ in range(4)]
    assert [os.waitpid(each, 0)[1] for each in workers] == [0] * 4
    assert sorted(path.read_text() for path in host.root.glob("built-*")) == ["0", "0", "0", "1"]


def in_another_process(work: Callable[[], object]) -> int:
    """Fork a process that does some work and ends, with 1 where that fails; return its number."""
    process = os.fork()
    if process == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return process
