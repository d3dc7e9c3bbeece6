"""Benchmark of a large catalog's index: building, storing, loading, and answering from it.

Built in a process of its own and loaded in another, as workers do. Seconds of building and loading are those of one
core, so that what else the machine does is not counted.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.ratios import Measured, medians

SIZE = 100_000
_MEGABYTE = 1_000_000
_BODIES = 300


def run(templates: int = SIZE) -> Iterator[Measured]:
    """Seconds and megabytes for so many templates; promised for 100,000 and a million."""
    promised = {SIZE: (4.0, 150.0, 0.5), 1_000_000: (None, None, 3.0)}.get(templates, (None, None, None))
    with tempfile.TemporaryDirectory() as folder:
        built = _in_a_process("build", templates, folder)
        loaded = _in_a_process("load", templates, folder)
    name = f"the index of {templates:,} templates"
    yield Measured(f"{name}, built", built["seconds"], "s", at_most=promised[0])
    yield Measured(f"{name}, at its peak while it is built", built["megabytes"], "MB", at_most=promised[1])
    yield Measured(f"{name}, written", built["written"], "s")
    yield Measured(f"{name}, its file", built["file"], "MB")
    yield Measured(f"{name}, loaded by a worker", loaded["seconds"], "s", at_most=promised[2])
    yield Measured(f"{name}, memory of a worker of its own", loaded["own"], "MB")
    yield Measured("a body of 300 bytes with its code", loaded["coded"] * 1e6, "µs")
    yield Measured("a body of 300 bytes without its code", loaded["said"] * 1e6, "µs")
    yield Measured("a log of 1 MB", loaded["log"], "s")
    yield Measured("a log of 1 MB to json.loads of it as one string", loaded["log"] / loaded["parsed"])


def _in_a_process(what: str, size: int, folder: str) -> dict[str, float]:
    program = [sys.executable, "-c", f"from benchmarks.building import {what}; {what}({size})"]
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/none.sqlite3",
        "PORTAL_INDEX_FOLDER": f"{folder}/index",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
    process = subprocess.run(  # noqa: S603
        program, cwd=Path(__file__).parent.parent, env=environment, capture_output=True, text=True, check=True
    )
    return dict(json.loads(process.stdout))


def build(size: int) -> None:
    """Build the index, write its file and print what that took."""
    from benchmarks.made_up import made_up_catalog
    from catalog.diagnosis.index_tables import IndexTables

    catalogs = made_up_catalog(size)
    before = _peak()
    begin = time.process_time()
    tables = IndexTables.of(catalogs)
    seconds = time.process_time() - begin
    megabytes = _peak() - before
    path, written = _kept(tables)
    print(  # noqa: T201 - to the process that asked
        json.dumps(
            {"seconds": seconds, "megabytes": megabytes, "written": written, "file": path.stat().st_size / _MEGABYTE}
        )
    )


def _kept(tables: object) -> tuple[Path, float]:
    import django

    django.setup()
    from catalog.store.index_file import write_index_file
    from catalog.store.revision import RevisionMark

    begin = time.process_time()
    path = write_index_file(RevisionMark(1, None), tables)  # type: ignore[arg-type]
    assert path is not None  # noqa: S101 - else there is nothing to measure
    return path, time.process_time() - begin


def load(size: int) -> None:
    """Load the index from its file, answer from it, and print what that took."""
    import django

    django.setup()
    from benchmarks.made_up import bodies, log, made_up_catalog
    from catalog.diagnosis import CatalogIndex, diagnose
    from catalog.store.index_file import read_index_file
    from catalog.store.revision import RevisionMark

    before = _own()
    begin = time.process_time()
    tables = read_index_file(RevisionMark(1, None))
    assert tables is not None  # noqa: S101 - else there is nothing to measure
    index = CatalogIndex.of_tables(tables, revision=1)
    index.with_code("Svc0.0001")
    seconds = time.process_time() - begin
    own = _own() - before
    catalogs = made_up_catalog(size)
    times = []
    for with_code in (True, False):
        texts = [text for _, text in bodies(catalogs, _BODIES, with_code=with_code)]
        times += medians([partial(diagnose, text, index) for text in texts])
    text = log(catalogs, _MEGABYTE)
    as_json = json.dumps(text)
    megabyte = medians([partial(diagnose, text, index)] * 3, [partial(json.loads, as_json)] * 3)
    print(  # noqa: T201 - to the process that asked
        json.dumps(
            {
                "seconds": seconds,
                "own": own,
                "coded": times[0],
                "said": times[1],
                "log": megabyte[0],
                "parsed": megabyte[1],
            }
        )
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _own() -> float:
    """Megabytes of this process that it shares with no file: what each worker needs for itself."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["RssAnon"].split()[0]) / 1024
