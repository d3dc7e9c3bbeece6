"""``python -m benchmarks.load [NAME] [--seconds N] [--json]``: run the load tests; exit 1 if a promise fails."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import NamedTuple

from benchmarks.ratios import Measured


class LoadTest(NamedTuple):
    """Location of a load test, and the default duration of its load in seconds."""

    place: str
    seconds: float
    about: str

    def run(self, seconds: float) -> Iterator[Measured]:
        """Yield the load test's figures."""
        module, _, name = self.place.rpartition(".")
        run: Callable[[float], Iterator[Measured]] = getattr(import_module(f"benchmarks.load.{module}"), name)
        return run(seconds)


LOAD_TESTS = {
    "crowd": LoadTest(
        "crowds.on_postgresql", 60, "200 clients at once, edits and imports among them, PostgreSQL, Redis"
    ),
    "crowd_sqlite": LoadTest("crowds.on_sqlite", 60, "50 clients at once, edits and imports among them, SQLite"),
    "spike": LoadTest("spikes.ten_times", 20, "ten times what the portal can do, at nginx"),
    "heavy_texts": LoadTest(
        "heavy_texts.beside_light",
        60,
        "eight clients that send the costliest texts of 1 MB, beside light requests, SQLite",
    ),
    "slow_clients": LoadTest("spikes.slow_clients", 20, "3,000 clients that never finish a request, at nginx"),
    "database_away": LoadTest("outages.database", 20, "PostgreSQL stopped"),
    "cache_away": LoadTest("outages.cache", 10, "Redis stopped"),
    "worker_killed": LoadTest("outages.worker", 15, "each of two workers killed under load, asked directly"),
    "worker_killed_behind_nginx": LoadTest("outages.worker_behind_nginx", 15, "the same, asked through nginx"),
    "import_killed": LoadTest("imports.killed", 0, "an import killed at 20 random moments, SQLite and PostgreSQL"),
    "disk_full": LoadTest("imports.disk_full", 0, "no room on the disk, SQLite and PostgreSQL"),
    "scale": LoadTest("scale.workers", 10, "what one worker does, and what 100,000 cases cost"),
}


def main(arguments: list[str]) -> int:
    """Run the load tests; return the exit status."""
    about = "\n".join(f"  {name:15}{test.about}" for name, test in LOAD_TESTS.items())
    parser = argparse.ArgumentParser(
        "python -m benchmarks.load", epilog=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*LOAD_TESTS, []], help="default: all")
    parser.add_argument("--seconds", type=float, help="how long the load lasts")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args(arguments)
    kept = True
    for name in options.names or LOAD_TESTS:
        test = LOAD_TESTS[name]
        for each in test.run(options.seconds or test.seconds):
            kept = kept and each.kept
            print(_as_json(name, each) if options.json else _as_line(name, each), flush=True)
    return 0 if kept else 1


def _as_json(name: str, each: Measured) -> str:
    promise = {"at_most": each.at_most, "at_least": each.at_least, "kept": each.kept}
    return json.dumps({"test": name, "name": each.name, "value": each.value, "unit": each.unit, **promise})


def _as_line(name: str, each: Measured) -> str:
    value = f"{each.value:,.0f}" if each.value == int(each.value) or each.value >= 100 else f"{each.value:.2f}"
    promised = [f"at most {each.at_most:g}"] if each.at_most is not None else []
    promised += [f"at least {each.at_least:g}"] if each.at_least is not None else []
    line = f"{name}: {each.name}: {value} {each.unit}".rstrip()
    line += f", promised {promised[0]}" if promised else ""
    line += f" ({each.note})" if each.note else ""
    return line if each.kept else f"{line}  NOT KEPT"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
