"""Search against ``icontains`` over the same four columns, at 100,000 cases: in a process and a database of its own."""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.ratios import Measured, best_of, medians
from catalog.garbage_collection import without_garbage_collection

if TYPE_CHECKING:
    from catalog import models
    from catalog.known_error import ErrorCase

SIZE = 100_000
_PAGE = 20
_QUERIES = 24
_SYLLABLES = ("ba", "cor", "dun", "el", "fa", "gri", "hos", "in", "jo", "kel", "lum", "mer", "nor", "os", "pi", "qua")
_PROMISED = {"a code": 100, "the beginning of a code": 100, "words": 50, "a mistyped word": 20}


def run() -> Iterator[Measured]:
    """How many times faster a page of hits is found, at the median of each kind of query."""
    yield Measured("an edit until a search has it, 100 cases", _in_a_process("measure_edit"), "s", at_most=1)
    figures = _in_a_process("measure")
    yield Measured("an edit until a search has it, 100,000 cases", figures.pop("an edit"), "s", at_most=5)
    seconds, megabytes = figures.pop("the index")
    yield Measured("building the search index of 100,000 cases, of a processor", seconds, "s", at_most=10)
    yield Measured("the search index of 100,000 cases, in memory and in files", megabytes, "MB", at_most=150)
    yield Measured("the first hits in the box, the slowest of all queries", figures.pop("the box"), "ms", at_most=50)
    for kind, (ratio, micros) in figures.items():
        yield Measured(
            f"icontains to our search, {kind}", ratio, at_least=_PROMISED[kind], note=f"{micros:.0f} µs a page"
        )


def _in_a_process(function: str) -> Any:
    """Return what a function of this module prints, called in a process with a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")},
            "DATABASE_URL": f"sqlite:///{folder}/search.sqlite3",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }
        program = [sys.executable, "-c", f"from benchmarks.searching import {function}; {function}()"]
        process = subprocess.run(  # noqa: S603
            program, cwd=Path(__file__).parent.parent, env=environment, capture_output=True, text=True, check=True
        )
    return json.loads(process.stdout)


def measure_edit() -> None:
    """Fill a small database, print how long an edit takes to be found."""
    import django

    django.setup()

    from catalog.store import snapshot

    fill(100)
    snapshot.start_polling()
    print(json.dumps(_seconds_until_an_edit_is_found()))  # noqa: T201 - to the process that asked


def _seconds_until_an_edit_is_found() -> float:
    """Save a message with a new word as an editor does, and search for it until it is there; the median of three."""
    from catalog import models
    from catalog.store.search import find_errors

    times = []
    for word in ("zyxomma", "quokka", "numbat"):
        row = models.Case.objects.earliest("pk")
        row.message = f"The {word} is away"
        row.save()
        begin = time.perf_counter()
        while not find_errors(word):
            time.sleep(0.01)
        times.append(time.perf_counter() - begin)
    return sorted(times)[1]


def measure() -> None:
    """Fill a database, time both ways, print the ratios."""
    import django

    django.setup()

    from catalog.store import snapshot
    from catalog.store.audience import Audience
    from catalog.store.search import find_errors
    from catalog.store.search.current import prepare
    from catalog.store.search.search_building import build_index
    from catalog.store.search.synonyms import with_own_groups

    described = fill()
    catalog = snapshot.refresh()
    catalogs, groups = tuple(catalog.catalogs.values()), with_own_groups([])
    with tempfile.TemporaryDirectory() as folder, without_garbage_collection():
        # Once more, here, as that process does which builds the files for those that only read a revision.
        before, begin = _resident_megabytes(), time.process_time()
        built = build_index(catalogs, groups, Path(folder) / "index")
        seconds = time.process_time() - begin
        megabytes = _resident_megabytes() - before + _megabytes_of(folder)
        del built
    # As in a process that serves: the index is there before anybody asks.
    prepare(catalog, snapshot.loaded_revision(), Audience.TEAM)
    snapshot.start_polling()
    chance = random.Random(4)  # noqa: S311 - made-up queries, no secret
    figures: dict[str, object] = {"the index": (seconds, megabytes)}
    figures["the box"] = _slowest_hits([query for queries in _queries(chance, described).values() for query in queries])
    for kind, queries in _queries(chance, described).items():
        ours: list[Callable[[], object]] = [lambda query=query: find_errors(query, count=_PAGE) for query in queries]  # type: ignore[misc]
        theirs: list[Callable[[], object]] = [lambda query=query: _plain(query) for query in queries]  # type: ignore[misc]
        find_errors(queries[0])
        fast, slow = _medians(ours, theirs)
        figures[kind] = (slow / fast, fast * 1_000_000)
    figures["an edit"] = _seconds_until_an_edit_is_found()
    print(json.dumps(figures))  # noqa: T201 - to the process that asked


def _medians(*works: Sequence[Callable[[], object]], rounds: int = 3) -> list[float]:
    """The median time of each list of works in seconds, a whole list at a time: a portal is not asked both ways."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for number, each in enumerate(works):
            times[number].append(medians(each)[0])
    return [min(each) for each in times]


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def _megabytes_of(folder: str) -> float:
    return sum(path.stat().st_size for path in Path(folder).rglob("*") if folder and path.is_file()) / 1e6


