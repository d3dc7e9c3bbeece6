"""A log of any size: how fast it is read in pieces, in how much memory, and beside Drain3's match of its lines."""

from __future__ import annotations

import importlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.made_up import log, made_up_catalog
from benchmarks.ratios import Measured

TEMPLATES = 10_000
KINDS = 500
"""Errors that the log has, each with changing values: a tenth of its lines are one of them."""

MEGABYTES = 200
_LEARNT = 10_000
_COMPARED = 50_000


def run(megabytes: int = MEGABYTES) -> Iterator[Measured]:
    """Megabytes a second of one core, megabytes of memory, and a line to one of Drain3's."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "made-up.log")
        write(path, megabytes)
        program = [sys.executable, "-c", f"from benchmarks.logs import read; read({str(path)!r})"]
        process = subprocess.run(program, cwd=Path(__file__).parent.parent, capture_output=True, text=True, check=True)  # noqa: S603
        figures = json.loads(process.stdout)
    name = f"a log of {megabytes} MB, nine tenths of it INFO lines"
    yield Measured(name, figures["size"] / figures["seconds"], "MB/s", at_least=8)
    yield Measured(f"{name}, at its peak", figures["megabytes"], "MB", at_most=300)
    if figures["drain"] is None:
        yield Measured("a line to Drain3's match of it", float("nan"), note="not installed: pip install drain3")
    else:
        note = f"Drain3 {figures['drain'] * 1e6:.1f} µs"
        yield Measured("a line to Drain3's match of it", figures["line"] / figures["drain"], at_most=1, note=note)


def write(path: Path, megabytes: int) -> None:
    """Write a log with errors of ``KINDS`` kinds."""
    first = made_up_catalog(KINDS)
    with path.open("w") as file:
        for number in range(megabytes):
            file.write(log(first, 1_000_000, seed=number).rpartition("\n")[0] + "\n")


def read(path: str) -> None:
    """Answer the log and print what that took."""
    from catalog.diagnosis import CatalogIndex, diagnose
    from catalog.diagnosis.merging import diagnose_pieces
    from catalog.diagnosis.pieces import pieces_of

    index = CatalogIndex(made_up_catalog(TEMPLATES))
    begin = time.process_time()
    with open(path, "rb") as file:
        guidance = diagnose_pieces(pieces_of(file), index, partial(diagnose, index=index))
    seconds = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert guidance.outcome == "known"  # noqa: S101 - else nothing was measured
    with open(path) as text:
        lines = sum(1 for _ in text)
    print(  # noqa: T201 - to the process that asked
        json.dumps(
            {
                "size": Path(path).stat().st_size / 1e6,
                "seconds": seconds,
                "megabytes": peak,
                "line": seconds / lines,
                "drain": _drain(path),
            }
        )
    )


def _drain(path: str) -> float | None:
    """Return the seconds that Drain3 takes to match a line, after it has learnt from the first."""
    try:
        miner = importlib.import_module("drain3.drain").Drain()
    except ImportError:
        return None
    with open(path) as file:
        for line in islice(file, _LEARNT):
            miner.add_log_message(line.rstrip("\n"))
        compared = [line.rstrip("\n") for line in islice(file, _COMPARED)]
    begin = time.process_time()
    for line in compared:
        miner.match(line)
    return (time.process_time() - begin) / len(compared)
