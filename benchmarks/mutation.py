"""Change each number and each rule of the diagnosis, one at a time, and say which changes no test notices.

A rule or a field's name is taken away, a code's or a service's rule is made surer and less sure. What is remembered is
left out: it changes no answer.

``python -m benchmarks.mutation [PART/PARTS]`` runs it, or one part of it. Every change is made in a process of
its own, forked from one that has everything loaded and collected, which then
runs the tests until the first fails. Tests that compare generated pages with the code are left out: they notice any
change and say nothing of what it does.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import NamedTuple, cast

import pytest
from _pytest.runner import runtestprotocol
from daachorse import CharwiseDoubleArrayAhoCorasick as Automaton

from catalog.diagnosis import cleaning, code_contexts, lines, names, prefilter, programs, rules
from catalog.diagnosis.code_rules import CODE_SHAPE
from catalog.diagnosis.evidence import CleaningRule, HeadRule, LineRule, Rule

TESTS = (
    "test_numbers",
    "test_numbers_of_secrets",
    "test_long_logs_and_large_answers",
    "test_rules",
    "test_whose_error",
    "test_cases_and_advice",
    "test_running_text",
    "test_what_is_said",
    "test_log_heads",
    "test_marks",
    "test_prefilter",
    "test_redaction",
    "test_occurrences",
    "test_packaged_errors",
    "test_wordings",
    "test_cut_messages",
    "test_other_shapes",
    "test_owners_of_codes",
    "test_contradictions",
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
    """Each number halved and doubled, each rule taken away or made as sure as another, in an order of no meaning."""
    every = [*_changed_numbers(), *_changed_rules(), *_without_parts(), *_without_names()]
    return iter(sorted(every, key=lambda change: sha256(change.name.encode()).digest()))


def _changed_numbers() -> Iterator[Change]:
    pairs = (pair for values, _ in rules.named_numbers() for pair in values.items())
    for name, value in (pair for pair in pairs if not pair[0].endswith("_REMEMBERED")):
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
        if rule is CODE_SHAPE:
            # Its values count where nothing else names a code, however sure it is.
            continue
        levels = sorted({each.certainty for each in rules.RULES if each.kind is rule.kind})
        at = levels.index(rule.certainty)
        for certainty in (levels[max(0, at - 1) : at] + levels[at + 1 : at + 2]) if rule.kind in DECIDING else ():
            other = replace(rule, certainty=certainty)
            yield Change(f"{rule.id}: {certainty.name}", partial(_put, rule, other))
    for cleaning_rule in cleaning.RULES:
        unchanged = replace(cleaning_rule, change=str)
        yield Change(f"{cleaning_rule.id}: taken away", partial(_put, cleaning_rule, unchanged))


def _without_parts() -> Iterator[Change]:
    parts: tuple[HeadRule | LineRule, ...] = (*lines.RULES, *lines.BEGINNINGS, *rules.LINE_RULES, *code_contexts.RULES)
    for rule in parts:
        words = rule.words if isinstance(rule, LineRule) else ()
        yield Change(f"{rule.id}: taken away", partial(_take_away, rule.pattern, words))


def _take_away(pattern: str, words: tuple[str, ...]) -> None:
    """Compile anew what a pattern is part of, without it, and the automaton without its words."""
    for module in (code_contexts, lines, prefilter, programs):
        for name, value in list(vars(module).items()):
            if pattern and isinstance(value, re.Pattern) and pattern in value.pattern:
                setattr(module, name, re.compile(value.pattern.replace(pattern, "(?!)"), value.flags))
    if words:
        left = [word if word not in words else f"\0{word}" for word, _ in prefilter._WORDS]
        prefilter._TROUBLE = Automaton(left)


def _without_names() -> Iterator[Change]:
    for rule in names.RULES:
        for name in rule.names:
            yield Change(f"{rule.meaning} {rule.rank}, {name}: taken away", partial(_forget, rule.meaning, name))


def _forget(meaning: str, name: str) -> None:
    of_meaning = cast("dict[str, int]", names._EXACT[meaning])
    endings = cast("dict[str, object]", names._ENDINGS)
    endings.pop(name[1:]) if name.startswith("*") else of_meaning.pop(name)
    names._NAMES = frozenset((*(each for ranks in names._EXACT.values() for each in ranks), *endings))
    names.meanings_of.cache_clear()
    names.last_name.cache_clear()


def _put(rule: Rule | CleaningRule, instead: Rule | CleaningRule) -> None:
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
