"""``manage.py bench``: measures the promised speed and accuracy."""

from __future__ import annotations

import importlib
import inspect
import json
import math
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

NAMES = (
    "accuracy",
    "attack",
    "building",
    "engines",
    "learning",
    "logs",
    "pages",
    "painting",
    "peers",
    "plans",
    "questions",
    "reading",
    "rest",
    "searching",
)
WITH_DATA = ("loghub",)
"""Benchmarks of public data, which is not part of the project."""


class Command(BaseCommand):
    """Runs the project's benchmarks; exits with 1 when a promise is not kept."""

    help = "Measure what is promised, as ratios in one run. Exit code 1 when a promise is not kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "name", nargs="?", choices=(*NAMES, *WITH_DATA), help="one benchmark; all but loghub without"
        )
        parser.add_argument("--data", type=Path, metavar="DIR", help="loghub: a clone of github.com/logpai/loghub")
        parser.add_argument("--megabytes", type=int, metavar="N", help="logs: of so many megabytes")
        parser.add_argument("--templates", type=int, metavar="N", help="building: of so many templates")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        for name in ("catalogs", "interfaces", "families"):
            parser.add_argument(
                f"--{name}",
                nargs="+",
                default=[],
                metavar="WORD",
                help=f"attack: only {name} with one of these words in their names",
            )

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["name"] in WITH_DATA) != (options["data"] is not None):
            raise CommandError(f"--data DIR goes with {', '.join(WITH_DATA)}, which needs it")
        results: list[dict[str, Any]] = []
        for name in [options["name"]] if options["name"] else NAMES:
            try:
                benchmark = importlib.import_module(f"benchmarks.{name}")
            except ImportError as problem:
                raise CommandError(f"the benchmarks are part of a clone of the project: {problem}") from problem
            for each in _run(benchmark, options):
                measured = not math.isnan(each.value)
                results.append(
                    {
                        "benchmark": name,
                        "name": each.name,
                        "value": round(each.value, 4) if measured else None,
                        "unit": each.unit,
                        "at_most": each.at_most,
                        "at_least": each.at_least,
                        "kept": each.kept if measured else None,
                        "note": each.note,
                    }
                )
                if not options["json"]:
                    self.stdout.write(_line(results[-1]))
        if options["json"]:
            self.stdout.write(json.dumps({"measured": results}, ensure_ascii=False, indent=1))
        if any(each["kept"] is False for each in results):
            sys.exit(1)


def _run(benchmark: Any, options: dict[str, Any]) -> Iterator[Any]:
    """Run a benchmark with the options that it takes."""
    parameters = inspect.signature(benchmark.run).parameters
    given = {
        name: options[name]
        for name in ("catalogs", "data", "families", "interfaces", "megabytes", "templates")
        if options[name] and name in parameters
    }
    try:
        yield from benchmark.run(**given)
    except ValueError as problem:
        raise CommandError(str(problem)) from problem
    except (OSError, KeyError) as problem:
        if "data" not in given:
            raise
        raise CommandError(f"cannot read {options['data']}: {problem}") from problem


def _line(each: dict[str, Any]) -> str:
    value = "not measured" if each["value"] is None else f"{each['value']:g} {each['unit']}".strip()
    promise = ""
    if each["at_most"] is not None:
        promise = f", promised at most {each['at_most']:g}"
    if each["at_least"] is not None:
        promise = f", promised at least {each['at_least']:g}"
    verdict = {True: "", False: "  MISSED", None: ""}[each["kept"]]
    note = f" ({each['note']})" if each["note"] else ""
    return f"{each['benchmark']}: {each['name']}: {value}{promise}{note}{verdict}"