def _slowest_hits(queries: Sequence[str]) -> float:
    """Return the time of the slowest of some queries in milliseconds, with all that the box shows of its hits."""
    from catalog.pages.find import MOST_HITS
    from catalog.store.search import search

    times = [best_of(lambda query=query: search(query, page_size=MOST_HITS), rounds=3)[0] for query in queries]  # type: ignore[misc]
    return max(times) * 1000


def _queries(chance: random.Random, described: list[str]) -> dict[str, list[str]]:
    """Queries of each kind: codes that are there, beginnings of few codes, words of which two in three are rare."""
    common = [
        "volume",
        "cannot resize",
        "is not ready",
        "peering",
        "certificate expired",
        "health check",
        "security",
        "quota",
    ]
    numbers = [(chance.randrange(SIZE // 500), chance.randrange(500)) for _ in range(_QUERIES)]
    words = [chance.choice(described) for _ in range(_QUERIES - len(common))]
    return {
        "a code": [f"Svc{service}.{number:04d}" for service, number in numbers],
        "the beginning of a code": [f"Svc{service}.{number // 10:03d}" for service, number in numbers],
        "words": [*common, *(text.split()[1] for text in words[::2]), *words[1::2]],
        "a mistyped word": [_mistyped(chance, chance.choice(described).split()[1]) for _ in range(_QUERIES)],
    }


def _mistyped(chance: random.Random, word: str) -> str:
    at = chance.randrange(1, len(word) - 2)
    return (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :] if word[at] != word[at + 1] else word[:at] + word[at + 1 :]
    )


def _plain(query: str) -> list[int]:
    """Search with plain ``icontains`` over four columns, one page by primary key."""
    from django.db.models import Q

    from catalog import models

    rows = models.Case.objects.order_by("code_id")
    for word in query.split():
        rows = rows.filter(
            Q(code__code__icontains=word)
            | Q(message__icontains=word)
            | Q(description__icontains=word)
            | Q(solution__icontains=word)
        )
    return list(rows.values_list("code_id", flat=True)[:_PAGE])


def fill(size: int = SIZE) -> list[str]:
    """100,000 cases, each with two of 30,000 rare words in its description; and a word of each beside a rare one."""
    from django.core.management import call_command
    from django.db import transaction

    from benchmarks.made_up import made_up_catalog
    from catalog import models
    from catalog.store.revision import begin_revision

    call_command("migrate", verbosity=0)
    chance = random.Random(5)  # noqa: S311 - made-up words, no secret
    rare = sorted({"".join(chance.choices(_SYLLABLES, k=chance.randrange(3, 5))) for _ in range(60_000)})[:30_000]
    texts: list[str] = []
    with transaction.atomic():
        for catalog in made_up_catalog(size):
            service = models.Service(slug=catalog.service.slug, name=catalog.service.name)
            models.Service.objects.bulk_create([service])
            codes = [
                models.Code(service=service, code=error.code, folded=models.fold_code(error.code), position=position)
                for position, error in enumerate(catalog.errors)
            ]
            models.Code.objects.bulk_create(codes)
            cases = [error.cases[0] for error in catalog.errors]
            rows = [_row(code, case, chance, rare) for code, case in zip(codes, cases, strict=True)]
            models.Case.objects.bulk_create(rows)
            texts += [f"{row.message.split()[3]} {row.description.split()[1]}" for row in rows]
        begin_revision()
    return texts


def _row(code: models.Code, case: ErrorCase, chance: random.Random, rare: list[str]) -> models.Case:
    first, second = chance.sample(rare, 2)
    described = f"The {first} part does not answer the {second} part."
    return code.cases.model(
        code=code, message=case.message, http_status=case.http_status, description=described, solution="Retry."
    )
