"""Change each number and each rule of the diagnosis, one at a time, and say which changes no test notices.

``python -m benchmarks.mutation [PART/PARTS]`` runs it, or one part of it. Every change is made in a process of its own,
forked from one that has everything loaded, which then runs the tests until the first fails. The tests that compare
generated pages with the code are left out: they notice any change and say nothing of what it does.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import django
import pytest

from catalog.diagnosis import numbers, rules
from catalog.diagnosis.evidence import Certainty, Rule

TESTS = (
    "test_numbers",
    "test_rules",
    "test_whose_error",
    "test_cases_and_advice",
    "test_running_text",
    "test_what_is_said",
    "test_no_error",
    "test_json_bodies",
    "test_log_heads",
    "test_spelled_otherwise",
    "test_belongings",
    "test_marks",
    "test_other_programs",
    "test_pastes",
)
"""Modules of tests/diagnosis that are run, those that notice most first."""

PAGES = "not documentation"

DECIDING = ("code", "service")
"""Kinds of evidence whose rules' certainty decides something."""


class Change(NamedTuple):
    """A change of the program: what it is, and what makes it."""

    name: str
    make: Callable[[], None]


def changes() -> Iterator[Change]:
    """Each number halved and doubled, each rule taken away, made surer and made less sure."""
    yield from _changed_numbers()
    yield from _changed_rules()


def _changed_numbers() -> Iterator[Change]:
    tree = ast.parse(Path(numbers.__file__).read_text(encoding="utf-8"))
    targets = (target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets)
    for name in (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)):
        value: float = getattr(numbers, name)
        for other in _others(value):
            yield Change(f"{name}: {other} for {value}", partial(_set, name, other))


def _others(value: float) -> tuple[float, ...]:
    if isinstance(value, int):
        return (value // 2, value * 2) if value > 9 else (value - 1, value + 1)
    return round(value - 0.04, 2), round(value + 0.04, 2)


def _set(name: str, value: float) -> None:
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("catalog.") and hasattr(module, name):
            setattr(module, name, value)


def _changed_rules() -> Iterator[Change]:
    for rule in rules.RULES:
        yield Change(f"{rule.id}: taken away", partial(_put, rule, replace(rule, needs=("\0",))))
        for step in (-1, 1):
            if rule.kind in DECIDING and rule.certainty + step in tuple(Certainty):
                other = replace(rule, certainty=Certainty(rule.certainty + step))
                yield Change(f"{rule.id}: {other.certainty.name}", partial(_put, rule, other))


def _put(rule: Rule, instead: Rule) -> None:
    for module in list(sys.modules.values()):
        if not getattr(module, "__name__", "").startswith("catalog.diagnosis"):
            continue
        for name, value in list(vars(module).items()):
            if value is rule:
                setattr(module, name, instead)
            elif isinstance(value, tuple) and any(each is rule for each in value):
                setattr(module, name, tuple(instead if each is rule else each for each in value))


def noticed(change: Change) -> bool:
    """Whether a test fails once a change is made."""
    child = os.fork()
    if child == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        code = 1
        try:
            change.make()
            paths = [f"tests/diagnosis/{name}.py" for name in TESTS]
            code = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-n", "0", "-k", PAGES, *paths]))
        finally:
            os._exit(1 if code else 0)
    _, status = os.waitpid(child, 0)
    return status != 0


def main() -> None:
    """Print each change that no test notices, and how many do."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
    django.setup()

    part, parts = map(int, (sys.argv[1] if len(sys.argv) > 1 else "1/1").split("/"))
    everything = list(changes())[part - 1 :: parts]
    if noticed(Change("nothing", lambda: None)):
        sys.exit("the tests fail as they are")
    missed = []
    for change in everything:
        if not noticed(change):
            missed.append(change.name)
            sys.stdout.write(f"not noticed: {change.name}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(everything) - len(missed)} of {len(everything)} changes are noticed\n")


if __name__ == "__main__":
    main()
