"""Change each number and each rule of the diagnosis, one at a time, and say which changes no test notices.

``python -m benchmarks.mutation [PART/PARTS]`` runs it, or one part of it. Every change is made in a process of
its own, forked from one that has everything loaded and collected, which then
runs the tests until the first fails. Tests that compare generated pages with the code are left out: they notice any
change and say nothing of what it does.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import pytest
from _pytest.runner import runtestprotocol

from catalog.diagnosis import rules
from catalog.diagnosis.evidence import Rule

TESTS = (
    "test_numbers",
    "test_long_logs_and_large_answers",
    "test_rules",
    "test_whose_error",
    "test_cases_and_advice",
    "test_running_text",
    "test_what_is_said",
    "test_log_heads",
    "test_marks",
)
"""Modules of tests/diagnosis that are run, those that notice most first."""

PAGES = "not documentation"

DECIDING = ("code", "service")
"""Kinds of evidence whose rules' certainty decides something: which of the certainties that those of the kind have."""


class Change(NamedTuple):
    """A change of the program: what it is, and what makes it."""

    name: str
    make: Callable[[], None]


def changes() -> Iterator[Change]:
    """Each number halved and doubled, each rule taken away, made surer and made less sure."""
    yield from _changed_numbers()
    yield from _changed_rules()


def _changed_numbers() -> Iterator[Change]:
    for name, value in (pair for values, _ in rules.named_numbers() for pair in values.items()):
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
        levels = sorted({each.certainty for each in rules.RULES if each.kind is rule.kind})
        at = levels.index(rule.certainty)
        for certainty in (levels[max(0, at - 1) : at] + levels[at + 1 : at + 2]) if rule.kind in DECIDING else ():
            other = replace(rule, certainty=certainty)
            yield Change(f"{rule.id}: {certainty.name}", partial(_put, rule, other))


def _put(rule: Rule, instead: Rule) -> None:
    for module in list(sys.modules.values()):
        if not getattr(module, "__name__", "").startswith("catalog.diagnosis"):
            continue
        for name, value in list(vars(module).items()):
            if value is rule:
                setattr(module, name, instead)
            elif isinstance(value, tuple) and any(each is rule for each in value):
                setattr(module, name, tuple(instead if each is rule else each for each in value))


class Mutation:
    """A plugin of pytest: instead of running the tests once, it runs them for each change, in a process of its own."""

    def __init__(self, part: int, parts: int) -> None:
        self._changes = list(changes())[part - 1 :: parts]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Print each change that no test notices, and how many do."""
        if _notices(session, Change("nothing", lambda: None)):
            session.shouldfail = "the tests fail as they are"
            return True
        missed = 0
        for number, change in enumerate(self._changes, 1):
            if not _notices(session, change):
                missed += 1
                _say(f"not noticed: {change.name}")
            if not number % 20:
                _say(f"{number - missed} of {number} so far")
        _say(f"{len(self._changes) - missed} of {len(self._changes)} changes are noticed")
        return True


def _notices(session: pytest.Session, change: Change) -> bool:
    child = os.fork()
    if child == 0:
        change.make()
        for number, item in enumerate(session.items):
            following = session.items[number + 1] if number + 1 < len(session.items) else None
            if any(report.failed for report in runtestprotocol(item, log=False, nextitem=following)):
                os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return status != 0


def _say(line: str) -> None:
    os.write(sys.__stdout__.fileno() if sys.__stdout__ else 1, f"{line}\n".encode())


def main() -> None:
    """Run the changes, or one part of them."""
    part, parts = map(int, (sys.argv[1] if len(sys.argv) > 1 else "1/1").split("/"))
    paths = [f"tests/diagnosis/{name}.py" for name in TESTS]
    options = ["-q", "-s", "-n", "0", "-p", "no:cacheprovider", "-k", PAGES]
    sys.exit(pytest.main([*options, *paths], plugins=[Mutation(part, parts)]))


if __name__ == "__main__":
    main()
