"""A search for the costliest texts: hypothesis puts pieces together and climbs towards more time and larger answers.

``python -m tests.fuzz_costs --seconds 3600`` asks the interfaces of a portal in this process, with a database of its
own and the bundled catalog, and prints the ten worst texts of each kind as ratios: time to that of an ordinary log as
long, bytes of the answer to those it may have. It ends with 1 when one is above what ``bench attack`` promises.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings, strategies, target

MOST = 60_000
"""Characters of a text."""

WORST = 10


@dataclass(frozen=True)
class Seen:
    """A text as it was put together, where it was sent, and what it cost."""

    value: float
    interface: str
    plan: str
    note: str
    text: str


def main() -> int:
    """Search for as long as is said; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=1, help="another one searches elsewhere")
    parser.add_argument("--keep", type=Path, help="a folder for the worst texts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "PORTAL_DIAGNOSE_RATE": "0",
            "ALLOWED_HOSTS": "testserver",
        }
        slowest, largest = _search(options.seconds, options.seed)
    for title, seen in (("time to an ordinary text", slowest), ("answer, of what it may have", largest)):
        for each in seen:
            _say(f"{title}: {each.value:.2f} {each.interface}: {each.plan} ({each.note})")
            if options.keep:
                path = options.keep / f"{title.split()[0]}-{each.value:06.2f}-{options.seed}.txt"
                path.write_text(each.text, encoding="utf-8", errors="replace", newline="")
    return int(any(each.value > 4 for each in slowest) or any(each.value > 1 for each in largest))


def _search(seconds: float, seed_number: int) -> tuple[list[Seen], list[Seen]]:
    import django

    django.setup()
    logging.disable(logging.WARNING)

    from benchmarks import attack
    from benchmarks.hostile_texts import FAMILIES, CatalogSample
    from catalog.store.in_memory import all_catalogs

    attack._fill("bundled")
    catalogs = list(all_catalogs())
    errors = [error for each in catalogs for error in each.errors]
    sample = CatalogSample([e.code for e in errors], [case.message for e in errors for case in e.cases if case.message])
    ordinary = attack._ordinary_log(catalogs)
    interfaces = [
        each for each in attack._interfaces("") if each.name in ("REST", "REST, Markdown", "answer page", "batch")
    ]
    attack._warm_up()
    base = {each.name: _curve(each, ordinary) for each in interfaces}
    slowest: list[Seen] = []
    largest: list[Seen] = []
    end = time.monotonic() + seconds

    wrap: dict[str, Callable[[str], str]] = {
        "as it is": lambda text: text,
        "a JSON message": lambda text: json.dumps({"error_code": sample.codes[0], "error_msg": text}),
        "JSON in JSON": lambda text: json.dumps({"body": json.dumps({"message": text})}),
        "a line each": lambda text: text.replace(" ", "\n"),
        "an element": lambda text: f"<Error><Code>X.1</Code><Message>{text}</Message></Error>",
        "a field": lambda text: f'error="{text}"',
    }
    piece = strategies.one_of(
        strategies.sampled_from(sorted(FAMILIES)).map(lambda name: ("family", name)),
        strategies.sampled_from(sample.codes[:200]).map(lambda code: ("text", code)),
        strategies.sampled_from(sample.messages[:200]).map(lambda content: ("text", content)),
        strategies.text(min_size=1, max_size=12).map(lambda text: ("text", text)),
        strategies.sampled_from([*"{}[]\"'\\:=,;<>&%\n\t |", "://", "code", "message", "password=", "eyJ"]).map(
            lambda text: ("text", text)
        ),
    )

    @seed(seed_number)
    @settings(
        max_examples=10_000_000,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.target],
    )
    @given(
        pieces=strategies.lists(strategies.tuples(piece, strategies.integers(1, 400)), min_size=1, max_size=5),
        outer=strategies.sampled_from(sorted(wrap)),
        whole=strategies.integers(1, 200),
        which=strategies.sampled_from(interfaces),
    )
    def costs(pieces: list[tuple[tuple[str, str], int]], outer: str, whole: int, which: Any) -> None:
        if time.monotonic() > end:
            raise _OutOfTime
        parts = [
            FAMILIES[what].text(times * 30, sample) if kind == "family" else what * times
            for (kind, what), times in pieces
        ]
        text = wrap[outer](("".join(parts) * whole)[:MOST])[: 2 * MOST]
        if not text.strip():
            return
        ordinary_seconds = max(base[which.name](len(text)), attack.NOTICED / attack.TIMES)
        took, answer = attack._timed(which, text)
        if took > attack.TIMES * ordinary_seconds:
            # Once more, in turns with an ordinary text: something else may have come between.
            turns = [[attack._timed(which, each)[0] for each in (text, ordinary[: len(text)])] for _ in range(3)]
            took = min(each for each, _ in turns)
            ordinary_seconds = max(min(each for _, each in turns), attack.NOTICED / attack.TIMES)
        size = len(text.encode(errors="replace"))
        times = took / ordinary_seconds if took > attack.NOTICED else 1.0
        share = answer / (attack.ANSWER * size + attack.PLUS)
        plan = f"{whole} × {[(what[:40], times) for (_, what), times in pieces]} as {outer}"
        note = f"{took:.2f} s, {size} bytes, answer {answer}"
        _keep(slowest, Seen(times, which.name, plan, note, text))
        _keep(largest, Seen(share, which.name, plan, note, text))
        target(times, label="time")
        target(share, label="answer")

    with contextlib.suppress(_OutOfTime, BaseExceptionGroup):
        costs()
    return slowest, largest


class _OutOfTime(BaseException):
    """The search has gone on for as long as it should."""


def _curve(interface: Any, ordinary: str) -> Callable[[int], float]:
    """The time of an ordinary text of so many characters: that of a whole one, in proportion, and of an empty one."""
    interface.ask(ordinary[:1000])
    whole = min(_seconds(interface, ordinary[: 2 * MOST]) for _ in range(3))
    least = min(_seconds(interface, ordinary[:200]) for _ in range(5))
    return lambda size: least + (whole - least) * size / (2 * MOST)


def _seconds(interface: Any, text: str) -> float:
    begin = time.process_time()
    interface.ask(text)
    return time.process_time() - begin


def _keep(worst: list[Seen], seen: Seen) -> None:
    """Keep the ten worst, each plan's interface once."""
    if len(worst) < WORST or seen.value > worst[-1].value:
        worst.append(seen)
        worst.sort(key=lambda each: -each.value)
        del worst[WORST:]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    sys.exit(main())
