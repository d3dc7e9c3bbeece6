"""``python -m trials [NAME] [--seconds N] [--json]``: run a trial; exit 1 when what was promised did not hold."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

from benchmarks.ratios import Measured


class Trial(NamedTuple):
    """Where a trial is, and how long its load lasts in seconds if nothing else is asked for."""

    place: str
    seconds: float
    about: str

    def run(self, seconds: float) -> Iterator[Measured]:
        """What came of it, one figure after the other."""
        module, _, name = self.place.rpartition(".")
        trial: Callable[[float], Iterator[Measured]] = getattr(importlib.import_module(f"trials.{module}"), name)
        return trial(seconds)


TRIALS = {
    "crowd": Trial("crowds.on_postgresql", 60, "200 clients at once, edits and imports among them, PostgreSQL, Redis"),
    "crowd_sqlite": Trial("crowds.on_sqlite", 60, "50 clients at once, edits and imports among them, SQLite"),
    "spike": Trial("spikes.ten_times", 20, "ten times what the portal can do, at nginx"),
    "slow_clients": Trial("spikes.slow_clients", 20, "3,000 clients that never finish a request, at nginx"),
    "database_away": Trial("outages.database", 20, "PostgreSQL stopped"),
    "cache_away": Trial("outages.cache", 10, "Redis stopped"),
    "worker_killed": Trial("outages.worker", 15, "a worker killed under load"),
    "import_killed": Trial("imports.killed", 0, "an import killed at 20 random moments, SQLite and PostgreSQL"),
    "disk_full": Trial("imports.disk_full", 0, "no room on the disk, SQLite and PostgreSQL"),
    "scale": Trial("scale.workers", 10, "what one worker does, and what 100,000 cases cost"),
}


def main(arguments: list[str]) -> int:
    """Run what was asked for; the exit status."""
    about = "\n".join(f"  {name:15}{trial.about}" for name, trial in TRIALS.items())
    parser = argparse.ArgumentParser(
        "python -m trials", epilog=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*TRIALS, []], help="which; all without")
    parser.add_argument("--seconds", type=float, help="how long the load lasts")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    asked = parser.parse_args(arguments)
    kept = True
    for name in asked.names or TRIALS:
        trial = TRIALS[name]
        for each in trial.run(asked.seconds or trial.seconds):
            kept = kept and each.kept
            print(_as_json(name, each) if asked.json else _as_line(name, each), flush=True)
    return 0 if kept else 1


def _as_json(name: str, each: Measured) -> str:
    promise = {"at_most": each.at_most, "at_least": each.at_least, "kept": each.kept}
    return json.dumps({"trial": name, "name": each.name, "value": each.value, "unit": each.unit, **promise})


def _as_line(name: str, each: Measured) -> str:
    value = f"{each.value:,.0f}" if each.value == int(each.value) or each.value >= 100 else f"{each.value:.2f}"
    promised = [f"at most {each.at_most:g}"] if each.at_most is not None else []
    promised += [f"at least {each.at_least:g}"] if each.at_least is not None else []
    told = f"{name}: {each.name}: {value} {each.unit}".rstrip()
    told += f", promised {promised[0]}" if promised else ""
    told += f" ({each.note})" if each.note else ""
    return told if each.kept else f"{told}  NOT KEPT"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
