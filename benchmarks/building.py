"""What the index of a large catalog costs to build: measured in a process of its own."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.ratios import Measured

SIZE = 100_000


def run() -> Iterator[Measured]:
    """Seconds and megabytes for 100,000 templates."""
    program = [sys.executable, "-c", "from benchmarks.building import build; build()"]
    told = subprocess.run(program, cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True)  # noqa: S603
    seconds, megabytes = json.loads(told.stdout)
    yield Measured("the index of 100,000 templates", seconds, "s", at_most=5)
    yield Measured("the index of 100,000 templates, at its peak", megabytes, "MB", at_most=250)


def build() -> None:
    """Build it and print the seconds and megabytes that took."""
    from benchmarks.made_up import made_up_catalog
    from catalog.diagnosis import CatalogIndex

    catalogs = made_up_catalog(SIZE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.perf_counter()
    index = CatalogIndex(catalogs)
    seconds = time.perf_counter() - begin
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert index.names  # noqa: S101 - it must still be there
    print(json.dumps([seconds, peak]))  # noqa: T201 - to the process that asked
